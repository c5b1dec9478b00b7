"""The engines that decide a script, each in child processes of its own: two solvers and a plain search
(semantics: evidence)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Engine:
    """worker: the file of this folder that a child process runs. package: what that needs, "" for nothing, and extra:
    by which extra it is installed. rlimit: the usual limit, in the engine's own count."""

    name: str
    worker: str
    package: str
    extra: str
    rlimit: int


Z3 = Engine("z3", "_worker.py", "z3", "check", 5_000_000)
CVC5 = Engine("cvc5", "_cvc5_worker.py", "cvc5", "recheck", 4_000_000)
ENUMERATE = Engine("enumerate", "_enumerate_worker.py", "", "", 3_000_000)

ENGINES = {engine.name: engine for engine in (Z3, CVC5, ENUMERATE)}
