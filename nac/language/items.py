"""Cuts a text into its items, before any parsing.

So each item is parsed on its own: a mistake in one hides nothing in the others. The cut also takes off doc comments and
holds the limits on size and depth, so that nothing behind it meets a text that is too large or too deep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .diagnostics import Sink
from .source import Source, Unreadable

KEYWORDS = ("import", "flags", "action", "operation", "property", "scenario")

DEEPEST = 64
"""How deep brackets, `not`s and operators may nest, in all."""

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"\\\n]|\\[^\n])*"?)
    | (?P<file>//![^\n]*)
    | (?P<doc>///(?!/)[^\n]*)
    | (?P<comment>//[^\n]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<word>[A-Za-z_#][A-Za-z0-9_.#]*(?:-[A-Za-z0-9_.#]+)*)
    | (?P<space>[ \t\r\n\f\v]+)
    | (?P<other>[0-9]+|.)
    """,
    re.VERBOSE,
)

_Match = re.Match[str]

# Where an item certainly begins, though an earlier one was never closed.
_FRESH = re.compile(r'(?:import|flags|action|operation|property|scenario)[ \t]+[A-Za-z_#"]')


@dataclass(frozen=True, slots=True)
class Cut:
    """One item: its place in the text, the keyword and the name that it begins with ("" for none), its doc comment."""

    start: int
    end: int
    keyword: str
    name: str
    doc: str


@dataclass(frozen=True, slots=True)
class Cuts:
    """The items of a text, its own doc comment, and how many words and signs it has."""

    items: tuple[Cut, ...]
    doc: str
    count: int


def cut(source: Source, sink: Sink, most: int) -> Cuts:
    """Return the items of a text. Reports what is too deep, and a doc comment of nothing.

    Raises `Unreadable` for a text with more words and signs than `most`.
    """
    cutter = _Cutter(source, sink, most)
    unclosed = cutter.run(0, [], recover=False)
    if unclosed is not None:
        # From here on a keyword at the start of a line begins an item, however many brackets are open.
        cutter.run(unclosed.start, unclosed.docs, recover=True)
    return Cuts(tuple(cutter.items), "\n".join(cutter.doc), cutter.count)


class _Cutter:
    def __init__(self, source: Source, sink: Sink, most: int) -> None:
        self.source = source
        self.most = most
        self.count = 0
        self.sink = sink
        self.items: list[Cut] = []
        self.doc: list[str] = []

    def run(self, begin: int, docs: list[_Match], *, recover: bool) -> _Open | None:
        """Cut from `begin` on. Without `recover`, return the item that is never closed, if there is one."""
        item = _Open()
        for token in _TOKEN.finditer(self.source.text, begin):
            if token.lastgroup in ("space", "comment"):
                continue
            self.count += not recover
            if self.count > self.most:
                raise Unreadable("NAC002", "has too many words and signs")
            if token.lastgroup in ("doc", "file"):
                docs = self._comment(token, item, docs)
                continue
            if item.ended_by(token, recover and self._fresh(token)):
                self._close(item)
            if not item.started:
                item, docs = _Open(token.start(), docs), []
            item.feed(token)
        self._stray(docs)
        if item.started and item.depths and not recover:
            return item
        self._close(item)
        return None

    def _fresh(self, token: _Match) -> bool:
        return self.source.text[token.start() - 1 : token.start()] in ("", "\n") and bool(
            _FRESH.match(self.source.text, token.start())
        )

    def _comment(self, token: _Match, item: _Open, docs: list[_Match]) -> list[_Match]:
        """Takes a doc comment; the lines so far of the one for the next item."""
        if item.started and item.depths:
            self._stray([token])
            return docs
        if token.lastgroup == "file":
            self.doc.append(_comment_text(token))
            return docs
        self._close(item)
        docs.append(token)
        return docs

    def _stray(self, docs: list[_Match]) -> None:
        if docs:
            message = "this doc comment stands before nothing that it could describe"
            self.sink.add("NAC027", message, self.source.span(*docs[0].span()), help="use `//` for a plain comment")

    def _close(self, item: _Open) -> None:
        if item.started and item.too_deep is not None:
            message = f"brackets and `not`s are nested more than {DEEPEST} deep"
            self.sink.add("NAC025", message, self.source.span(*item.too_deep.span()), help="name a part with `let`")
        elif item.started:
            doc = "\n".join(map(_comment_text, item.docs))
            self.items.append(Cut(item.start, item.end, *item.head(), doc))
        item.started = False


class _Open:
    """The item that is being read."""

    def __init__(self, start: int = -1, docs: list[_Match] | None = None) -> None:
        self.started = start >= 0
        self.start = self.end = start
        self.docs = docs or []
        self.words: list[str] = []
        self.complete = False
        self.too_deep: _Match | None = None  # where it became so
        self.depths: list[int] = []  # for each open bracket, how deep it is: itself and the `not`s before it
        self.depth = 0
        self.nots = 0

    def head(self) -> tuple[str, str]:
        keyword, name = [*self.words, "", ""][:2]
        return (keyword if keyword in KEYWORDS else ""), name

    def ended_by(self, token: _Match, fresh: bool) -> bool:
        if not self.started:
            return False
        if self.complete or fresh:
            return True
        keyword = token.lastgroup == "word" and token.group() in KEYWORDS
        # `action import` is a bad name for an action, not an action without a name and an import without a path.
        return keyword and not self.depths and not (len(self.words) == 1 and self.words[0] in KEYWORDS)

    def feed(self, token: _Match) -> None:
        """Takes one more token."""
        kind, text = token.lastgroup, token.group()
        self.end = token.end()
        if len(self.words) < 3:
            self.words.append(text)
        if kind == "open":
            self.depths.append(self.nots + 1)
            self.depth += self.nots + 1
        elif kind == "close":
            self.depth -= self.depths.pop() if self.depths else 0
            self.complete = text == "}" and not self.depths
        self.nots = self.nots + 1 if text == "not" else 0
        if self.too_deep is None and self.depth + self.nots > DEEPEST:
            self.too_deep = token


def _comment_text(token: _Match) -> str:
    return token.group()[3:].rstrip().removeprefix(" ")
