"""Race freedom and stability of every pair of jobs, a pair of one operation with itself included (design.md 3.5, 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from nac.spec import Effect, Spec

from . import depends
from .depends import Dependency
from .effects import INTERFERES, active, at, disturbances, interfere, tolerates
from .encode import Job
from .logic import FALSE, Formula, and_, not_, or_
from .question import Fact, Question, Side, Situation
from .structure import Structure


def sides(spec: Spec) -> tuple[Side, ...]:
    return tuple(Side(operation, phase) for operation in spec.operations for phase in operation.phases or ("",))


def pair_name(kind: str, one: Side, other: Side) -> str:
    def name(side: Side) -> str:
        return f"{side.operation.name}.{side.phase}" if side.phase else side.operation.name

    return f"{kind}/{name(one)}/{name(other)}"


def race_questions(spec: Spec) -> Iterator[Question]:
    for one, other in combinations_with_replacement(sides(spec), 2):
        cases = [
            case
            for first in active(one.operation.effects, one.phase)
            for second in active(other.operation.effects, other.phase)
            for case in _cases(first, second)
        ]
        if cases:
            yield _race(spec, one, other, tuple(dict.fromkeys(cases)))


def _cases(first: Effect, second: Effect) -> Iterator[tuple[bool, Effect, Effect]]:
    """(turned, which effect disturbs, which one is disturbed)."""
    if (first.verb, second.verb) in INTERFERES:
        yield False, first, second
    if (second.verb, first.verb) in INTERFERES:
        yield True, second, first


def _race(spec: Spec, one: Side, other: Side, cases: tuple[tuple[bool, Effect, Effect], ...]) -> Question:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        found = []
        for turned, first, second in cases:
            a, b = (jobs[1], jobs[0]) if turned else jobs
            found.append(interfere(spec, a, first, b, second))
        return or_(*found)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for turned, first, second in cases:
            a, b = (1, 0) if turned else (0, 1)
            for x, y in disturbances(situation, a, first, b, second):
                if not tolerates(situation, a, first, b, second, x):
                    mine, theirs = situation.sides[a], situation.sides[b]
                    where = f"{x}, which {theirs} {second.verb} too" if x == y else f"{x}, and {theirs} {second.verb} {y}"
                    text = f"{mine} {first.verb} {where}; nothing refuses them, and not both allow it at {x}"
                    facts.append(Fact(text, (x, y), first.span))
        return tuple(facts)

    title = f"{one} and {other} never race"
    name = pair_name("race", one, other)
    return Question(name, "race", title, (one, other), bad, explain, together=True, place=one.operation.span)


def stability_questions(spec: Spec) -> Iterator[Question]:
    rewiring = [
        (side, tuple(effect for effect in active(side.operation.effects, side.phase) if effect.verb == "rewires"))
        for side in sides(spec)
    ]
    rewiring = [(side, effects) for side, effects in rewiring if effects]
    for holder in sides(spec):
        needs = depends.of_operation(holder.operation, holder.phase)
        for changer, effects in rewiring:
            if needs:
                yield _stability(spec, holder, needs, changer, effects)


def _stability(
    spec: Spec, holder: Side, needs: tuple[Dependency, ...], changer: Side, effects: tuple[Effect, ...]
) -> Question:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        found = []
        for effect in effects:
            changed = at(jobs[1], effect)
            when = jobs[1].call.when(effect.when)
            ends = jobs[1].call.nodes(effect.to) if effect.to is not None else None
            for need in needs:
                nodes = jobs[0].call.nodes(need.nodes)
                counts = and_(*(not_(jobs[0].call.nodes(unless).occupied()) for unless in need.unless))
                if need.side == "own":
                    found.append(and_(counts, changed.some(nodes.has)))
                elif ends is not None:
                    found.append(and_(counts, when, ends.some(nodes.has)) if counts != FALSE else FALSE)
        return or_(*found)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for effect in effects:
            changed = situation.scoped(1, effect.at, effect.when)
            ends = situation.scoped(1, effect.to, effect.when) if effect.to is not None else frozenset()
            for need in needs:
                if any(situation.scoped(0, unless) for unless in need.unless):
                    continue
                touched = situation.scoped(0, need.nodes) & (changed if need.side == "own" else ends)
                how = "rewires" if need.side == "own" else "attaches a node to"
                for node in sorted(touched):
                    text = f"{changer} {how} {node}, on which the plan of {holder} depends; nothing refuses them"
                    facts.append(Fact(text, (node,), effect.span))
        return tuple(facts)

    title = f"no {changer} makes the plan of an admitted {holder} wrong"
    name = pair_name("stability", holder, changer)
    place = holder.operation.span
    return Question(name, "stability", title, (holder, changer), bad, explain, together=True, place=place)
