"""The graph of a scenario: from the tree to the model."""

from __future__ import annotations

from dataclasses import dataclass, field

from nac.graph import CHAIN, Edge
from nac.spec import RESERVED_KINDS, Span

from . import tree as t
from .diagnostics import Sink, quoted
from .names import reserved


@dataclass(slots=True)
class Literal:
    """A graph literal: nodes, edges and tags in order of appearance, with their places."""

    nodes: dict[str, Span] = field(default_factory=dict)
    edges: dict[Edge, Span] = field(default_factory=dict)
    tags: dict[tuple[str, str], Span] = field(default_factory=dict)


def literal(clause: t.GraphClause | None, sink: Sink) -> Literal:
    """Return the graph that a literal means. An edge that cannot be is reported, and left out."""
    literal = Literal()
    chained: dict[str, tuple[str, Span]] = {}
    for part in clause.parts if clause else ():
        if isinstance(part, t.TagsClause):
            _node(part.node, literal, sink)
            for tag in part.tags:
                _tag(part.node, tag, literal, sink)
            continue
        for word in part.nodes:
            _node(word, literal, sink)
        for lower, upper, kind in zip(part.nodes, part.nodes[1:], part.kinds, strict=False):
            _edge(Edge(upper.text, lower.text, kind or "backing"), upper.span, chained, literal, sink)
    _cycle(literal, sink)
    return literal


def good_name(word: t.Word, sink: Sink) -> bool:
    """Return whether a node can have this name; reports it where not."""
    good = bool(word.text) and "[" not in word.text and "]" not in word.text
    if not good:
        sink.add("NAC086", f"{quoted(word.text)} cannot name a node", word.span, help="a name has letters, no brackets")
    return good


def _node(word: t.Word, literal: Literal, sink: Sink) -> None:
    if word.text not in literal.nodes and good_name(word, sink):
        literal.nodes[word.text] = word.span


def _tag(node: t.Word, tag: t.Word, literal: Literal, sink: Sink) -> None:
    key = node.text, tag.text
    if key in literal.tags:
        message = f"{quoted(node.text)} has the tag {quoted(tag.text)} twice"
        sink.add("NAC040", message, tag.span, (literal.tags[key], "the first is here"))
    literal.tags.setdefault(key, tag.span)


def _edge(edge: Edge, span: Span, chained: dict[str, tuple[str, Span]], literal: Literal, sink: Sink) -> None:
    if edge in literal.edges:
        message = f"the edge from {quoted(edge.upper)} to {quoted(edge.lower)} is there twice"
        sink.add("NAC040", message, span, (literal.edges[edge], "the first is here"))
        return
    reserved(t.Word(edge.kind, span), RESERVED_KINDS, "an edge kind", sink)
    if edge.kind in CHAIN:
        if edge.upper in chained:
            other, place = chained[edge.upper]
            message = f"{quoted(edge.upper)} has two backing nodes, {quoted(other)} and {quoted(edge.lower)}"
            hint = "give one of the edges another kind: `lower <file- upper`"
            sink.add("NAC085", message, span, (place, "the first is here"), help=hint)
            return
        chained[edge.upper] = edge.lower, span
    literal.edges[edge] = span


def _cycle(literal: Literal, sink: Sink) -> None:
    """Reports one cycle: takes away nodes without children until none is left, then walks down what stays."""
    down: dict[str, list[Edge]] = {node: [] for node in literal.nodes}
    up: dict[str, list[Edge]] = {node: [] for node in literal.nodes}
    for edge in literal.edges:
        if edge.upper in down and edge.lower in down:
            down[edge.upper].append(edge)
            up[edge.lower].append(edge)
    waiting = {node: len(edges) for node, edges in down.items()}
    ready = [node for node, count in waiting.items() if not count]
    for node in ready:
        for edge in up[node]:
            waiting[edge.upper] -= 1
            if not waiting[edge.upper]:
                ready.append(edge.upper)
    cyclic = {node for node, count in waiting.items() if count}
    if not cyclic:
        return
    path: dict[str, Edge] = {}
    node = next(node for node in literal.nodes if node in cyclic)
    while node not in path:
        path[node] = next(edge for edge in down[node] if edge.lower in cyclic)
        node = path[node].lower
    circle = list(path)[list(path).index(node) :]
    shown = " -> ".join([*circle[:10], *(["..."] if len(circle) > 10 else []), node])
    hint = "an edge runs from its upper node down"
    sink.add("NAC084", f"the edges make a cycle: {shown}", literal.edges[path[node]], help=hint)
