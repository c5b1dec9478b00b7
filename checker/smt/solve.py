"""Decides scripts with z3 (or another of `checker.smt.engines`), in child processes: the parent never imports it, and
no script can take the parent down.

Two limits stand around every script. The resource limit (z3's rlimit, not seconds) makes the answer the same on every
machine; behind it, as z3 can ignore limits inside quantifier reasoning, a hard limit in seconds after which the child
is killed. Either way, and when a child crashes, the answer is unknown (semantics: obligations).
"""

from __future__ import annotations

import importlib.util
import json
import os
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from nac.errors import Error

from ._child import Child, Event
from .engines import Z3, Engine
from .outcome import Outcome, Proved, Refuted, Unknown

RLIMIT = Z3.rlimit
HARD_LIMIT = 20
"""Seconds that one script may take."""
MEMORY = 1024
"""Megabytes that one child may use."""


class SolverMissing(Error):
    """A solver is not installed, or cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Task:
    """A script to decide. `values`: SMT-LIB terms to evaluate if it is satisfiable; `core`: whether to name the labels
    that make it unsatisfiable; `model`: whether to give the whole model; `rlimit`: None for that of the solver."""

    script: str
    values: tuple[str, ...] = ()
    core: bool = False
    model: bool = False
    rlimit: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.rlimit is not None and self.rlimit <= 0:
            raise ValueError("a limit must be positive")  # to z3, 0 means none


@dataclass(frozen=True, slots=True)
class Answer:
    """verdict: "unsat", "sat" or "unknown" (then `reason` says why). `resources` is z3's count, the same every time."""

    verdict: str
    reason: str = ""
    resources: int = 0
    values: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    model: str = ""
    seconds: float = field(default=0.0, compare=False)

    def outcome(self, counterexample: Callable[[tuple[str, ...]], object] = lambda values: values) -> Outcome:
        """Return what the answer says of the obligation whose script this was: unsat proves it."""
        if self.verdict == "unsat":
            return Proved(self.resources, self.core)
        if self.verdict == "sat":
            return Refuted(counterexample(self.values))
        return Unknown(self.reason or "the solver gives no reason")


Progress = Callable[[str], None]
"""Is told in words what is being done."""


class Decider(ABC):
    """Something that decides tasks: a `Solver`, or one with a memory (`checker.smt.cache`)."""

    def decide(self, tasks: Iterable[Task], progress: Callable[[int], None] | None = None) -> list[Answer]:
        """Return the answers, in the order of the tasks. `progress` is told how many are done, after each."""
        answers: dict[int, Answer] = {}
        for number, answer in self.stream(tasks):
            answers[number] = answer
            if progress is not None:
                progress(len(answers))
        return [answers[number] for number in range(len(answers))]

    @abstractmethod
    def stream(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Answer]]:
        """Yield (position of the task, answer) as they come."""

    @abstractmethod
    def version(self) -> str:
        """Return the version of the solver."""


class Solver(Decider):
    """A few processes of one engine, started at once so that they load z3 while the caller still reads its input.

    `jobs`: how many (default: the processors available, at most 4). Not for use by several threads. Close it, or use
    it as a context manager. Raises SolverMissing without z3. `rlimit`: None for that of the engine.
    """

    def __init__(
        self,
        jobs: int | None = None,
        *,
        rlimit: int | None = None,
        hard_limit: int = HARD_LIMIT,
        memory: int = MEMORY,
        engine: Engine = Z3,
    ) -> None:
        rlimit = engine.rlimit if rlimit is None else rlimit
        if rlimit <= 0 or hard_limit <= 0 or memory <= 0 or (jobs is not None and jobs <= 0):
            raise ValueError("a limit must be positive")
        self.engine = engine
        if engine.package and importlib.util.find_spec(engine.package) is None:
            raise SolverMissing(f"this needs {engine.package}: {self._install()}")
        self.rlimit, self.hard_limit, self._memory = rlimit, hard_limit, memory
        self._failures = 0
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._children = [self._start() for _ in range(jobs or _processors())]

    def stream(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Answer]]:
        """Yield (position of the task, answer) as they come. Tasks are taken only when a child has room for them, so an
        iterator may still be making the later ones while the earlier ones are decided."""
        source = iter(tasks)
        taken = 0
        waiting: deque[tuple[int, bytes]] = deque()
        lines: dict[int, bytes] = {}
        more = True
        try:
            while True:
                for child in self._children:
                    while child.fits(0):
                        if more and not waiting:
                            task = next(source, None)
                            if task is None:
                                more = False
                            else:
                                waiting.append((taken, self._line(task)))
                                taken += 1
                        if not waiting or not child.fits(len(waiting[0][1])):
                            break
                        number, line = waiting.popleft()
                        lines[number] = line
                        child.give(number, line)
                if not more and not waiting and not lines:
                    return
                for number, answer in self._wait():
                    if answer is None:
                        waiting.appendleft((number, lines.pop(number)))
                    else:
                        del lines[number]
                        yield number, answer
        finally:
            for child in list(self._children):
                if child.given:  # the caller stopped early
                    self._replace(child)

    def version(self) -> str:
        """Return the version of z3 that decides. Raises SolverMissing if no child can load it."""
        while True:
            for child in self._children:
                if child.version is not None:
                    return child.version
            self._wait()

    def close(self) -> None:
        """End all children. Nothing of them is left afterwards."""
        for child in self._children:
            child.end()
        self._children = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _install(self) -> str:
        return f"pip install 'node-access-control[{self.engine.extra}]'"

    def _start(self) -> Child:
        return Child(self.engine.worker, self.hard_limit, self._memory, self._events)

    def _replace(self, child: Child) -> None:
        child.end()
        self._children[self._children.index(child)] = self._start()

    def _line(self, task: Task) -> bytes:
        order: dict[str, Any] = {"script": task.script, "values": task.values, "core": task.core, "seed": task.seed}
        order |= {"model": task.model, "rlimit": task.rlimit or self.rlimit, "seconds": self.hard_limit}
        return json.dumps(order).encode() + b"\n"

    def _wait(self) -> list[tuple[int, Answer | None]]:
        """Wait for something to happen, and return what was answered; None: that task must be given again."""
        if not self._children:
            raise ValueError("this solver is closed")
        deadline = min(child.deadline() for child in self._children)
        try:
            child, line = self._events.get(timeout=max(0.0, min(deadline - time.monotonic(), 3600)))
        except Empty:
            now = time.monotonic()
            late = [child for child in self._children if child.deadline() <= now]
            reason = f"hard limit of {self.hard_limit} s"
            return [answer for child in late for answer in self._lost(child, reason)]
        if child.ended:
            return []  # the last words of one that we ended
        if line is None:
            return self._lost(child, "the solver process crashed")
        return self._heard(child, line)

    def _heard(self, child: Child, line: dict[str, Any]) -> list[tuple[int, Answer | None]]:
        if "failed" in line:
            raise SolverMissing(f"{self.engine.name} cannot be loaded ({line['failed']}): {self._install()}")
        if "ready" in line:
            child.version, self._failures = line["ready"], 0
            return []
        if not child.given or line.get("verdict") not in ("unsat", "sat", "unknown"):
            return self._lost(child, "the solver process talks nonsense")
        number, seconds = child.answered()
        values, core = tuple(line.get("values", ())), tuple(line.get("core", ()))
        rest = {name: line[name] for name in ("verdict", "reason", "resources", "model") if name in line}
        return [(number, Answer(**rest, values=values, core=core, seconds=seconds))]

    def _lost(self, child: Child, reason: str) -> list[tuple[int, Answer | None]]:
        """Another child takes the place of one that hangs or is dead. The task it worked on is what did it."""
        if child.version is None:
            self._failures += 1
            if self._failures > 3:
                raise SolverMissing(f"the process of {self.engine.name} does not start ({reason})")
        self._replace(child)
        if not child.given:
            return []
        number, seconds = child.answered()
        answers: list[tuple[int, Answer | None]] = [(number, Answer("unknown", reason, seconds=seconds))]
        return answers + [(later, None) for later, _ in reversed(child.given)]


def _processors() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(4, available))
