"""Stability: no admitted job changes the graph so that the claims of another no longer suffice
(semantics: stability)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from nac.entitlement import reversing
from nac.errors import Error
from nac.graph import Edge, Graph
from nac.spec import Effect, Spec, Where

from ..encoding.encode import SymbolicJob
from ..encoding.growth import Growth, approaches, growths, unfounding
from ..encoding.small_graph import SmallGraph
from ..encoding.structure import Structure, Term
from ..smt.logic import Formula, and_, or_
from .changed import ChangedGraph, outgrown
from .effects import active, at, covering
from .harm import Deed, harms, lacking
from .kinds import Kind
from .mending import listed
from .question import Fact, Question, Relied, Side, Situation
from .races import pair_name, sides
from .start_changes import question as changing_question


def questions(spec: Spec, relied: frozenset[Relied]) -> Iterator[Question]:
    """Yield the questions for each side and each side that rewires. `relied`: the preconditions that some proof about
    running jobs uses, so that they must not be made false either."""
    rewiring = []
    changing = [Side(each, each.start) for each in spec.operations if each.changes and spec.promises]
    for side in sides(spec):
        effects = tuple(effect for effect in active(side.operation.effects, side.phase) if effect.verb == "rewires")
        if effects and Side(side.operation, side.phase) not in changing:  # it does no more there than it changes
            rewiring.append((side, effects))
    for changer, effects in rewiring:
        if wheres := _wheres(changer, {each for each in relied if each.lasting}):
            yield _of_itself(changer, effects, wheres)
    for holder in sides(spec):
        wheres = _wheres(holder, relied)
        harmful = growths(holder.operation, holder.phase, wheres)
        all_harm = (*harmful, *approaches(holder.operation))
        for changer, effects in rewiring:
            if all_harm:
                yield _question(spec, holder, all_harm, changer, effects, wheres)
        for changer in changing:
            if question := changing_question(holder, harmful, changer, wheres):
                yield question


def _wheres(side: Side, relied: Collection[Relied]) -> tuple[Where, ...]:
    numbers = {each.number for each in relied if each.operation == side.operation.name}
    return tuple(where for number, where in enumerate(side.operation.wheres) if number in numbers)


def _question(
    spec: Spec,
    holder: Side,
    harmful: tuple[Growth, ...],
    changer: Side,
    effects: tuple[Effect, ...],
    wheres: tuple[Where, ...],
) -> Question:
    def case(structure: SmallGraph, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return outgrown(spec, jobs[0], ChangedGraph(structure, *_may(jobs[1], effects)), wheres)

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        holder, changer = jobs
        rewired = [(at(changer, e), None if e.to is None else changer.call.nodes(e.to)) for e in effects]
        return or_(*(harms(growth, holder, z, t) for z, t in rewired for growth in harmful))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        for effect in effects:
            changed = situation.scoped(1, effect.at, effect.when)
            ends = situation.scoped(1, effect.to, effect.when) if effect.to is not None else frozenset()
            for node in sorted(changed):
                for graph, done in changes(situation.graph, node, sorted(ends)):
                    deed = Deed(done, _mend(situation, node, done), (node,))
                    held = situation.plans[0]
                    facts = tuple(lacking(situation, held.claims(holder.phase), graph, deed, wheres, held.arguments))
                    if facts:
                        return facts
        return ()

    title = f"no admitted {changer} makes the claims of {holder} too few"
    name = pair_name(Kind.STABILITY, holder, changer)
    place = holder.operation.span
    about = (*harmful, *wheres)
    jobs = (holder, changer)
    return Question(
        name, Kind.STABILITY, title, jobs, bad, explain, together=True, place=place, exact=False, about=about, case=case
    )


def _of_itself(side: Side, effects: tuple[Effect, ...], wheres: tuple[Where, ...]) -> Question:
    """Claims follow what the job itself changes of the graph; but what the proofs about it rely on must stay."""
    harmful = tuple(unfounding(side.operation, wheres))

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        (job,) = jobs
        rewired = [(at(job, e), None if e.to is None else job.call.nodes(e.to)) for e in effects]
        return or_(*(harms(growth, job, z, t) for z, t in rewired for growth in harmful))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        return ()  # the rules of growth are too careful to refute anything

    name = pair_name(Kind.STABILITY, side, side) + "/itself"
    title = f"{side} changes nothing on which the proofs about it rely"
    place, about = side.operation.span, ("itself", *wheres)
    return Question(name, Kind.STABILITY, title, (side,), bad, explain, place=place, exact=False, about=about)


_OfNode: TypeAlias = Callable[[Term], Formula]
_OfEdge: TypeAlias = Callable[[Term, Term], Formula]


def _may(changer: SymbolicJob, effects: tuple[Effect, ...]) -> tuple[_OfNode, _OfEdge]:
    """At which nodes the job may change edges, and where a new one may lead."""

    def moves(z: Term) -> Formula:
        return or_(*(at(changer, effect).has(z) for effect in effects))

    def leads(z: Term, t: Term) -> Formula:
        pairs = ((at(changer, e), changer.call.nodes(e.to)) for e in effects if e.to is not None)
        return or_(*(and_(nodes.has(z), ends.has(t)) for nodes, ends in pairs))

    return moves, leads


def _mend(situation: Situation, node: str, done: str) -> str:
    one, two = situation.labels()
    actions = [situation.spec.actions[number].name for number in covering(situation.spec, "rewires")]
    rewires = listed(actions) or "what covers rewires"
    mend = f"Let {one} hold {node} and not allow {rewires} there"
    if " on " in done:
        mend += f", or let {two} require, at what it puts {node} on, something that {one} does not allow"
    return mend


def changes(graph: Graph, node: str, ends: Sequence[str]) -> Iterator[tuple[Graph, str]]:
    """Yield what may become of the edges of the node: it loses some, or all, and may get a new one to an end. With it,
    what is done, in words; small changes first."""
    owned = graph.children(node)
    kinds = dict.fromkeys(("backing", "file", *(edge.kind for edge in graph.edges)))
    others = [edge for edge in graph.edges if edge.upper != node]
    for count in range(len(owned), -1, -1):
        for kept in combinations(owned, count):
            lost = [edge.lower for edge in owned if edge not in kept]
            fresh: list[Edge | None] = [None, *(Edge(node, end, kind) for kind in kinds for end in ends)]
            for edge in fresh:
                if edge in owned or (edge is None and not lost and node in graph):
                    continue
                done = [f"takes {node} off {listed(lost)}"] * bool(lost)
                if edge is not None:
                    done.append(f"puts {node} on {edge.lower}" + (f" ({edge.kind})" if edge.kind != "backing" else ""))
                try:
                    changed = Graph([*others, *kept, *([edge] if edge else [])], [*graph.nodes, node], graph.tags)
                except Error:
                    continue
                if not reversing(graph, changed):
                    yield changed, listed(done) or f"adds {node}"
