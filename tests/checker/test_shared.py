"""Which operations `nac diff` compares, and what it says of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

import nac
from checker.cli import main
from checker.comparing.diff import STRICT, compare
from checker.comparing.shared import common

ACTIONS = "action read covers reads\naction write covers writes\n"
COPY = "operation copy(source{}) {{ at source {{ require read   allow read }} effects {{ reads source }} }}\n"
WIPE = "operation wipe({}) {{ at {} {{ require write }} effects {{ writes {} }} }}\n"


def spec(name: str, *operations: str) -> nac.Spec:
    return nac.compile(ACTIONS + "".join(operations), name)


ONE = spec("one", COPY.format(""), WIPE.format("disk", "disk", "disk"))


@pytest.mark.parametrize(
    ("operations", "left_out"),
    [
        ([COPY.format("")], ["only in one: wipe"]),
        (
            [COPY.format(", to"), WIPE.format("disk", "disk", "disk")],
            ["copy has other parameters: one has no to, which two needs"],
        ),
        (
            [COPY.format(""), WIPE.format("disks: nodes", "disks", "disks")],
            ["wipe has other parameters: two has no disk, which one needs; one has no disks, which two needs"],
        ),
        (
            [COPY.format(""), WIPE.format("disk: nodes", "disk", "disk")],
            ["wipe has other parameters: disk is node in one and nodes in two"],
        ),
        ([COPY.format(", to?"), WIPE.format("disk: user", "disk", "disk")], []),
    ],
)
def test_what_cannot_be_compared_is_named(operations: list[str], left_out: list[str]) -> None:
    assert list(common(ONE, spec("two", *operations)).left_out) == left_out


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (
            "disk",
            "rfc",
            "disk and rfc have no operation in common, so there is nothing to compare\n  only in disk: wipe",
        ),
        ("qemu", "rfc", "qemu has no effects, by which it is told what a difference from it costs; name rfc first"),
    ],
)
def test_nothing_to_compare(
    one: str, other: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("disk.nac").write_text(ACTIONS + WIPE.format("disk", "disk", "disk"))
    assert main(["diff", "disk.nac" if one == "disk" else one, other]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"nac: {says}")


def test_the_command_names_what_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {"one": COPY.format("") + WIPE.format("disk", "disk", "disk"), "two": COPY.format("")}.items():
        (tmp_path / f"{name}.nac").write_text(ACTIONS + text)
    assert main(["diff", str(tmp_path / "one.nac"), str(tmp_path / "two.nac")]) == 0
    assert capsys.readouterr().err == "nac: left out: only in one: wipe\n"


def test_a_second_call_that_has_no_plan_after_the_first_is_a_difference_and_no_failure() -> None:
    """The first operation of the first spec changes the graph, and then the second has no plan."""
    look = (
        "operation look(node) {{ where empty parents(node) {}\n"
        "at node {{ {}   allow read }} effects {{ reads node }} }}\n"
    )
    put = "operation put(on, new: new) { at on { require write } changes { insert new above on } }\n"
    strict = spec("strict", put, look.format('"it is in use"', "require read"))
    lax = spec("lax", "operation put(on, new: new) { at on { allow all } }\n", look.format("", ""))
    (found,) = (each for each in compare(strict, lax, 1) if (each.kind, each.second) == (STRICT, "look"))
    assert "strict: look: it is in use" in found.example.facts[0].text
