"""Scenarios in the canonical text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from nac.operators import unknown
from nac.spec import Json, Scenario, Spec, Step

from .format_words import doc, text, word

_VALUES = ("true", "false", "null")


def scenario(value: Scenario, spec: Spec) -> str:
    """Return a scenario, its graph in as few lines as keep the order of the nodes."""
    lines = [*doc(value.doc, "///"), f"scenario {text(value.name)} {{"]
    graph = list(_graph(value))
    if len(graph) > 1:
        lines += ["    graph {", *(f"        {line}" for line in graph), "    }"]
    elif graph:
        lines.append(f"    graph {{ {graph[0]} }}")
    lines += [f"    {_step(step, spec)}" for step in value.steps]
    return "\n".join([*lines, "}"])


def _graph(value: Scenario) -> Iterator[str]:
    chains: list[list[str]] = []
    lines: list[str] = []
    for edge in value.edges:
        kind = "" if edge.kind == "backing" else word(edge.kind)
        if chains and chains[-1][-1] == edge.lower:
            chains[-1].append(edge.upper)
            lines[-1] += f" <{kind}- {_node(edge.upper)}"
        else:
            chains.append([edge.lower, edge.upper])
            lines.append(f"{_node(edge.lower)} <{kind}- {_node(edge.upper)}")
    order = list(dict.fromkeys(node for chain in chains for node in chain))
    rest = [node for node in value.nodes if node not in set(order)]
    if [*order, *rest] == list(value.nodes):
        yield from lines
        named = rest
    else:
        named = list(value.nodes)  # edges alone would name the nodes in another order
    if named:
        yield "   ".join(map(_node, named))
    if named is not rest:
        yield from lines
    for node, tag in value.tags:
        yield f"{_node(node)} has {word(tag)}"


def _node(name: str) -> str:
    return word(name, ("has",))


def _step(step: Step, spec: Spec) -> str:
    because = ", ".join(f"{word(reason.node)} {' '.join(spec.names(reason.action))}" for reason in step.because)
    end = f" because {because}" if because else ""
    match step.op:
        case "release":
            return f"release {word(step.job)}"
        case "advance" | "hold" as op:
            verb = "advance" if op == "advance" else "refuse advance"
            return f"{verb} {word(step.job)} to {step.phase}{end}"
        case "admit" | "refuse" | "invalid" as op:
            job = f"{word(step.job, ('advance',))} = " if step.job else ""
            phase = f" in {step.phase}" if step.phase else ""
            return f"{op} {job}{step.operation}({_pairs(step.arguments)}){phase}{end}"
        case _:
            raise unknown("step", step.op)


def _pairs(values: Mapping[str, Json]) -> str:
    return ", ".join(f"{word(key)}: {_value(value)}" for key, value in values.items())


def _value(value: Json) -> str:
    if isinstance(value, str):
        return word(value, _VALUES)
    if isinstance(value, Mapping):
        return f"{{{_pairs(value)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)
