"""The README is short, CI runs its commands, and it names every shipped spec."""

from __future__ import annotations

import re

import nac

from .pages import TOP
from .running import blocks

README = (TOP / "README.md").read_text(encoding="utf-8")


def test_it_is_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= 150


def test_ci_runs_its_test_command() -> None:
    set_up, tests = (block.text.strip() for block in blocks(README) if block.kind == "sh" and "-m venv" in block.text)
    assert set_up.endswith("nac check")
    commands = (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [command for command in tests.replace(".venv", ".venv-ci").split(" && ") if command not in commands] == []


def test_it_names_every_shipped_spec() -> None:
    assert set(re.findall(r"^\| `([a-z0-9/]+)` \|", README, re.MULTILINE)) == set(nac.shipped())
