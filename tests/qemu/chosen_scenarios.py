"""Scenarios that tell `spec/qemu` from its mutants, measured: lines like those of `random_scenarios`.

    python -m tests.qemu.chosen_scenarios 0 4000 > lines.jsonl

Of the scenarios of these seeds those are measured in which, by the spec, something goes otherwise with one of its
clauses changed, and nothing recorded or chosen before has told that clause. They are small, and their steps meet: the
first one starts what lasts, the others are about its nodes more often than not, and often make no sense.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import nac
from checker.evidence.clauses import Clause, clauses, without
from checker.reporting.replay import replay
from nac.spec import Spec

from .harness import Step, call
from .images import Images
from .mutants import Recorded, verdicts
from .random_scenarios import BITMAP, OVERLAYS, SPARE, Scenario, draw, graph, measured, write
from .replaying import of_scenario

LASTING: tuple[str, ...] = (
    "stream", "commit", "active-commit", "mirror", "backup", "drive-mirror", "drive-backup", "export", "nbd-add",
    "device",
)  # fmt: skip
ANY = (
    *LASTING, "reopen", "snapshot", "snapshot-sync", "bitmap", "bitmap-add", "merge", "amend", "create", "resize",
    "add", "add-on", "del", "change-backing", "internal-snapshot", "delete-internal", "quorum-change",
)  # fmt: skip
COPYING = ("mirror", "backup", "drive-mirror", "drive-backup")
NAMING = ("device", "target", "node-name", "node", "overlay", "base-node", "top-node", "parent", "drive")
"""Arguments that name a node."""


def scenario(seed: int) -> Scenario:
    """The scenario of this seed."""
    chance = random.Random(f"chosen {seed}")
    backing: dict[str, str | None] = {}
    for i in range(chance.choice((2, 3, 3, 4))):
        names = list(backing)
        backing[f"n{i}"] = chance.choice(names[-2:]) if names and chance.random() < 0.85 else None
    made = Scenario(seed, chance.choice(("system", "system", "daemon")), {**backing, **dict.fromkeys(SPARE)})
    names = [*made.backing, *OVERLAYS, *(f"{name}-file" for name in made.backing)]
    if chance.random() < 0.3:
        made.throttled = (chance.choice(list(backing)),)
        names += [f"thr-{name}" for name in made.throttled] * 2
    if chance.random() < 0.3:
        made.quorum = True
        names.append("quo")
    for i in range(chance.choice((2, 2, 3))):
        kind = chance.choice(LASTING if i == 0 else ANY)
        if kind == "quorum-change" and not made.quorum:
            kind = "reopen"
        near = [name for name in names if any(name in map(str, step.arguments.values()) for step in made.steps)]
        step = _draw(chance, kind, near * 3 + names, made, i)
        if kind == "delete-internal":
            snapshot = {"device": step.arguments["device"], "name": "snap"}
            made.steps.insert(0, Step("blockdev-snapshot-internal-sync", snapshot, id="snap"))
        made.steps.append(_astray(chance, step, names))
        if "filter-node-name" in step.arguments:
            names += [str(step.arguments["filter-node-name"])] * 3
    return made


def _draw(chance: random.Random, kind: str, names: Sequence[str], on: Scenario, i: int) -> Step:
    if kind in COPYING:  # the graph does not tell that a file is larger than the disk that it keeps
        names = [name for name in names if not name.endswith("-file")]
    node, other = chance.choice(names), chance.choice(names)
    match kind:
        case "add-on":
            driver = chance.choice(("raw", "qcow2")) if node.endswith("-file") else "raw"
            return call("blockdev-add", node_name=f"a{i}", file=node, driver=driver, read_only=chance.random() < 0.5)
        case "nbd-add":
            return call("nbd-server-add", device=node, name=f"s{i}", writable=chance.random() < 0.5)
        case "merge":
            return call("block-dirty-bitmap-merge", node=node, target=BITMAP, bitmaps=[{"node": node, "name": BITMAP}])
        case "delete-internal":
            return call("blockdev-snapshot-delete-internal-sync", device=node, name="snap")
        case "quorum-change":
            which: dict[str, Any] = chance.choice(({"node": other}, {"child": "children.1"}))
            return call("x-blockdev-change", parent=chance.choice(("quo", "quo", node)), **which)
    return draw(chance, kind, names, on, i)


def _astray(chance: random.Random, step: Step, names: Sequence[str]) -> Step:
    """The same, but that now and then one of its nodes is any other one."""
    named = [name for name in step.arguments if name in NAMING and step.arguments[name] in names]
    if not named or chance.random() < 0.75:
        return step
    return Step(step.command, {**step.arguments, chance.choice(named): chance.choice(names)}, step.state, step.id)


def unmeasured(on: Scenario) -> dict[str, Any]:
    """Its line, without what QEMU does."""
    events = [
        {"submit": step.id or f"j{i}", "operation": step.command, "arguments": dict(step.arguments)}
        for i, step in enumerate(on.steps)
    ]
    bitmaps = [f"{name}[{BITMAP}]" for name in on.backing]
    return {"id": f"C{on.seed}", "graph": graph(on), "bitmaps": bitmaps, "events": events}


class Unnoticed:
    """The mutants of the spec that no recorded line tells from it."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        recorded = Recorded(spec)
        self._left = {each: without(spec, each) for each in clauses(spec) if not recorded.noticed(each)}

    def __len__(self) -> int:
        return len(self._left)

    def told(self, data: dict[str, Any]) -> list[Clause]:
        """Those that decide otherwise than the spec."""
        text = json.dumps(of_scenario(data))
        row = verdicts(replay(self.spec, text))
        operations = {event["operation"] for event in data["events"]}
        mine = [each for each in self._left if each.operation in operations]
        return [each for each in mine if verdicts(replay(self._left[each], text)) != row]

    def drop(self, noticed: Sequence[Clause]) -> None:
        for each in noticed:
            del self._left[each]


def chosen(images: Images, seeds: range) -> Iterator[dict[str, Any]]:
    """The measured lines. QEMU says what holds: where it does otherwise than the spec, the line tells nothing."""
    unnoticed = Unnoticed(nac.load("qemu"))
    telling = (on for on in map(scenario, seeds) if unnoticed.told(unmeasured(on)))
    for on, found in measured(images, telling):
        found["id"] = f"C{on.seed}"
        yield found
        row = replay(unnoticed.spec, json.dumps(of_scenario(found)))
        if all(verdict.as_expected for verdict in row.verdicts):
            unnoticed.drop(unnoticed.told(found))
        sys.stderr.write(f"seed {on.seed}: {len(unnoticed)} mutants left\n")


def main(arguments: Sequence[str]) -> None:
    with closing(Images()) as images:
        write(chosen(images, range(int(arguments[0]), int(arguments[1]))))


if __name__ == "__main__":
    main(sys.argv[1:])
