"""The shipped kernel, executed over symbols: what is proved is about the functions that run (semantics: theorems)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from checker.smt.logic import FALSE, TRUE, Formula, and_, bits_literal, not_, or_
from nac import kernel


class Symbolic:
    """A flag set that is not a number: `&`, `|` and `~` build a term; every other use of it is an error, so that a
    kernel which branches or compares cannot be executed, instead of being misread."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("the kernel may not branch on flags")

    def __eq__(self, other: object) -> bool:
        raise TypeError("the kernel may not compare flags")

    def __ne__(self, other: object) -> bool:
        raise TypeError("the kernel may not compare flags")


class SymbolicFlags(Symbolic):
    """A set of actions, as the formula that says whether it has an action: one reading for any number of actions."""

    __slots__ = ("has",)

    def __init__(self, has: Callable[[Formula], Formula]) -> None:
        self.has = has

    @classmethod
    def of(cls, value: int) -> Self:
        """Return the kernel's neutral elements. No other number means the same for any number of actions."""
        if value not in (kernel.NONE, kernel.ALL) or {kernel.NONE, kernel.ALL} != {0, -1}:
            raise ValueError(f"{value} is neither no flag nor every flag")
        return cls(lambda action: FALSE if value == 0 else TRUE)

    def __and__(self, other: SymbolicFlags) -> SymbolicFlags:
        return SymbolicFlags(lambda action: and_(self.has(action), other.has(action)))

    def __or__(self, other: SymbolicFlags) -> SymbolicFlags:
        return SymbolicFlags(lambda action: or_(self.has(action), other.has(action)))

    def __invert__(self) -> SymbolicFlags:
        return SymbolicFlags(lambda action: not_(self.has(action)))


class Bits(Symbolic):
    """A set of actions as a bit-vector term."""

    __slots__ = ("term",)
    width = 64

    def __init__(self, term: Formula) -> None:
        self.term = term

    @classmethod
    def of(cls, value: int) -> Self:
        return cls(bits_literal(value, cls.width))

    def __and__(self, other: Bits) -> Bits:
        return Bits(("bvand", self.term, other.term))

    def __or__(self, other: Bits) -> Bits:
        return Bits(("bvor", self.term, other.term))

    def __invert__(self) -> Bits:
        return Bits(("bvnot", self.term))


@dataclass(frozen=True)
class Algebra:
    """The functions of the kernel, or of a wrong one, for a twin."""

    conflict: Callable[..., Any]
    join_require: Callable[..., Any]
    join_allow: Callable[..., Any]
    weaker: Callable[..., Any]


def shipped() -> Algebra:
    """Return the functions of `nac.kernel` as they are now."""
    return Algebra(kernel.conflict, kernel.join_require, kernel.join_allow, kernel.weaker)


def newcomer_only(
    held_require: SymbolicFlags, held_allow: SymbolicFlags, require: SymbolicFlags, allow: SymbolicFlags
) -> SymbolicFlags:
    """Return half of a conflict: what the newcomer requires and a holder does not allow."""
    return require & ~held_allow


def holders_only(
    held_require: SymbolicFlags, held_allow: SymbolicFlags, require: SymbolicFlags, allow: SymbolicFlags
) -> SymbolicFlags:
    """Return the other half: what a holder requires and the newcomer does not allow."""
    return held_require & ~allow
