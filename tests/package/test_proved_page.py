"""docs/explanation/proved-and-tested.md: what tests each module of the library, and what of the kernel is proved."""

from __future__ import annotations

import re
from dataclasses import fields

from checker.theorems.symbolic import Algebra
from nac import kernel

from .pages import DOCS, TOP

PAGE = (DOCS / "explanation" / "proved-and-tested.md").read_text(encoding="utf-8")


def test_every_module_of_the_library_has_a_row() -> None:
    rows = [row.split("|")[1] for row in PAGE.splitlines() if row.startswith("| `nac/")]
    named = [name for row in rows for name in re.findall(r"`(nac/\S+)`", row)]
    there = [path.relative_to(TOP).as_posix() for path in sorted((TOP / "nac").glob("*.py"))]
    assert sorted(named) == sorted([*there, "nac/language/"])


def test_every_path_exists() -> None:
    paths = re.findall(r"`((?:nac|checker|tests|proofs)/[^`\s]+)`", PAGE)
    assert len(paths) > 40
    assert [path for path in paths if not (TOP / path).exists()] == []


def test_the_proved_functions_are_those_of_the_kernel() -> None:
    """All functions that the kernel has, all of which the theorems execute, and no others."""
    functions = {
        name for name, value in vars(kernel).items() if callable(value) and value.__module__ == kernel.__name__
    }
    functions -= {"FlagSet"}
    assert functions == {field.name for field in fields(Algebra)}
    said = re.search(r"## Proved: the functions that decide\n\n(.*) of `nac/kernel.py`", PAGE)
    assert said is not None
    assert set(re.findall(r"`(\w+)`", said[1])) == functions
