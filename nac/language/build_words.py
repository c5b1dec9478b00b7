"""Words, texts, numbers and places: what the builders of items have in common."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import cast

from lark import Tree
from lark.lexer import Token

from nac.spec import Json, Span

from . import tree as t
from .diagnostics import Sink, quoted
from .source import Source

Node = Tree[Token]
TreePart = Node | Token

LONGEST_NUMBER = 300


def nodes(children: Iterable[TreePart | None]) -> list[Node]:
    """Return the children that are no tokens."""
    return [child for child in children if isinstance(child, Tree)]


def trees(node: Node) -> list[Node]:
    """Return the children of a node that are no tokens."""
    return nodes(node.children)


class WordBuilder:
    """Builds parts of an item whose text begins at `offset`. Reports what only a look into a token shows."""

    def __init__(self, source: Source, offset: int, doc: str, sink: Sink) -> None:
        self.source = source
        self.offset = offset
        self.doc = doc
        self.sink = sink

    def span(self, child: TreePart) -> Span:
        place = child if isinstance(child, Token) else child.meta
        first, last = getattr(place, "start_pos", None) or 0, getattr(place, "end_pos", None) or 0
        return self.source.span(self.offset + first, self.offset + max(first, last))

    def head(self, node: Node) -> Span:
        """Return the place of an item's keyword and name: what to show of a long item."""
        name = next(child for child in node.children if isinstance(child, Token))
        return self.source.span(self.offset + node.meta.start_pos, self.offset + (name.end_pos or 0))

    def word(self, token: Token) -> t.Word:
        span = self.span(token)
        if token.type == "STRING":
            return t.Word(self.string(str(token), span), span, quoted=True)
        return t.Word(str(token), span)

    def maybe(self, token: TreePart | None) -> t.Word | None:
        return None if token is None else self.word(cast(Token, token))

    def words(self, tokens: Iterable[TreePart | None]) -> tuple[t.Word, ...]:
        return tuple(self.word(token) for token in tokens if isinstance(token, Token))

    def string(self, text: str, span: Span) -> str:
        try:
            value: str = json.loads(text, strict=False)
            value.encode("utf-8")
        except ValueError:
            known = r"the escapes are \" \\ \/ \b \f \n \r \t and \u with four digits"
            self.sink.add("NAC024", "this text has an escape that means nothing", span, help=known)
            return text[1:-1].encode("utf-8", "replace").decode("utf-8")
        return value

    def number(self, text: str, span: Span) -> Json:
        whole = not set(text) & set(".eE")
        number = 0 if len(text) > LONGEST_NUMBER else int(text) if whole else float(text)
        if len(text) > LONGEST_NUMBER or not math.isfinite(number):
            self.sink.add("NAC026", f"the number {quoted(text)} is too large", span)
            return 0
        return number
