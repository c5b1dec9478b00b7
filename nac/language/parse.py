"""Parsing: from the text of an item to its syntax tree. The only module that runs lark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lark import Lark, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternStr, Token

from .build import Builder
from .diagnostics import Sink, quoted, suggest
from .items import KEYWORDS, Cut, cut
from .slips import comma_between_effects, meant
from .source import Source
from .tree import Broken, Item

_WORDS = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "NUMBER": "a number",
    "EDGE": "`<-`",
    "$END": "the end",
}


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=True)


@lru_cache(maxsize=1)
def _shown() -> dict[str, str]:
    fixed = {t.name: f"`{t.pattern.value}`" for t in _parser().terminals if isinstance(t.pattern, PatternStr)}
    return {**fixed, **_WORDS}


@dataclass(frozen=True, slots=True)
class Parsed:
    """The items of a text, its doc comment, and how many words and signs it has."""

    items: list[Item]
    doc: str
    count: int


def parse(source: Source, sink: Sink, most: int) -> Parsed:
    """Return the items of a text; one with a mistake becomes `Broken`. Raises `Unreadable` for too many words and
    signs."""
    cuts = cut(source, sink, most)
    return Parsed([_item(source, piece, sink) for piece in cuts.items], cuts.doc, cuts.count)


def _item(source: Source, piece: Cut, sink: Sink) -> Item:
    try:
        tree: Tree[Token] = _parser().parse(source.text[piece.start : piece.end])
    except UnexpectedInput as error:
        _report(source, piece, error, sink)
        return Broken(piece.keyword, piece.name)
    return Builder(source, piece.start, piece.doc, sink).item(tree)


def _report(source: Source, piece: Cut, error: UnexpectedInput, sink: Sink) -> None:
    if isinstance(error, UnexpectedCharacters):
        start = piece.start + (error.pos_in_stream or 0)
        if source.text[start] == '"':
            end = source.text.find("\n", start, piece.end)
            span = source.span(start, end if end >= 0 else piece.end)
            sink.add("NAC022", "this text in quotes does not end on its line", span, help='write `"` at its end')
        else:
            sign = quoted(source.text[start])
            hint = meant(source.text, start)
            sink.add("NAC023", f"no word or sign begins with {sign}", source.span(start, start + 1), help=hint)
    else:
        assert isinstance(error, UnexpectedToken)  # there is no third kind in LALR parsing
        _unexpected(source, piece, error, sink)


def _unexpected(source: Source, piece: Cut, error: UnexpectedToken, sink: Sink) -> None:
    expected = error.accepts or error.expected
    token = error.token
    if token.type == "$END":
        span = source.span(max(piece.start, piece.end - 1), piece.end)
        begun = (source.span(piece.start, piece.start + max(1, len(piece.keyword))), "it begins here")
        message = f"this {piece.keyword or 'item'} is not finished: expected {_listed(expected)}"
        close = next((sign for sign in "}])" if f"`{sign}`" in map(_text, expected)), "")
        sink.add("NAC021", message, span, begun, help=f"is a `{close}` missing?" if close else "")
        return
    start = piece.start + (token.start_pos or 0)
    comma = comma_between_effects(source.text[piece.start : start])
    if comma is not None:
        hint = "leave it out: effects stand one after the other"
        message = "a comma joins node sets, and here is one between effects"
        sink.add("NAC020", message, source.span(piece.start + comma, piece.start + comma + 1), help=hint)
        return
    span = source.span(start, start + len(token))
    words = [text.strip("`") for text in map(_text, expected) if text.startswith("`")]
    hint = meant(token, 0) if "or" in words else ""  # where an expression may go on
    if token.type == "NAME":
        hint = suggest(str(token), [*words, *(KEYWORDS if "$END" in expected else ())])
    sink.add("NAC020", f"expected {_listed(expected)}, not {_found(token)}", span, help=hint)


def _found(token: Token) -> str:
    return "a text in quotes" if token.type == "STRING" else quoted(str(token))


def _text(terminal: str) -> str:
    return _shown().get(terminal, terminal)


def _listed(terminals: Iterable[str]) -> str:
    names = sorted(map(_text, terminals), key=lambda text: (text.startswith("`"), text))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
