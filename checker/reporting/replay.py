"""Replays recorded or planned events through the real controller (docs/reference/command-line.md). Values in, values
out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from nac import strict_json
from nac.admission import member_id
from nac.controller import Controller
from nac.errors import Error, GraphError, Invalid, Misuse
from nac.graph import Edge, Graph
from nac.plan import calls_of
from nac.refusal import Refused
from nac.spec import Json, Operation, Spec
from nac.words import brief, suggestion

VERDICTS = ("admitted", "refused")
_EVENTS = {
    # what it does: (other keys it needs, keys it may have)
    "submit": (("operation",), ("arguments", "phase", "expect")),
    "release": ((), ("expect",)),
    "advance": (("phase",), ("expect",)),
}
_ENTRY = ("node", "backing", "file", "edges", "tags")


class BadLine(Error):
    """A line that cannot be replayed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one event. `reason`: why it was refused, where that is no conflict (the call has no plan, the job
    is not active); `text`: all of it for people."""

    job: str
    verdict: str
    conflicts: tuple[Mapping[str, str], ...] = ()
    reason: str = ""
    expected: str = ""
    text: str = ""

    @property
    def as_expected(self) -> bool:
        return self.expected in ("", self.verdict)

    def data(self) -> dict[str, Json]:
        fields: dict[str, Json] = {"job": self.job, "verdict": self.verdict, "conflicts": list(self.conflicts)}
        return {**fields, "reason": self.reason} if self.reason else fields


@dataclass(frozen=True, slots=True)
class Row:
    """The verdicts of a line, one for each of its events."""

    id: Json
    verdicts: tuple[Verdict, ...]

    def data(self) -> dict[str, Json]:
        return {"id": self.id, "verdicts": [verdict.data() for verdict in self.verdicts]}


def replay(spec: Spec, line: str | bytes) -> Row:
    """Return one line, on a controller of its own. Raises `BadLine`."""
    try:
        data = strict_json.loads(line)
    except strict_json.NotJson as error:
        raise BadLine(str(error)) from None
    _keys("a line", data, ("id", "graph", "events"), ())
    run = _Run(spec, graph(data["graph"]))
    return Row(data["id"], tuple(run.verdicts(_list("events", data["events"]))))


def graph(entries: Json) -> Graph:
    """Return the graph that a list of `{"node", "backing"?, "file"?, "edges"?: {kind: node or nodes}, "tags"?}`
    describes. Raises `BadLine`."""
    nodes: list[str] = []
    edges: list[Edge] = []
    tags: dict[str, list[str]] = {}
    for entry in _list("graph", entries):
        _keys("an entry of the graph", entry, ("node",), _ENTRY[1:])
        node = _text("node", entry["node"])
        if node in nodes:
            raise BadLine(f"the node {brief(node)} is described twice")
        nodes.append(node)
        children = {"backing": entry.get("backing"), "file": entry.get("file")}
        further = entry.get("edges", {})
        if not isinstance(further, dict) or children.keys() & further.keys():
            raise BadLine("edges must be an object from further kinds to nodes")
        for kind, lower in (children | further).items():
            if not kind:
                raise BadLine("the kind of an edge cannot be empty")
            for child in lower if isinstance(lower, list) else [] if lower is None else [lower]:
                edges.append(Edge(node, _text(kind, child), kind))
        tags[node] = [_text("a tag", tag) for tag in _list("tags", entry.get("tags", []))]
    try:
        return Graph(edges, nodes, tags)
    except GraphError as error:
        raise BadLine(str(error)) from None


class _Run:
    """The events of one line, one after the other."""

    def __init__(self, spec: Spec, graph: Graph) -> None:
        self.spec = spec
        self.graph = graph
        self.controller = Controller(spec, graph)
        self.jobs: dict[str, str] = {}

    def verdicts(self, events: list[Json]) -> Iterator[Verdict]:
        for number, event in enumerate(events, 1):
            try:
                yield self.event(event)
            except BadLine as error:
                raise BadLine(f"event {number}: {error}") from None

    def event(self, event: Json) -> Verdict:
        kinds = [kind for kind in _EVENTS if isinstance(event, dict) and kind in event]
        if not kinds:
            raise BadLine(f"it must be an object with one of {', '.join(_EVENTS)}")
        if len(kinds) > 1:
            raise BadLine(f"it has {' and '.join(kinds)}, and must have only one of {', '.join(_EVENTS)}")
        (kind,) = kinds
        _keys(f"the event {kind}", event, (kind, *_EVENTS[kind][0]), _EVENTS[kind][1])
        job = _text(kind, event[kind])
        expected = event.get("expect", "")
        if expected not in ("", *VERDICTS):
            raise BadLine(f"expect must be one of {', '.join(VERDICTS)}, not {brief(expected)}")
        act = {"submit": self.submit, "release": self.release, "advance": self.advance}[kind](job, event)
        try:
            act()
        except Refused as error:
            conflicts = tuple(
                {"node": each.node, "action": each.action, "requires": each.requires, "denies": each.denies}
                for each in error.refusal.conflicts
            )
            return Verdict(job, "refused", conflicts, expected=expected, text=str(error))
        except (Invalid, Misuse) as error:
            return Verdict(job, "refused", (), str(error), expected, str(error))
        return Verdict(job, "admitted", expected=expected, text="nothing conflicts")

    def submit(self, job: str, event: Mapping[str, Json]) -> Callable[[], object]:
        operation = _text("operation", event["operation"])
        arguments = event.get("arguments", {})
        if operation not in self.spec:
            names = [known.name for known in self.spec.operations]
            raise BadLine(f"there is no operation {brief(operation)}{suggestion(operation, names)}")
        if not isinstance(arguments, dict):
            raise BadLine("arguments must be an object")
        phase = self.phase(operation, event)
        self.jobs.setdefault(job, operation)
        members = dict(_members(job, self.spec[operation], arguments))
        self.jobs = {**members, **self.jobs}

        def act() -> None:
            graph = self.controller.graph or self.graph  # a start may have changed it
            self.controller.admit(self.spec[operation].plan(graph, arguments), job=job, phase=phase or None)
            self.jobs |= {job: operation, **members}

        return act

    def release(self, job: str, event: Mapping[str, Json]) -> Callable[[], object]:
        self.known(job)
        return lambda: self.controller.release(job)

    def advance(self, job: str, event: Mapping[str, Json]) -> Callable[[], object]:
        phase = self.phase(self.known(job), event)
        return lambda: self.controller.advance(job, phase)

    def known(self, job: str) -> str:
        """Return the operation of a job that was submitted before, admitted or not."""
        if job not in self.jobs:
            raise BadLine(f"no job {brief(job)} was submitted before{suggestion(job, self.jobs)}")
        return self.jobs[job]

    def phase(self, operation: str, event: Mapping[str, Json]) -> str:
        phase = event.get("phase")
        if phase is None:
            return ""
        phases = self.spec[operation].phases
        if phase not in phases:
            known = f"its phases: {', '.join(phases)}" if phases else "it has no phases"
            raise BadLine(f"{operation} has no phase {brief(phase)}; {known}")
        return str(phase)


def _members(job: str, operation: Operation, arguments: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the ids of the jobs that a transaction calls, with their operations' names, as far as it can call them."""
    with suppress(Invalid):
        for number, (called, _) in enumerate(calls_of(operation, arguments), 1):
            yield member_id(job, number), called.name


def _list(what: str, value: Json) -> list[Any]:
    if not isinstance(value, list):
        raise BadLine(f"{what} must be a list, not {brief(value)}")
    return value


def _text(what: str, value: Json) -> str:
    if not isinstance(value, str) or not value:
        raise BadLine(f"{what} must be a text that is not empty, not {brief(value)}")
    return value


def _keys(what: str, value: Json, needed: tuple[str, ...], others: tuple[str, ...]) -> None:
    if not isinstance(value, dict):
        raise BadLine(f"{what} must be an object, not {brief(value)}")
    for key in needed:
        if key not in value:
            raise BadLine(f"{what} needs {key!r}")
    for key in value:
        if key not in needed and key not in others:
            raise BadLine(f"{what} has no {brief(key)}{suggestion(key, [*needed, *others])}")
