"""The changelog has the form of Keep a Changelog, and each decision its date and status."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from .pages import DOCS, TOP

CHANGELOG = (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
DECISIONS = sorted((DOCS / "decisions").iterdir())
_VERSION = re.compile(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}")
_DECISION = re.compile(
    r"# (?P<number>\d+)\. \S.*\n\n"
    r"Date: (?P<date>\d{4}-\d{2}-\d{2})\. Status: (?:proposed|accepted|rejected|superseded)\b[^.]*?(?:\]\(\S+\))?\.\n\n"
    r"\*\*Context\.\*\* (?:.|\n)*\n\*\*Decision\.\*\*(?:.|\n)*\n\*\*Consequences\.\*\* "
)


def faults(text: str) -> list[str]:
    """The headings of a changelog that are not of the form, and the sections that hold something else than a list."""
    versions = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    wrong = [] if versions and versions[0].startswith("[Unreleased]") else ["no [Unreleased]"]
    for version in versions:
        head, *sections = re.split(r"^### ", version, flags=re.MULTILINE)
        name = head.partition("\n")[0]
        kinds = [section.partition("\n")[0] for section in sections]
        wrong += [] if _VERSION.fullmatch(name) else [name]
        wrong += [] if kinds == [kind for kind in KINDS if kind in kinds] else [f"{name}: {', '.join(kinds)}"]
        wrong += [section for section in sections if not re.fullmatch(r"\w+\n\n(- .+\n(  .+\n)*)+\n*", section)]
    return wrong


def test_the_changelog_has_the_form() -> None:
    assert faults(CHANGELOG) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "## 0.1.0\n",
        "## [Unreleased]\n\n### New\n\n- A thing.\n",
        "## [Unreleased]\n\n### Fixed\n\n- A thing.\n\n### Added\n\n- One more.\n",
        "## [Unreleased]\n\n### Added\n\nA thing.\n",
    ],
)
def test_another_form_is_noticed(wrong: str) -> None:
    assert faults(f"# Changelog\n\n{wrong}") != []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_the_form(decision: Path) -> None:
    found = _DECISION.match(decision.read_text(encoding="utf-8"))
    assert found is not None
    assert date.fromisoformat(found["date"])
    assert decision.name.startswith(f"{int(found['number']):04}-")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_a_decision_without_a_status_is_noticed() -> None:
    assert _DECISION.match("# 1. A thing\n\n**Context.** A.\n\n**Decision.** B.\n\n**Consequences.** C.\n") is None
