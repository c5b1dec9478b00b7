"""Changes of the graph by jobs: who does as it runs, as formulas, and what may come of it on real graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from nac.errors import Error
from nac.graph import Edge, Graph, reversal
from nac.plan import Plan
from nac.spec import Effect, Spec

from ..encoding.encode import SymbolicCall, SymbolicJob
from ..encoding.growth import Growth
from ..encoding.structure import Term
from ..smt.logic import Formula, and_, or_
from .effects import at, covering, doing, places
from .harm import Deed, harms
from .mending import listed
from .question import Side, Situation
from .races import held_sides


@dataclass(frozen=True, slots=True)
class Rewiring:
    """A job that may change the graph as it runs, by these effects."""

    side: Side
    effects: tuple[Effect, ...]


def rewiring(spec: Spec) -> Iterator[Rewiring]:
    """Yield all ways in which a job can be held that may."""
    for side in held_sides(spec):
        if effects := tuple(effect for effect in doing(side) if effect.verb == "rewires"):
            yield Rewiring(side, effects)


def starters(spec: Spec) -> list[Side]:
    """Return the jobs that change the graph as they start, where changes matter to what the spec promises."""
    return [Side(each, each.start) for each in spec.operations if each.changes and spec.promises]


def harmed(held: SymbolicJob, changer: SymbolicCall, effects: tuple[Effect, ...], harmful: Iterable[Growth]) -> Formula:
    """State that by these effects of the changer something may happen to the job of which one of the rules speaks."""
    growths = tuple(harmful)
    rewired = [(places(changer, e), None if e.to is None else changer.nodes(e.to)) for e in effects]
    return or_(*(harms(growth, held, z, t) for z, t in rewired for growth in growths))


_OfNode: TypeAlias = Callable[[Term], Formula]
_OfEdge: TypeAlias = Callable[[Term, Term], Formula]


def may(changer: SymbolicJob, effects: tuple[Effect, ...]) -> tuple[_OfNode, _OfEdge]:
    """Return at which nodes the job may change edges, and where a new one may lead."""

    def moves(z: Term) -> Formula:
        return or_(*(at(changer, effect).has(z) for effect in effects))

    def leads(z: Term, t: Term) -> Formula:
        pairs = ((at(changer, e), changer.call.nodes(e.to)) for e in effects if e.to is not None)
        return or_(*(and_(nodes.has(z), ends.has(t)) for nodes, ends in pairs))

    return moves, leads


def mend(situation: Situation, node: str, done: str) -> str:
    """Return what to do about that the second job changes the node, in words."""
    one, two = situation.labels()
    actions = [situation.spec.actions[number].name for number in covering(situation.spec, "rewires")]
    rewires = listed(actions) or "what covers rewires"
    text = f"Let {one} hold {node} and not allow {rewires} there"
    if " on " in done:
        text += f", or let {two} require, at what it puts {node} on, something that {one} does not allow"
    return text


def changed_nodes(old: Graph, new: Graph) -> tuple[str, ...]:
    """Return the nodes that come or go, whose own edges differ, or whose tags do."""

    def of(graph: Graph, node: str) -> object:
        return (set(graph.children(node)), graph.tags.get(node)) if node in graph else None

    return tuple(node for node in dict.fromkeys((*old, *new)) if of(old, node) != of(new, node))


def rewired_graphs(situation: Situation, changer: int, effects: tuple[Effect, ...]) -> Iterator[tuple[Graph, str, str]]:
    """Yield what the job of this number may make of the graph by these effects: the graph, what is done, in words, and
    at which node."""
    for effect in effects:
        ends = situation.scoped(changer, effect.to, effect.when) if effect.to is not None else frozenset()
        for node in sorted(situation.scoped(changer, effect.at, effect.when)):
            for graph, done in changes(situation.graph, node, sorted(ends)):
                yield graph, done, node


def started_deed(situation: Situation, started: Plan, mended: str = "") -> Deed:
    """Return what a job changes as it starts, in words; `mended`: what to do about it, of a second job as a rule."""
    if not mended:
        one, two = situation.labels()
        mended = f"Let {one} hold what {two} changes and not allow what it requires there, or let it require more"
    nodes = changed_nodes(situation.graph, started.after)
    return Deed(f"changes {listed(nodes)} as it starts", mended, nodes)


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
                if reversal(graph, changed) is None:
                    yield changed, listed(done) or f"adds {node}"
