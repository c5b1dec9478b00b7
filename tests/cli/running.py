"""Runs the command line: as a user does, in a process of its own; or in this one, where that is not the point."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from checker.cli import main

TOP = Path(__file__).parents[2]
SPECS = Path("tests/specs/cli")


@dataclass(frozen=True, slots=True)
class Run:
    code: int
    out: str
    err: str


def nac(*arguments: str | Path, given: str | bytes = b"", environment: Mapping[str, str] | None = None) -> Run:
    """The command with these arguments and this standard input. It never ends in a traceback."""
    variables = {key: value for key, value in os.environ.items() if key not in ("NAC_DEBUG", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "checker", *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        cwd=TOP,
        env={**variables, "PYTHONPATH": str(TOP), "PYTHONIOENCODING": "utf-8", **(environment or {})},
        timeout=120,
        check=False,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.out + run.err, run.err
    return run


def here(*arguments: str | Path) -> Run:
    """As `nac`, without input, in this process, which spares the start of one. Whatever it raises is raised."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    variables = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"NAC_DEBUG": "1"}
    with (
        contextlib.chdir(TOP),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO())),
        patch.dict(os.environ, variables, clear=True),
    ):
        try:
            code: object = main([str(each) for each in arguments])
        except SystemExit as end:  # argparse
            code = end.code
    out.seek(0)
    err.seek(0)
    assert isinstance(code, int)
    return Run(code, out.read(), err.read())
