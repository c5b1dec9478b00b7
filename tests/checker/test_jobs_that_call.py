"""Jobs that make calls hold what these claim together: of that no proof is pretended."""

from __future__ import annotations

import pytest

import nac
from checker.deciding.obligations import check
from checker.deciding.passages import passages
from checker.smt.outcome import Proved, Refuted, Unknown
from checker.smt.solve import Solver

TEXT = """
action use
action keep
action drop
operation take(node) {{ at node {{ require use   allow all }} }}
operation hold(node) {{ at node {{ require keep   allow use, keep }} }}
operation free(node) {{ at node {{ require drop   allow all }} }}
operation batch(actions: calls) {{ {} }}
property "p" {{ never {} while b requires drop }}
"""


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        ("a requires keep", Proved),  # what is said of each call is said of all
        ("(a requires keep or a requires keep)", Proved),
        ("a requires use and a requires keep", Unknown),
        ("a is batch", Unknown),
        ("a requires keep and not a is batch", Proved),
    ],
)
def test_what_calls_hold_together(left: str, outcome: type, solver: Solver) -> None:
    spec = nac.compile(TEXT.format("", left))
    found = {owed.id: owed.outcome for owed in check(spec, solver)}
    assert type(found["property/0"]) is outcome
    if "use" in left:  # one that makes both calls may meet it, and is not looked at
        assert isinstance(found["vacuity/0/left"], Unknown)


def test_a_half_that_nothing_meets_is_still_vacuous(solver: Solver) -> None:
    spec = nac.compile(TEXT.format("", "a requires use and not a requires use and not a is batch"))
    assert isinstance({owed.id: owed.outcome for owed in check(spec, solver)}["vacuity/0/left"], Refuted)


def test_a_passage_from_the_start_is_not_decided(solver: Solver) -> None:
    """What is called is past its start then; from there on it stays as it is."""
    spec = nac.compile(TEXT.format("phases begin -> commit -> done   always completes", "a requires keep"))
    shown = {(passage.before, passage.after): str(passage) for passage in passages(spec, solver)}
    assert "is not decided" in shown["begin", "commit"]
    assert shown["commit", "done"].endswith("is always granted")
    completion = {owed.id: owed.outcome for owed in check(spec, solver) if owed.kind == "completion"}
    assert {name.rpartition("/")[2] for name, found in completion.items() if isinstance(found, Unknown)} == {"commit"}
    assert {name.rpartition("/")[2] for name, found in completion.items() if isinstance(found, Proved)} == {"done"}
