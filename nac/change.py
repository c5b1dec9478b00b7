"""Changes of the graph that are part of an admission (semantics: starts): values in, values out."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import GraphError, Invalid
from .graph import CHAIN, Edge, Graph, closure, reversal
from .operators import unknown
from .record import Record
from .sets import Nodes, Scope, evaluate, holds
from .spec import Change, Operation

FILTER = "filter"
"""The kind of edge of a node that lasts as long as the job that inserted it."""


class Changed(Record):
    """The graph after an operation's changes, what names mean on it, and who moved: (old node, the node that took its
    place). `filters`: the new nodes that leave with the job; `gone`: those that were removed, also if others have their
    names now."""

    graph: Graph
    scopes: tuple[Scope, ...]
    moves: tuple[tuple[str, str], ...] = ()
    filters: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()


def change(operation: Operation, graph: Graph, scopes: tuple[Scope, ...]) -> Changed:
    """Make the operation's changes in order. Sets and conditions are those on the graph before, but that names made up
    stand for their nodes. Raises `Invalid` where there is no such graph, or where a node would lie above one that lay
    above it."""
    draft = _Draft(operation.name, graph, operation)
    after = []
    for scope in scopes:
        inner = Scope(scope.graph, dict(scope.sets), scope.given, scope.values)
        for each in operation.changes:
            if each.when is None or holds(each.when, inner):
                draft.make(each, inner)
        after.append(inner)
    changed = draft.graph()
    if (reversed_nodes := reversal(graph, changed)) is not None:
        upper, lower = reversed_nodes
        raise Invalid(f"{operation.name}: {lower!r} lay below {upper!r}: no change turns that around")
    for inner in after:
        inner.graph = changed
    return Changed(changed, tuple(after), tuple(draft.moves), tuple(draft.filters), frozenset(draft.gone))


def without(graph: Graph, node: str) -> tuple[Graph, str]:
    """Return the graph without an inserted node, and the node below it, whose parents its parents are now."""
    draft = _Draft("release", graph)
    below = next(edge.lower for edge in graph.children(node) if edge.kind in CHAIN)
    for edge in graph.parents(node):
        draft.drop(edge)
        draft.put(Edge(edge.upper, below, edge.kind))
    for gone in [other for other in draft.nodes if other == node or other.startswith(f"{node}[")]:  # its parts too
        del draft.nodes[gone]
        draft.tags.pop(gone, None)
    return draft.graph(), below


class _Draft:
    """A graph in the making."""

    def __init__(self, name: str, graph: Graph, operation: Operation | None = None) -> None:
        self.name = name
        self.operation = operation
        self.nodes = {node: list(graph.children(node)) for node in graph.nodes}
        self.tags = {node: set(words) for node, words in graph.tags.items()}
        self.moves: list[tuple[str, str]] = []
        self.filters: list[str] = []
        self.gone: set[str] = set()

    def graph(self) -> Graph:
        edges = (edge for owned in self.nodes.values() for edge in owned)
        try:
            return Graph(edges, self.nodes, self.tags)
        except GraphError as error:
            raise Invalid(f"{self.name}: the graph after it cannot be: {error}") from None

    def make(self, each: Change, scope: Scope) -> None:
        """Make one change; a name made up for it is added to the scope."""
        match each.op:
            case "insert":
                self._insert(each, scope)
            case "add":
                for node in self._new(each, scope):
                    self.nodes.setdefault(node, [])
            case "remove":
                self._remove(self._there(each, scope))
            case "link":
                for node in self._there(each, scope):
                    self._link(node, () if each.at is None else evaluate(each.at, scope), each.word)
            case "unlink":
                for node in self._there(each, scope):
                    self.nodes[node] = [edge for edge in self.nodes[node] if edge.kind != each.word]
            case "tag":
                for node in self._there(each, scope):
                    self.tags.setdefault(node, set()).add(each.word)
            case "untag":
                for node in self._there(each, scope):
                    self.tags.get(node, set()).discard(each.word)
            case _:
                raise unknown("change", each.op)

    def _there(self, each: Change, scope: Scope) -> list[str]:
        """Return the nodes that it is about, which must be there."""
        nodes = sorted(evaluate(each.nodes, scope))
        for node in nodes:
            self._require_there(node, each.op)
        return nodes

    def _link(self, node: str, at: Iterable[str], kind: str) -> None:
        for lower in sorted(at):
            self._require_there(lower, "link to")
            if kind in CHAIN:
                self.nodes[node] = [edge for edge in self.nodes[node] if edge.kind not in CHAIN]
            self.put(Edge(node, lower, kind))

    def _insert(self, each: Change, scope: Scope) -> None:
        nodes = sorted(self._new(each, scope))
        places = sorted(evaluate(each.at, scope)) if each.at is not None else []
        if len(nodes) != 1 or len(places) != 1:
            raise self._invalid("one node is inserted above one other")
        (node,), (place,) = nodes, places
        self._require_there(place, "insert one above")
        if node not in self.nodes:
            self.nodes[node] = []
            if each.word == FILTER:
                self.filters.append(node)
        spared = self._below(node) | (frozenset() if each.sparing is None else evaluate(each.sparing, scope))
        for edge in self._parents(place):
            if edge.upper not in spared:
                self.drop(edge)
                self.put(Edge(edge.upper, node, edge.kind))
        self.put(Edge(node, place, each.word))
        self.moves.append((place, node))

    def _new(self, each: Change, scope: Scope) -> Nodes:
        """The nodes that a change brings; a parameter that is absent stands for a name made up."""
        nodes, operation = evaluate(each.nodes, scope), self.operation
        if not nodes and operation is not None and operation.makes_up(each):
            number = 1
            while f"#{self.name}{number}" in self.nodes:
                number += 1
            nodes = scope.sets[each.nodes.name] = frozenset((f"#{self.name}{number}",))
            for let in operation.lets:
                scope.sets[let.name] = evaluate(let.value, scope)
        return nodes

    def _remove(self, nodes: list[str]) -> None:
        """All of them at once: which has which name does not matter."""
        for node in nodes:
            if users := [edge.upper for edge in self._parents(node) if edge.upper not in nodes]:
                raise self._invalid(f"{node!r} is in use by {users[0]!r}")
        own = tuple(f"{node}[" for node in nodes)
        leaving = {other for other in self.nodes if other in nodes or other.startswith(own)}  # their parts too
        for gone in leaving:
            del self.nodes[gone]
            self.tags.pop(gone, None)
        self.gone |= leaving
        self.filters = [node for node in self.filters if node not in leaving]

    def drop(self, edge: Edge) -> None:
        self.nodes[edge.upper].remove(edge)

    def put(self, edge: Edge) -> None:
        if edge not in self.nodes[edge.upper]:
            self.nodes[edge.upper].append(edge)

    def _parents(self, node: str) -> list[Edge]:
        return [edge for owned in self.nodes.values() for edge in owned if edge.lower == node]

    def _below(self, node: str) -> set[str]:
        return closure(node, lambda upper: (edge.lower for edge in self.nodes[upper]))

    def _require_there(self, node: str, what: str) -> None:
        if node not in self.nodes:
            raise self._invalid(f"there is no node {node!r} to {what}")

    def _invalid(self, text: str) -> Invalid:
        return Invalid(f"{self.name}: {text}")
