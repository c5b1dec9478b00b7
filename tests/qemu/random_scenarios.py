"""Random graphs with random operations on them, measured: lines for `nac replay`, with what QEMU did as expectation.

    python -m tests.qemu.random_scenarios 0 500 > lines.jsonl

The operations are drawn without regard to whether they make sense; about a third of them is refused. A scenario ends
where QEMU crashes. It is left out where QEMU hangs, or dies of anything but the assertion on a frozen edge: the rare
other deaths do not repeat.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .harness import Failed, Json, Node, Program, Qemu, Step, call, job
from .images import SIZE, Images

SPARE = ("t0", "t1")
OVERLAYS = ("ov0", "ov1")
BITMAP = "pre"


@dataclass
class Scenario:
    """A graph and the steps to try on it, in order."""

    seed: int
    program: Program
    backing: dict[str, str | None]
    steps: list[Step] = field(default_factory=list)
    throttled: tuple[str, ...] = ()
    quorum: bool = False

    @property
    def roots(self) -> list[str]:
        return [name for name in self.backing if not self.covered(name)]

    def covered(self, name: str) -> bool:
        return name in self.backing.values()

    def below(self, name: str) -> list[str]:
        found, lower = [], self.backing.get(name)
        while lower:
            found.append(lower)
            lower = self.backing.get(lower)
        return found


def scenario(seed: int, filters: bool = False) -> Scenario:
    """The scenario of this seed. `filters`: with throttle nodes, a quorum, and protocol nodes as arguments."""
    chance = random.Random(seed)
    backing: dict[str, str | None] = {}
    for i in range(chance.choice((3, 4, 5, 6, 7))):
        names = list(backing)
        near = names[-2:] if chance.random() < 0.75 else names
        backing[f"n{i}"] = chance.choice(near) if names and chance.random() < 0.8 else None
    program: Program = chance.choice(("system", "system", "daemon"))
    made = Scenario(seed, program, {**backing, **dict.fromkeys(SPARE)})
    names = list(made.backing)
    if filters:
        made.throttled = tuple(chance.sample(list(backing), chance.choice((1, 2))))
        made.quorum = chance.random() < 0.3
        names += (
            [f"thr-{name}" for name in made.throttled] * 2 + ["quo"] * made.quorum + [f"{chance.choice(names)}-file"]
        )
    kinds = [kind for kind, weight in DRAWS.items() for _ in range(weight)]
    for i in range(chance.choice((2, 3, 3, 4))):
        made.steps.append(draw(chance, chance.choice(kinds), names, made, i))
    return made


DRAWS = {
    "stream": 5, "commit": 5, "active-commit": 4, "mirror": 5, "backup": 5, "export": 4, "reopen": 3, "device": 3,
    "snapshot": 2, "snapshot-sync": 2, "drive-mirror": 2, "drive-backup": 2, "bitmap": 2, "amend": 2, "resize": 1,
    "add": 1, "del": 1, "change-backing": 1, "bitmap-add": 1, "create": 1, "internal-snapshot": 1,
}  # fmt: skip
"""How often each kind of step is drawn."""


def draw(chance: random.Random, kind: str, names: Sequence[str], on: Scenario, i: int) -> Step:
    """A random step of this kind, the i-th of its scenario."""
    id, spare = f"j{i}", f"{{folder}}/spare{i}.qcow2"
    node = chance.choice(names)
    root = chance.choice(on.roots) if chance.random() < 0.9 else node
    target = chance.choice(on.roots) if chance.random() < 0.9 else chance.choice(names)
    state = chance.choice(("running", "running", "ready", "pending"))
    unready = "pending" if state == "ready" else state
    named = {"filter_node_name": f"F{i}"} if chance.random() < 0.3 else {}
    match kind:
        case "stream":
            below = on.below(node)
            base = {"base_node": chance.choice(below)} if below and chance.random() < 0.6 else {}
            return job("block-stream", id, unready, device=node, **base, **named)
        case "commit" | "active-commit":
            below = on.below(root)
            top = chance.choice(below) if below and kind == "commit" else root
            lower = on.below(top)
            base = {"base_node": chance.choice(lower)} if lower and chance.random() < 0.8 else {}
            chosen = {"top_node": top} if kind == "commit" else {}
            return job("block-commit", id, unready if chosen else state, device=root, **chosen, **base, **named)
        case "mirror":
            sync = chance.choice(("full", "top"))
            return job("blockdev-mirror", id, state, device=root, target=target, sync=sync, **named)
        case "backup":
            sync = chance.choice(("full", "top", "none"))
            return job("blockdev-backup", id, unready, device=node, target=target, sync=sync, **named)
        case "drive-mirror" | "drive-backup":
            source = root if kind == "drive-mirror" else node
            options: dict[str, Json] = {"format": "qcow2", "sync": chance.choice(("full", "none")), "mode": "existing"}
            return job(kind, id, "running", device=source, target=spare, **options)
        case "export":
            writable = chance.random() < 0.5
            return call("block-export-add", type="nbd", id=f"e{i}", name=f"e{i}", node_name=node, writable=writable)
        case "device" if on.program == "system":
            return call("device_add", driver="virtio-blk-pci", id=f"d{i}", drive=node, share_rw=chance.random() < 0.4)
        case "reopen":
            return call("blockdev-reopen", options=[reopen(chance, on)])
        case "snapshot":
            return call("blockdev-snapshot", node=node, overlay=chance.choice(OVERLAYS))
        case "snapshot-sync":
            new = {"mode": "existing", "snapshot_node_name": f"s{i}"}
            return call("blockdev-snapshot-sync", node_name=node, snapshot_file=spare, **new)
        case "bitmap":
            command = chance.choice(("remove", "clear", "enable", "disable"))
            return call(f"block-dirty-bitmap-{command}", node=node, name=BITMAP)
        case "bitmap-add":
            return call("block-dirty-bitmap-add", node=node, name=f"b{i}", persistent=chance.random() < 0.3)
        case "amend":
            return Step("x-blockdev-amend", {"job-id": id, "node-name": node, "options": {"driver": "qcow2"}})
        case "create":
            image = {"driver": "qcow2", "file": f"{chance.choice(list(on.backing))}-file", "size": 1 << 20}
            return Step("blockdev-create", {"job-id": id, "options": image})
        case "internal-snapshot":
            return call("blockdev-snapshot-internal-sync", device=node, name=f"i{i}")
        case "resize":
            return call("block_resize", node_name=node, size=SIZE)
        case "add":
            file = {"driver": "file", "filename": spare}
            return call("blockdev-add", driver="qcow2", node_name=f"a{i}", file=file, backing=node)
        case "change-backing":
            header = chance.choice([root, *on.below(root)])
            return call("change-backing-file", device=root, image_node_name=header, backing_file="/x")
    return call("blockdev-del", node_name=node)


def reopen(chance: random.Random, on: Scenario) -> dict[str, Json]:
    """What to open a random node with: often as it is, else with another backing node or mode."""
    node = chance.choice(list(on.backing))
    backing = on.backing[node] if chance.random() < 0.4 else chance.choice([*on.backing, None])
    read_only = on.covered(node) if chance.random() < 0.7 else chance.random() < 0.5
    return {"driver": "qcow2", "node-name": node, "file": f"{node}-file", "backing": backing, "read-only": read_only}


def graph(on: Scenario) -> list[dict[str, Json]]:
    """The graph before the first step, as `nac replay` reads it."""
    lines: list[dict[str, Json]] = []
    for name in (*on.backing, *OVERLAYS):
        lower = on.backing.get(name)
        line: dict[str, Json] = {"node": name, "file": f"{name}-file"}
        lines.append({**line, **({"backing": lower} if lower else {}), **_tags(on.covered(name))})
    for name in on.throttled:
        lines.append({"node": f"thr-{name}", "filter": name, **_tags(on.covered(name))})
    if on.quorum:
        lines.append({"node": "quo", "children": list(SPARE)})
    return lines


def _tags(read_only: bool) -> dict[str, Json]:
    return {"tags": ["read-only"]} if read_only else {}


def line(images: Images, on: Scenario) -> dict[str, Json] | None:
    """Measure a scenario. None where QEMU hung or died of something that does not repeat."""
    events: list[dict[str, Json]] = []
    with Qemu(images, on.program, guest=any(step.command == "device_add" for step in on.steps)) as qemu:
        build(qemu, on)
        for i, step in enumerate(on.steps):
            images.empty(Path(qemu.path(f"spare{i}.qcow2")))
            filled = json.loads(json.dumps(step.arguments).replace("{folder}", str(qemu.folder)))
            verdict = qemu.start(Step(step.command, filled, step.state, step.id))
            crashed = verdict.outcome == "crashed"
            if verdict.outcome == "hang" or (crashed and "frozen" not in verdict.error):
                return None
            arguments = {name: value for name, value in step.arguments.items() if name not in ("speed", "auto-dismiss")}
            event: dict[str, Any] = {
                "submit": step.id or f"j{i}",
                "operation": step.command,
                "arguments": json.loads(json.dumps(arguments).replace("{folder}/", "")),
                "expect": "admitted" if verdict.admitted else "refused",
            }
            error = verdict.error.replace(f"{qemu.folder}/", "")
            said = {
                "state": verdict.state,
                "error": f"crash: {error}" if crashed else error,
                "job-error": verdict.job_error,
            }
            events.append(event | {name: text for name, text in said.items() if text})
            if crashed:
                break
    bitmaps = [f"{name}[{BITMAP}]" for name in on.backing]
    return {
        "id": f"{'F' if on.throttled else 'R'}{on.seed}",
        "program": on.program,
        "graph": graph(on),
        "bitmaps": bitmaps,
        "events": events,
    }


def build(qemu: Qemu, on: Scenario) -> None:
    """Add the nodes, with a bitmap on each, and the NBD server."""
    qemu.add(*(Node(name, backing=lower, read_only=on.covered(name)) for name, lower in on.backing.items()))
    for name in OVERLAYS:
        qemu.add_empty(name)
    if on.throttled:
        qemu.must("object-add", qom_type="throttle-group", id="g")
    for name in on.throttled:
        options = {"throttle-group": "g"}
        qemu.add(Node(f"thr-{name}", driver="throttle", file=name, read_only=on.covered(name), options=options))
    if on.quorum:
        qemu.add(Node("quo", driver="quorum", children=SPARE))
    for name in on.backing:
        qemu.must("block-dirty-bitmap-add", node=name, name=BITMAP)
    qemu.serve()


def measured(images: Images, scenarios: Iterable[Scenario]) -> Iterator[tuple[Scenario, dict[str, Json]]]:
    """Those of which there is a line, with it. A failure is told, and the scenario left out."""
    for on in scenarios:
        try:
            found = line(images, on)
        except Failed as failure:
            sys.stderr.write(f"seed {on.seed}: {failure}\n")
            continue
        if found:
            yield on, found


def write(lines: Iterable[dict[str, Json]]) -> None:
    for each in lines:
        sys.stdout.write(json.dumps(each, separators=(",", ":")) + "\n")
        sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    seeds = range(int(arguments[0]), int(arguments[1]))
    with closing(Images()) as images:
        scenarios = (scenario(seed, filters="filters" in arguments[2:]) for seed in seeds)
        write(found for _, found in measured(images, scenarios))


if __name__ == "__main__":
    main(sys.argv[1:])
