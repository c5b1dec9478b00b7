"""The scenario runner: each kind of step, as written and not."""

from __future__ import annotations

import pytest

import nac
from checker.deciding.scenarios import Failure, play_all
from checker.smt.outcome import Proved, Refuted

TEXT = """
action read
action write
operation look(node) {
    phases near -> far, far -> near
    at node during near { require read, write   allow read }
    at node during far  { require read          allow read }
}
scenario "it" { graph { x   y } %s }
"""


def played(steps: str) -> Failure | None:
    (found,) = play_all(nac.compile(TEXT % steps))
    if isinstance(found.outcome, Refuted):
        assert isinstance(found.outcome.counterexample, Failure)
        return found.outcome.counterexample
    assert found.outcome == Proved()
    return None


@pytest.mark.parametrize(
    "steps",
    [
        "admit look(node: x)   admit look(node: y)",
        "admit j = look(node: x)   refuse look(node: x)",
        "admit j = look(node: x)   refuse look(node: x) because x write",
        "admit j = look(node: x) in far   admit k = look(node: x) in far   release j   advance k to near",
        "admit j = look(node: x) in far   admit k = look(node: x) in far   refuse advance k to near because x write"
        "   release j",
        "admit look(node: x) in far   admit look(node: x) in far   admit look(node: x) in far",
        "invalid look(node: z)   admit j = look(node: x)   release j   admit j = look(node: x)",
        "admit j = look(node: x)   refuse j2 = look(node: x)   advance j to far   admit j2 = look(node: x) in far",
    ],
)
def test_as_written(steps: str) -> None:
    assert played(steps) is None


@pytest.mark.parametrize(
    ("steps", "op", "happened"),
    [
        ("refuse look(node: x)", "refuse", "it was admitted"),
        ("admit look(node: x)   admit k = look(node: x)", "admit", "k (look) is refused"),
        ("invalid look(node: x)", "invalid", "the call has a plan, and was admitted"),
        (
            "admit j = look(node: x)   refuse look(node: x) because x read",
            "refuse",
            "no conflict about x read: look is refused for its phase 'near':\n  on node 'x', look requires write",
        ),
        ("admit j = look(node: x)   refuse look(node: x) because y write", "refuse", "no conflict about y write"),
        ("admit j = look(node: x)   refuse advance j to far", "hold", "it advanced"),
        (
            "admit j = look(node: x) in far   admit k = look(node: x) in far   advance k to near",
            "advance",
            "k (look) is refused for its phase 'near'",
        ),
    ],
)
def test_not_as_written(steps: str, op: str, happened: str) -> None:
    failure = played(steps)
    assert failure is not None
    assert failure.step.op == op
    assert happened in failure.happened
    assert failure.span is not None
    assert failure.span.line == 9


def test_a_refused_call_for_want_of_a_plan_is_not_a_refusal() -> None:
    spec = nac.compile(
        "action read\noperation look(node, over) { where node below over at node { require read } }\n"
        'scenario "it" { graph { x   y } refuse look(node: x, over: y) }'
    )
    (found,) = play_all(spec)
    assert isinstance(found.outcome, Refuted)
    assert isinstance(found.outcome.counterexample, Failure)
    assert "`where`" in found.outcome.counterexample.happened
