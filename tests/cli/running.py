"""Runs the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
