"""Node sets, conditions and flags in the canonical text."""

from __future__ import annotations

from nac.spec import Condition, NodeSet, Pattern, Spec

from .format_words import word

# How tightly an operator binds; brackets go around what binds less than its place needs.
UNION, _OR, _AND, _NOT, EXCEPT, _ATOM = range(6)
_LEVELS = {"union": UNION, "or": _OR, "and": _AND, "except": EXCEPT}
_TAKEN = ("none", "everything", "not", "empty")

AFTER_SET = frozenset({
    "above", "add", "always", "and", "as", "at", "below", "changes", "covers", "during", "effects", "except",
    "has", "in", "insert", "is", "let", "link", "or", "phases", "remove", "sparing", "start", "tag", "to",
    "unlink", "unseen", "untag", "when", "where",
})  # fmt: skip
"""Words that would go on with a node set or end it, rather than stand after it."""


def node_set(value: NodeSet, place: int = UNION) -> str:
    """Return a node set, where something that binds at least as tightly as `place` must stand."""
    op = value.op
    if op == "name":
        return value.name
    if op in ("none", "everything"):
        return op
    level = _LEVELS.get(op)
    if level is None:
        args = [node_set(arg, _OR) for arg in value.args]
        if value.name:
            args.append(word(value.name, _TAKEN))
        return f"{op}({', '.join(args)})"
    if op == "union":
        inner = ", ".join(node_set(arg, _OR) for arg in value.args)
    else:
        left, right = value.args
        inner = f"{node_set(left, level)} {op} {node_set(right, level + 1)}"
    return f"({inner})" if level < place else inner


def condition(value: Condition, place: int = _OR) -> str:
    """Return a condition, where something that binds at least as tightly as `place` must stand."""
    op = value.op
    if op == "given":
        return value.name
    if op == "equals":
        return f"{value.name} is {word(value.value)}"
    if op == "not":
        return f"not {condition(value.conditions[0], _NOT)}"
    if op in ("and", "or"):
        level = _AND if op == "and" else _OR
        inner = f" {op} ".join(condition(part, level + 1) for part in value.conditions)
        return f"({inner})" if level < place else inner
    first = node_set(value.sets[0], EXCEPT)
    if op == "in":
        return f"{first} in {node_set(value.sets[1], EXCEPT)}"
    return f"empty {first}" if op == "empty" else f"{first} has {word(value.name)}"


def flags(mask: int, spec: Spec) -> str:
    """Return a list of flags, in the shorter of its two forms."""
    mask &= spec.all
    missing = spec.all & ~mask
    if not missing:
        return "all"
    if missing.bit_count() < mask.bit_count() - 1:
        return f"all except {', '.join(spec.names(missing))}"
    return ", ".join(spec.names(mask))


def pattern(value: Pattern, side: str, spec: Spec, place: int = _OR) -> str:
    """Return a pattern of one side of a property."""
    op = value.op
    if op == "not":
        return f"not {pattern(value.patterns[0], side, spec, _NOT)}"
    if op in ("and", "or"):
        level = _AND if op == "and" else _OR
        inner = f" {op} ".join(pattern(part, side, spec, level + 1) for part in value.patterns)
        return f"({inner})" if level < place else inner
    if op in ("requires", "allows"):
        return f"{side} {op} {flags(value.action, spec)}"
    return f"{side} {'in' if op == 'during' else 'is'} {value.name}"
