"""The search without a solver, against brute force over all interpretations."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.smt.enumerate import enumerate_models
from checker.smt.logic import Declaration, Formula, Sequent, not_
from checker.smt.smtlib import UnreadableScript
from checker.theorems import theorems
from tests.checker.evaluate import value
from tests.proof.scripts import pigeons

DECLARED: tuple[Declaration, ...] = (
    ("c", (), "N"),
    ("d", (), "N"),
    ("p", ("N",), "Bool"),
    ("r", ("N", "N"), "Bool"),
    ("q", (), "Bool"),
)
ELEMENTS = ("0", "1")

names = st.sampled_from(("c", "d", "x", "y"))
atoms = st.one_of(
    st.just("q"),
    names.map(lambda one: ("p", one)),
    st.tuples(st.just("r"), names, names),
    st.tuples(st.just("="), names, names),
)


def compound(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        inner.map(lambda one: ("not", one)),
        st.tuples(st.sampled_from(("and", "or", "=>", "=")), inner, inner),
        st.tuples(st.just("ite"), inner, inner, inner),
        st.tuples(st.sampled_from(("forall", "exists")), st.just((("x", "N"),)), inner),
        st.tuples(st.sampled_from(("forall", "exists")), st.just((("x", "N"), ("y", "N"))), inner),
    )


formulas = st.recursive(atoms, compound, max_leaves=8).map(
    lambda body: ("forall", (("x", "N"),), ("exists", (("y", "N"),), body))
)


def has_model(formula: Formula, size: int) -> bool:
    """By trying every interpretation with exactly so many elements."""
    domain = ELEMENTS[:size]
    pairs = list(product(domain, repeat=2))
    for c, d, q in product(domain, domain, (False, True)):
        for p in product((False, True), repeat=size):
            for r in product((False, True), repeat=size * size):
                world: dict[str, Callable[..., Any]] = {
                    "c": lambda c=c: c,
                    "d": lambda d=d: d,
                    "q": lambda q=q: q,
                    "p": lambda x, p=p: p[int(x)],
                    "r": lambda x, y, r=r: r[pairs.index((x, y))],
                }
                if value(formula, world, domain):
                    return True
    return False


@settings(max_examples=150, deadline=None)
@given(formulas)
def test_it_finds_a_model_exactly_if_there_is_one(formula: Formula) -> None:
    script = Sequent("o", "s", not_(formula), sorts=("N",), declarations=DECLARED).script()
    sizes = [size for size in (1, 2) if has_model(formula, size)]
    found = enumerate_models(script, 2)
    assert (found.verdict, found.size) == (("sat", sizes[0]) if sizes else ("unsat", 2))


def test_every_twin_that_must_fail_has_a_small_model() -> None:
    small = 0
    for theorem in theorems():
        for twin in theorem.twins:
            small += enumerate_models(twin.obligation.script(), 3, 30_000).verdict == "sat"
    assert small >= 110


def test_numbers_are_tried_out() -> None:
    k1 = theorems()[0]
    assert enumerate_models(k1.obligations[0].script()).reason == "no model in 2 low bits"
    assert enumerate_models(k1.twins[0].obligation.script()).verdict == "sat"


PIGEONS = "".join(f"(declare-fun c{n} () N)" for n in range(7)) + (
    "(assert (and " + " ".join(f"(not (= c{a} c{b}))" for a in range(7) for b in range(a)) + "))"
)


def test_what_it_did_not_cover_it_does_not_claim() -> None:
    script = f"(declare-sort N 0){PIGEONS}(check-sat)"
    assert enumerate_models(script, 6).size == 6
    found = enumerate_models(script, 6, 100)
    assert found.verdict == "unsat"
    assert 0 < found.size < 6
    assert "the steps allowed" in found.reason
    assert enumerate_models(script, 7).verdict == "sat"


(T1,) = (theorem for theorem in theorems() if theorem.id == "T1")
GROWING = (
    "(declare-sort N 0)(declare-fun r (N N) Bool)"
    "(assert (forall ((x N) (y N)) (r x y)))(assert (exists ((x N)) (not (r x x))))(check-sat)"
)


@pytest.mark.parametrize(
    ("script", "steps"), [(T1.obligations[0].script(), 30_000), (GROWING, 1000)], ids=("theorem", "growing")
)
def test_asked_for_too_much_it_says_what_it_can(script: str, steps: int) -> None:
    """It went on after the first size that was too large for it, for minutes, to say the same or less."""
    found = enumerate_models(script, 12, steps)
    assert found.verdict == "unsat"
    assert 1 <= found.size < 12
    assert "; with " in found.reason
    assert enumerate_models(script, found.size + 1, steps) == found
    assert enumerate_models(script, found.size, steps).size == found.size
    start = time.monotonic()
    assert enumerate_models(script, 1000, steps) == found
    assert time.monotonic() - start < 20


def test_the_clauses_are_counted() -> None:
    """Else a size after the other was written out to the last clause allowed, in no steps at all."""
    few, more = (enumerate_models(GROWING, size).steps for size in (2, 12))
    assert more > 20 * few > 0


def test_nothing_covered_is_unknown() -> None:
    found = enumerate_models(pigeons(5), 2, 20)
    assert found.verdict == "unknown"
    assert "nothing covered" in found.reason


@pytest.mark.parametrize(
    "script",
    [
        "(check-sat)(check-sat)",
        "(assert true)",
        "(assert (f x))(check-sat)",
        "(declare-fun f () Int)(assert f)(check-sat)",
        "(assert (forall ((x Int)) true))(check-sat)",
        "(declare-sort A 0)(declare-sort B 0)(declare-fun a () A)(declare-fun b () B)(assert (= a b))(check-sat)",
        "(declare-sort A 0)(declare-fun p (A) Bool)(assert (p p))(check-sat)",
        "(declare-fun v () (_ BitVec 2))(assert (= v #b101 #b1))(check-sat)",
        "(declare-fun v () (_ BitVec 2))(assert (= (bvor v #b101) v))(check-sat)",
        "(assert ())(check-sat)",
    ],
)
def test_what_it_cannot_read_it_refuses(script: str) -> None:
    with pytest.raises(UnreadableScript):
        enumerate_models(script)
