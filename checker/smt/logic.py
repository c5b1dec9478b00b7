"""Formulas and obligations: pure values, and the SMT-LIB text that every solver is given (semantics: evidence).

A formula is a nested tuple of strings, `("and", f, g)`; an atom is a string: a name, "true", "false", or a bit-vector
literal. Names are raw everywhere (`"top node"`, `"12"`); quoting happens where the text is written. A sort is a name or
`bits(64)`. The builders fold constants and flatten, so that what is written is small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Formula: TypeAlias = "str | tuple[Formula, ...]"
Sort: TypeAlias = Formula
Variables: TypeAlias = tuple[tuple[str, Sort], ...]
Declaration: TypeAlias = tuple[str, tuple[Sort, ...], Sort]
"""Name, sorts of the arguments, sort of the result."""

TRUE = "true"
FALSE = "false"
BOOL = "Bool"

_RESERVED = """true false and or not xor => = ite distinct let forall exists match par _ ! as Bool BitVec
    BINARY DECIMAL HEXADECIMAL NUMERAL STRING bvand bvor bvnot bvlshr bvult concat extract"""
RESERVED = frozenset(_RESERVED.split())
"""Names that mean something in the text already; a declared name must be none of them."""

_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9~!@$^&*_+=<>.?/-]*\Z")
_LITERAL = re.compile(r"#b[01]+\Z|#x[0-9a-fA-F]+\Z")


def and_(*formulas: Formula) -> Formula:
    return _join("and", formulas, neutral=TRUE, absorbing=FALSE)


def or_(*formulas: Formula) -> Formula:
    return _join("or", formulas, neutral=FALSE, absorbing=TRUE)


def _join(op: str, formulas: Iterable[Formula], neutral: str, absorbing: str) -> Formula:
    parts: list[Formula] = []
    for formula in formulas:
        if formula == absorbing:
            return absorbing
        if formula == neutral:
            continue
        if isinstance(formula, tuple) and formula[0] == op:
            parts.extend(formula[1:])
        else:
            parts.append(formula)
    if len(parts) < 2:
        return parts[0] if parts else neutral
    return (op, *parts)


def not_(formula: Formula) -> Formula:
    if formula == TRUE:
        return FALSE
    if formula == FALSE:
        return TRUE
    if isinstance(formula, tuple) and formula[0] == "not":
        return formula[1]
    return ("not", formula)


def at_most_one(formulas: Sequence[Formula]) -> Formula:
    return and_(*(not_(and_(one, other)) for number, one in enumerate(formulas) for other in formulas[:number]))


def implies(premise: Formula, conclusion: Formula) -> Formula:
    if premise == TRUE:
        return conclusion
    if premise == FALSE or conclusion == TRUE:
        return TRUE
    return not_(premise) if conclusion == FALSE else ("=>", premise, conclusion)


def iff(left: Formula, right: Formula) -> Formula:
    for one, other in ((left, right), (right, left)):
        if one == TRUE:
            return other
        if one == FALSE:
            return not_(other)
    return TRUE if left == right else ("=", left, right)


def ite(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    """Return if-then-else over truth values."""
    if condition == TRUE or then == otherwise:
        return then
    if condition == FALSE:
        return otherwise
    if otherwise in (TRUE, FALSE):
        return and_(condition, then) if otherwise == FALSE else implies(condition, then)
    if then in (TRUE, FALSE):
        return or_(condition, otherwise) if then == TRUE else and_(not_(condition), otherwise)
    return ("ite", condition, then, otherwise)


def eq(left: Formula, right: Formula) -> Formula:
    """Return the equality of two terms that are no truth values (`iff` is for those)."""
    return TRUE if left == right else ("=", left, right)


def forall(variables: Iterable[tuple[str, Sort]], body: Formula) -> Formula:
    return _quantify("forall", tuple(variables), body)


def exists(variables: Iterable[tuple[str, Sort]], body: Formula) -> Formula:
    return _quantify("exists", tuple(variables), body)


def _quantify(op: str, variables: Variables, body: Formula) -> Formula:
    for name, _ in variables:
        _usable(name)
    if not variables or body in (TRUE, FALSE):  # sorts are never empty
        return body
    return (op, variables, body)


def app(name: str, *args: Formula) -> Formula:
    """Return a declared predicate or function applied; without arguments the constant itself. ValueError: a reserved
    name."""
    _usable(name)
    return (name, *args) if args else name


def bits(width: int) -> Sort:
    """Return the sort of bit-vectors."""
    return ("_", "BitVec", str(width))


def bits_literal(value: int, width: int) -> Formula:
    """Return `value` modulo 2 to the `width`, so that -1 is all ones."""
    return "#b" + format(value & (1 << width) - 1, f"0{width}b")


def _usable(name: str) -> None:
    if name in RESERVED or _LITERAL.match(name):
        raise ValueError(f"{name!r} means something in SMT-LIB already; use another name")


@lru_cache(maxsize=1 << 14)
def symbol(name: str) -> str:
    """Return the name as an SMT-LIB symbol. Different names give different symbols: what `|…|` cannot hold is
    %-encoded."""
    if _SIMPLE.match(name) or name in RESERVED or _LITERAL.match(name):
        return name
    plain = (c if " " <= c <= "~" and c not in "%|\\" else "".join(f"%{b:02X}" for b in _bytes(c)) for c in name)
    return "|" + "".join(plain) + "|"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def text(formula: Formula) -> str:
    """Return the SMT-LIB text of a formula or sort, on one line. No recursion: a formula may be deep."""
    out: list[str] = []
    stack: list[Formula] = [formula]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item if item in (" ", ")") else symbol(item))
        elif item and item[0] == "_":
            out.append(f"({' '.join(str(part) for part in item)})")  # an indexed name, numerals and all
        elif item and item[0] in ("forall", "exists"):
            variables, body = item[1:]
            bound = " ".join(text(variable) for variable in variables)
            out.append(f"({item[0]} ({bound}) ")
            stack += (")", body)
        else:
            out.append("(")
            stack.append(")")
            for position in range(len(item) - 1, -1, -1):
                stack.append(item[position])
                if position:
                    stack.append(" ")
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Sequent:
    """One thing to prove: from the hypotheses follows the goal.

    `name` is a stable id, `statement` says it in words. ValueError: a name declared twice, a label used twice or
    as a name, a reserved name.
    """

    name: str
    statement: str
    goal: Formula
    hypotheses: tuple[tuple[str, Formula], ...] = ()
    sorts: tuple[str, ...] = ()
    declarations: tuple[Declaration, ...] = ()

    def __post_init__(self) -> None:
        for names in (self.sorts, [name for name, _, _ in self.declarations] + [label for label, _ in self.hypotheses]):
            seen: set[str] = set()
            for name in names:
                _usable(name)
                if name in seen:
                    raise ValueError(f"obligation {self.name}: {name!r} is declared or used as a label twice")
                seen.add(name)

    def script(self) -> str:
        """Return the text whose answer `unsat` means proved, and whose models are counterexamples."""
        lines = [*_comment(self.name), *_comment(self.statement)]
        lines += ["; Answer unsat: it holds. Answer sat: it is refuted.", *self._body()]
        lines += [f"(assert (not {text(self.goal)}))", "(check-sat)"]
        return "\n".join(lines) + "\n"

    def vacuity_script(self) -> str:
        """Return the hypotheses alone: the answer must be `sat`, or the obligation says nothing."""
        lines = [*_comment(self.name + ", hypotheses only"), *_comment(self.statement)]
        return "\n".join([*lines, "; Answer sat: they can hold together.", *self._body(), "(check-sat)"]) + "\n"

    def _body(self) -> list[str]:
        vectors = any(isinstance(sort, tuple) for _, sorts, result in self.declarations for sort in (*sorts, result))
        lines = [f"(set-logic {'UFBV' if vectors else 'UF'})"]
        lines += [f"(declare-sort {symbol(sort)} 0)" for sort in self.sorts]
        for name, sorts, result in self.declarations:
            arguments = " ".join(map(text, sorts))
            lines.append(f"(declare-fun {symbol(name)} ({arguments}) {text(result)})")
        lines += [_assertion(label, formula) for label, formula in self.hypotheses]
        return lines


@lru_cache(maxsize=512)  # obligations about the same things have most hypotheses in common
def _assertion(label: str, formula: Formula) -> str:
    return f"(assert (! {text(formula)} :named {symbol(label)}))"


def _comment(words: str) -> list[str]:
    lines = words.split("\n")
    return ["; " + "".join(c if c.isprintable() else "?" for c in line) for line in lines]
