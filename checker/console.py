"""Output of results and progress: the only place that writes to a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

_COLOURS = {"good": "32", "bad": "31;1", "open": "33;1", "dim": "2", "strong": "1"}


class Unwritable(Exception):
    """The results cannot be written; the text says why, and is empty if their reader has gone."""


@dataclass(frozen=True, slots=True)
class Console:
    """Results go to `out`; progress and complaints to `err`, where nothing is done about one that takes none."""

    out: TextIO
    err: TextIO
    colour: bool = False
    live: bool = False
    """Whether `err` is a terminal that shows progress."""

    def result(self, text: str) -> None:
        """Write a line of the result. Raises `Unwritable`."""
        self.quiet()
        try:
            self.out.write(text if text.endswith("\n") else text + "\n")
        except OSError as error:
            raise _unwritable(error) from None

    def flush(self) -> None:
        """Write all results now. Raises `Unwritable`."""
        try:
            self.out.flush()
        except OSError as error:
            raise _unwritable(error) from None

    def complain(self, text: str) -> None:
        self.quiet()
        self.flush()
        self._tell(f"nac: {text}\n")

    def progress(self, text: str) -> None:
        """Show a line until something else is shown."""
        if self.live:
            self._tell(f"\r\x1b[K{text[:100]}")

    def quiet(self) -> None:
        if self.live:
            self._tell("\r\x1b[K")

    def _tell(self, text: str) -> None:
        with suppress(OSError):
            self.err.write(text)
            self.err.flush()

    def paint(self, text: str, colour: str) -> str:
        """Return the text in a colour, where colours are wanted. It must say the same without."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.colour else text


def _unwritable(error: OSError) -> Unwritable:
    return Unwritable("" if isinstance(error, BrokenPipeError) else error.strerror)


def console(out: TextIO, err: TextIO, environment: Mapping[str, str] = os.environ) -> Console:
    """Return the console for two streams: colours only on a terminal, and not with NO_COLOR (https://no-color.org)."""
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Console(out, err, colour=out.isatty() and not plain, live=err.isatty() and environment.get("TERM") != "dumb")
