"""The examples of docs/language.md are one spec; what docs/command-line.md lists exists."""

from __future__ import annotations

import re
from pathlib import Path

import nac
from checker.cli import COMMANDS, parser
from checker.obligations import check
from checker.outcome import Proved
from checker.scenarios import play_all
from checker.solve import Solver
from nac.language import compile_text
from nac.spec import FUNCTIONS, VERBS

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGE = (DOCS / "language.md").read_text(encoding="utf-8")
COMMAND_LINE = (DOCS / "command-line.md").read_text(encoding="utf-8")


def test_the_examples_of_the_language_are_a_spec_that_holds() -> None:
    text = "\n".join(re.findall(r"```\n(.*?)```", LANGUAGE, re.DOTALL))
    spec = nac.compile(text, "language.md")
    assert compile_text(text, "language.md").diagnostics == ()
    assert (len(spec.operations), len(spec.properties), len(spec.scenarios)) == (4, 2, 1)
    assert [played.outcome for played in play_all(spec)] == [Proved()]
    with Solver() as solver:
        assert [owed.id for owed in check(spec, solver) if not isinstance(owed.outcome, Proved)] == []


def test_the_language_page_names_every_function_and_verb() -> None:
    for name in FUNCTIONS:
        assert f"`{name}(" in LANGUAGE, name
    for verb in VERBS:
        assert f"`{verb}`" in LANGUAGE, verb


def test_every_command_is_described() -> None:
    assert re.findall(r"^## nac (\w+)", COMMAND_LINE, re.MULTILINE) == list(COMMANDS)
    usage = parser().format_help()
    assert all(f"    {name} " in usage for name in COMMANDS)
