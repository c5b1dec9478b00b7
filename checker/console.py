"""Output of results and progress: the only place that writes to a terminal.

Much of what is shown was written by others. Nothing of it steers the terminal: whatever could is spelled out here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TextIO

from nac.words import harmless, visible

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
    _escape: str = field(default_factory=lambda: f"\x1b{token_hex(8)}", repr=False)
    """Stands for the ESC of our own colours until they are written: no text of others can have it."""

    def result(self, text: str) -> None:
        """Write a line of the result. Raises `Unwritable`."""
        self.quiet()
        try:
            shown = "\x1b".join(map(harmless, text.split(self._escape)))
            self.out.write(shown if shown.endswith("\n") else shown + "\n")
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
        self._tell(f"nac: {harmless(text)}\n")

    def progress(self, text: str) -> None:
        """Show a line until something else is shown."""
        if self.live:
            self._tell(f"\r\x1b[K{visible(text[:100])}")

    def quiet(self) -> None:
        if self.live:
            self._tell("\r\x1b[K")

    def _tell(self, text: str) -> None:
        with suppress(OSError):
            self.err.write(text)
            self.err.flush()

    def paint(self, text: str, colour: str) -> str:
        """Return the text in a colour, where colours are wanted. It must say the same without."""
        return f"{self._escape}[{_COLOURS[colour]}m{text}{self._escape}[0m" if self.colour else text


def _unwritable(error: OSError) -> Unwritable:
    return Unwritable("" if isinstance(error, BrokenPipeError) else error.strerror)


def console(out: TextIO, err: TextIO, environment: Mapping[str, str] = os.environ) -> Console:
    """Return the console for two streams: colours only on a terminal, and not with NO_COLOR (https://no-color.org)."""
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Console(out, err, colour=out.isatty() and not plain, live=err.isatty() and environment.get("TERM") != "dumb")
