"""Reads the SMT-LIB texts of the evidence without a solver: a small reader of what `checker.logic` writes (design 6).

Written apart from the writer, so that an error there is not read back as what was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

Term: TypeAlias = "str | tuple[Term, ...]"
"""A symbol as it stands in the text, quotes of `|…|` left out, or a list of terms."""

LARGEST = 4 << 20
"""How many characters a script may have."""
DEEPEST = 400

_TOKEN = re.compile(r"\s+|;[^\n]*|\(|\)|\|[^|\\]*\||\"(?:[^\"]|\"\")*\"|[^\s();|\"]+")


class Unreadable(ValueError):
    """The text is no script of the kind that is written here."""


@dataclass(frozen=True, slots=True)
class Script:
    """sorts: the declared ones. declarations: name to (sorts of the arguments, sort of the result). assertions: without
    their labels. `asked`: how often it asks whether they can hold together."""

    sorts: tuple[str, ...]
    declarations: dict[str, tuple[tuple[Term, ...], Term]]
    assertions: tuple[Term, ...]
    asked: int


def terms(text: str) -> list[Term]:
    """The terms of a text, one after another. Raises Unreadable."""
    if len(text) > LARGEST:
        raise Unreadable(f"longer than {LARGEST} characters")
    stack: list[list[Term]] = [[]]
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Unreadable(f"no token at character {position}: {text[position : position + 20]!r}")
        position = match.end()
        token = match[0]
        if token == "(":
            if len(stack) > DEEPEST:
                raise Unreadable(f"nested more than {DEEPEST} deep")
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise Unreadable(f"a ) too many at character {position}")
            done = tuple(stack.pop())
            stack[-1].append(done)
        elif token[0] not in "; \t\r\n":
            stack[-1].append(token[1:-1] if token[0] == "|" else token)
    if len(stack) > 1:
        raise Unreadable("a ) is missing at the end")
    return stack[0]


def read(text: str) -> Script:
    """The script of a text. Raises Unreadable."""
    sorts: list[str] = []
    declarations: dict[str, tuple[tuple[Term, ...], Term]] = {}
    assertions: list[Term] = []
    asked = 0
    for command in terms(text):
        match command:
            case ("set-logic", str()):
                pass
            case ("declare-sort", str(name), "0") if name not in sorts:
                sorts.append(name)
            case ("declare-fun", str(name), tuple(arguments), result) if name not in declarations:
                declarations[name] = arguments, result
            case ("assert", ("!", formula, ":named", str())) | ("assert", formula):
                if asked:
                    raise Unreadable("an assertion after the question")
                assertions.append(formula)
            case ("check-sat",):
                asked += 1
            case _:
                raise Unreadable(f"this command is not expected here: {str(command)[:80]}")
    return Script(tuple(sorts), declarations, tuple(assertions), asked)
