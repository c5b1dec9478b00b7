"""The recorded verdicts are what this machine's QEMU says: a sample of the rows, measured again."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from .harness import Node, Step, measure
from .images import Images

DATA = Path(__file__).parents[1] / "data" / "qemu-verdicts.jsonl"
BACKING = {"n1": "base", "n2": "n1", "n3": "n2", "top": "n3", "fork": "n1", "ftop": "fork"}
ROOTS = ("top", "ftop", "target", "other")
GRAPH = [
    Node(name, backing=BACKING.get(name), read_only=name not in ROOTS)
    for name in ("base", "n1", "n2", "n3", "top", "fork", "ftop", "target", "other")
]


def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text().splitlines()]


def test_every_row_is_there() -> None:
    rows = recorded()
    assert len(rows) == 2276
    assert {row["verdict"] for row in rows} == {"accepted", "refused"}


@pytest.mark.slow
@pytest.mark.qemu
@pytest.mark.parametrize("seed", range(3))
def test_a_sample_is_measured_again(images: Images, seed: int) -> None:
    rows = recorded()
    for row in random.Random(seed).sample(rows, 20):
        steps = []
        if row["guest"]:
            disk = {"driver": "virtio-blk-pci", "id": "disk", "drive": row["guest"], "share-rw": row["share_rw"]}
            steps.append(Step("device_add", disk))
        for command, id in ((row["first"], "j1"), (row["second"], "j2")):
            if command:
                started = "job-id" in command["arguments"]
                steps.append(Step(command["execute"], command["arguments"], "running" if started else "", id))
        overlays = ["ov"] if row["second"]["execute"] == "blockdev-snapshot" else []
        if row["second"]["execute"] == "blockdev-add":
            file = {"driver": "file", "filename": "{folder}/spare.qcow2"}
            steps[-1] = Step("blockdev-add", {**row["second"]["arguments"], "file": file})
        verdicts = measure(images, GRAPH, steps, overlays=overlays, spare=["spare"])
        assert [verdict.admitted for verdict in verdicts[:-1]] == [True] * (len(steps) - 1), row
        assert verdicts[-1].admitted == (row["verdict"] == "accepted"), (row, verdicts[-1])
