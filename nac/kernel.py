"""The flag algebra: all that decides go or no-go (semantics: claims, admission).

Flags are sets of actions. The functions below use `&`, `|` and `~` on them and nothing else, so that the checker can
execute these very functions over symbolic flags: what is proved is what runs. At run time flags are ints, one bit per
action; the flags of no holder are `NONE` required and `ALL` allowed (all ones, of any width).
"""

from __future__ import annotations

from typing import Protocol, Self, TypeVar


class FlagSet(Protocol):
    """A set of actions: an int, or a symbol that stands for one."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __invert__(self) -> Self: ...


F = TypeVar("F", bound=FlagSet)

NONE = 0
ALL = -1


def conflict(held_require: F, held_allow: F, require: F, allow: F) -> F:
    """Return the actions on which a claim conflicts with what is held: required but not allowed, in either
    direction."""
    return require & ~held_allow | held_require & ~allow


def join_require(left: F, right: F) -> F:
    """Return what two claims require together (two holders of a node, or two roles of one job that meet on it)."""
    return left | right


def join_allow(left: F, right: F) -> F:
    """Return what two claims allow together."""
    return left & right


def weaker(require: F, allow: F, than_require: F, than_allow: F) -> F:
    """Return the actions that keep (require, allow) from being weaker than the other claim; none of them: it is
    weaker."""
    return require & ~than_require | than_allow & ~allow
