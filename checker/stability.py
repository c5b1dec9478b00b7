"""Stability: no admitted job changes the graph so that the claims of another no longer suffice (design.md 3.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from nac import kernel
from nac.errors import Error
from nac.graph import Graph
from nac.plan import Claim, Plan, bind
from nac.rewire import turned
from nac.sets import holds
from nac.spec import Edge, Effect, Spec, Where

from .changed import ChangedGraph, outgrown
from .depends import Growth, growths
from .effects import active, at, covering
from .encode import Job
from .logic import FALSE, TRUE, Formula, and_, not_, or_
from .mending import listed
from .question import Fact, Question, Side, Situation
from .races import pair_name, sides
from .small_graph import SmallGraph
from .structure import Structure, Term
from .symbolic_sets import Nodes


def questions(spec: Spec, relied: frozenset[tuple[str, int]]) -> Iterator[Question]:
    """For each side and each side that rewires. `relied`: the preconditions, as (operation, number of the `where`),
    that some proof about running jobs uses, so that they must not be made false either."""
    rewiring = []
    for side in sides(spec):
        effects = tuple(effect for effect in active(side.operation.effects, side.phase) if effect.verb == "rewires")
        if effects:
            rewiring.append((side, effects))
    for holder in sides(spec):
        name = holder.operation.name
        wheres = [where for number, where in enumerate(holder.operation.wheres) if (name, number) in relied]
        harmful = growths(holder.operation, holder.phase, wheres)
        for changer, effects in rewiring:
            if harmful:
                yield _question(spec, holder, harmful, changer, effects, tuple(wheres))


def _question(
    spec: Spec,
    holder: Side,
    harmful: tuple[Growth, ...],
    changer: Side,
    effects: tuple[Effect, ...],
    wheres: tuple[Where, ...],
) -> Question:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        if isinstance(structure, SmallGraph):
            return outgrown(spec, jobs[0], ChangedGraph(structure, *_may(jobs[1], effects)), wheres)
        return or_(*(_harms(growth, effect, *jobs) for effect in effects for growth in harmful))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        for effect in effects:
            changed = situation.scoped(1, effect.at, effect.when)
            ends = situation.scoped(1, effect.to, effect.when) if effect.to is not None else frozenset()
            for node in sorted(changed):
                for graph, done in changes(situation.graph, node, sorted(ends)):
                    facts = tuple(_outgrown(situation, graph, (node, done), wheres))
                    if facts:
                        return facts
        return ()

    title = f"no admitted {changer} makes the claims of {holder} too few"
    name = pair_name("stability", holder, changer)
    place = holder.operation.span
    about = (*harmful, *wheres)
    return Question(
        name, "stability", title, (holder, changer), bad, explain, True, place=place, exact=False, about=about
    )


_OfNode: TypeAlias = Callable[[Term], Formula]
_OfEdge: TypeAlias = Callable[[Term, Term], Formula]


def _may(changer: Job, effects: tuple[Effect, ...]) -> tuple[_OfNode, _OfEdge]:
    """At which nodes the job may change edges, and where a new one may lead."""

    def moves(z: Term) -> Formula:
        return or_(*(at(changer, effect).has(z) for effect in effects))

    def leads(z: Term, t: Term) -> Formula:
        pairs = ((at(changer, e), changer.call.nodes(e.to)) for e in effects if e.to is not None)
        return or_(*(and_(nodes.has(z), ends.has(t)) for nodes, ends in pairs))

    return moves, leads


def _harms(growth: Growth, effect: Effect, holder: Job, changer: Job) -> Formula:
    call = holder.call
    when = and_(*map(call.holds, growth.when))

    def within(nodes: Nodes | None, spare: Nodes, x: Term) -> Formula:
        return and_(TRUE if nodes is None else nodes.has(x), not_(spare.has(x)))

    upper = None if growth.upper is None else call.nodes(growth.upper)
    lower = None if growth.lower is None else call.nodes(growth.lower)
    spare_upper, spare_lower = call.nodes(growth.spare_upper), call.nodes(growth.spare_lower)
    changed = at(changer, effect)
    if growth.loses:
        return and_(when, changed.some(lambda z: within(upper, spare_upper, z)))
    if effect.to is None:
        return FALSE
    ends = changer.call.nodes(effect.to)

    def gains(z: Term) -> Formula:
        # No change turns an edge around: `Controller.reconfigure` does not take it (nor does a graph take a cycle).
        reach = call.structure.reach
        return ends.some(lambda t: and_(within(lower, spare_lower, t), not_(reach("", t, z))))

    return and_(when, changed.some(lambda z: and_(within(upper, spare_upper, z), gains(z))))


def _outgrown(situation: Situation, graph: Graph, change: tuple[str, str], wheres: tuple[Where, ...]) -> Iterator[Fact]:
    """What the claims that are held lack on the changed graph. change: the node whose edges have changed, and how."""
    holder, plan = situation.sides[0], situation.plans[0]
    try:
        scopes = bind(holder.operation, graph, plan.arguments)
    except Error:
        return
    one, two = situation.labels()
    node, done = change
    actions = [situation.spec.actions[number].name for number in covering(situation.spec, "rewires")]
    rewires = listed(actions) or "what covers rewires"
    mend = f". Let {one} hold {node} and not allow {rewires} there"
    mend += f", or let {two} require, at what it puts {node} on, something that {one} does not allow" * (" on " in done)
    now = Plan(holder.operation, graph, plan.arguments, scopes)
    held = plan.claims(holder.phase)
    for other, (require, allow) in now.claims(holder.phase).items():
        had = held.get(other, Claim(kernel.NONE, kernel.ALL))
        if kernel.weaker(require, allow, *had) & situation.spec.all:
            more = situation.spec.names(require & ~had.require)
            less = situation.spec.names(had.allow & ~allow & situation.spec.all & ~(require & ~had.require))
            asks = [f"require {listed(more)}"] * bool(more) + [f"not allow {listed(less, 'or')}"] * bool(less)
            text = (
                f"{two} {done}, and no claim refuses that: then a role of {one} takes in {other}, where it would have "
            )
            text += f"to {listed(asks)}, and it does not hold that{mend}"
            yield Fact(text, (other, node), now.roles(other, holder.phase)[-1].span)
    for where in wheres:
        if not all(holds(where.condition, scope) for scope in scopes):
            text = (
                f"{two} {done}, and no claim refuses that: then a `where` of {one}, on which the proofs about it rely"
            )
            yield Fact(f"{text}, holds no longer{mend}", (node,), where.span)


def changes(graph: Graph, node: str, ends: Sequence[str]) -> Iterator[tuple[Graph, str]]:
    """What may become of the edges of the node: it loses some, or all, and may get a new one to an end. With it, what
    is done, in words; small changes first."""
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
                if not turned(graph, changed):
                    yield changed, listed(done) or f"adds {node}"
