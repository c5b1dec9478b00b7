"""Flags whose bits are formulas, so that the functions of `nac.kernel` can be executed over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from ..smt.logic import Formula, and_, not_, or_


@dataclass(frozen=True, slots=True)
class FlagFormula:
    """One action's bit of a set of actions. It has `&`, `|` and `~` and nothing else: a kernel function that did more
    than a set operation, bit by bit, would fail here."""

    formula: Formula

    def __and__(self, other: Self) -> Self:
        return type(self)(and_(self.formula, other.formula))

    def __or__(self, other: Self) -> Self:
        return type(self)(or_(self.formula, other.formula))

    def __invert__(self) -> Self:
        return type(self)(not_(self.formula))
