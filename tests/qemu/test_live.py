"""`spec/qemu` beside a running QEMU: its own scenarios, and random ones that nobody has recorded."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import nac
from nac.spec import Scenario, Step

from . import harness, random_scenarios
from .harness import Node, Qemu, job
from .images import Images
from .replaying import Graphs, agreement, of_scenario

pytestmark = pytest.mark.qemu

SPEC = nac.load("qemu")
JOBS = ("block-stream", "block-commit", "blockdev-mirror", "blockdev-backup", "drive-mirror", "drive-backup")
SEEDS = range(5000, 5024)
FILTERED = range(6000, 6008)


def nodes_of(scenario: Scenario) -> Iterator[Node]:
    """The nodes, lower ones first. A node in the middle of a chain is opened as QEMU does it, read-only."""
    lower = {(edge.upper, edge.kind): edge.lower for edge in scenario.edges}
    covered = {edge.lower for edge in scenario.edges if edge.kind == "backing"}
    left = list(scenario.nodes)
    while left:
        name = next(n for n in left if not any(e.upper == n and e.lower in left for e in scenario.edges))
        left.remove(name)
        children = tuple(e.lower for e in scenario.edges if e.upper == name and e.kind == "children")
        read_only = name in covered or (name, "read-only") in scenario.tags
        if children:
            yield Node(name, driver="quorum", children=children)
        elif (name, "filter") in lower:
            group = {"throttle-group": "group"}
            yield Node(name, driver="throttle", file=lower[name, "filter"], read_only=read_only, options=group)
        else:
            yield Node(name, backing=lower.get((name, "backing")), read_only=read_only)


def play(qemu: Qemu, step: Step, id: str) -> bool:
    """Whether QEMU does what the step wants."""
    if step.op == "advance":
        qemu.must("block-job-set-speed", device=step.job, speed=0)
        return qemu.wait(step.job, step.phase) == step.phase
    command = harness.Step(step.operation, step.arguments)
    if step.operation in JOBS:
        started = job(step.operation, step.job or id)
        command = harness.Step(step.operation, {**started.arguments, **step.arguments}, "running", step.job or id)
    return qemu.start(command).admitted


@pytest.mark.parametrize("scenario", SPEC.scenarios, ids=lambda scenario: scenario.name)
def test_a_scenario_of_the_spec_is_what_qemu_does(images: Images, scenario: Scenario) -> None:
    guest = any(step.operation == "device_add" for step in scenario.steps)
    with Qemu(images, guest=guest) as qemu:
        qemu.must("object-add", qom_type="throttle-group", id="group")
        qemu.add(*nodes_of(scenario))
        qemu.serve()
        for number, step in enumerate(scenario.steps):
            wanted = step.op in ("admit", "advance")
            assert play(qemu, step, f"step{number}") == wanted, step


@pytest.mark.slow
def test_random_scenarios_agree(images: Images) -> None:
    """Other seeds than those recorded, so that nothing can have been made to fit them."""
    measured = []
    for seeds, filters in ((SEEDS, False), (FILTERED, True)):
        lines = (random_scenarios.line(images, random_scenarios.scenario(seed, filters)) for seed in seeds)
        measured += [line for line in lines if line]
    assert len(measured) > 0.8 * (len(SEEDS) + len(FILTERED))
    for told in (Graphs(), Graphs(tags=False)):
        found = agreement(SPEC, [of_scenario(line, told) for line in measured])
        sys.stdout.write(f"measured now, {told}: {found}\n")
        # One of 100 verdicts may differ, for what no graph tells: sizes of images.
        assert len(found.differ) <= max(1, found.compared // 100), found.differ
