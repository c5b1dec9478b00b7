"""The things that proofs about held jobs rely on hold in every state: no step of any job, its own included, makes them
false.

It is relied on that preconditions of the operation hold on the present graph, and that nothing stands above a node that
is new. Both hold as the call is planned. Asked is, for each held job: others' changes as they start, and as they run;
filters that leave; its own changes as it starts (before which it is asked, on the graph before), and as it runs.
Nothing here depends on claims that follow: these questions are what makes that enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nac.change import FILTER, without
from nac.plan import Plan
from nac.sets import holds
from nac.spec import Change, Effect, Operation, Spec, Where
from nac.traversal import parts

from ..encoding.change_steps import Course
from ..encoding.encode import SymbolicCall, SymbolicJob
from ..encoding.growth import Growth, approaches, mentions, unfounding
from ..encoding.small_graph import SmallGraph
from ..encoding.structure import Element, Structure, Term
from ..encoding.symbolic_sets import COMBINED, SymbolicSet, described, listed
from ..smt.logic import FALSE, TRUE, Formula, and_, or_
from .changed import ChangedGraph, unfounded
from .harm import Deed, harms
from .kinds import Kind
from .moved_users import moved, users
from .question import Fact, Question, Relied, Side, Situation
from .races import held_sides, pair_name, side_name
from .rewiring import Rewiring, harmed, may, mend, rewired_graphs, rewiring, started_deed, starters
from .tags import asked_of, flips, retagged

_KEEP = "Let it claim all that it must whether or not that holds"


@dataclass(frozen=True, slots=True)
class Foundation:
    """The things that proofs about jobs of an operation rely on: its preconditions, and that its new nodes stand
    alone."""

    operation: Operation
    wheres: tuple[Where, ...]
    alone: tuple[str, ...]

    @property
    def falls(self) -> tuple[Growth, ...]:
        """The changes of edges by which it falls."""
        return (*unfounding(self.operation, self.wheres), *approaches(self.alone))

    @property
    def about_users(self) -> bool:
        """It speaks of nodes, and names may move to others."""
        return bool(users(self.operation)) and any(
            leaf.sets for where in self.wheres for leaf, _ in where.condition.leaves()
        )

    @property
    def about_made_up(self) -> bool:
        """It speaks of a name that comes to mean a node which is made up."""
        names = [each.nodes.name for each in self.operation.changes if self.operation.makes_up(each)]
        return any(mentions(self.operation, where, name) for where in self.wheres for name in names)


def questions(spec: Spec, relied: Iterable[Relied]) -> Iterator[Question]:
    """Yield one for each way in which a job of an operation that is relied on can be held, and each step."""
    every = set(relied)
    bases = {operation.name: _foundation(operation, every) for operation in spec.operations}
    lasting = {each for each in every if each.lasting}
    starting = starters(spec)
    running = list(rewiring(spec))
    filters = any(each.op == "insert" and each.word == FILTER for side in starting for each in side.operation.changes)
    for holder in held_sides(spec):
        base = bases[holder.operation.name]
        if not base.falls and not base.wheres:
            continue
        for changer in running:
            yield _while_it_runs(holder, base, changer)
        for starter in starting:
            if found := as_it_starts(holder, base, starter):
                yield found
        if filters:
            yield _filter_leaves(holder, base)
    for own in running:
        base = _foundation(own.side.operation, lasting)
        if base.wheres or base.alone:
            yield _by_itself(own, base)
    for starter in starting:
        base = _foundation(starter.operation, lasting)
        if base.wheres and (base.about_made_up or _matters(base, starter.operation.changes)):
            yield _by_its_start(spec, starter, base)


def _foundation(operation: Operation, relied: Iterable[Relied]) -> Foundation:
    own = [each for each in relied if each.operation == operation.name]
    numbers = {each.number for each in own}
    wheres = tuple(where for number, where in enumerate(operation.wheres) if number in numbers)
    return Foundation(operation, wheres, tuple(sorted({each.alone for each in own if each.alone})))


def _matters(base: Foundation, changes: tuple[Change, ...]) -> bool:
    if any(each.rewires for each in changes) and not all(g.tags for g in base.falls):
        return True
    if base.about_users and any(each.op == "insert" for each in changes):
        return True  # a name comes to mean another node, whatever is asked of it
    return any(flips(each, leaf, to) for each in changes for _, _, to, leaf in asked_of(base.wheres))


def _about(base: Foundation, *how: object) -> tuple[object, ...]:
    return ("founded", *how, *base.wheres, *base.alone)


# Others' changes


def _while_it_runs(holder: Side, base: Foundation, changer: Rewiring) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        held, change = jobs
        return harmed(held, change.call, changer.effects, base.falls)

    def case(structure: SmallGraph, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return _really(structure, jobs[0], jobs[1], changer.effects, base)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        return _fallen_by_rewiring(situation, 1, changer.effects, base)

    title = f"no admitted {changer.side.title} changes anything on which the proofs about {holder.title} rely"
    name = f"{pair_name(Kind.STABILITY, holder, changer.side)}/founded"
    place, about = holder.operation.span, _about(base, "running")
    sides, kind = (holder, changer.side), Kind.STABILITY
    return Question(name, kind, title, sides, bad, explain, True, place, exact=False, about=about, case=case)


def as_it_starts(holder: Side, base: Foundation, starter: Side) -> Question | None:
    """Return whether what others change as they start leaves what proofs about the holder rely on; None if it surely
    does."""
    if not _matters(base, starter.operation.changes):
        return None

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        held, change = jobs
        course = Course(change.call)
        places = (step.ends for step in course.steps if starter.operation.changes[step.number].op == "insert")
        moves = [moved(held, ends) for ends in places if ends is not None] if base.about_users else []
        return or_(*moves, _course(held, change.call, course, base))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        held, change = situation.plans
        now = held.moved_along(change.moves).later(change.after, change.gone)
        return tuple(_fallen(situation, now, started_deed(situation, change), base))

    title = f"no {starter} changes anything, as it starts, on which the proofs about {holder.title} rely"
    name = f"{pair_name(Kind.STABILITY, holder, starter)}/changes/founded"
    place, about = holder.operation.span, _about(base, "starting")
    sides = (holder, starter)
    return Question(name, Kind.STABILITY, title, sides, bad, explain, True, place=place, exact=False, about=about)


def _filter_leaves(holder: Side, base: Foundation) -> Question:
    """Whoever inserted it has been released, so no claim keeps it from leaving."""

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        (held,) = jobs

        def leaves(node: Term, below: Term) -> Formula:
            itself, end = (listed(structure, (Element(TRUE, x),)) for x in (node, below))
            itself = _with_parts(held, itself, base)
            above = described(structure, lambda z: structure.edge("", z, node))
            gone = (or_(harms(g, held, itself, None), harms(g, held, above, end, goes=False)) for g in base.falls)
            uses = moved(held, itself) if base.about_users else FALSE
            return and_(structure.edge("chain", node, below), or_(uses, *gone))

        return structure.exists(lambda f: structure.exists(lambda low: leaves(f, low)))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        (held,) = situation.plans
        graph = situation.graph
        for node in graph:
            if any(edge.kind == FILTER for edge in graph.children(node)):
                shorter, below = without(graph, node)
                now = held.moved_along([(node, below)]).later(shorter)
                deed = Deed(f"stays when {node}, a filter, leaves", _KEEP, (node,))
                if facts := tuple(_fallen(situation, now, deed, base)):
                    return facts
        return ()

    title = f"no filter that leaves changes anything on which the proofs about {holder.title} rely"
    name = f"{Kind.STABILITY}/{side_name(holder)}/-/filter"  # no operation is called `-`
    place, about = holder.operation.span, _about(base, "filter")
    return Question(name, Kind.STABILITY, title, (holder,), bad, explain, place=place, exact=False, about=about)


# Its own


def _by_itself(own: Rewiring, base: Foundation) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        (job,) = jobs
        return or_(*(harmed(job, each, own.effects, base.falls) for each in (job.call, *job.call.others)))

    def case(structure: SmallGraph, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return _really(structure, jobs[0], jobs[0], own.effects, base)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        return _fallen_by_rewiring(situation, 0, own.effects, base)

    name = f"{pair_name(Kind.STABILITY, own.side, own.side)}/itself"
    title = f"{own.side.title} changes nothing on which the proofs about it rely"
    place, about = own.side.operation.span, _about(base, "itself")
    sides, kind = (own.side,), Kind.STABILITY
    return Question(name, kind, title, sides, bad, explain, place=place, exact=False, about=about, case=case)


def _by_its_start(spec: Spec, starter: Side, base: Foundation) -> Question:
    """On the graph before, where all its preconditions hold."""

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        (job,) = jobs
        found = []
        for each in (job.call, *job.call.others):
            course = Course(each)
            # Also its rules are about nodes made up.
            now = SymbolicJob(spec, job.call.naming(course.meaning), job.phase)
            found += [_course(job, each, course, base), _course(now, each, course, base)]
            if any(mentions(starter.operation, where, name) for where in base.wheres for name in course.meaning):
                found.append(course.made.occupied())
        return or_(*found)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        (plan,) = situation.plans
        return tuple(_fallen(situation, plan.later(plan.after), started_deed(situation, plan, _KEEP), base))

    name = f"{Kind.STABILITY}/{side_name(starter)}/{side_name(starter)}/changes/itself"
    title = f"{starter} changes nothing, as it starts, on which the proofs about it rely"
    place, about = starter.operation.span, _about(base, "its start")
    return Question(name, Kind.STABILITY, title, (starter,), bad, explain, place=place, exact=False, about=about)


# As formulas


def _with_parts(held: SymbolicJob, leaving: SymbolicSet, base: Foundation) -> SymbolicSet:
    """These nodes, and the parts that go with them, as far as a precondition asks for parts."""
    call, structure = held.call, held.call.structure
    asked = [nodes for where in base.wheres for leaf, _ in where.condition.leaves() for nodes in leaf.sets]
    # The parts within a part come before it: owners first.
    for part in reversed([part for nodes in asked for part in parts(call.operation, nodes)]):
        owned = leaving.some(call.nodes(part.args[0]).has)
        going = COMBINED["and"](structure, call.nodes(part), described(structure, lambda x, owned=owned: owned))  # type: ignore[misc]
        leaving = COMBINED["union"](structure, leaving, going)
    return leaving


def _course(held: SymbolicJob, changer: SymbolicCall, course: Course, base: Foundation) -> Formula:
    steps = []
    for step in course.steps:
        removes = changer.operation.changes[step.number].op == "remove"
        nodes = _with_parts(held, step.nodes, base) if removes else step.nodes
        steps += [harms(g, held, nodes, step.ends, goes=False) for g in base.falls]
    return or_(*steps, *retagged(held, changer, course, asked_of(base.wheres)))


def _really(
    structure: SmallGraph, held: SymbolicJob, changer: SymbolicJob, effects: tuple[Effect, ...], base: Foundation
) -> Formula:
    return unfounded(held, ChangedGraph(structure, *may(changer, effects)), base.wheres) if base.wheres else FALSE


# On real graphs


def _fallen_by_rewiring(
    situation: Situation, changer: int, effects: tuple[Effect, ...], base: Foundation
) -> tuple[Fact, ...]:
    for graph, done, node in rewired_graphs(situation, changer, effects) if base.wheres else ():
        mended = mend(situation, node, done) if len(situation.sides) > 1 else _KEEP
        deed = Deed(done, mended, (node,))
        if facts := tuple(_fallen(situation, situation.plans[0].later(graph), deed, base)):
            return facts
    return ()


def _fallen(situation: Situation, now: Plan, deed: Deed, base: Foundation) -> Iterator[Fact]:
    """The preconditions that do not hold for the job on the graph as it is now."""
    one, *others = situation.labels()
    does = f"{(others or [one])[0]} {deed.text}, and no claim refuses that: then a"
    for where in base.wheres:
        if not all(holds(where.condition, scope) for scope in now.scopes):
            text = f"{does} `where` of {one}, on which the proofs about it rely, holds no longer. {deed.mend}"
            yield Fact(text, deed.nodes, where.span)
