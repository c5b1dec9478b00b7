"""The closed types of the model: all operators that definitions are made of (semantics: language).

Whoever walks a definition handles each of them, and ends with `raise unknown(...)`: a type checker then says which
walker has not heard of a new one, and what is none of them is an error where it is met. Nothing is passed over.
"""

from __future__ import annotations

from typing import Literal, Never

SetOperator = Literal[
    "name",
    "none",
    "everything",
    "union",
    "and",
    "except",
    "or",
    "backing",
    "overlays",
    "parents",
    "children",
    "above",
    "below",
    "chain",
    "between",
    "bottom",
    "root",
    "part",
]
ConditionOperator = Literal["given", "equals", "in", "empty", "has", "not", "and", "or"]
ChangeOperator = Literal["insert", "add", "remove", "link", "unlink", "tag", "untag"]
PatternOperator = Literal["requires", "allows", "is", "during", "not", "and", "or"]
StepOperator = Literal["admit", "refuse", "invalid", "release", "advance", "hold"]
ParameterKind = Literal["node", "user", "nodes", "new", "choice", "bool", "text", "calls", "any"]
PropertyKind = Literal["never", "always"]
Verb = Literal["reads", "writes", "updates", "inspects", "rewires"]
"""The deeds of effects at a node."""


def unknown(what: str, operator: Never) -> ValueError:
    """Return the error of an operator that is none of those that there are."""
    return ValueError(f"no {what} {operator!r}")
