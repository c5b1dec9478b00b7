"""K1: the kernel over numbers, bit by bit, is the kernel over sets of actions; the neutral elements are neutral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from checker.smt.logic import Formula, Sequent, and_, app, bits, bits_literal, eq, iff, not_
from nac import kernel

from .model import Part, Theorem, theorem, twin
from .symbolic import Algebra, Bits, SymbolicFlags

_NAMES = ("v1", "v2", "v3", "v4")
_NUMBER = "number"


def _has(term: Formula) -> Formula:
    """The vector has the bit of this number."""
    return eq((("_", "extract", "0", "0"), ("bvlshr", term, _NUMBER)), bits_literal(1, 1))


def _agree(name: str, run: Callable[..., Any], read: Callable[..., Any], count: int) -> Sequent:
    names = _NAMES[:count]
    vector = run(*(Bits(app(each)) for each in names))
    flags = read(*(SymbolicFlags(lambda _, each=each: _has(each)) for each in names))  # type: ignore[misc]
    return Sequent(
        f"K1.{name}",
        f"{name} over {Bits.width}-bit numbers has a bit exactly if {name} over sets of actions has that action.",
        iff(_has(vector.term), flags.has(_NUMBER)),
        (("there is such a bit", ("bvult", _NUMBER, bits_literal(Bits.width, Bits.width))),),
        declarations=tuple((each, (), bits(Bits.width)) for each in (*names, _NUMBER)),
    )


def _neutral(algebra: Algebra, none: int, all_: int) -> Sequent:
    require, allow = Bits(app("v1")), Bits(app("v2"))
    held_none, held_all = Bits.of(none), Bits.of(all_)
    goal = and_(
        eq(algebra.conflict(held_none, held_all, require, allow).term, bits_literal(0, Bits.width)),
        eq(algebra.conflict(require, allow, held_none, held_all).term, bits_literal(0, Bits.width)),
        eq(algebra.join_require(held_none, require).term, require.term),
        eq(algebra.join_allow(held_all, allow).term, allow.term),
        eq(algebra.weaker(held_none, held_all, require, allow).term, bits_literal(0, Bits.width)),
    )
    return Sequent(
        "K1.neutral",
        "NONE required and ALL allowed conflict with nothing, change nothing when joined, are weaker than any claim.",
        goal,
        declarations=tuple((each, (), bits(Bits.width)) for each in ("v1", "v2")),
    )


def k1(algebra: Algebra) -> Theorem:
    def both_ways(name: str, count: int, wrong: Algebra, dropped: str) -> Part:
        main = _agree(name, getattr(algebra, name), getattr(algebra, name), count)
        other = _agree(name, getattr(algebra, name), getattr(wrong, name), count)
        return Part(main, and_(*(_has(each) for each in _NAMES[:count])), (twin("same-function", dropped, other),))

    swapped = replace(
        algebra,
        conflict=lambda held_r, held_a, r, a: r & ~held_a,
        join_require=algebra.join_allow,
        join_allow=algebra.join_require,
        weaker=lambda r, a, than_r, than_a: algebra.weaker(than_r, than_a, r, a),
    )
    neutral = _neutral(algebra, kernel.NONE, kernel.ALL)
    zeros = _neutral(algebra, kernel.NONE, kernel.NONE)
    return theorem(
        "K1",
        "Numbers are sets of actions",
        "The shipped functions over fixed-width numbers, with NONE = 0 and ALL = -1, are the functions over sets of "
        "actions of which the other theorems speak.",
        both_ways("conflict", 4, swapped, "over sets, only what the newcomer requires is a conflict"),
        both_ways("join_require", 2, swapped, "over sets, the intersection"),
        both_ways("join_allow", 2, swapped, "over sets, the union"),
        both_ways("weaker", 4, swapped, "over sets, the other claim is asked to be weaker"),
        Part(neutral, not_(eq("v1", "v2")), (twin("all-ones", "ALL is 0", zeros),)),
    )
