"""Answers kept between runs, and shared within one: the same text is decided once.

An answer is kept under a digest of all that it follows from: the text without its comments, what was asked beside it,
the limits, and the versions of the solver and of the process that runs it. So that a run in which nothing has changed
need not even write the texts, a whole result is kept as well, if all of it is proved: under a digest of the spec and of
the source of this program, from which the texts follow. The file carries a digest of its content; a file that does
not match is not believed in any part. Unknown is never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nac
from nac.spec import Json

from .solve import HARD_LIMIT, MEMORY, RLIMIT, Answer, Decider, Solver, Task

MOST = 50_000
"""How many answers are kept; the oldest go first."""
MOST_WHOLES = 100
LARGEST = 256 << 20
"""How many bytes a file may have to be read."""


def default_path(environment: dict[str, str] | None = None) -> Path:
    """Return `NAC_CACHE`, else a file in the user's cache folder (XDG Base Directory)."""
    values = dict(os.environ) if environment is None else environment
    if values.get("NAC_CACHE"):
        return Path(values["NAC_CACHE"])
    return Path(values.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nac" / "answers.json"


class Remembering(Decider):
    """A solver that is asked only what is not known. Its processes start with the first question of that kind, or at
    once if nothing is known at all. `path`: None to forget everything at the end."""

    def __init__(self, path: Path | None, make: Callable[[], Solver] = Solver) -> None:
        self.path, self._make = path, make
        self._versions = _versions()
        self._known: dict[str, Answer] = {}
        self._wholes: dict[str, Json] = {}
        self._new = 0
        self.damaged = ""
        if path is not None:
            try:
                self._known, self._wholes = _read(path, self._versions)
            except FileNotFoundError:
                pass
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                self.damaged = f"{path}: not believed ({error}); everything is proved anew"
        self._solver: Solver | None = None if self._known or self._wholes else make()

    def stream(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Answer]]:
        """Yield as `Solver.stream`."""
        ready: list[tuple[int, Answer]] = []
        asked: list[str] = []
        waiting: dict[str, list[int]] = {}

        def unknown() -> Iterator[Task]:
            for number, task in enumerate(tasks):
                key = self._key(task)
                answer = self._known.get(key)
                if answer is not None:
                    ready.append((number, answer))
                elif key in waiting:
                    waiting[key].append(number)
                else:
                    waiting[key] = [number]
                    asked.append(key)
                    yield task

        source = unknown()
        first = next(source, None)
        if first is not None:
            for position, answer in self._start().stream(_again(first, source)):
                key = asked[position]
                if answer.verdict in ("sat", "unsat"):
                    self._known[key] = answer
                    self._new += 1
                yield from ((number, answer) for number in waiting.pop(key))
                yield from _drain(ready)
        yield from _drain(ready)

    def whole(self, about: str, make: Callable[[], Json | None]) -> Json | None:
        """Return what `make` says, or said before of the same thing: a JSON value, or None for what is not to be kept.
        `about`: all that it is made from beside the source of this program."""
        key = hashlib.sha256(f"{_source()}\n{about}".encode()).hexdigest()
        if key in self._wholes:
            return self._wholes[key]
        made = make()
        if made is not None:
            self._wholes[key] = made
            self._new += 1
        return made

    def version(self) -> str:
        """Return the version of the solver."""
        return self._versions["z3"]

    def close(self) -> None:
        """End the solver's processes; keep what is new."""
        if self._solver is not None:
            self._solver.close()
            self._solver = None
        if self.path is not None and self._new:
            answers = dict(list(self._known.items())[-MOST:])
            _write(self.path, self._versions, answers, dict(list(self._wholes.items())[-MOST_WHOLES:]))
            self._new = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> Solver:
        if self._solver is None:
            self._solver = self._make()
        return self._solver

    def _key(self, task: Task) -> str:
        body = "\n".join(line for line in task.script.split("\n") if not line.startswith(";"))
        rest = (task.values, task.core, task.model, task.rlimit, task.seed)
        return hashlib.sha256(json.dumps([body, *rest]).encode()).hexdigest()


def _again(first: Task, rest: Iterator[Task]) -> Iterator[Task]:
    yield first
    yield from rest


def _drain(ready: list[tuple[int, Answer]]) -> Iterator[tuple[int, Answer]]:
    while ready:
        yield ready.pop(0)


def _versions() -> dict[str, str]:
    """Everything beside the task that an answer depends on."""
    try:
        z3 = version("z3-solver")
    except PackageNotFoundError:
        z3 = "none"
    worker = hashlib.sha256(Path(__file__).with_name("_worker.py").read_bytes()).hexdigest()
    return {"z3": z3, "worker": worker, "limits": f"{RLIMIT} {HARD_LIMIT} {MEMORY}", "format": "1"}


@cache
def _source() -> str:
    """A digest of the source of this program."""
    digest = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(nac.__file__).parent):
        for file in sorted(package.rglob("*")):
            if file.suffix in (".py", ".lark"):
                digest.update(f"{file.relative_to(package)}\n".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read(path: Path, versions: dict[str, str]) -> tuple[dict[str, Answer], dict[str, Json]]:
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError("too large")
    kept = json.loads(raw)
    content = kept["content"]
    if kept["sha256"] != _digest(content):
        raise ValueError("it is damaged")
    if content["versions"] != versions:
        return {}, {}
    answers = {}
    for key, fields in content["answers"].items():
        fields["values"], fields["core"] = tuple(fields["values"]), tuple(fields["core"])
        answer = Answer(**fields)
        if answer.verdict not in ("sat", "unsat"):
            raise ValueError(f"no answer: {answer.verdict}")
        answers[key] = answer
    return answers, dict(content["wholes"])


def _write(path: Path, versions: dict[str, str], answers: dict[str, Answer], wholes: dict[str, Json]) -> None:
    """All of it or nothing; a cache that cannot be written is no error."""
    kept = {key: asdict(answer) for key, answer in answers.items()}
    content = {"versions": versions, "answers": kept, "wholes": wholes}
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"sha256": _digest(content), "content": content}))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
