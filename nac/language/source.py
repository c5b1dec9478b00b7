"""One text and the places in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from nac.spec import Span


class Unreadable(Exception):
    """A text that is not read, with the code and the reason. Never leaves this package."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """A text under the name that diagnostics show. Lines end with "\\n"; "\\r" is a space like any other."""

    name: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        position = -1
        self._starts.append(0)
        while (position := self.text.find("\n", position + 1)) >= 0:
            self._starts.append(position + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, both from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the place from one offset to another (exclusive)."""
        return Span(self.name, *self.place(start), *self.place(end))
