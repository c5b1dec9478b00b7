"""Tolerated races: pairs that interfere and run together because both sides allow it (semantics: races).

They are a decision of the authors, not an error. The list of them belongs into review: a flag too many in an `allow`
shows as a new line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement

from nac.language.format_expressions import node_set
from nac.spec import VERBS, Effect, Role, Span, Spec

from ..deciding.prove import decide
from ..encoding.encode import SymbolicJob
from ..encoding.structure import Structure
from ..questions.effects import covering, disturbances, doing, interfere, tolerates
from ..questions.kinds import Kind
from ..questions.question import Counterexample, Fact, Question, Side, Situation
from ..questions.races import cases, meet, pair_name, sides
from ..smt.logic import Formula
from ..smt.outcome import Outcome, Refuted
from ..smt.solve import Decider


@dataclass(frozen=True, slots=True)
class Tolerated:
    """`one` does `first`, which disturbs `second` of `other`. `outcome`: Refuted with the smallest example if this can
    happen, Unknown if that is not decided."""

    one: Side
    first: Effect
    other: Side
    second: Effect
    outcome: Outcome

    @property
    def key(self) -> str:
        """The text that tells it from other tolerated races: the line that `nac audit` writes and compares."""
        return f"{_does(self.one, self.first)}; {_does(self.other, self.second)}"

    @property
    def example(self) -> Counterexample | None:
        example = self.outcome.counterexample if isinstance(self.outcome, Refuted) else None
        return example if isinstance(example, Counterexample) else None


def audit(spec: Spec, solver: Decider, progress: Callable[[int, int], None] | None = None) -> tuple[Tolerated, ...]:
    """Return all tolerated races of a spec that can happen, each with the smallest graph that shows it."""
    asked = list(_questions(spec))
    told = None if progress is None else lambda done: progress(done, len(asked))
    findings = decide(spec, [question for *_, question in asked], solver, told)
    races = (
        Tolerated(one, first, other, second, finding.outcome)
        for (one, first, other, second, _), finding in zip(asked, findings, strict=True)
        if not finding.good
    )
    unique = {each.key: each for each in races}
    return tuple(unique[key] for key in sorted(unique))


def keys(text: str) -> frozenset[str] | None:
    """Return the races that an earlier output of `nac audit` lists, which are the lines that start at the margin; None
    for a text that is none."""
    lines = frozenset(line.rstrip() for line in text.splitlines() if line.strip() and line[0] not in " \t#")
    return lines if all(map(_KEY.match, lines)) else None


def difference(races: Iterable[Tolerated], before: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the new lines and the lines gone, against an earlier list."""
    now = {each.key for each in races}
    return tuple(sorted(now - before)), tuple(sorted(before - now))


_DOES = rf"\w\S* (\(\S+\) )?({'|'.join(VERBS)}) \S.*"
_KEY = re.compile(rf"{_DOES}; {_DOES}\Z")


def _does(side: Side, effect: Effect) -> str:
    return f"{side} {effect.verb} {node_set(effect.at)}"


def _questions(spec: Spec) -> Iterator[tuple[Side, Effect, Side, Effect, Question]]:
    for a, b in combinations_with_replacement(sides(spec), 2):
        for first in doing(a) if meet(a, b) else ():
            for second in doing(b):
                for swapped, does, suffers in cases(first, second):
                    if swapped and a is b:
                        continue  # the same two effects, met the other way round already
                    one, other = (b, a) if swapped else (a, b)
                    yield one, does, other, suffers, _question(spec, one, does, other, suffers)


def _question(spec: Spec, one: Side, first: Effect, other: Side, second: Effect) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return interfere(spec, jobs[0], first, jobs[1], second, which="tolerated")

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for x, y in disturbances(situation, 0, first, 1, second):
            if tolerates(situation, 0, first, 1, second, x):
                where = f"{x}, which {other} {second.verb} too" if x == y else f"{x}, and {other} {second.verb} {y}"
                text = f"{one} {first.verb} {where}; both allow it at {x}"
                for place in _allowing(situation, x, first, second):
                    text += f"\n   allowed at {place}"
                facts.append(Fact(text, (x, y)))
        return tuple(facts)

    numbers = f"{one.operation.effects.index(first)}/{other.operation.effects.index(second)}"
    name = f"{pair_name(Kind.TOLERATED, one, other)}/{numbers}"
    title = f"{one} {first.verb} and {other} {second.verb} never meet where both allow it"
    return Question(name, Kind.TOLERATED, title, (one, other), bad, explain, together=True, place=first.span)


def _allowing(situation: Situation, node: str, first: Effect, second: Effect) -> Iterator[Span]:
    """The places in the spec where each side allows the other's effect at the node."""
    for job, verb in ((1, first.verb), (0, second.verb)):
        wanted = sum(1 << action for action in covering(situation.spec, verb))
        roles: tuple[Role, ...] = situation.plans[job].roles(node, situation.sides[job].phase)
        for role in roles:
            place = role.allow_span or role.span
            if role.allow & wanted == wanted and place is not None:
                yield place
