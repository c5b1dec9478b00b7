"""Every graph of a few nodes, and every call of an operation on one: what the brute force runs over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations, product
from typing import TypeVar

from nac.errors import Error
from nac.graph import CHAIN, Edge, Graph
from nac.plan import Plan
from nac.spec import Condition, Json, NodeSet, Operation, Parameter, Spec

T = TypeVar("T")

ABSENT = object()


@cache
def graphs(size: int, kinds: tuple[str, ...] = ("backing", "file"), tags: tuple[str, ...] = ()) -> tuple[Graph, ...]:
    """All graphs of `size` nodes, each shape once. A node has one chain edge at most."""
    nodes = [f"n{number}" for number in range(size)]
    pairs = [(upper, lower, kind) for upper in range(size) for lower in range(upper) for kind in kinds]
    found: dict[str, Graph] = {}
    for chosen in subsets(pairs):
        owners = [upper for upper, _, kind in chosen if kind in CHAIN]
        if len(owners) != len(set(owners)):
            continue
        for tagged in subsets([(node, tag) for node in range(size) for tag in tags]):
            shape = min(
                repr((sorted((order[u], order[v], k) for u, v, k in chosen), sorted((order[n], t) for n, t in tagged)))
                for order in permutations(range(size))
            )
            if shape not in found:
                words: dict[str, list[str]] = {}
                for node, tag in tagged:
                    words.setdefault(nodes[node], []).append(tag)
                found[shape] = Graph([Edge(nodes[u], nodes[v], kind) for u, v, kind in chosen], nodes, words)
    return tuple(found.values())


def subsets(items: Sequence[T]) -> Iterator[list[T]]:
    for chosen in product((False, True), repeat=len(items)):
        yield [item for item, taken in zip(items, chosen, strict=True) if taken]


def plans(operation: Operation, graph: Graph, new: Sequence[str] = ("new",), objects: int = 1) -> Iterator[Plan]:
    """The plans of all calls that have one. `new`: names for nodes to come; `objects`: the longest list of objects."""
    for arguments in calls(operation, graph, new, objects):
        try:
            yield operation.plan(graph, arguments)
        except Error:
            continue


def calls(operation: Operation, graph: Graph, new: Sequence[str], objects: int) -> Iterator[dict[str, Json]]:
    groups = list(dict.fromkeys(parameter.group for parameter in operation.parameters if parameter.group))
    single = [parameter for parameter in operation.parameters if not parameter.group]
    used = _used(operation)
    several = range(2, 1 + sum(parameter.kind == "new" for parameter in operation.parameters))
    new = [*new, *(f"{name}{number}" for name in new for number in several)]
    for plain in _bindings(single, graph, new, used):
        lists = []
        for group in groups:
            fields = [parameter for parameter in operation.parameters if parameter.group == group]
            elements = list(_bindings(fields, graph, new, used))
            lists.append([list(many) for count in range(1, objects + 1) for many in product(elements, repeat=count)])
        for chosen in product(*lists):
            yield {**plain, **dict(zip(groups, chosen, strict=True))}


def _bindings(
    parameters: Sequence[Parameter], graph: Graph, new: Sequence[str], used: dict[str, list[str]]
) -> Iterator[dict[str, Json]]:
    values = [_values(parameter, graph, new, used.get(parameter.name)) for parameter in parameters]
    for chosen in product(*values):
        yield {p.name: value for p, value in zip(parameters, chosen, strict=True) if value is not ABSENT}


def _values(parameter: Parameter, graph: Graph, new: Sequence[str], asked: list[str] | None) -> list[Json]:
    if asked is None and parameter.kind not in ("node", "nodes", "new"):
        return [ABSENT] if parameter.optional else _some(parameter, graph, new)[:1]
    found = _some(parameter, graph, new)
    if parameter.kind in ("text", "any"):
        found += asked or ()
    if parameter.optional:
        found.append(ABSENT)
    if parameter.null:
        found.append(None)
    if parameter.object:
        found.append({})
    return found


def _some(parameter: Parameter, graph: Graph, new: Sequence[str]) -> list[Json]:
    found: dict[str, list[Json]] = {
        "node": list(graph),
        "user": list(graph),
        "nodes": list(subsets(graph.nodes)),
        "new": list(new),
        "choice": list(parameter.choices),
        "bool": [True, False],
        "text": ["text0", "text1"],
        "any": [True],
        "calls": [[]],
    }
    return found[parameter.kind]


def _used(operation: Operation) -> dict[str, list[str]]:
    """The names that decide something, those of conditions and the texts of parts; each with the values asked for."""
    found: dict[str, list[str]] = {nodes.name: [] for nodes in all_sets(operation) if nodes.op == "part"}
    for condition in _conditions(operation):
        values = found.setdefault(condition.name, [])
        if condition.op == "equals" and condition.value not in (*values, "null"):
            values.append(condition.value)
    return found


def _conditions(operation: Operation) -> Iterator[Condition]:
    """Every condition of the operation, with those inside it."""
    whens = [*(role.when for role in operation.roles), *(effect.when for effect in operation.effects)]
    whens += [change.when for change in operation.changes]
    conditions = [where.condition for where in operation.wheres] + [when for when in whens if when is not None]
    while conditions:
        condition = conditions.pop()
        yield condition
        conditions += condition.conditions


def all_sets(operation: Operation) -> Iterator[NodeSet]:
    """Every set of the operation, with those inside it."""
    outer = [let.value for let in operation.lets] + [role.at for role in operation.roles]
    for effect in operation.effects:
        outer += [nodes for nodes in (effect.at, effect.to, effect.unseen_by) if nodes is not None]
    for change in operation.changes:
        outer += [nodes for nodes in (change.nodes, change.at, change.sparing) if nodes is not None]
    for condition in _conditions(operation):
        outer += condition.sets
    while outer:
        nodes = outer.pop()
        yield nodes
        outer += nodes.args


def kinds(spec: Spec) -> tuple[str, ...]:
    """The edge kinds that the spec tells apart, `backing` and `file` in any case."""
    found = {"backing", "file"}
    sets = [nodes for operation in spec.operations for nodes in all_sets(operation)]
    sets += [nodes for action in spec.actions for cover in action.covers for nodes in _inside(cover.at)]
    found |= {nodes.name for nodes in sets if nodes.op in ("above", "below", "parents", "children") and nodes.name}
    return tuple(sorted(found))


def _inside(nodes: NodeSet) -> Iterator[NodeSet]:
    yield nodes
    for arg in nodes.args:
        yield from _inside(arg)


def tags(spec: Spec) -> tuple[str, ...]:
    """The tags that the spec asks for."""
    found = set()
    for operation in spec.operations:
        found |= {condition.name for condition in _conditions(operation) if condition.op == "has"}
    return tuple(sorted(found))
