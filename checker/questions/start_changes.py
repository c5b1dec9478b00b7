"""Changes of the graph that operations make as they start (semantics: starts), and whose claims that makes too few.

Edges that `changes` make or drop are held against the rules of growth like those that effects announce; tags against
the conditions that ask for them; and a job that uses a node whose place is taken, against what it would claim where it
is moved. All of it on the graph before, for every graph; the case that is believed is the planner's graph after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from nac.graph import Graph
from nac.ledger import Ledger
from nac.operators import unknown
from nac.spec import Change, Condition, Json, NodeSet, Where
from nac.traversal import parts

from ..encoding.change_steps import Course
from ..encoding.encode import SymbolicJob
from ..encoding.growth import Growth
from ..encoding.structure import Structure, Term
from ..encoding.symbolic_sets import SymbolicSet
from ..smt.logic import Formula, and_, not_, or_
from .harm import Deed, harms, lacking
from .kinds import Kind
from .mending import listed
from .moved_users import Carried, carried, moved, users
from .question import Fact, Question, Side, Situation
from .races import pair_name


def question(holder: Side, harmful: tuple[Growth, ...], changer: Side, wheres: tuple[Where, ...]) -> Question | None:
    """Return the question whether no admitted job of the changer makes the claims of the holder too few by what it
    changes as it starts; None if it changes nothing that could."""
    changes, asked = changer.operation.changes, _asked(holder, wheres)
    rewires = any(each.rewires for each in changes)
    retags = any(_flips(each, leaf, to) for each in changes for _, _, to, leaf in asked)
    if not (rewires and (harmful or users(holder.operation))) and not retags:
        return None

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        held, change = jobs
        course = Course(change.call)
        grown = _outgrown(held, change, course, harmful, carried(holder, wheres))
        return or_(*_retagged(held, change, course, asked), *grown)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        held, change = situation.plans
        arguments, claims = dict(held.arguments), held.claims(holder.phase)
        using = {name for parameter in users(holder.operation) for name in (parameter.name, parameter.group)}
        for place, node in change.moves:
            if held.uses(place):
                held = held.moved(place, node)
                arguments = {name: _renamed(v, place, node) if name in using else v for name, v in arguments.items()}
        claims |= held.claims(holder.phase)  # all that is the job's own: where it was, and where it has moved
        ledger: Ledger[int] = Ledger()
        ledger.admit(0, held.table(holder.phase))
        if not ledger.admit(1, change.table(changer.operation.then)):
            return ()  # where they are then the two do not go together: it is not admitted
        one, two = situation.labels()
        nodes = _changed(situation.graph, change.after)
        mend = f"Let {one} hold what {two} changes and not allow what it requires there, or let it require more"
        deed = Deed(f"changes {listed(nodes)} as it starts", mend, nodes)
        return tuple(lacking(situation, claims, change.after, deed, wheres, arguments))

    title = f"no admitted {changer} makes the claims of {holder} too few by what it changes as it starts"
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
        about=("changes", *harmful, *wheres),
    )


def _changed(old: Graph, new: Graph) -> tuple[str, ...]:
    """The nodes that come or go, whose own edges differ, or whose tags do."""

    def of(graph: Graph, node: str) -> object:
        return (set(graph.children(node)), graph.tags.get(node)) if node in graph else None

    return tuple(node for node in dict.fromkeys((*old, *new)) if of(old, node) != of(new, node))


def _renamed(value: Json, old: str, new: str) -> Json:
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: _renamed(item, old, new) for key, item in value.items()}
    return new if value == old else value


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
        harm = or_(*(harms(growth, held, z, t, reversing=True) for growth in harmful))
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


# Tags


_Asked = tuple[Condition, bool, bool, Condition]
"""(a condition, whether it is harmful that it becomes true, or false; a part of it that asks for a tag, and whether it
is harmful that this becomes true)."""


def _asked(holder: Side, wheres: tuple[Where, ...]) -> list[_Asked]:
    """All that asks for a tag: in the condition of a role, which must not come to hold, and in a precondition that
    proofs rely on, which must go on to hold."""
    roles = [role for role in holder.operation.roles if not role.during or holder.phase in role.during]
    conditions = [(role.when, True) for role in roles if role.when is not None]
    conditions += [(where.condition, False) for where in wheres]
    return [
        (condition, to, positive == to, leaf)
        for condition, to in conditions
        for leaf, positive in condition.leaves()
        if leaf.asks_tag
    ]


def _flips(each: Change, leaf: Condition, to: bool) -> bool:
    """The change can make the part true, or false."""
    match each.op:
        case "remove":
            return not to
        case "tag":
            return to and each.word == leaf.name
        case "untag":
            return not to and each.word == leaf.name
        case "insert" | "add" | "link" | "unlink":
            return False  # a node that comes has no tags
        case _:
            raise unknown("change", each.op)


def _retagged(held: SymbolicJob, changer: SymbolicJob, course: Course, asked: list[_Asked]) -> Iterator[Formula]:
    """A condition that is not as it is harmful has a part that becomes so. (None can become so without one.)"""
    call = held.call
    for condition, harmful, to, leaf in asked:
        owners = [part.args[0] for part in parts(call.operation, leaf.sets[0])]  # with which the parts go
        for number, nodes in enumerate(course.nodes):
            each = changer.call.operation.changes[number]
            if _flips(each, leaf, to):
                met = [leaf.sets[0], *owners] if each.op == "remove" else leaf.sets
                yield and_(
                    not_(_is(call.holds(condition), harmful)),
                    not_(_is(call.holds(leaf), to)),
                    or_(*(nodes.some(call.nodes(asked_of).has) for asked_of in met)),
                )


def _is(formula: Formula, value: bool) -> Formula:
    return formula if value else not_(formula)
