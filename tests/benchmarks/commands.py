"""What is paid once in a process: the import, and the checker's commands from a cold start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from .timing import Effort, Row, once

IMPORT = "import, in a new process, beyond the bare interpreter"
CHECK = "prove, in a new process"


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, timeout=300)


def imports(effort: Effort) -> Iterator[Row]:
    bare = once(lambda: run("-c", ""), 2 * effort.runs)
    for module, limit in (("nac", 0.030), ("fasteners", 0.0), ("readerwriterlock.rwlock", 0.0), ("casbin", 0.0)):
        if find_spec(module.partition(".")[0]):
            whole = once(lambda name=module: run("-c", f"import {name}"), 2 * effort.runs)  # type: ignore[misc]
            yield Row(IMPORT, module, max(whole - bare, 1e-6), limit)


def checks(effort: Effort) -> Iterator[Row]:
    if find_spec("z3"):
        yield Row(CHECK, "nac check", once(lambda: run("-m", "checker", "check"), effort.runs), 1.5)
        theorems = once(lambda: run("-m", "checker", "check", "--theorems-only"), effort.runs)
        yield Row(CHECK, "nac check --theorems-only", theorems)
