"""Diagnostics: what is wrong, where, and what to do about it (semantics: language). Values only; `render` makes the
text."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from nac.spec import Span

from .codes import CODES

MOST = 100
"""More errors than this help nobody: the rest is dropped, with a note. So are more warnings, without one."""

WIDTH = 120
"""The most characters of a source line that are shown."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a key of `CODES`; `severity` is "error" or "warning"; `span` is None for a whole file.

    `related` are other places that matter, each with its meaning; `source_line` is the line that `span` begins on.
    """

    code: str
    severity: str
    message: str
    span: Span | None = None
    related: tuple[tuple[Span, str], ...] = ()
    help: str = ""
    source_line: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        return f"{where}{self.severity}[{self.code}]: {self.message}"


class TooMany(Exception):
    """There are `MOST` diagnostics already. Never leaves this package."""


class Sink:
    """Collects diagnostics. `add` raises `TooMany` when there are enough."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._known: set[Diagnostic] = set()
        self.count = {"error": 0, "warning": 0}

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return self.count["error"] > 0

    def add(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *related: tuple[Span | None, str],
        help: str = "",
    ) -> None:
        severity = CODES[code].severity
        places = tuple((place, meaning) for place, meaning in related if place is not None)
        if self.count[severity] >= MOST:
            if severity == "warning":
                return
            last = f"there are more than {MOST} errors; the rest is not shown"
            self.diagnostics.append(Diagnostic("NAC010", "error", last, help="mend these first"))
            raise TooMany
        diagnostic = Diagnostic(code, severity, message, span, places, help)
        if diagnostic not in self._known:  # an item may be read twice, see items.py
            self._known.add(diagnostic)
            self.count[severity] += 1
            self.diagnostics.append(diagnostic)

    def finished(self, sources: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        """Return what was found, file by file in the order of reading, each from top to bottom, with its source
        lines."""
        rank = {name: index for index, name in enumerate(sources)}

        def key(diagnostic: Diagnostic) -> tuple[int, int, int]:
            if diagnostic.code == "NAC010":
                return len(rank) + 1, 0, 0
            span = diagnostic.span
            return (rank.get(span.file, len(rank)), span.line, span.column) if span else (-1, 0, 0)

        lines = {name: text.split("\n") for name, text in sources.items()}
        return tuple(
            replace(diagnostic, source_line=_line(diagnostic.span, lines)) if diagnostic.span else diagnostic
            for diagnostic in sorted(self.diagnostics, key=key)
        )


def quoted(name: str) -> str:
    """Return a name of the text for a message: never long, never with control characters."""
    return f"'{shown(name if len(name) <= 60 else name[:57] + '...')}'"


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a "did you mean" for a word, or `otherwise`. Looks at a bounded number of names only."""
    candidates = [name for name, _ in zip(known, range(300), strict=False) if len(name) <= 60]
    near = difflib.get_close_matches(word[:60], candidates, n=1, cutoff=0.6)
    return f"did you mean {quoted(near[0])}?" if near else otherwise


def shown(text: str) -> str:
    """Return the text with what a terminal could take for a command made visible."""
    return "".join(c if c.isprintable() else " " if c in "\t\r" else c.encode("unicode_escape").decode() for c in text)


def render(diagnostic: Diagnostic, sources: Mapping[str, str] | None = None) -> str:
    """Return a diagnostic as text for people: place, message, the source line underlined, related places, help.

    `sources` are texts by file name (`Result.sources`), for the lines of related places.
    """
    lines = [str(diagnostic)]
    if diagnostic.span is not None:
        lines += _underlined(diagnostic.span, diagnostic.source_line)
    for span, meaning in diagnostic.related:
        lines.append(f"  {span}: {meaning}")
        if sources and span.file in sources:
            lines += _underlined(span, _line(span, {span.file: sources[span.file].split("\n")}))
    if diagnostic.help:
        lines.append(f"  help: {diagnostic.help}")
    return "\n".join(lines)


def _line(span: Span, lines: Mapping[str, list[str]]) -> str:
    text = lines.get(span.file, [])
    return text[span.line - 1].rstrip("\r") if span.line <= len(text) else ""


def _underlined(span: Span, line: str) -> Iterator[str]:
    first = max(0, span.column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    part = "".join(c if c.isprintable() else " " if c in "\t\r" else "\ufffd" for c in line[first : first + WIDTH])
    start = span.column - 1 - first
    end = span.end_column - 1 - first if span.end_line == span.line else len(part)
    number = str(span.line)
    yield f"{number:>5} | {part.rstrip()}"
    yield f"{'':>5} | {' ' * start}{'^' * max(1, min(end, len(part)) - start)}"
