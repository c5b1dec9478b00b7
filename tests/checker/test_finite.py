"""What is true because graphs are finite: a way has a first and a last step and comes to an end.

tests/specs/decided holds the specs as they were found, undecided. Each twin drops a part of what makes it true.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import nac
from checker.deciding.obligations import check
from checker.smt.outcome import Outcome, Proved, Refuted
from checker.smt.solve import Solver

CASES = Path(__file__).parents[1] / "specs" / "decided"
TWINS = [
    ("complete-below-children", "at children(p), below(children(p))", "at children(p)"),
    ("complete-below-children", "at children(p), below(children(p))", "at below(children(p))"),
    ("complete-walks", "at p, root(p), above(p) and below(root(p))", "at p, above(p) and below(root(p))"),
    ("complete-walks", "at p, root(p), above(p) and below(root(p))", "at p, root(p)"),
]


def outcomes(text: str, solver: Solver) -> dict[str, Outcome]:
    return {owed.id: owed.outcome for owed in check(nac.compile(text), solver)}


@pytest.mark.parametrize("name", ["complete-below-children", "complete-walks"])
def test_it_is_proved(name: str, solver: Solver) -> None:
    found = outcomes((CASES / f"{name}.nac").read_text(), solver)
    assert found
    assert all(isinstance(outcome, Proved) for outcome in found.values())


@pytest.mark.parametrize(("name", "clause", "less"), TWINS)
def test_with_less_it_is_refuted(name: str, clause: str, less: str, solver: Solver) -> None:
    text = (CASES / f"{name}.nac").read_text()
    assert clause in text
    found = outcomes(text.replace(clause, less), solver)
    assert any(isinstance(outcome, Refuted) for outcome in found.values())
