"""A counterexample as text: the graph as a tree, the calls, and what is wrong at which node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

from nac.graph import Graph
from nac.spec import Json

from ..questions.question import Called, Counterexample

WIDTH = 100
"""The longest line of words, in characters."""


def lines(example: Counterexample) -> tuple[str, ...]:
    """Return the drawing, line by line. Marks are words and arrows; nothing depends on colour."""
    notes: dict[str, list[str]] = {}
    for number, fact in enumerate(example.facts, 1):
        for node in fact.nodes[:1]:
            notes.setdefault(node, []).append(str(number))
    marks = {node: "   <-- see " + ", ".join(numbers) for node, numbers in notes.items()}
    drawn = ["on this graph:", *("    " + line for line in tree(example.graph, marks))]
    for node in (node for node in marks if node not in example.graph):
        drawn.append(f"    {node} ({'a part' if '[' in node else 'to come'}){marks[node]}")
    drawn.append("with:")
    drawn += ["    " + call(called) for called in example.calls]
    for number, fact in enumerate(example.facts, 1):
        for line in f"{number}. {fact.text}".split("\n"):
            drawn += wrap(line, WIDTH, subsequent_indent="   ", break_on_hyphens=False, break_long_words=False)
        if fact.place is not None:
            drawn.append(f"   mend it at {fact.place}")
    return tuple(drawn)


def call(called: Called) -> str:
    arguments = ", ".join(f"{name}: {_value(value)}" for name, value in called.arguments.items())
    return f"{called.operation}({arguments})" + (f" in {called.phase}" if called.phase else "")


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def tree(graph: Graph, marks: dict[str, str]) -> Iterator[str]:
    """Return the graph line by line, lowest nodes first, what stands on a node indented below it, with the kind of edge
    unless it is backing."""
    drawn: set[str] = set()

    def stand(node: str, kind: str, first: str, rest: str) -> Iterator[str]:
        again = node in drawn
        drawn.add(node)
        tags = "".join(f" [{tag}]" for tag in sorted(graph.tags.get(node, ())))
        label = node if kind in ("", "backing") else f"{node} ({kind})"
        yield first + label + tags + (" (as above)" if again else marks.get(node, ""))
        parents = () if again else graph.parents(node)
        for number, edge in enumerate(parents, 1):
            end = number == len(parents)
            yield from stand(edge.upper, edge.kind, rest + ("└─ " if end else "├─ "), rest + ("   " if end else "│  "))

    for node in graph.nodes:
        if not graph.children(node):
            yield from stand(node, "", "", "")


def data(example: Counterexample) -> Json:
    """Return the same as JSON: `graph` and `events` are a line for `nac replay`."""
    graph = []
    for node in example.graph.nodes:
        entry: dict[str, Json] = {"node": node}
        for edge in example.graph.children(node):
            entry.setdefault("edges", {}).setdefault(edge.kind, []).append(edge.lower)
        if node in example.graph.tags:
            entry["tags"] = sorted(example.graph.tags[node])
        graph.append(entry)
    events = [
        {"submit": str(number), "operation": called.operation, "arguments": called.arguments}
        | ({"phase": called.phase} if called.phase else {})
        for number, called in enumerate(example.calls, 1)
    ]
    facts = [
        {"text": fact.text, "nodes": list(fact.nodes), "place": None if fact.place is None else str(fact.place)}
        for fact in example.facts
    ]
    return {"graph": graph, "events": events, "facts": facts}
