"""Race freedom of every pair of jobs, a pair of one operation with itself included (semantics: races)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from nac import kernel
from nac.sets import Scope, evaluate
from nac.spec import Effect, Operation, Spec

from ..encoding.encode import SymbolicJob
from ..encoding.structure import Structure
from ..smt.logic import Formula, or_
from .effects import covering, disturbances, disturbs, doing, interfere, tolerates
from .kinds import Kind
from .mending import allowing, lacks, listed, requiring
from .question import Fact, Question, Side, Situation


def sides(spec: Spec) -> tuple[Side, ...]:
    """Return all ways in which a job can be there: asked, and held in each of its phases."""
    return tuple(side for operation in spec.operations for side in (*_asked(operation), *_held(operation)))


def held_sides(spec: Spec) -> tuple[Side, ...]:
    """Return all ways in which a job can be held."""
    return tuple(side for operation in spec.operations for side in _held(operation))


def _asked(operation: Operation) -> tuple[Side, ...]:
    return (Side(operation, operation.start),) if operation.changes else ()


def _held(operation: Operation) -> tuple[Side, ...]:
    return tuple(Side(operation, phase, bool(operation.changes)) for phase in operation.phases or ("",))


def meet(one: Side, other: Side) -> bool:
    """Return whether jobs of both can be there at once: one job is asked at a time."""
    return not (one.asked and other.asked)


def side_name(side: Side) -> str:
    """Return the side in ids. A dot in a name is doubled: no two sides of a spec have the same."""
    operation, phase = (name.replace(".", "..") for name in (side.operation.name, side.phase))
    name = f"{operation}.{phase}" if phase else operation
    return f"{name}.started" if side.started and side.phase == side.operation.start else name


def pair_name(kind: str, one: Side, other: Side) -> str:
    return f"{kind}/{side_name(one)}/{side_name(other)}"


def race_questions(spec: Spec, strict: bool = False) -> Iterator[Question]:
    """Yield a question for each unordered pair of sides whose effects can interfere. `strict`: no race is tolerated."""
    for one, other in combinations_with_replacement(sides(spec), 2):
        met = [case for first in doing(one) for second in doing(other) for case in cases(first, second)]
        if met and meet(one, other):
            yield _race(spec, one, other, tuple(dict.fromkeys(met)), strict)


def cases(first: Effect, second: Effect) -> Iterator[tuple[bool, Effect, Effect]]:
    """Return (swapped, which effect disturbs, which one is disturbed)."""
    if disturbs(first, second):
        yield False, first, second
    if disturbs(second, first):
        yield True, second, first


def _race(spec: Spec, one: Side, other: Side, met: tuple[tuple[bool, Effect, Effect], ...], strict: bool) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        formulas = []
        for swapped, first, second in met:
            a, b = (jobs[1], jobs[0]) if swapped else jobs
            formulas.append(interfere(spec, a, first, b, second, "any" if strict else "untolerated"))
        return or_(*formulas)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts: list[Fact] = []
        told: set[tuple[str, frozenset[tuple[int, str, str]]]] = set()
        for swapped, first, second in met:
            a, b = (1, 0) if swapped else (0, 1)
            for x, y in disturbances(situation, a, first, b, second):
                deed = x, frozenset({(a, first.verb, x), (b, second.verb, y)})  # the same, from either side
                if deed not in told and not tolerates(situation, a, first, b, second, x):
                    told.add(deed)
                    facts.append(_fact(situation, (a, first, x), (b, second, y)))
        return tuple(dict.fromkeys(facts))

    title = f"{one.title} and {other.title} never race"
    name = pair_name(Kind.RACE, one, other)
    place = one.operation.span
    return Question(name, Kind.RACE, title, (one, other), bad, explain, together=True, place=place, about=(strict,))


_Deed = tuple[int, Effect, str]
"""(which job, what it does, at which node)."""


def _fact(situation: Situation, one: _Deed, other: _Deed) -> Fact:
    """Why nothing refuses the two, and which role to mend."""
    spec, (a, first, x), (b, second, y) = situation.spec, one, other
    labels = situation.labels()
    who = {a: labels[0], b: labels[1]} if situation.sides[a] == situation.sides[b] else dict(enumerate(labels))
    mine, theirs = who[a], who[b]
    seen = "" if x == y else f", which lies above {x}"
    text = f"{mine} {first.verb} {x} while {theirs} {second.verb} {y}{seen}, and no claim refuses either. "
    for job, effect, node in ((a, first, x), (b, second, y)):
        if not covering(spec, effect.verb):
            return Fact(f"{text}No action covers {effect.verb}", (x, y), effect.span)
        wanted = _covered(situation, effect, node, y)
        flags = situation.flags(job, y) or (kernel.NONE, kernel.ALL)
        if flags[0] & wanted != wanted:
            names = listed(spec.names(wanted))
            text += f"{who[job]} does not require {names} at {y}: {lacks(situation, job, y, wanted)}"
            return Fact(text, (x, y), requiring(situation, job, y, wanted))
    bits = {verb: sum(1 << action for action in covering(spec, verb)) for verb in (first.verb, second.verb)}
    names = listed(spec.names(bits[first.verb]))
    if not _covered(situation, first, x, y):
        claims = "claims nothing there" if situation.flags(b, x) is None else "allows it there"
        text += f"What it does at {x} is claimed there alone, by {names}, and {theirs} {claims}. "
        text += f"So {theirs} must claim {x} too, and not allow {names} there"
        return Fact(text, (x, y), requiring(situation, b, y, 0))
    reasons = [
        f"{who[job]} {_does_not_allow(situation, job, x, bits[verb])}"
        for job, verb in ((a, second.verb), (b, first.verb))
        if _does_not_allow(situation, job, x, bits[verb])
    ]
    text += f"Both allow it at {y}, where it is seen, but not at {x}, where it lands: {listed(reasons)}. "
    text += f"So {theirs} must not allow {names} at {y}, or it must claim {x} as well"
    return Fact(text, (x, y), allowing(situation, b, y, bits[first.verb]))


def _covered(situation: Situation, effect: Effect, node: str, place: str) -> int:
    """The actions that must be required at `place` for the effect at `node`."""
    scope = Scope(situation.graph, {"node": frozenset((node,))})
    return sum(
        1 << bit
        for bit, action in enumerate(situation.spec.actions)
        if any(cover.verb == effect.verb and place in evaluate(cover.at, scope) for cover in action.covers)
    )


def _does_not_allow(situation: Situation, job: int, node: str, bits: int) -> str:
    flags = situation.flags(job, node)
    if flags is None:
        return f"claims nothing at {node}"
    missing = situation.spec.names(bits & ~flags[1])
    return f"does not allow {listed(missing)} there" if missing else ""
