"""`spec/qemu` says what QEMU says: every recorded verdict, replayed through the real controller."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import nac

from .replaying import DATA, Agreement, Graphs, agreement, chosen, of_row, of_scenario, rows, scenarios

SPEC = nac.load("qemu")
TOLD = [Graphs(tags, files) for tags in (True, False) for files in (True, False)]
DIFFER = {entry["id"]: entry["reason"] for entry in json.loads((DATA / "qemu-differs.json").read_text())}


def shown(what: str, found: Agreement) -> Agreement:
    sys.stdout.write(f"{what}: {found}\n")
    return found


@pytest.mark.parametrize("told", [TOLD[0], *(pytest.param(told, marks=pytest.mark.slow) for told in TOLD[1:])], ids=str)
def test_every_row_agrees_however_little_the_graph_tells(told: Graphs) -> None:
    found = shown(f"rows, {told}", agreement(SPEC, (of_row(row, told) for row in rows())))
    assert found.lines == 2276
    assert not found.differ


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["running", "ready", "pending"])
def test_the_state_of_the_first_job_changes_nothing(phase: str) -> None:
    """As measured: 0 differences between jobs that run, are ready and are pending."""
    assert not agreement(SPEC, (of_row(row, phase=phase) for row in rows())).differ


@pytest.mark.slow
def test_a_job_that_has_advanced_answers_the_same() -> None:
    lines = [of_row(row, Graphs(False, False)) for row in rows()]
    for line in lines:
        first = next((event for event in line["events"] if event["submit"] == "first"), None)
        if first and "job-id" in first["arguments"]:
            steps = [{"advance": "first", "phase": phase, "expect": "admitted"} for phase in ("ready", "pending")]
            line["events"][-1:-1] = steps
    assert not agreement(SPEC, lines).differ


def test_random_scenarios_agree_but_for_those_listed() -> None:
    found = shown("random scenarios", agreement(SPEC, map(of_scenario, scenarios())))
    assert found.share >= 0.99
    assert found.differ.keys() == {id for id in DIFFER if not id.startswith("C")}, found.differ
    assert all(DIFFER.values())


def test_scenarios_chosen_to_tell_mutants_agree() -> None:
    found = shown("chosen scenarios", agreement(SPEC, map(of_scenario, chosen())))
    assert found.lines == 124
    assert found.differ.keys() == {id for id in DIFFER if id.startswith("C")}, found.differ


@pytest.mark.slow
@pytest.mark.parametrize("told", TOLD, ids=str)
def test_random_scenarios_agree_however_little_the_graph_tells(told: Graphs) -> None:
    found = shown(f"random scenarios, {told}", agreement(SPEC, (of_scenario(each, told) for each in scenarios())))
    assert found.share >= 0.99, found.differ


def test_the_agreement_is_no_accident() -> None:
    """A spec that admits all, or refuses all, is far from it."""
    verdicts = [row["verdict"] == "accepted" for row in rows()]
    assert 0.2 < sum(verdicts) / len(verdicts) < 0.8


def test_the_command_line_agrees() -> None:
    lines = "".join(json.dumps(of_row(row)) + "\n" for row in rows()[::40])
    command = [sys.executable, "-m", "checker", "replay", "--spec", "qemu"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(rows()[::40])
