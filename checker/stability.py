"""Stability: no admitted job changes the graph so that the claims of another no longer suffice (design.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterator

from nac import kernel
from nac.errors import Error
from nac.graph import CHAIN, Graph
from nac.plan import Claim, Plan, bind
from nac.spec import Edge, Effect, Spec

from .depends import Growth, growths
from .effects import active, at
from .encode import Job, Nodes
from .logic import FALSE, TRUE, Formula, and_, not_, or_
from .mending import listed
from .question import Fact, Question, Side, Situation
from .races import pair_name, sides
from .structure import Structure, Term


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
                yield _question(holder, harmful, changer, effects)


def _question(holder: Side, harmful: tuple[Growth, ...], changer: Side, effects: tuple[Effect, ...]) -> Question:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        return or_(*(_harms(growth, effect, *jobs) for effect in effects for growth in harmful))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts: list[Fact] = []
        for effect in effects:
            changed = situation.scoped(1, effect.at, effect.when)
            ends = situation.scoped(1, effect.to, effect.when) if effect.to is not None else frozenset()
            for node in sorted(changed):
                for end in ("", *sorted(ends)):
                    facts += _outgrown(situation, holder, changer, effect, node, end)
        return tuple(facts)

    title = f"no admitted {changer} makes the claims of {holder} too few"
    name = pair_name("stability", holder, changer)
    place = holder.operation.span
    return Question(
        name, "stability", title, (holder, changer), bad, explain, True, place=place, exact=False, about=harmful
    )


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


def _outgrown(situation: Situation, holder: Side, changer: Side, effect: Effect, node: str, end: str) -> Iterator[Fact]:
    """What the claims lack after `node` has lost its edges and, if there is an `end`, got one to it."""
    graph = rewired(situation.graph, node, end)
    if graph is None:
        return
    plan = situation.plans[0]
    try:
        scopes = bind(holder.operation, graph, plan.arguments)
    except Error:
        return
    held = plan.claims(holder.phase)
    now = Plan(holder.operation, graph, plan.arguments, scopes)
    for other, (require, allow) in now.claims(holder.phase).items():
        had = held.get(other, Claim(kernel.NONE, kernel.ALL))
        if kernel.weaker(require, allow, *had) & situation.spec.all:
            more = situation.spec.names(require & ~had.require)
            less = situation.spec.names(had.allow & ~allow & situation.spec.all & ~(require & ~had.require))
            asks = [f"require {listed(more)}"] * bool(more) + [f"not allow {listed(less, 'or')}"] * bool(less)
            done = f"puts {node} on {end}" if end else f"takes {node} off what it stands on"
            one, two = situation.labels()
            text = f"{two} {done}, and no claim refuses that: then a role of {one} takes in {other}, where it would have "
            text += f"to {listed(asks)}, and it does not hold that. "
            text += f"Let {one} claim {node} and not allow there what covers rewires"
            text += f", or let {two} claim {end} and require there what {one} does not allow" if end else ""
            yield Fact(text, (other, node), now.roles(other, holder.phase)[-1].span)


def rewired(graph: Graph, node: str, end: str) -> Graph | None:
    """The graph with the chain edge of `node` dropped, or pointed to `end`; None if there is no such graph."""
    edges = [edge for edge in graph.edges if edge.upper != node or edge.kind not in CHAIN]
    if end:
        edges.append(Edge(node, end))
    try:
        return Graph(edges, graph.nodes, graph.tags)
    except Error:
        return None
