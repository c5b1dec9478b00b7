"""Node sets, conditions and flags in the canonical text."""

from __future__ import annotations

from nac.operators import unknown
from nac.spec import Condition, NodeSet, Pattern, Spec

from .format_words import word

# How tightly an operator binds; brackets go around what binds less than its place needs.
UNION, _OR, _AND, _NOT, EXCEPT, _ATOM = range(6)
_LEVELS = {"or": _OR, "and": _AND, "except": EXCEPT}
_TAKEN = ("none", "everything", "not", "empty")

AFTER_SET = frozenset({
    "above", "add", "always", "and", "as", "at", "below", "changes", "covers", "during", "effects", "except", "fatal",
    "has", "in", "insert", "is", "let", "link", "or", "phases", "remove", "sparing", "start", "tag", "to",
    "unlink", "unseen", "untag", "when", "where",
})  # fmt: skip
"""Words that would go on with a node set or end it, rather than stand after it."""


def node_set(value: NodeSet, place: int = UNION) -> str:
    """Return a node set, where something that binds at least as tightly as `place` must stand."""
    match value.op:
        case "name":
            return value.name
        case "none" | "everything" as op:
            return op
        case "union":
            inner = ", ".join(node_set(arg, _OR) for arg in value.args)
            return f"({inner})" if place > UNION else inner
        case "and" | "except" | "or" as op:
            level = _LEVELS[op]
            left, right = value.args
            inner = f"{node_set(left, level)} {op} {node_set(right, level + 1)}"
            return f"({inner})" if level < place else inner
        case "backing" | "overlays" | "parents" | "children" | "above" | "below" | "chain" | "between":
            return _function(value)
        case "bottom" | "root" | "part":
            return _function(value)
        case _:
            raise unknown("node set", value.op)


def _function(value: NodeSet) -> str:
    args = [node_set(arg, _OR) for arg in value.args]
    if value.name:
        args.append(word(value.name, _TAKEN))
    return f"{value.op}({', '.join(args)})"


def condition(value: Condition, place: int = _OR) -> str:
    """Return a condition, where something that binds at least as tightly as `place` must stand."""
    match value.op:
        case "given":
            return value.name
        case "equals":
            return f"{value.name} is {word(value.value)}"
        case "in":
            left, right = value.sets
            return f"{node_set(left, EXCEPT)} in {node_set(right, EXCEPT)}"
        case "empty":
            return f"empty {node_set(value.sets[0], EXCEPT)}"
        case "has":
            return f"{node_set(value.sets[0], EXCEPT)} has {word(value.name)}"
        case "not":
            return f"not {condition(value.conditions[0], _NOT)}"
        case "and" | "or" as op:
            level = _AND if op == "and" else _OR
            inner = f" {op} ".join(condition(part, level + 1) for part in value.conditions)
            return f"({inner})" if level < place else inner
        case _:
            raise unknown("condition", value.op)


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
    match value.op:
        case "requires" | "allows" as op:
            return f"{side} {op} {flags(value.action, spec)}"
        case "is":
            return f"{side} is {value.name}"
        case "during":
            return f"{side} in {value.name}"
        case "not":
            return f"not {pattern(value.patterns[0], side, spec, _NOT)}"
        case "and" | "or" as op:
            level = _AND if op == "and" else _OR
            inner = f" {op} ".join(pattern(part, side, spec, level + 1) for part in value.patterns)
            return f"({inner})" if level < place else inner
        case _:
            raise unknown("pattern", value.op)
