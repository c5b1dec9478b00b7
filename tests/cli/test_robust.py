"""Whatever the input is: a message, an exit code, no traceback (in this process an error would come out of `here`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .running import SPECS, TOP, Run, here

CONTENTS = {
    "empty": b"",
    "binary": bytes(range(256)) * 64,
    "nul": b"action a\x00",
    "utf16": "action read".encode("utf-16"),
    "bom-only": b"\xef\xbb\xbf",
    "ten megabytes": b"action a\n" * 1_200_000,
    "one long line": b"x" * 900_000,
    "deep": b"action a\noperation o(n) { at " + b"(" * 10_000 + b"n" + b")" * 10_000 + b" { require a } }",
    "unfinished": b'action a "',
    "escape": b'action a "\x1b[31m"\noperation \x1b',
    "import of itself": b'import "it.nac"',
}


@pytest.mark.parametrize("command", ["check", "compile", "fmt"])
@pytest.mark.parametrize("name", CONTENTS)
def test_any_content(tmp_path: Path, command: str, name: str) -> None:
    path = tmp_path / "it.nac"
    path.write_bytes(CONTENTS[name])
    run = here(command, path)
    assert run.code in ((0, 2) if name in ("empty", "bom-only") else (2,))
    assert "\x1b" not in run.out + run.err
    assert len(run.out + run.err) < 100_000


@pytest.mark.parametrize(
    "content", ["", "{}", "[", '{"format": 1}', "[" * 100_000, "\x00", '{"format":1,"name":"x","actions":7}']
)
@pytest.mark.parametrize("command", ["check", "compile"])
def test_any_compiled_content(tmp_path: Path, command: str, content: str) -> None:
    path = tmp_path / "it.json"
    path.write_text(content)
    run = here(command, path)
    assert run.code == 2
    assert "it.json" in run.out + run.err


@pytest.mark.parametrize(
    "path",
    ["", "nowhere", "nowhere.nac", "x" * 5000, "/dev/null", "tests/cli", "~"],
)
@pytest.mark.parametrize("command", ["check", "compile", "fmt", "replay --spec"])
def test_any_path(command: str, path: str) -> None:
    run = here(*command.split(), path)
    assert run.code == 2
    assert run.err or "cannot be read" in run.out


def test_a_folder_without_rights_and_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "link.nac").symlink_to(tmp_path / "gone.nac")
    assert here("check", tmp_path / "link.nac").code == 2
    assert here("check", tmp_path).code == 2
    loop = tmp_path / "loop.nac"
    loop.symlink_to(loop)
    assert here("check", loop).code == 2


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nac")
    assert here("check", tmp_path / "pipe.nac").code == 2
    os.mkfifo(tmp_path / "pipe.json")
    assert here("compile", tmp_path / "pipe.json").code == 2


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check", "--format", "xml"], ["replay"], ["compile"]])
def test_wrong_usage(arguments: list[str]) -> None:
    run = here(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "usage: nac" in run.err


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    assert here("compile", SPECS / "holds.nac", "-o", tmp_path).code == 2
    nowhere = tmp_path / "no" / "where.json"
    run = here("compile", SPECS / "holds.nac", "-o", nowhere)
    assert (run.code, run.err) == (2, f"nac: {nowhere}: cannot be written (No such file or directory)\n")


def test_evidence_that_is_not_there_is_said_once() -> None:
    run = here("recheck", "nowhere")
    assert (run.code, run.out.count("nowhere"), run.err) == (2, 1, "")


@pytest.mark.parametrize("number", ["x", "0", "-1", "1.5", "1001", "9" * 5000, ""])
def test_a_limit_is_a_positive_number(number: str) -> None:
    run = here("recheck", f"--hard-limit={number}")
    assert run.code == 2
    assert "argument --hard-limit: must be a number from 1 to 1000, not " in run.err


def shell(line: str) -> Run:
    """A line for bash, in which `nac` is the command."""
    done = subprocess.run(
        ["bash", "-c", f"nac() {{ '{sys.executable}' -m checker \"$@\"; }}; {line}"],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "err"),
    [
        ("nac compile rfc | true; exit ${PIPESTATUS[0]}", ""),
        ("nac fmt rfc >&-", "nac: standard output is closed, and the results go there\n"),
        ("nac audit nowhere 2>&-", ""),
        ("nac audit nowhere 2> /dev/full", ""),
        ("nac nonsense >&- 2>&-", ""),
        *(
            (f"nac {command} > /dev/full", "nac: the results cannot be written: No space left on device\n")
            for command in (f"check {SPECS}/holds.nac", "compile rfc", "fmt rfc", "audit examples/rwlock")
        ),
        (
            'echo \'{"id": 1, "graph": [], "events": []}\' | nac replay --spec rfc > /dev/full',
            "nac: the results cannot be written: No space left on device\n",
        ),
        (
            "nac replay --spec rfc <&-",
            "nac: standard input is closed, and the lines to replay come from there\n",
        ),
    ],
)
def test_closed_and_full_streams(line: str, err: str) -> None:
    run = shell(line)
    assert (run.code, run.out, run.err) == (2, "", err)


def test_without_z3_the_checker_says_what_to_install(tmp_path: Path) -> None:
    """A fresh interpreter that sees this project and lark, but no z3."""
    import lark

    (tmp_path / "lark").symlink_to(Path(lark.__file__).parent)
    program = "import sys; from checker.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, "check", "rfc"],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": f"{TOP}:{tmp_path}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'node-access-control[check]'" in done.stderr
    assert "Traceback" not in done.stderr
