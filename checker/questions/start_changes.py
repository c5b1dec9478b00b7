"""Changes of the graph that operations make as they start (semantics: starts), and whose claims that makes too few.

Edges that `changes` make or drop are held against the rules of growth like those that effects announce; tags against
the conditions that ask for them; and a job that uses a node whose place is taken, against what it would claim where it
is moved. All of it on the graph before, for every graph; the case that is believed is the planner's graph after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from nac.ledger import Ledger
from nac.spec import NodeSet

from ..encoding.change_steps import Course
from ..encoding.encode import SymbolicJob
from ..encoding.growth import Growth
from ..encoding.structure import Structure, Term
from ..encoding.symbolic_sets import SymbolicSet
from ..smt.logic import Formula, and_, not_, or_
from .harm import harms, lacking
from .kinds import Kind
from .moved_users import Carried, carried, moved, users
from .question import Fact, Question, Side, Situation
from .races import pair_name
from .rewiring import started_deed
from .tags import asked_by_roles, flips, retagged


def question(holder: Side, harmful: tuple[Growth, ...], changer: Side) -> Question | None:
    """Return the question whether no admitted job of the changer makes the claims of the holder too few by what it
    changes as it starts; None if it changes nothing that could."""
    changes, asked = changer.operation.changes, asked_by_roles(holder)
    harmful = tuple(growth for growth in harmful if not growth.tags)  # of tags it is known which change
    rewires = any(each.rewires for each in changes)
    retags = any(flips(each, leaf, to) for each in changes for _, _, to, leaf in asked)
    if not (rewires and (harmful or users(holder.operation))) and not retags:
        return None

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        held, change = jobs
        course = Course(change.call)
        grown = _outgrown(held, change, course, harmful, carried(holder))
        return or_(*retagged(held, change.call, course, asked), *grown)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        held, change = situation.plans
        claims = held.claims(holder.phase)
        held = held.moved_along(change.moves)
        claims |= held.claims(holder.phase)  # all that is the job's own: where it was, and where it has moved
        ledger: Ledger[int] = Ledger()
        ledger.admit(0, held.table(holder.phase))
        if not ledger.admit(1, change.table(changer.operation.then)):
            return ()  # where they are then the two do not go together: it is not admitted
        now = held.later(change.after, change.gone)
        return tuple(lacking(situation, claims, now, started_deed(situation, change)))

    title = f"no admitted {changer} makes the claims of {holder.title} too few by what it changes as it starts"
    name = pair_name(Kind.STABILITY, holder, changer) + "/changes"
    place = holder.operation.span
    return Question(
        name,
        Kind.STABILITY,
        title,
        (holder, changer),
        bad,
        explain,
        True,
        place=place,
        exact=False,
        safety=False,
        about=("changes", *harmful),
    )


# Edges


def _outgrown(
    held: SymbolicJob, changer: SymbolicJob, course: Course, harmful: tuple[Growth, ...], carries: Carried | None
) -> Iterator[Formula]:
    """An edge that comes or goes makes the claims grow; carries: unless they only move along with the node."""
    structure, down = course.structure, carries is not None and carries.down

    def has_below(x: Term) -> Formula:
        return structure.exists(lambda y: and_(not_(structure.same(x, y)), structure.reach("", x, y)))

    changes = changer.call.operation.changes
    takes: dict[int, tuple[Formula, SymbolicSet]] = {}
    for step in course.steps:
        if changes[step.number].op == "insert" and step.number not in takes:
            assert step.ends is not None  # the place
            already = (and_(moves, step.ends.some(taking.has)) for moves, taking in takes.values())
            takes[step.number] = and_(step.when, or_(moved(held, step.ends), *already)), step.nodes
    grown = carries is None or any(parameter.group for parameter in changer.call.operation.parameters)
    for step in course.steps:
        z, t = step.nodes, step.ends
        harm = or_(*(harms(growth, held, z, t, goes=False) for growth in harmful))
        for place, (moves, taking) in takes.items():
            if place != step.number and t is not None:  # what comes above the new node was not above the old one
                harm = or_(harm, and_(moves, t.some(taking.has)))
                if down:  # nor what comes below it
                    harm = or_(harm, and_(moves, z.some(taking.has)))
            elif place == step.number and not grown:
                harm = and_(harm, not_(moves))
        yield harm
    for number, (moves, taking) in takes.items():
        above = changer.call.nodes(NodeSet("parents", (changes[number].nodes,)))
        yield moves if grown else and_(moves, above.occupied())
        if down:
            yield and_(moves, taking.some(has_below))
