"""One solver process as the parent sees it: what it was given, what it wrote, and its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from queue import SimpleQueue
from typing import Any

_AHEAD = 2  # tasks given to a child: the one it works on, and the next, so that it never waits for us
_PIPE = 32_768  # bytes that a pipe takes without blocking
_LONGEST = 1 << 24  # bytes of one answer
# Every script has a z3 context of its own. Left alone, glibc gives its memory back each time: a third of all time.
_MALLOC = {f"MALLOC_{name}_": str(1 << 30) for name in ("MMAP_THRESHOLD", "TRIM_THRESHOLD")}
_MALLOC["MALLOC_TOP_PAD_"] = str(1 << 24)

Event = tuple["Child", dict[str, Any] | None]
"""A child and a line that it wrote, or None when it ended or wrote nonsense."""


class Child:
    """A worker process and the numbers of the tasks that it was given, oldest first.

    A thread reads what it writes (pipes cannot be waited for together on every system) and puts it on `events`.
    """

    def __init__(self, worker: str, hard_limit: int, memory: int, events: SimpleQueue[Event]) -> None:
        command = [sys.executable, "-S", "-P", str(Path(__file__).with_name(worker)), str(memory)]
        # The path of the parent: a solver is loaded from where the parent would load it.
        environment = {**_MALLOC, **os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
        # A process group of its own, so that Ctrl-C in a terminal interrupts the parent only.
        apart: dict[str, Any] = {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            **apart,
        )
        self.hard_limit = hard_limit
        self.version: str | None = None
        self.given: deque[tuple[int, int]] = deque()
        self.since = time.monotonic()
        self.ended = False
        self._reader = threading.Thread(target=self._read, args=(events,), name="solver output", daemon=True)
        self._reader.start()

    def fits(self, size: int) -> bool:
        """Return whether a line of this size can be written now without waiting for the child to finish something."""
        if self.version is None or not self.given:
            return self.version is not None
        return len(self.given) < _AHEAD and sum(sent for _, sent in self.given) + size <= _PIPE

    def give(self, number: int, line: bytes) -> None:
        if not self.given:
            self.since = time.monotonic()
        self.given.append((number, len(line)))
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line)
            self.process.stdin.flush()
        except OSError:
            pass  # it died; its reader says so

    def answered(self) -> tuple[int, float]:
        """Return the number of the task that an answer belongs to, and the seconds it took."""
        now = time.monotonic()
        seconds, self.since = now - self.since, now
        return self.given.popleft()[0], seconds

    def deadline(self) -> float:
        return self.since + self.hard_limit if self.given or self.version is None else float("inf")

    def end(self) -> None:
        """Kill it; nothing of it is left afterwards, no process, thread or pipe."""
        self.ended = True
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):  # what was still buffered has no reader any more
            self.process.stdin.close()
        self.process.stdout.close()

    def _read(self, events: SimpleQueue[Event]) -> None:
        assert self.process.stdout is not None
        try:
            while line := self.process.stdout.readline(_LONGEST):
                answer = json.loads(line)
                if not isinstance(answer, dict):
                    break
                events.put((self, answer))
        except (ValueError, RecursionError):
            pass  # nonsense is as good as a crash
        events.put((self, None))
