"""Properties: from the tree to the model."""

from __future__ import annotations

from nac.spec import Pattern, Property

from . import tree as t
from .diagnostics import quoted, suggest
from .names import Names


def property_(item: t.PropertyItem, names: Names) -> Property:
    """Return the property that an item states."""
    left, right = (_pattern(side, letter, names) for side, letter in ((item.left, "a"), (item.right, "b")))
    return Property(item.name.text, item.kind, left, right, item.doc, item.span)


def _pattern(expr: t.PatternExpr, side: str, names: Names) -> Pattern:
    if expr.op in ("not", "and", "or"):
        return Pattern(expr.op, tuple(_pattern(arg, side, names) for arg in expr.args), span=expr.span)
    if expr.side is not None and expr.side.text != side:
        where = "left" if side == "a" else "right"
        message = f"on the {where} side a property speaks of `{side}`, not of {quoted(expr.side.text)}"
        names.sink.add("NAC070", message, expr.side.span, help=f"write `{side}`")
    if expr.flags is not None:
        return _flags(expr, expr.flags, names)
    word = expr.word
    assert word is not None
    if expr.op == "is":
        names.operation(word)
        return Pattern("is", name=word.text, span=expr.span)
    if word.text not in names.phases and not names.incomplete and not names.broken:
        hint = suggest(word.text, names.phases)
        names.sink.add("NAC034", f"no operation has a phase {quoted(word.text)}", word.span, help=hint)
    return Pattern("during", name=word.text, span=expr.span)


def _flags(expr: t.PatternExpr, flags: t.FlagList, names: Names) -> Pattern:
    before = len(names.sink.diagnostics)
    mask = names.flags(flags)
    if not mask:
        if len(names.sink.diagnostics) == before and not any(names.excused(word.text) for word in flags.words):
            message = f"`{expr.op}` names no action here, so the property says nothing"
            names.sink.add("NAC071", message, flags.span, help="name at least one action")
        return Pattern(expr.op, span=expr.span)
    if mask.bit_count() == 1:
        return Pattern(expr.op, action=mask, span=expr.span)
    parts = names.patterns.get((expr.op, mask))
    if parts is None:  # shared, so that many long lists cannot fill the memory
        bits = (1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1)
        parts = names.patterns[expr.op, mask] = tuple(Pattern(expr.op, action=bit) for bit in bits)
    return Pattern("and", parts, span=expr.span)
