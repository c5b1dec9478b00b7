"""Formulas, their text, and obligations as scripts."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.smt import logic
from checker.smt.logic import (
    Formula,
    Sequent,
    and_,
    app,
    bits,
    bits_literal,
    eq,
    exists,
    forall,
    iff,
    implies,
    ite,
    not_,
    or_,
    symbol,
    text,
)

ATOMS = ("a", "b", "c")
MAKERS: dict[str, Callable[..., Formula]] = {
    "not": not_,
    "and": and_,
    "or": or_,
    "=>": implies,
    "=": iff,
    "ite": ite,
}
RAW = st.recursive(
    st.sampled_from(["true", "false", *ATOMS]),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["=>", "="]), inner, inner),
        st.tuples(st.just("ite"), inner, inner, inner),
        st.builds(lambda op, parts: (op, *parts), st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)),
    ),
    max_leaves=12,
)


def value(formula: Formula, world: dict[str, bool]) -> bool:
    """The meaning of a formula without quantifiers, straight from its definition."""
    if isinstance(formula, str):
        return {"true": True, "false": False, **world}[formula]
    op, *args = formula
    values = [value(arg, world) for arg in args]
    if op == "not":
        return not values[0]
    if op == "and":
        return all(values)
    if op == "or":
        return any(values)
    if op == "=>":
        return not values[0] or values[1]
    if op == "=":
        return values[0] == values[1]
    assert op == "ite"
    return values[1] if values[0] else values[2]


def built(formula: Formula) -> Formula:
    """The same formula, through the builders."""
    if isinstance(formula, str):
        return formula
    op, *args = formula
    parts = [built(arg) for arg in args]
    makers: dict[str, Callable[..., Formula]] = {
        "not": not_,
        "and": and_,
        "or": or_,
        "=>": implies,
        "=": iff,
        "ite": ite,
    }
    assert isinstance(op, str)
    return makers[op](*parts)


@given(RAW)
def test_builders_keep_the_meaning(formula: Formula) -> None:
    made = built(formula)
    for values in itertools.product((False, True), repeat=len(ATOMS)):
        world = dict(zip(ATOMS, values, strict=True))
        assert value(made, world) == value(formula, world)


@given(RAW)
def test_builders_leave_no_constant_inside(formula: Formula) -> None:
    made = built(formula)
    if made not in ("true", "false"):
        assert "true" not in text(made).replace("(", " ").replace(")", " ").split()
        assert "false" not in text(made).replace("(", " ").replace(")", " ").split()


def test_builders_flatten() -> None:
    assert and_("a", and_("b", "c"), "true") == ("and", "a", "b", "c")
    assert or_(or_("a", "b"), "false", "c") == ("or", "a", "b", "c")
    assert and_() == "true"
    assert or_() == "false"
    assert not_(not_("a")) == "a"
    assert eq("x", "x") == "true"
    assert forall([("x", "N")], "true") == "true"
    assert exists([], "a") == "a"
    assert app("p") == "p"


def test_the_empty_name_is_a_name() -> None:
    assert and_("", "a") == ("and", "", "a")


def test_a_predicate_named_like_the_start_of_a_connective_is_not_flattened() -> None:
    assert and_("and1", "a") == ("and", "and1", "a")
    assert or_("o", "r") == ("or", "o", "r")


NAMES = [
    "n",
    "top node",
    "12",
    "a|b",
    "a%7Cb",
    "|",
    "%7C",
    "",
    "naïve",
    "a\\b",
    "\n",
    "\x00",
    "-",
    "a;b",
    '"',
    "𝔸",
    "\ud800",
]


@given(st.lists(st.text(max_size=6), min_size=2, max_size=2, unique=True))
def test_different_names_give_different_symbols(names: list[str]) -> None:
    one, other = map(symbol, names)
    assert one.strip("|") != other.strip("|")  # |a| and a are the same symbol
    assert one.isascii()
    assert "\\" not in one
    assert "|" not in one.strip("|")


def test_every_name_is_one_symbol() -> None:
    assert len({symbol(name).strip("|") for name in NAMES}) == len(NAMES)
    assert symbol("top-node_1") == "top-node_1"
    assert symbol("12") == "|12|"


@pytest.mark.parametrize("name", [*sorted(logic.RESERVED), "#b01", "#xAf"])
def test_reserved_names_cannot_be_declared(name: str) -> None:
    with pytest.raises(ValueError, match="means something"):
        app(name)
    with pytest.raises(ValueError, match="means something"):
        forall([(name, "N")], app("p", "n"))
    with pytest.raises(ValueError, match="means something"):
        Sequent("o", "", "true", declarations=((name, (), "Bool"),))
    with pytest.raises(ValueError, match="means something"):
        Sequent("o", "", "true", hypotheses=((name, "p"),))


def test_text() -> None:
    formula = forall([("x y", "N")], implies(app("p", "x y"), exists([("v", bits(4))], eq("v", bits_literal(-1, 4)))))
    assert text(formula) == "(forall ((|x y| N)) (=> (p |x y|) (exists ((v (_ BitVec 4))) (= v #b1111))))"
    assert text((("_", "extract", "0", "0"), "v")) == "((_ extract 0 0) v)"


def test_a_deep_formula_has_a_text() -> None:
    formula: Formula = "p"
    for _ in range(50_000):
        formula = ("not", formula)
    assert text(formula).count("(not ") == 50_000


def test_obligation_as_script() -> None:
    obligation = Sequent(
        "T0",
        "All that is p is q.\nSecond line\twith a tab.",
        forall([("x", "N")], implies(app("p", "x"), app("q", "x"))),
        hypotheses=(("the 1st", forall([("x", "N")], app("q", "x"))),),
        sorts=("N",),
        declarations=(("p", ("N",), "Bool"), ("q", ("N",), "Bool")),
    )
    head = "; All that is p is q.\n; Second line?with a tab.\n"
    body = (
        "(set-logic UF)\n(declare-sort N 0)\n(declare-fun p (N) Bool)\n(declare-fun q (N) Bool)\n"
        "(assert (! (forall ((x N)) (q x)) :named |the 1st|))\n"
    )
    goal = "(assert (not (forall ((x N)) (=> (p x) (q x)))))\n"
    asked = "; Answer unsat: it holds. Answer sat: it is refuted.\n"
    assert obligation.script() == "; T0\n" + head + asked + body + goal + "(check-sat)\n"
    alone = "; Answer sat: they can hold together.\n"
    assert obligation.vacuity_script() == "; T0, hypotheses only\n" + head + alone + body + "(check-sat)\n"


def test_a_statement_cannot_leave_its_comment() -> None:
    for end in ("\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\r\n", "\0"):
        script = Sequent("o\n(exit)", f"words{end}(assert false)", app("p"), declarations=(("p", (), "Bool"),)).script()
        commands = [line for line in script.splitlines() if not line.startswith(";")]
        assert commands == ["(set-logic UF)", "(declare-fun p () Bool)", "(assert (not p))", "(check-sat)"]


def test_clashes_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Sequent("o", "", "true", declarations=(("p", (), "Bool"), ("p", ("N",), "Bool")))
    with pytest.raises(ValueError, match="twice"):
        Sequent("o", "", "true", hypotheses=(("p", "p"),), declarations=(("p", (), "Bool"),))
    with pytest.raises(ValueError, match="twice"):
        Sequent("o", "", "true", sorts=("N", "N"))
