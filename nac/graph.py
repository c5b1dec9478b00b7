"""The graph of nodes: an immutable value (semantics: language).

An edge runs from its owner, the upper node, down to the child that the owner uses; its kind says as what. "Chain"
edges (`backing`, and `filter` for a filter above the node whose place it takes) make the backing chains: an upper node
has at most one of them. A change of the graph is a new value, so two graphs are the same version iff they are the same
object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from .errors import GraphError
from .record import Record
from .words import brief

CHAIN = frozenset({"backing", "filter"})
"""The edge kinds that chains follow."""


class Edge(Record):
    """An edge of a graph: `upper` owns it and uses `lower`, its child of kind `kind`."""

    upper: str
    lower: str
    kind: str = "backing"


_NO_EDGES: tuple[Edge, ...] = ()


class Graph:
    """Nodes, edges and tags.

    edges: `Edge` values, or (upper, lower) and (upper, lower, kind) tuples; nodes: names beyond those that edges name;
    tags: free words that conditions may ask for (`read-only`). Raises `GraphError` for a cycle, an edge twice, a second
    chain edge at one node, a name that is empty or has brackets, which only the parts of a node have (`disk[bitmap]`,
    without edges), and for whatever is no edge, node or tag.
    """

    __slots__ = ("_down", "_tags", "_up")

    def __init__(
        self,
        edges: Iterable[Edge | tuple[str, str] | tuple[str, str, str]] = (),
        nodes: Iterable[str] = (),
        tags: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        down: dict[str, list[Edge]] = {_name(node): [] for node in _several("nodes", "names", nodes)}
        up: dict[str, list[Edge]] = {}
        chains: dict[str, Edge] = {}
        seen: set[Edge] = set()
        for item in _several("edges", "(upper, lower) tuples", edges):
            edge = _edge(item)
            owned = down.setdefault(edge.upper, [])
            down.setdefault(edge.lower, [])
            if edge in seen:
                raise GraphError(f"the edge from {edge.upper!r} to {edge.lower!r} ({edge.kind}) is given twice")
            seen.add(edge)
            if edge.kind in CHAIN:
                other = chains.setdefault(edge.upper, edge)
                if other is not edge:
                    raise GraphError(
                        f"node {edge.upper!r} has two {edge.kind} nodes, {other.lower!r} and {edge.lower!r}: "
                        "a backing chain is a path"
                    )
            owned.append(edge)
            up.setdefault(edge.lower, []).append(edge)
        self._down = {node: tuple(owned) for node, owned in down.items()}
        self._up = {node: tuple(up.get(node, ())) for node in down}
        self._tags = _tags({} if tags is None else tags)
        for node in down:
            if not node or not self._named(node):
                raise _unnamed(node)
        for node in self._tags:
            if node not in down:
                raise GraphError(f"tags for {brief(node)}, which is no node")
        self._refuse_cycles()

    @classmethod
    def chain(cls, *nodes: str) -> Graph:
        """Return a backing chain, lowest node first."""
        if len(nodes) == 1 and not isinstance(nodes[0], str):
            raise GraphError(f"a chain is made of names, Graph.chain('base', 'top'), not of {brief(nodes[0])}")
        return cls([Edge(upper, lower) for lower, upper in pairwise(nodes)], nodes)

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes."""
        return tuple(self._down)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, by the nodes that own them."""
        return tuple(edge for owned in self._down.values() for edge in owned)

    @property
    def tags(self) -> Mapping[str, frozenset[str]]:
        """The nodes that have tags, with them. Read only."""
        return MappingProxyType(self._tags)

    def children(self, node: str) -> tuple[Edge, ...]:
        """Return the edges that `node` owns."""
        return self._down.get(node, _NO_EDGES)

    def parents(self, node: str) -> tuple[Edge, ...]:
        """Return the edges that point to `node`."""
        return self._up.get(node, _NO_EDGES)

    def has(self, node: str, tag: str) -> bool:
        """Return whether the node has the tag."""
        return tag in self._tags.get(node, ())

    def __contains__(self, node: object) -> bool:
        return node in self._down

    def __iter__(self) -> Iterator[str]:
        return iter(self._down)

    def __len__(self) -> int:
        return len(self._down)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return (
            self._down.keys() == other._down.keys()
            and set(self.edges) == set(other.edges)
            and self._tags == other._tags
        )

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Graph({len(self)} nodes, {len(self.edges)} edges)"

    def _named(self, node: str) -> bool:
        """No brackets, unless it is a part of another node: then its name is `OWNER[NAME]`, and it has no edges."""
        owner, bracket, _ = node.partition("[")
        if not bracket:
            return "]" not in node
        return owner in self._down and node.endswith("]") and not self._down[node] and not self._up[node]

    def _refuse_cycles(self) -> None:
        """Takes nodes without unseen children away until none is left; what stays lies on or above a cycle."""
        waiting = {node: len(owned) for node, owned in self._down.items()}
        ready = [node for node, count in waiting.items() if not count]
        for node in ready:
            for edge in self._up[node]:
                waiting[edge.upper] -= 1
                if not waiting[edge.upper]:
                    ready.append(edge.upper)
        if len(ready) < len(waiting):
            cyclic = sorted(node for node, count in waiting.items() if count)
            raise GraphError(f"the edges of {', '.join(map(repr, cyclic[:5]))} make a cycle")


def added_edges(old: Graph, new: Graph) -> Iterator[Edge]:
    """Yield the edges of the new graph that the old one has not."""
    return (edge for edge in new.edges if edge not in old.children(edge.upper))


def reversal(old: Graph, new: Graph) -> tuple[str, str] | None:
    """Return two nodes of both graphs of which the first lay above the second on the old one and lies below it on the
    new one; None if there are none. The proofs of stability are about changes that reverse no way."""
    for edge in added_edges(old, new):
        uppers = closure(edge.upper, lambda node: (up.upper for up in new.parents(node)))
        for now_below in sorted(closure(edge.lower, lambda node: (down.lower for down in new.children(node)))):
            lay_below = closure(now_below, lambda node: (down.lower for down in old.children(node)))
            if lay_below & uppers:
                return now_below, min(lay_below & uppers)
    return None


def closure(node: str, step: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the node and all that steps lead to."""
    reached, waiting = {node}, [node]
    while waiting:
        found = set(step(waiting.pop())) - reached
        reached |= found
        waiting += found
    return reached


def _several(what: str, of: str, values: Any) -> Iterable[Any]:
    """The values, if they are any number of them: a text would be taken for its letters."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise GraphError(f"{what} must be an iterable of {of}, not {brief(values)}")
    return values


def _name(node: Any) -> str:
    if not isinstance(node, str):
        raise _unnamed(node)
    return node


def _unnamed(node: object) -> GraphError:
    return GraphError(f"{brief(node)} cannot name a node: a name is a text, not empty, without brackets")


def _edge(item: Any) -> Edge:
    if not isinstance(item, Edge) and (not isinstance(item, tuple | list) or len(item) not in (2, 3)):
        raise GraphError(
            f"{brief(item)} is no edge: that is (upper, lower) or (upper, lower, kind); "
            "nodes without edges are given as `nodes`"
        )
    edge = item if isinstance(item, Edge) else Edge(*item)
    upper, lower, kind = _name(edge.upper), _name(edge.lower), edge.kind
    if not isinstance(kind, str) or not kind:
        raise GraphError(
            f"the edge from {upper!r} to {lower!r} has the kind {brief(kind)}: a kind is a text, not empty"
        )
    return edge


def _tags(tags: Any) -> dict[str, frozenset[str]]:
    if not isinstance(tags, Mapping):
        raise GraphError(f"tags must be a mapping from nodes to words, not {brief(tags)}")
    tagged: dict[str, frozenset[str]] = {}
    for node, given in tags.items():
        words = [given] if isinstance(given, str) else list(_several(f"the tags of {brief(node)}", "words", given))
        for word in words:
            if not isinstance(word, str):
                raise GraphError(f"{brief(word)} cannot be a tag of {brief(node)}: a tag is a text")
        if words:
            tagged[node] = frozenset(words)
    return tagged
