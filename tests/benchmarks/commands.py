"""What is paid once in a process: the import, and the checker's commands from a cold start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from tempfile import TemporaryDirectory

from .timing import Effort, Row, once, together

IMPORT = "import, in a new process, beyond the bare interpreter"
CHECK = "prove, in a new process"


@contextmanager
def interpreter() -> Iterator[Callable[..., None]]:
    """Runs Python with bytecode that is kept, as that of an installed package is, whatever this process does."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(*arguments: str) -> None:
            command = [sys.executable, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300, env=environment)

        yield run


def imports(effort: Effort) -> Iterator[Row]:
    limits = {"nac": 0.030, "fasteners": 0.0, "readerwriterlock.rwlock": 0.0, "casbin": 0.0}
    programs = {name: f"import {name}" for name in limits if find_spec(name.partition(".")[0])}
    with interpreter() as run:
        calls = {name: partial(run, "-c", program) for name, program in {"": "", **programs}.items()}
        for call in calls.values():
            call()
        found = together(calls, Effort(1, effort.runs, 0, 0, 0))
    for name in programs:
        yield Row(IMPORT, name, max(found[name] - found[""], 1e-6), limits[name])


def checks(effort: Effort) -> Iterator[Row]:
    if find_spec("z3"):
        with interpreter() as run:
            run("-m", "checker", "check")
            for limit, options in ((1.5, ("--no-cache",)), (0.5, ("--no-cache", "--theorems-only")), (0.5, ())):
                seconds = once(partial(run, "-m", "checker", "check", *options), effort.runs)
                name = " ".join(("nac check", *options)) if options else "nac check, nothing changed since the last"
                yield Row(CHECK, name, seconds, limit)
