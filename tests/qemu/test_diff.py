"""What `nac diff` finds between the ideal and QEMU, by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import nac
from checker.cli import main
from checker.comparing.diff import DATA, DEATH, Difference, compare, forests, races
from nac import Controller, Graph, Refused
from nac.spec import Spec

LIST = Path(__file__).parents[2] / "docs" / "explanation" / "rfc-and-qemu.txt"
LARGEST = 3
"""Nodes; as many as `nac diff` looks at unless told otherwise."""


def differences() -> tuple[Difference, ...]:
    return compare(nac.load("rfc"), nac.load("qemu"), LARGEST)


@pytest.fixture(scope="module")
def found() -> tuple[Difference, ...]:
    return differences()


def of(found: tuple[Difference, ...], kind: str, first: str, second: str) -> list[Difference]:
    return [each for each in found if (each.kind, each.first, each.second) == (kind, first, second)]


@pytest.mark.slow
def test_a_commit_changes_a_fork_under_its_reader(found: tuple[Difference, ...]) -> None:
    examples = [each.example for each in of(found, DATA, "block-export-add", "block-commit")]
    forks = [example for example in examples if max(len(example.graph.parents(n)) for n in example.graph.nodes) > 1]
    assert any("seen at" in example.facts[0].text for example in forks)


@pytest.mark.slow
@pytest.mark.parametrize("user", ["device_add", "blockdev-mirror"])
def test_a_reopen_swaps_the_chain_under_a_user(found: tuple[Difference, ...], user: str) -> None:
    reopened = [each.example.calls[1].arguments["options"][0] for each in of(found, DATA, user, "blockdev-reopen")]
    assert any("backing" in options and options["backing"] is None for options in reopened)


@pytest.mark.slow
def test_a_reopen_during_a_commit_on_which_qemu_aborts(found: tuple[Difference, ...]) -> None:
    assert of(found, DEATH, "block-commit", "blockdev-reopen")


@pytest.mark.slow
def test_the_ideal_refuses_every_race(found: tuple[Difference, ...]) -> None:
    rfc = nac.load("rfc")
    for each in found:
        if each.kind in (DATA, DEATH):
            controller = Controller(rfc, each.example.graph)
            first, second = (
                rfc[called.operation].plan(each.example.graph, called.arguments) for called in each.example.calls
            )
            controller.admit(first)
            with pytest.raises(Refused):
                controller.admit(second)


@pytest.mark.slow
def test_a_spec_does_not_differ_from_itself() -> None:
    rfc = nac.load("rfc")
    assert compare(rfc, rfc, 2) == ()


def test_each_shape_of_forest_once() -> None:
    """1, 2, 4, 9 and 20 rooted forests of 1 to 5 nodes (OEIS A000081, shifted)."""
    assert [len(list(forests(size))) for size in range(1, 6)] == [1, 2, 4, 9, 20]


def test_races_are_those_that_nobody_allows() -> None:
    rfc, graph = nac.load("rfc"), Graph.chain("base", "top")
    guest = rfc["device_add"].plan(graph, drive="top")
    assert races(rfc, graph, guest, rfc["block_resize"].plan(graph, {"node-name": "base", "size": 1}))
    assert not races(rfc, graph, guest, rfc["block-stream"].plan(graph, device="top"))


@pytest.mark.slow
def test_the_committed_list_is_current(
    found: tuple[Difference, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made anew by `nac diff rfc qemu > docs/explanation/rfc-and-qemu.txt`."""

    def known(one: Spec, other: Spec, largest: int, progress: object) -> tuple[Difference, ...]:
        assert (one, other, largest) == (nac.load("rfc"), nac.load("qemu"), LARGEST)
        return found  # the same question, which takes long to answer

    monkeypatch.setattr("checker.comparing.diff.compare", known)
    assert main(["diff", "rfc", "qemu"]) == 1
    assert capsys.readouterr().out == LIST.read_text()
