"""Node sets and conditions on a concrete graph: the planner's interpreter (semantics: language).

The symbolic interpreter is `checker.encoding.encode`; tests hold the two together on random graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .graph import CHAIN, Edge, Graph
from .operators import SetOperator, unknown
from .spec import Condition, NodeSet

Nodes = frozenset[str]
EMPTY: Nodes = frozenset()


class Scope:
    """The meaning of names in one call: `sets` for parameters and lets, `given` for the parameters that hold in a
    condition, `values` for choices, truth values and texts ("true", "false", "null" for those JSON values)."""

    __slots__ = ("given", "graph", "sets", "values")

    def __init__(
        self,
        graph: Graph,
        sets: dict[str, Nodes] | None = None,
        given: set[str] | None = None,
        values: dict[str, str] | None = None,
    ) -> None:
        self.graph = graph
        self.sets: dict[str, Nodes] = {} if sets is None else sets
        self.given: set[str] = set() if given is None else given
        self.values: dict[str, str] = {} if values is None else values

    def __repr__(self) -> str:
        return f"Scope({self.graph!r}, {self.sets!r}, {self.given!r}, {self.values!r})"


def evaluate(expression: NodeSet, scope: Scope) -> Nodes:
    """Return the nodes of the set. Raises KeyError for a name that the scope does not have."""
    return _OPERATORS[expression.op](expression, scope)


def holds(condition: Condition, scope: Scope) -> bool:
    """Return whether the condition holds."""
    match condition.op:
        case "given":
            return condition.name in scope.given
        case "equals":
            if condition.value == "null" and condition.name in scope.given:
                return False  # the text "null" is not JSON null
            return scope.values.get(condition.name) == condition.value
        case "in":
            left = evaluate(condition.sets[0], scope)
            return bool(left) and left <= evaluate(condition.sets[1], scope)
        case "empty":
            return not evaluate(condition.sets[0], scope)
        case "has":
            nodes = evaluate(condition.sets[0], scope)
            return bool(nodes) and all(scope.graph.has(node, condition.name) for node in nodes)
        case "not":
            return not holds(condition.conditions[0], scope)
        case "and":
            return all(holds(part, scope) for part in condition.conditions)
        case "or":
            return any(holds(part, scope) for part in condition.conditions)
        case _:
            raise unknown("condition", condition.op)


def part(owner: str, name: str) -> str:
    """Return the name of the thing `name` below the node `owner`, itself a node (semantics: starts)."""
    return f"{owner}[{name}]"


def _down(graph: Graph, nodes: Iterable[str], follow: Callable[[Edge], bool]) -> Nodes:
    return frozenset(edge.lower for node in nodes for edge in graph.children(node) if follow(edge))


def _up(graph: Graph, nodes: Iterable[str], follow: Callable[[Edge], bool]) -> Nodes:
    return frozenset(edge.upper for node in nodes for edge in graph.parents(node) if follow(edge))


_Step = Callable[[Graph, Iterable[str], Callable[[Edge], bool]], Nodes]


def _closure(step: _Step, graph: Graph, nodes: Nodes, follow: Callable[[Edge], bool]) -> Nodes:
    """All that one or more steps reach."""
    reached: set[str] = set()
    frontier: Nodes = nodes
    while frontier:
        frontier = step(graph, frontier, follow) - reached
        reached |= frontier
    return frozenset(reached)


def _follow(kind: str) -> Callable[[Edge], bool]:
    return (lambda edge: edge.kind == kind) if kind else (lambda edge: True)


def _in_chain(edge: Edge) -> bool:
    return edge.kind in CHAIN


def _stepper(step: _Step, *, far: bool, chain: bool = False) -> Callable[[NodeSet, Scope], Nodes]:
    def apply(expression: NodeSet, scope: Scope) -> Nodes:
        nodes = evaluate(expression.args[0], scope)
        follow = _in_chain if chain else _follow(expression.name)
        return _closure(step, scope.graph, nodes, follow) if far else step(scope.graph, nodes, follow)

    return apply


def _chain(expression: NodeSet, scope: Scope) -> Nodes:
    """At or below the first set; with a second, also at or above that."""
    top = evaluate(expression.args[0], scope)
    reached = top | _closure(_down, scope.graph, top, _in_chain)
    if len(expression.args) == 1:
        return reached
    base = evaluate(expression.args[1], scope)
    return reached & (base | _closure(_up, scope.graph, base, _in_chain))


def _between(expression: NodeSet, scope: Scope) -> Nodes:
    top, base = (evaluate(arg, scope) for arg in expression.args)
    return _closure(_down, scope.graph, top, _in_chain) & _closure(_up, scope.graph, base, _in_chain)


def _bottom(expression: NodeSet, scope: Scope) -> Nodes:
    graph = scope.graph
    nodes = evaluate(expression.args[0], scope)
    nodes |= _closure(_down, graph, nodes, _in_chain)
    return frozenset(node for node in nodes if not any(map(_in_chain, graph.children(node))))


def _root(expression: NodeSet, scope: Scope) -> Nodes:
    graph = scope.graph
    nodes = evaluate(expression.args[0], scope)
    nodes |= _closure(_up, graph, nodes, _follow(""))
    return frozenset(node for node in nodes if not graph.parents(node))


def _part(expression: NodeSet, scope: Scope) -> Nodes:
    name = scope.values.get(expression.name)
    if name is None or expression.name not in scope.given:  # absent, or null
        return EMPTY
    return frozenset(part(owner, name) for owner in evaluate(expression.args[0], scope))


def _either(expression: NodeSet, scope: Scope) -> Nodes:
    return evaluate(expression.args[0], scope) or evaluate(expression.args[1], scope)


def _both(expression: NodeSet, scope: Scope) -> Nodes:
    return evaluate(expression.args[0], scope) & evaluate(expression.args[1], scope)


def _except(expression: NodeSet, scope: Scope) -> Nodes:
    return evaluate(expression.args[0], scope) - evaluate(expression.args[1], scope)


_OPERATORS: Mapping[SetOperator, Callable[[NodeSet, Scope], Nodes]] = {
    "name": lambda expression, scope: scope.sets[expression.name],
    "none": lambda expression, scope: EMPTY,
    "everything": lambda expression, scope: frozenset(scope.graph.nodes),
    "union": lambda expression, scope: EMPTY.union(*(evaluate(arg, scope) for arg in expression.args)),
    "and": _both,
    "except": _except,
    "or": _either,
    "backing": _stepper(_down, far=False, chain=True),
    "overlays": _stepper(_up, far=False, chain=True),
    "children": _stepper(_down, far=False),
    "parents": _stepper(_up, far=False),
    "below": _stepper(_down, far=True),
    "above": _stepper(_up, far=True),
    "chain": _chain,
    "between": _between,
    "bottom": _bottom,
    "root": _root,
    "part": _part,
}
