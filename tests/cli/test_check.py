"""`nac check`: what it prints, and its exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nac as library

from .running import SPECS, TOP, Run, nac

GOLDEN = Path(__file__).parent / "golden"
CODES = {"holds": 0, "refuted": 1, "unreadable": 2}
THEOREMS = {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T12"}

check = cache(nac)  # what the arguments say does not change between tests


def as_json(*arguments: str | Path) -> Any:
    return json.loads(check("check", *arguments, "--format", "json").out)


@pytest.mark.parametrize("name", CODES)
def test_the_text_for_people(name: str) -> None:
    run = check("check", SPECS / f"{name}.nac")
    _, _, about_the_spec = run.out.partition("\n\n")
    shown, _, summary = about_the_spec.rstrip("\n").rpartition("\n\n")
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("NAC_WRITE_GOLDEN"):  # then read what changed in the diff
        golden.write_text(shown + "\n", encoding="utf-8")
    assert shown + "\n" == golden.read_text(encoding="utf-8")
    assert run.code == CODES[name]
    said = {0: "all of it holds", 1: "not all of it holds", 2: "not all of it can be read"}[run.code]
    assert said in summary
    assert run.err == ""


@pytest.mark.parametrize("name", CODES)
def test_the_json_says_the_same(name: str) -> None:
    found = as_json(SPECS / f"{name}.nac")
    assert found["exit_code"] == CODES[name] == check("check", SPECS / f"{name}.nac", "--format", "json").code
    (spec,) = found["specs"]
    assert spec["read"] == (name != "unreadable")
    refuted = [entry["id"] for entry in spec["obligations"] if entry["outcome"] == "refuted"]
    assert refuted == {
        "refuted": ["coverage/change/-/1-updates/write", "property/0", "scenario they do not meet"],
    }.get(name, [])
    assert [(item["code"], item["place"]["line"]) for item in spec["diagnostics"]] == {
        "unreadable": [("NAC031", 5), ("NAC030", 6)],
    }.get(name, [])


def test_theorems_alone() -> None:
    found = as_json("--theorems-only")
    assert found["exit_code"] == 0
    assert found["specs"] == []
    assert {entry["id"] for entry in found["theorems"]} >= THEOREMS
    assert {entry["outcome"] for entry in found["theorems"]} == {"proved"}
    assert found["solver"].startswith("z3 ")
    text = check("check", "--theorems-only").out
    assert all(f" {name} " in text for name in THEOREMS)


@pytest.mark.slow
def test_everything_that_is_shipped_holds() -> None:
    found = as_json()
    assert [spec["name"] for spec in found["specs"]] == list(library.shipped())
    assert {"rfc", "examples/mgl", "examples/nfs4", "examples/postgres", "examples/rwlock"} <= set(library.shipped())
    open_ones = [
        (spec["name"], entry["id"], entry["outcome"])
        for spec in found["specs"]
        for entry in spec["obligations"]
        if entry["outcome"] != "proved"
    ]
    assert open_ones == []
    assert found["exit_code"] == 0
    for spec in found["specs"]:
        kinds = {entry["kind"] for entry in spec["obligations"]}
        promised = set() if spec["name"] == "qemu" else {"property"}  # QEMU promises nothing
        assert {"scenario", "run", "role"} | promised <= kinds, spec["name"]


@pytest.mark.slow
def test_a_folder_of_shipped_specs_means_each_of_them() -> None:
    names = [spec["name"] for spec in as_json("spec/examples")["specs"]]
    assert names == [name for name in library.shipped() if name.startswith("examples/")]


def test_a_compiled_spec_can_be_checked(tmp_path: Path) -> None:
    compiled = tmp_path / "holds.json"
    assert nac("compile", SPECS / "holds.nac", "-o", compiled).code == 0
    run = nac("check", compiled)
    assert run.code == 0
    assert "property  1 proved" in run.out


def test_what_cannot_be_read_does_not_hide_the_rest() -> None:
    found = as_json("nowhere.nac", SPECS / "refuted.nac")
    assert found["exit_code"] == 2
    nowhere, refuted = found["specs"]
    assert (nowhere["read"], refuted["read"]) == (False, True)
    assert "there is no spec 'nowhere.nac'" in nowhere["problems"][0]


def test_a_near_miss_is_named() -> None:
    assert "did you mean 'examples/rwlock'?" in nac("check", "examples/rwlok").out


@pytest.mark.slow
@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_nobody_looks(environment: dict[str, str]) -> None:
    run = nac("check", SPECS / "unreadable.nac", environment=environment)
    assert "\x1b" not in run.out + run.err


def on_a_terminal(**environment: str) -> str:
    """What a terminal gets from `nac check`, results and progress."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "checker", "check", str(SPECS / "unreadable.nac")]
    variables = {**os.environ, "PYTHONPATH": str(TOP), "TERM": "xterm", **environment}
    with subprocess.Popen(command, cwd=TOP, env=variables, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # EIO: the other end is closed
            while chunk := os.read(ours, 65536):
                said += chunk
        os.close(ours)
    assert process.returncode == 2
    return said.decode()


def test_colour_and_progress_on_a_terminal() -> None:
    said = on_a_terminal(NO_COLOR="")
    assert "\x1b[31;1mcannot be read\x1b[0m" in said
    assert "\x1b[Kproving the theorems" in said


@pytest.mark.slow
def test_no_colour_on_a_terminal_if_not_wanted() -> None:
    said = on_a_terminal(NO_COLOR="1")
    assert "cannot be read" in said
    assert "\x1b[31" not in said


def test_an_output_that_cannot_say_it_all_is_no_reason_to_fail(tmp_path: Path) -> None:
    spec = tmp_path / "it.nac"
    spec.write_text(
        (SPECS / "refuted.nac").read_text().replace("they never meet", "they never mé\u2260t"), encoding="utf-8"
    )
    run = nac("check", spec, environment={"PYTHONIOENCODING": "ascii"})
    assert run.code == 1
    assert "refuted: they never m\\xe9\\u2260t" in run.out


def test_paths_and_theorems_only_exclude_each_other() -> None:
    run: Run = nac("check", "--theorems-only", "rfc")
    assert (run.code, run.out) == (2, "")
    assert "leave the paths out" in run.err
