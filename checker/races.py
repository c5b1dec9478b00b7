"""Race freedom of every pair of jobs, a pair of one operation with itself included (design.md 3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from nac.spec import Effect, Spec

from .effects import INTERFERES, active, disturbances, interfere, tolerates
from .encode import Job
from .logic import Formula, or_
from .question import Fact, Question, Side, Situation
from .structure import Structure


def sides(spec: Spec) -> tuple[Side, ...]:
    return tuple(Side(operation, phase) for operation in spec.operations for phase in operation.phases or ("",))


def pair_name(kind: str, one: Side, other: Side) -> str:
    def name(side: Side) -> str:
        return f"{side.operation.name}.{side.phase}" if side.phase else side.operation.name

    return f"{kind}/{name(one)}/{name(other)}"


def race_questions(spec: Spec, strict: bool = False) -> Iterator[Question]:
    """For each unordered pair of sides whose effects can interfere. `strict`: no race is tolerated."""
    for one, other in combinations_with_replacement(sides(spec), 2):
        met = [
            case
            for first in active(one.operation.effects, one.phase)
            for second in active(other.operation.effects, other.phase)
            for case in cases(first, second)
        ]
        if met:
            yield _race(spec, one, other, tuple(dict.fromkeys(met)), strict)


def cases(first: Effect, second: Effect) -> Iterator[tuple[bool, Effect, Effect]]:
    """(turned, which effect disturbs, which one is disturbed)."""
    if (first.verb, second.verb) in INTERFERES:
        yield False, first, second
    if (second.verb, first.verb) in INTERFERES:
        yield True, second, first


def _race(spec: Spec, one: Side, other: Side, met: tuple[tuple[bool, Effect, Effect], ...], strict: bool) -> Question:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        found = []
        for turned, first, second in met:
            a, b = (jobs[1], jobs[0]) if turned else jobs
            found.append(interfere(spec, a, first, b, second, "any" if strict else "untolerated"))
        return or_(*found)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for turned, first, second in met:
            a, b = (1, 0) if turned else (0, 1)
            for x, y in disturbances(situation, a, first, b, second):
                if strict or not tolerates(situation, a, first, b, second, x):
                    mine, theirs = situation.sides[a], situation.sides[b]
                    where = (
                        f"{x}, which {theirs} {second.verb} too" if x == y else f"{x}, and {theirs} {second.verb} {y}"
                    )
                    text = f"{mine} {first.verb} {where}; nothing refuses them, and not both allow it at {x}"
                    facts.append(Fact(text, (x, y), first.span))
        return tuple(facts)

    title = f"{one} and {other} never race"
    name = pair_name("race", one, other)
    return Question(name, "race", title, (one, other), bad, explain, together=True, place=one.operation.span)
