"""The modifiers that follow the set of a clause: from the tree to the model."""

from __future__ import annotations

from collections.abc import Iterable

from nac.spec import Condition, NodeSet

from . import tree as t
from .expressions import NameScope


class Modifiers:
    """The modifiers of one clause, by kind; the first of each. Reports what is said twice."""

    def __init__(self, said: Iterable[t.Modifier], scope: NameScope) -> None:
        self.scope = scope
        self.given: dict[str, t.Modifier] = {}
        for modifier in said:
            first = self.given.setdefault(modifier.kind, modifier)
            if first is not modifier:
                word = "unseen by" if modifier.kind == "unseen" else modifier.kind
                hint = "keep one of them" if modifier.kind == "as" else "join the two"
                related = (first.span, "the first is here")
                scope.names.sink.add("NAC040", f"`{word}` is said twice", modifier.span, related, help=hint)

    def node_set(self, kind: str) -> NodeSet | None:
        part = self.given.get(kind)
        return self.scope.node_set(part.expr) if part and part.expr else None

    def when(self) -> Condition | None:
        part = self.given.get("when")
        return self.scope.condition(part.expr) if part and part.expr else None

    def words(self, kind: str) -> tuple[t.Word, ...]:
        part = self.given.get(kind)
        return part.words if part else ()
