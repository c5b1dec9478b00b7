"""The reader of scripts: it reads what is written, and refuses everything else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.smt.logic import Formula, symbol, text
from checker.smt.smtlib import SExpression, UnreadableScript, read, terms
from checker.theorems import theorems

names = st.text(
    st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="|\\%#"), min_size=1, max_size=8
).filter(lambda name: name not in (" ", ")"))
formulas = st.recursive(
    names, lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda parts: ("and", *parts)), max_leaves=20
)


def plain(formula: Formula) -> SExpression:
    """What the reader should make of a formula: the symbols as they are written, without their quotes."""
    if isinstance(formula, str):
        return symbol(formula).strip("|")
    return tuple(plain(part) for part in formula)


@given(formulas)
def test_what_is_written_is_read(formula: Formula) -> None:
    assert terms(text(formula)) == [plain(formula)]


def test_every_text_of_the_theorems_is_read() -> None:
    for theorem in theorems():
        for obligation in theorem.obligations:
            script = read(obligation.script())
            assert len(script.assertions) == len(obligation.hypotheses) + 1
            assert len(script.declarations) == len(obligation.declarations)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("(assert true", "is missing at the end"),
        ("(check-sat))", "too many"),
        ("(" * 10_000, "nested more than"),
        ("(exit)", "not expected"),
        ("(assert (! true :named x y))(check-sat) (assert false)", "after the question"),
        ("(declare-sort A 0)(declare-sort A 0)", "not expected"),
        ("(declare-fun f () Bool)(declare-fun f () Bool)", "not expected"),
        ("(declare-sort A 1)", "not expected"),
        ("(assert |x)", "no token"),
        ("a" * ((4 << 20) + 1), "longer than"),
        ("check-sat", "not expected"),
        ("", "no question"),
        ("(assert true)", "no question"),
        ("(check-sat)(check-sat)", "after the question"),
        ("(check-sat)(declare-sort A 0)", "after the question"),
        ("(check-sat)(set-logic UF)", "after the question"),
        ("(declare-sort A 0)(set-logic UF)(check-sat)", "not expected"),
        ("(set-logic HORN)(check-sat)", "not expected"),
        ("(set-option :verbosity 1)(check-sat)", "not expected"),
        ("(reset)(check-sat)", "not expected"),
        ("(push 1)(check-sat)", "not expected"),
        ("(get-info :name)(check-sat)", "not expected"),
        ("(define-fun q () Bool true)(check-sat)", "not expected"),
        ('(echo "x")(check-sat)', "no token"),
        ("(|check-sat|)", "needless quotes"),
        ("(assert (|and| true false))(check-sat)", "needless quotes"),
        ("(assert |#b1|)(check-sat)", "needless quotes"),
        ("(declare-fun é () Bool)(check-sat)", "no token"),
        ("(assert\u2028true)(check-sat)", "no token"),
        ("(check-sat) ; \0", "no token"),
        ("(check-sat) \\", "no token"),
        ("(declare-fun |a\nb| () Bool)(check-sat)", "no token"),
    ],
)
def test_what_is_no_script_is_refused(script: str, problem: str) -> None:
    with pytest.raises(UnreadableScript, match=problem):
        read(script)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(script: str) -> None:
    try:
        terms(script)
    except UnreadableScript:
        return
    assert script.count("(") >= 0


def test_comments_and_quotes() -> None:
    assert terms("; (a\n(|b (c| |d ;| e) ; f") == [("b (c", "d ;", "e")]


@pytest.mark.parametrize(
    "script",
    [
        "".join(f"(declare-sort A{n} 0)" for n in range(180_000)),
        "(assert " * 400 + "true" + ")" * 400,
        "(" * 2_000_000 + ")" * 2_000_000,
        "()" * 2_000_000,
        "|" + "a" * 4_000_000,
        "(check-sat)" * 300_000,
        "a" * (64 << 20),
    ],
    ids=("sorts", "deep", "too deep", "wide", "open", "questions", "long"),
)
def test_no_text_takes_long(script: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableScript):
        read(script)
    assert time.monotonic() - start < 20
