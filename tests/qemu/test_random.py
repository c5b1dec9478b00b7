"""The recorded random scenarios are what this machine's QEMU does, and the generator still draws the same ones."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from . import chosen_scenarios, random_scenarios
from .images import Images
from .replaying import chosen

DATA = Path(__file__).parents[1] / "data" / "qemu-random.jsonl"


def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text().splitlines()]


def drawn(line: dict[str, Any]) -> random_scenarios.Scenario:
    kind, seed = line["id"][0], int(line["id"][1:])
    return chosen_scenarios.scenario(seed) if kind == "C" else random_scenarios.scenario(seed, filters=kind == "F")


def test_both_verdicts_and_every_kind_are_there() -> None:
    events = [event for line in recorded() for event in line["events"]]
    verdicts = {(event["operation"], event["expect"]) for event in events}
    for operation in ("block-commit", "block-stream", "blockdev-mirror", "blockdev-backup", "blockdev-reopen"):
        assert {(operation, "admitted"), (operation, "refused")} <= verdicts
    assert {event.get("state") for event in events} >= {"running", "ready", "pending"}
    assert sum(len(line["events"]) > 2 for line in recorded()) > 100


@pytest.mark.slow
@pytest.mark.qemu
@pytest.mark.parametrize("seed", range(3))
def test_a_sample_is_measured_again(images: Images, seed: int) -> None:
    chance = random.Random(seed)
    for line in (*chance.sample(recorded(), 8), *chance.sample(chosen(), 4)):
        again = random_scenarios.line(images, drawn(line))
        assert again is not None
        assert again["graph"] == line["graph"]
        for event in (*line["events"], *again["events"]):
            # Names that QEMU makes up, and the time at which a job was looked at, differ from run to run.
            for key in ("error", "state", "job-error"):
                event.pop(key, None)
        assert again["events"] == line["events"]
