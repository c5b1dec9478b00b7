"""Where results and progress go: the only place that writes to a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_COLOURS = {"good": "32", "bad": "31;1", "open": "33;1", "dim": "2", "strong": "1"}


@dataclass(frozen=True, slots=True)
class Console:
    """Results go to `out`; progress and complaints to `err`."""

    out: TextIO
    err: TextIO
    colour: bool = False
    live: bool = False
    """Whether `err` is a terminal that shows progress."""

    def result(self, text: str) -> None:
        self.quiet()
        self.out.write(text if text.endswith("\n") else text + "\n")

    def complain(self, text: str) -> None:
        self.quiet()
        self.out.flush()
        self.err.write(f"nac: {text}\n")

    def progress(self, text: str) -> None:
        """Shown until something else is."""
        if self.live:
            self.err.write(f"\r\x1b[K{text[:100]}")
            self.err.flush()

    def quiet(self) -> None:
        if self.live:
            self.err.write("\r\x1b[K")
            self.err.flush()

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour, where colours are wanted. It must say the same without."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.colour else text


def console(out: TextIO, err: TextIO, environment: Mapping[str, str] = os.environ) -> Console:
    """The console for two streams: colours only on a terminal, and not with NO_COLOR (https://no-color.org)."""
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Console(out, err, colour=out.isatty() and not plain, live=err.isatty() and environment.get("TERM") != "dumb")
