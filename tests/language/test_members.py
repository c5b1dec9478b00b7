"""Scenarios speak of the jobs that a transaction calls by their ids."""

from __future__ import annotations

import pytest

import nac
from checker.deciding.scenarios import play
from checker.smt.outcome import Proved, Refuted

TEXT = """
action read
action write
operation look(q) {{ at q {{ require read   allow read }} }}
operation store(q) {{
    phases begin -> end -> begin
    start begin then begin
    at q during begin {{ require write   allow none }}
    at q during end {{ require read   allow read }}
}}
operation transaction(actions: calls) {{ }}
scenario "it" {{
    graph {{ a  b }}
    admit t = transaction(actions: [{{type: store, data: {{q: a}}}}, {{type: look, data: {{q: b}}}}])
    {}
}}
"""


def scenario(*steps: str) -> nac.Spec:
    return nac.compile(TEXT.format("\n    ".join(steps)))


@pytest.mark.parametrize(
    "steps",
    [
        ("refuse look(q: a) because a read", "advance t.1 to end", "admit look(q: a)"),
        (
            "refuse store(q: b)",
            "release t.2",
            "admit t.2 = store(q: b)",
            "release t",
            "refuse store(q: b)",
            "release t.2",
        ),
        ("advance t.1 to end", "admit l = look(q: a)", "refuse advance t.1 to begin because a write", "release t.1"),
        ("release t", "admit store(q: a)", "admit store(q: b)"),
        ("refuse transaction(actions: [{type: look, data: {q: b}}, {type: store, data: {q: b}}]) because b write",),
    ],
)
def test_what_a_transaction_calls_goes_on_by_itself(steps: tuple[str, ...]) -> None:
    spec = scenario(*steps)
    assert isinstance(play(spec, spec.scenarios[0]).outcome, Proved)


@pytest.mark.parametrize("steps", [("admit look(q: a)",), ("release t.2", "admit look(q: a)")])
def test_and_is_in_the_way_as_long_as_it_is_active(steps: tuple[str, ...]) -> None:
    spec = scenario(*steps)
    assert isinstance(play(spec, spec.scenarios[0]).outcome, Refuted)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (("release t.3",), "NAC087"),
        (("release t.1", "release t.1"), "NAC087"),
        (("release t", "release t.1"), "NAC087"),
        (("advance t.2 to end",), "NAC034"),
        (("advance t.1 to end", "advance t.1 to end"), "NAC089"),
        (("admit t.1 = look(q: b)",), "NAC088"),
    ],
)
def test_what_cannot_be_said_of_one(steps: tuple[str, ...], code: str) -> None:
    with pytest.raises(nac.SpecError) as caught:
        scenario(*steps)
    assert [getattr(each, "code", "") for each in caught.value.diagnostics] == [code]
