"""The questions of the checker answered without a solver, on concrete graphs, by plain loops.

Written from the text (semantics: claims, races, stability), not from the checker. It shares with the library the
planner (`nac.plan`, `nac.sets`, tested by themselves): sets, conditions and claims on one concrete graph. What an
effect reaches, who sees it, what interferes, what is tolerated and what a change of the graph does is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from nac.errors import Error
from nac.graph import CHAIN, Edge, Graph
from nac.plan import Plan, bind
from nac.sets import Scope, evaluate, holds
from nac.spec import Pattern, Property, Spec

from ..specs.all_small import subsets

Claims = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Deed:
    """What one effect does at one node: nodes of `hidden` see no change; `ends`: where new edges may lead."""

    effect: int
    verb: str
    node: str
    hidden: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A job as it runs: what it does and what it claims. After a change of the graph it is held against the new one."""

    spec: Spec
    plan: Plan
    phase: str
    claims: Claims
    deeds: tuple[Deed, ...]

    def requires(self, node: str, flags: int) -> bool:
        return node in self.claims and self.claims[node][0] & flags == flags

    def allows(self, node: str, flags: int) -> bool:
        """There is an action to allow, and each of them is allowed."""
        return node in self.claims and flags != 0 and self.claims[node][1] & flags == flags


def job(spec: Spec, plan: Plan, phase: str) -> Job:
    return Job(spec, plan, phase, claims(plan, phase, plan.scopes), tuple(deeds(plan, phase, plan.scopes)))


def claims(plan: Plan, phase: str, scopes: Iterable[Scope]) -> Claims:
    found: Claims = {}
    for scope in scopes:
        for role in plan.operation.roles:
            if role.during and phase not in role.during:
                continue
            if role.when is not None and not holds(role.when, scope):
                continue
            for node in evaluate(role.at, scope):
                require, allow = found.get(node, (0, -1))
                found[node] = require | role.require, allow & role.allow
    return found


def deeds(plan: Plan, phase: str, scopes: Iterable[Scope]) -> Iterator[Deed]:
    for scope in scopes:
        for number, effect in enumerate(plan.operation.effects):
            if effect.during and phase not in effect.during:
                continue
            if effect.when is not None and not holds(effect.when, scope):
                continue
            hidden: set[str] = set()
            for node in evaluate(effect.unseen_by, scope) if effect.unseen_by is not None else ():
                hidden |= viewers(scope.graph, node)
            ends = evaluate(effect.to, scope) if effect.to is not None else frozenset()
            for node in sorted(evaluate(effect.at, scope)):
                yield Deed(number, effect.verb, node, frozenset(hidden), ends)


def viewers(graph: Graph, node: str) -> set[str]:
    """The node and all from which a path leads down to it."""
    found = {node}
    for edge in graph.edges:
        if edge.lower == node:
            found |= viewers(graph, edge.upper)
    return found


def covering(spec: Spec, verb: str) -> int:
    return sum(
        1 << bit for bit, action in enumerate(spec.actions) if any(cover.verb == verb for cover in action.covers)
    )


# 3.1: compatible


def clashes(one: Claims, other: Claims) -> int:
    """The flags on which the two conflict, on any node."""
    found = 0
    for node in one.keys() & other.keys():
        found |= (one[node][0] & ~other[node][1]) | (other[node][0] & ~one[node][1])
    return found


# 3.5: coverage and races


def uncovered(one: Job, graph: Graph | None = None) -> Iterator[tuple[int, str, str]]:
    """(number of the effect, action that is not required, node) on the job's own graph, or another."""
    graph = one.plan.graph if graph is None else graph
    for deed in one.deeds:
        for bit, action in enumerate(one.spec.actions):
            for cover in action.covers:
                if cover.verb != deed.verb:
                    continue
                for node in sorted(evaluate(cover.at, Scope(graph, {"node": frozenset({deed.node})}))):
                    exempt = node in deed.hidden and (deed.verb == "writes" or node != deed.node)
                    if not exempt and not one.requires(node, 1 << bit):
                        yield deed.effect, action.name, node


def races(one: Job, other: Job, graph: Graph | None = None) -> Iterator[tuple[str, str]]:
    """(node where one's effect lands, node where it disturbs the other's) that not both allow where it lands."""
    graph = one.plan.graph if graph is None else graph
    for a, b in ((one, other), (other, one)):
        for first, second in product(a.deeds, b.deeds):
            if disturbs(graph, first, second) and not (
                a.allows(first.node, covering(a.spec, second.verb))
                and b.allows(first.node, covering(a.spec, first.verb))
            ):
                yield first.node, second.node


def disturbs(graph: Graph, first: Deed, second: Deed) -> bool:
    match first.verb, second.verb:
        case ("writes", "reads") | ("writes", "writes") | ("rewires", "reads"):
            return second.node in viewers(graph, first.node) - first.hidden
        case ("updates", "updates") | ("updates", "inspects") | ("rewires", "rewires"):
            return first.node == second.node
    return False


# 3.6: what a change of the graph does


def changes(graph: Graph, changer: Job, wide: bool = True) -> tuple[Graph, ...]:
    """The graphs that the job may make: each node that it rewires goes if no edge leads to it then, or keeps or loses
    each of its edges, and may get one new edge, a backing or a file edge, to a node that its effect names and that is
    neither it nor above it. Not `wide`: one node at a time."""
    return _changes(graph, tuple(deed for deed in changer.deeds if deed.verb == "rewires"), wide)


@lru_cache(maxsize=2000)
def _changes(graph: Graph, deeds: tuple[Deed, ...], wide: bool) -> tuple[Graph, ...]:
    options: dict[str, list[tuple[Edge, ...] | None]] = {}
    for deed in deeds:
        owned = graph.children(deed.node)
        found = options.setdefault(deed.node, [owned])
        found += [None] * (deed.node in graph)  # it goes
        for edges in map(tuple, subsets(owned)):
            found.append(edges)
            for end in sorted(deed.ends - viewers(graph, deed.node)):
                plain = tuple(edge for edge in edges if edge.kind not in CHAIN)
                found.append((*plain, Edge(deed.node, end, "backing")))
                if Edge(deed.node, end, "file") not in edges:
                    found.append((*edges, Edge(deed.node, end, "file")))
    return tuple(_one(found, frozenset(found.edges), frozenset(found)) for found in _rewired(graph, options, wide))


_made: dict[tuple[frozenset[Edge], frozenset[str], frozenset[tuple[str, frozenset[str]]]], Graph] = {}


def _one(graph: Graph, edges: frozenset[Edge], nodes: frozenset[str]) -> Graph:
    """The same value for graphs that are equal, so that what was found out about it can be kept."""
    return _made.setdefault((edges, nodes, frozenset(graph.tags.items())), graph)


def _rewired(graph: Graph, options: dict[str, list[tuple[Edge, ...] | None]], wide: bool) -> Iterator[Graph]:
    for moved in [options] if wide else [{node: found} for node, found in options.items()]:
        untouched = [edge for edge in graph.edges if edge.upper not in moved]
        for chosen in islice(product(*(dict.fromkeys(found) for found in moved.values())), 200):
            gone = {node for node, edges in zip(moved, chosen, strict=True) if edges is None}
            kept = [*untouched, *(edge for edges in chosen for edge in edges or ())]
            if any(edge.lower in gone for edge in kept):
                continue
            nodes = [node for node in dict.fromkeys((*graph.nodes, *moved)) if node not in gone]
            tags = {node: words for node, words in graph.tags.items() if node not in gone}
            try:
                yield Graph(kept, nodes, tags)
            except Error:
                continue


def after(one: Job, graph: Graph) -> Job | None:
    """The job planned anew on the changed graph, whether or not its preconditions still hold there. A node that was
    to come and is there now keeps its name."""
    plan = one.plan
    scopes = rebound(plan, graph)
    if scopes is None:
        return None
    return Job(one.spec, plan, one.phase, claims(plan, one.phase, scopes), tuple(deeds(plan, one.phase, scopes)))


def rebound(plan: Plan, graph: Graph) -> tuple[Scope, ...] | None:
    made = {
        node
        for scope in plan.scopes
        for parameter in plan.operation.parameters
        if parameter.kind == "new"
        for node in scope.sets[parameter.name]
    }
    if not made & set(graph):
        try:
            return bind(plan.operation, graph, plan.arguments)
        except Error:
            return None
    try:
        bare = Graph(
            [edge for edge in graph.edges if not {edge.upper, edge.lower} & made],
            [node for node in graph.nodes if node not in made],
            {node: words for node, words in graph.tags.items() if node not in made},
        )
        scopes = bind(plan.operation, bare, plan.arguments)
    except Error:
        return None
    for scope in scopes:
        scope.graph = graph
        for let in plan.operation.lets:
            scope.sets[let.name] = evaluate(let.value, scope)
    return scopes


def started(held: Job, other: Plan) -> tuple[Job, Job, tuple[Scope, ...]] | None:
    """The other job has started, and changed the graph: the job with the claims that are its own (those that it had,
    and those that have moved), the job planned anew where it is then, and what its names mean there; None if a node
    that it names is gone."""
    plan, arguments = held.plan, dict(held.plan.arguments)
    for place, node in other.moves:
        for parameter in plan.operation.parameters:
            if parameter.kind == "user" and arguments.get(parameter.name) == place:
                plan, arguments[parameter.name] = plan.moved(place, node), node
    own = dict(held.claims)
    for node, (require, allow) in plan.claims(held.phase).items():
        before = own.get(node, (0, -1))
        own[node] = before[0] | require, before[1] & allow
    try:
        scopes = bind(plan.operation, other.after, arguments)
    except Error:
        return None
    now = Job(held.spec, plan, held.phase, claims(plan, held.phase, scopes), ())
    return Job(held.spec, plan, held.phase, own, ()), now, scopes


def unsaid(one: Job) -> bool:
    """The job changes, as it starts, edges or nodes that no effect of it announces; but for nodes without a name."""
    plan = one.plan
    moves = [deed for deed in one.deeds if deed.verb == "rewires"]
    for node in {*plan.graph, *plan.after}:
        old, new = set(plan.graph.children(node)), set(plan.after.children(node))
        new = {edge for edge in new if not edge.lower.startswith("#")}
        if node.startswith("#") or ((node in plan.graph) == (node in plan.after) and old == new):
            continue
        if not any(deed.node == node for deed in moves):
            return True
        if any(not any(deed.node == node and edge.lower in deed.ends for deed in moves) for edge in new - old):
            return True
    return False


def outgrown(held: Job, now: Job) -> Iterator[str]:
    """The nodes where the claims that are held are no longer all that the plan asks for."""
    for node, (require, allow) in now.claims.items():
        had_require, had_allow = held.claims.get(node, (0, -1))
        if require & ~had_require or had_allow & ~allow & now.spec.all:
            yield node


# Properties


def broken(stated: Property, one: Job, other: Job) -> Iterator[str]:
    """The nodes where this ordered pair breaks the property (for `never`, given that both are admitted)."""
    for node in sorted(one.claims.keys() & other.claims.keys()):
        if meets(stated.left, one, node) and meets(stated.right, other, node):
            mine, theirs = {node: one.claims[node]}, {node: other.claims[node]}
            if stated.kind == "never" or clashes(mine, theirs):
                yield node


def meets(pattern: Pattern, one: Job, node: str) -> bool:
    match pattern.op:
        case "requires":
            return one.requires(node, pattern.action)
        case "allows":
            return bool(one.claims[node][1] & pattern.action)
        case "is":
            return one.plan.operation.name == pattern.name
        case "during":
            return one.phase == pattern.name
        case "not":
            return not meets(pattern.patterns[0], one, node)
        case "and":
            return all(meets(part, one, node) for part in pattern.patterns)
    return any(meets(part, one, node) for part in pattern.patterns)
