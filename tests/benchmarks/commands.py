"""What is paid once in a process: the import, and the checker's commands from a cold start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from nac import load
from nac.compiled import dumps

from .timing import Effort, Row, once, together

IMPORT = "import, in a new process, beyond the bare interpreter"
CHECK = "prove, in a new process"
FIRST = """
import nac
spec = nac.load({path!r})
graph = nac.Graph(nodes=["x"])
nac.Controller(spec, graph).admit(spec["read-lock"].plan(graph, node="x"))
"""


@contextmanager
def interpreter() -> Iterator[Callable[..., None]]:
    """Runs Python with bytecode that is kept, as that of an installed package is, whatever this process does."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(*arguments: str) -> None:
            # Without a timeout, for which `subprocess` would look at the child every now and then, in the end every
            # 50 ms: that, and not what the child does, would be measured.
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)

        yield run


def beyond_interpreter(programs: Mapping[str, str], runs: int) -> dict[str, float]:
    """Seconds that each program needs in a new process beyond those of an empty program, in the median."""
    with interpreter() as run:
        calls = {name: partial(run, "-c", program) for name, program in {"": "", **programs}.items()}
        for call in calls.values():
            call()
        found = together(calls, Effort(1, runs, 0, 0, 0))
    return {name: max(found[name] - found[""], 1e-6) for name in programs}


def imports(effort: Effort) -> Iterator[Row]:
    limits = {"nac": 0.025, "fasteners": 0.0, "readerwriterlock.rwlock": 0.0, "casbin": 0.0}
    programs = {name: f"import {name}" for name in limits if find_spec(name.partition(".")[0])}
    with TemporaryDirectory() as folder:
        path = Path(folder, "rwlock.json")
        path.write_text(dumps(load("examples/rwlock")), encoding="utf-8")
        first = "nac, a compiled spec loaded and a first job admitted"
        found = beyond_interpreter({**programs, first: FIRST.format(path=str(path))}, effort.runs)
    for name, seconds in found.items():
        yield Row(IMPORT, name, seconds, limits.get(name, 0.0))


def checks(effort: Effort) -> Iterator[Row]:
    if find_spec("z3"):
        with interpreter() as run:
            run("-m", "checker", "check")
            for limit, options in ((1.5, ("--no-cache",)), (0.5, ("--no-cache", "--theorems-only")), (0.5, ())):
                seconds = once(partial(run, "-m", "checker", "check", *options), effort.runs)
                name = " ".join(("nac check", *options)) if options else "nac check, nothing changed since the last"
                yield Row(CHECK, name, seconds, limit)
