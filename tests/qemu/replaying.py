"""What was measured on QEMU, as lines for `nac replay`, and how far the spec agrees with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.reporting.replay import replay
from nac.spec import Spec

DATA = Path(__file__).parents[1] / "data"
BACKING = {"n1": "base", "n2": "n1", "n3": "n2", "top": "n3", "fork": "n1", "ftop": "fork"}
ROOTS = ("top", "ftop", "target", "other")
EVENT = ("submit", "operation", "arguments", "phase", "expect", "advance", "release")


@dataclass(frozen=True)
class Graphs:
    """How much of a graph a line tells. Lines of `nac replay` may give file children and tags, or leave them out."""

    tags: bool = True
    files: bool = True


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "qemu-verdicts.jsonl").read_text().splitlines()]


def scenarios() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "qemu-random.jsonl").read_text().splitlines()]


def chosen() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "qemu-chosen.jsonl").read_text().splitlines()]


def of_row(row: Mapping[str, Any], told: Graphs = Graphs(), phase: str = "") -> dict[str, Any]:
    """The line of a row of qemu-verdicts.jsonl. `phase`: that of the first job."""
    names = ["base", "n1", "n2", "n3", "fork", *ROOTS]
    if row["second"]["execute"] == "blockdev-snapshot":
        names.append("ov")
    graph: list[dict[str, Any]] = []
    for name in names:
        entry: dict[str, Any] = {"node": name, "backing": BACKING.get(name)}
        if told.files:
            entry["file"] = f"{name}-file"
        if told.tags and name not in (*ROOTS, "ov"):
            entry["tags"] = ["read-only"]
        graph.append(entry)
    events = []
    if row["guest"]:
        disk = {"driver": "virtio-blk-pci", "id": "disk", "drive": row["guest"], "share-rw": row["share_rw"]}
        events.append(_event("guest", {"execute": "device_add", "arguments": disk}, True))
    if row["first"]:
        started = "job-id" in row["first"]["arguments"]
        events.append(_event("first", row["first"], True) | ({"phase": phase} if phase and started else {}))
    events.append(_event("second", row["second"], row["verdict"] == "accepted"))
    return {"id": row["id"], "graph": graph, "events": events}


def _event(job: str, command: Mapping[str, Any], admitted: bool) -> dict[str, Any]:
    expect = "admitted" if admitted else "refused"
    return {"submit": job, "operation": command["execute"], "arguments": command["arguments"], "expect": expect}


def of_scenario(scenario: Mapping[str, Any], told: Graphs = Graphs()) -> dict[str, Any]:
    """The line of a random scenario, whose graph has filters, quorums and bitmaps too."""
    graph: list[dict[str, Any]] = []
    for told_of in scenario["graph"]:
        entry = {"node": told_of["node"], "backing": told_of.get("backing")}
        edges = {kind: told_of[kind] for kind in ("filter", "children") if kind in told_of}
        if edges:
            entry["edges"] = edges
        if told.files and "file" in told_of:
            entry["file"] = told_of["file"]
        if told.tags and "tags" in told_of:
            entry["tags"] = told_of["tags"]
        graph.append(entry)
    graph += [{"node": bitmap} for bitmap in scenario["bitmaps"]]
    events: list[dict[str, Any]] = []
    for event in scenario["events"]:
        events.append({key: value for key, value in event.items() if key in EVENT})
        if event.get("state") == "concluded":
            events.append({"advance": event["submit"], "phase": "concluded", "expect": "admitted"})
    return {"id": scenario["id"], "graph": graph, "events": events}


@dataclass(frozen=True)
class Agreement:
    """How many lines and verdicts were compared, and the lines that differ: id to what came instead. A line is compared
    up to its first difference: what comes later follows from it."""

    lines: int
    compared: int
    differ: Mapping[str, str]

    @property
    def share(self) -> float:
        return 1 - len(self.differ) / self.compared

    def __str__(self) -> str:
        lines = f"{self.lines - len(self.differ)} of {self.lines} lines"
        return f"{lines}, {self.compared - len(self.differ)} of {self.compared} verdicts agree ({self.share:.2%})"


def agreement(spec: Spec, lines: Iterable[Mapping[str, Any]]) -> Agreement:
    read = compared = 0
    differ: dict[str, str] = {}
    for line in lines:
        read += 1
        for number, verdict in enumerate(replay(spec, json.dumps(line)).verdicts):
            compared += "submit" in line["events"][number]
            if not verdict.as_expected:
                differ[line["id"]] = f"{line['events'][number]}: {verdict.text}"
                break
    return Agreement(read, compared, differ)
