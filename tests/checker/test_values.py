"""Conditions on the value of a text or of an argument of any kind count in proofs, as they do in plans."""

from __future__ import annotations

import pytest

import nac
from checker.deciding.obligations import check
from checker.questions.question import Counterexample
from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver

TEXT = """
action read covers reads
action write covers writes at node, above(node)
operation fill(disk, with: text, how?: any) {
    at disk, above(disk) when GUARD { require write }
    at disk { allow read }
    effects { writes disk when with is zeros or how is fast }
}
operation mark(disk, name: text) {
    at part(disk, name) { require write }
    effects { writes part(disk, name) }
}
operation copy(source, target, name: text) {
    where not target in (source, above(source), below(source))
    at part(source, name) { require read }
    at target, above(target) { require write }
    effects { reads part(source, name)   writes target }
}
"""


def outcomes(guard: str) -> dict[str, object]:
    spec = nac.compile(TEXT.replace("GUARD", guard))
    with Solver() as solver:
        return {owed.id: owed.outcome for owed in check(spec, solver)}


def test_a_missed_value_is_found() -> None:
    found = outcomes("with is zeros")
    outcome = found["coverage/fill/-/0-writes/write"]
    assert isinstance(outcome, Refuted)
    finding = outcome.counterexample.outcome  # type: ignore[attr-defined]
    assert isinstance(finding.counterexample, Counterexample)
    assert finding.counterexample.calls[0].arguments["how"] == "fast"
    assert finding.counterexample.calls[0].arguments["with"] != "zeros"


SAME = """
action a
action b
action c
operation one(node, name: text) {
    where name is ONE
    at node { require a   allow all }
    at part(node, name) { require c   allow none }
}
operation two(node, name: text) {
    where name is TWO
    at node { require b   allow all }
    at part(node, name) { require c   allow none }
}
property "no a beside b" { never a requires a while b requires b }
"""


@pytest.mark.parametrize(
    ("one", "two", "found"), [("x", "x", "Unknown"), ("x", "y", "Refuted"), ('"x]"', "x", "Proved")]
)
def test_equal_values_name_the_same_part(one: str, two: str, found: str) -> None:
    """Two who name the part x of one node do not go together. (That all have one is not proved, but known of a case.)
    No part has a bracket in its name."""
    spec = nac.compile(SAME.replace("ONE", one).replace("TWO", two))
    with Solver() as solver:
        (outcome,) = (owed.outcome for owed in check(spec, solver) if owed.kind == "property")
    assert type(outcome).__name__ == found
    if isinstance(outcome, Refuted):
        example = outcome.counterexample.outcome.counterexample  # type: ignore[attr-defined]
        assert [call.arguments["name"] for call in example.calls] == ["x", "y"]


def test_all_values_covered() -> None:
    found = outcomes("with is zeros or how is fast")
    assert all(isinstance(outcome, Proved) for outcome in found.values()), found
