"""Reads the SMT-LIB texts of the evidence without a solver: a small reader of what `checker.smt.logic` writes
(semantics: evidence).

Written apart from the writer, so that an error there is not read back as what was meant. Nothing else is read: to a
solver a text is a program, which may write files, answer by itself, or ask something else than it seems to. So each
text is read here before a solver sees it, and no text may mean one thing here and another to a solver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

SExpression: TypeAlias = "str | tuple[SExpression, ...]"
"""A symbol as it stands in the text, quotes of `|…|` left out, or a list of terms."""

LARGEST = 4 << 20
"""How many characters a script may have."""
DEEPEST = 400
LOGICS = ("UF", "UFBV", "QF_UF")

_TOKEN = re.compile(r"[ \t\r\n]+|;[^\0\n]*|\(|\)|\|[ -\[\]-{}~]*\||[A-Za-z0-9~!@$%^&*_+=<>.?/:#-]+")
_ALIKE = re.compile(r"\|(?:[A-Za-z_][A-Za-z0-9~!@$^&*_+=<>.?/-]*|=>?|!|:named|#[bx].*)\|")
"""What quotes must not surround: it would be read here as what it is without them, and by some solvers as well."""


class UnreadableScript(ValueError):
    """The text is no script of the kind that is written here."""


@dataclass(frozen=True, slots=True)
class Script:
    """sorts: the declared ones. declarations: name to (sorts of the arguments, sort of the result). assertions: without
    their labels. The question is whether they can hold together."""

    sorts: tuple[str, ...]
    declarations: dict[str, tuple[tuple[SExpression, ...], SExpression]]
    assertions: tuple[SExpression, ...]


def terms(text: str) -> list[SExpression]:
    """Return the terms of a text, one after another. Raises UnreadableScript."""
    if len(text) > LARGEST:
        raise UnreadableScript(f"longer than {LARGEST} characters")
    stack: list[list[SExpression]] = [[]]
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnreadableScript(f"no token at character {position}: {text[position : position + 20]!r}")
        position = match.end()
        token = match[0]
        if token == "(":
            if len(stack) > DEEPEST:
                raise UnreadableScript(f"nested more than {DEEPEST} deep")
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise UnreadableScript(f"a ) too many at character {position}")
            done = tuple(stack.pop())
            stack[-1].append(done)
        elif token[0] == "|":
            if _ALIKE.fullmatch(token):
                raise UnreadableScript(f"needless quotes at character {position}: {token[:80]}")
            stack[-1].append(token[1:-1])
        elif token[0] not in "; \t\r\n":
            stack[-1].append(token)
    if len(stack) > 1:
        raise UnreadableScript("a ) is missing at the end")
    return stack[0]


def read(text: str) -> Script:
    """Return the script of a text: declarations, assertions, and at its end one question. Raises UnreadableScript."""
    sorts: dict[str, None] = {}
    declarations: dict[str, tuple[tuple[SExpression, ...], SExpression]] = {}
    assertions: list[SExpression] = []
    commands = terms(text)
    if commands[:1] and commands[0] in [("set-logic", logic) for logic in LOGICS]:
        del commands[0]
    asked = commands.index(("check-sat",)) if ("check-sat",) in commands else len(commands)
    for command in commands[:asked]:
        match command:
            case ("declare-sort", str(name), "0") if name not in sorts:
                sorts[name] = None
            case ("declare-fun", str(name), tuple(arguments), result) if name not in declarations:
                declarations[name] = arguments, result
            case ("assert", ("!", formula, ":named", str())) | ("assert", formula):
                assertions.append(formula)
            case _:
                raise UnreadableScript(f"this command is not expected here: {_short(command)}")
    if asked == len(commands):
        raise UnreadableScript("it asks no question")
    if asked < len(commands) - 1:
        raise UnreadableScript(f"something stands after the question: {_short(commands[asked + 1])}")
    return Script(tuple(sorts), declarations, tuple(assertions))


def _short(command: SExpression) -> str:
    head = command if isinstance(command, str) else f"({' '.join(map(str, command[:3]))[:80]}"
    return head[:80]
