"""The properties of a spec, proved for every pair of jobs on every graph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from nac import kernel
from nac.operators import unknown
from nac.spec import Pattern, Property, Spec

from ..encoding.encode import SymbolicJob, conflict
from ..encoding.structure import Structure, Term
from ..smt.logic import FALSE, TRUE, Formula, and_, not_, or_
from .kinds import Kind
from .mending import allowing, listed
from .question import Fact, Question, Side, Situation
from .races import meet, pair_name, sides


def questions(spec: Spec, number: int) -> Iterator[Question]:
    """Yield the questions about the property of this number, one for each ordered pair of sides that it can concern."""
    stated = spec.properties[number]
    for one, other in product(sides(spec), repeat=2):
        if _concerns(stated.left, one) and _concerns(stated.right, other) and meet(one, other):
            yield _pair(spec, number, stated, one, other)


def vacuity_questions(spec: Spec, number: int) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """Yield for each half of the property of this number the questions of which one must have an example, or the
    property says nothing."""
    stated = spec.properties[number]
    for half, pattern in (("left", stated.left), ("right", stated.right)):
        asked = (_possible(number, stated, half, pattern, each) for each in sides(spec) if _concerns(pattern, each))
        yield half, tuple(asked)


def _pair(spec: Spec, number: int, stated: Property, one: Side, other: Side) -> Question:
    never = stated.kind == "never"

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        a, b = jobs

        def at_node(x: Term) -> Formula:
            met = and_(a.claims(x), b.claims(x), _formula(stated.left, a, x), _formula(stated.right, b, x))
            return met if never else and_(met, conflict(spec, a, b, x))

        return structure.exists(at_node)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        mine, theirs = (plan.claims(side.phase) for plan, side in zip(situation.plans, situation.sides, strict=True))
        for node in sorted(mine.keys() & theirs.keys()):
            met = _holds(stated.left, one, mine[node]) and _holds(stated.right, other, theirs[node])
            bits = kernel.conflict(*theirs[node], *mine[node]) & spec.all
            if met and (never or bits):
                facts.append(_together(situation, node) if never else _apart(situation, node))
        return tuple(facts)

    name = pair_name(f"{Kind.PROPERTY}/{number}", one, other)
    place = stated.span
    return Question(name, Kind.PROPERTY, stated.name, (one, other), bad, explain, together=never, place=place)


def _together(situation: Situation, node: str) -> Fact:
    one, other = situation.labels()
    text = f"{one} and {other} both claim {node}, and each allows there what the other requires"
    return Fact(text, (node,), allowing(situation, 1, node, (situation.flags(0, node) or (0, 0))[0]))


def _apart(situation: Situation, node: str) -> Fact:
    """Return which of the two does not allow there what the other requires."""
    labels = situation.labels()
    claims = [situation.flags(job, node) or (kernel.NONE, kernel.ALL) for job in (0, 1)]
    reasons, place = [], None
    for job, against in ((0, 1), (1, 0)):
        bits = claims[against][0] & ~claims[job][1]
        if bits:
            names = listed(situation.spec.names(bits))
            reasons.append(f"{labels[job]} does not allow {names}, which {labels[against]} requires")
            place = allowing(situation, job, node, 0)
    return Fact(f"at {node}, {', and '.join(reasons)}", (node,), place)


def _possible(number: int, stated: Property, half: str, pattern: Pattern, side: Side) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return structure.exists(lambda x: and_(jobs[0].claims(x), _formula(pattern, jobs[0], x)))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        claims = situation.plans[0].claims(side.phase)
        return tuple(Fact(f"{node}", (node,)) for node in sorted(claims) if _holds(pattern, side, claims[node]))

    name = f"vacuity/{number}/{half}/{side.operation.name}/{side.phase or '-'}"
    name += "/started" if side.started and side.phase == side.operation.start else ""
    title = f"the {half} half of {stated.name!r} can be met by {side}"
    place = stated.span
    return Question(name, Kind.VACUITY, title, (side,), bad, explain, place=place)


def _concerns(pattern: Pattern, side: Side) -> bool:
    """Whether a claim of the side can meet the pattern at all, by a look at its roles alone."""
    require = 0
    for role in side.operation.roles:
        if not role.during or side.phase in role.during:
            require |= role.require

    def may(pattern: Pattern, positive: bool) -> bool:
        match pattern.op:
            case "requires":
                return not positive or bool(require & pattern.action)
            case "allows":
                return True
            case "is":
                return (pattern.name == side.operation.name) == positive
            case "during":
                return (pattern.name == side.phase) == positive
            case "not":
                return may(pattern.patterns[0], not positive)
            case "and" | "or" as op:
                every = (op == "and") == positive
                return (all if every else any)(may(part, positive) for part in pattern.patterns)
            case _:
                raise unknown("pattern", pattern.op)

    return may(pattern, True)


def _formula(pattern: Pattern, job: SymbolicJob, x: Term) -> Formula:
    parts = [_formula(part, job, x) for part in pattern.patterns]
    match pattern.op:
        case "requires":
            return job.requires(pattern.action.bit_length() - 1, x)
        case "allows":
            return job.allows(pattern.action.bit_length() - 1, x)
        case "is":
            return TRUE if pattern.name == job.call.operation.name else FALSE
        case "during":
            return TRUE if pattern.name == job.phase else FALSE
        case "not":
            return not_(parts[0])
        case "and":
            return and_(*parts)
        case "or":
            return or_(*parts)
        case _:
            raise unknown("pattern", pattern.op)


def _holds(pattern: Pattern, side: Side, flags: tuple[int, int]) -> bool:
    require, allow = flags
    parts = [_holds(part, side, flags) for part in pattern.patterns]
    match pattern.op:
        case "requires":
            return bool(require & pattern.action)
        case "allows":
            return bool(allow & pattern.action)
        case "is":
            return pattern.name == side.operation.name
        case "during":
            return pattern.name == side.phase
        case "not":
            return not parts[0]
        case "and":
            return all(parts)
        case "or":
            return any(parts)
        case _:
            raise unknown("pattern", pattern.op)
