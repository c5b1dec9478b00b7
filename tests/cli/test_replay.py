"""`nac replay`: JSON lines in, verdicts out (docs/reference/command-line.md)."""

from __future__ import annotations

import json
from typing import Any

import pytest

import nac as library
from checker.reporting.replay import BadLine, graph, replay
from nac.errors import Error

from .running import SPECS, nac

SPEC = library.load("examples/rwlock")
CHAIN = [{"node": "base"}, {"node": "top", "backing": "base"}]


def line(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": "L1", "graph": CHAIN, "events": list(events), **changes}


def lock(job: str, node: str = "top", operation: str = "read-lock", **more: Any) -> dict[str, Any]:
    return {"submit": job, "operation": operation, "arguments": {"node": node}, **more}


def verdicts(*events: dict[str, Any]) -> list[Any]:
    return [(found.job, found.verdict) for found in replay(SPEC, json.dumps(line(*events))).verdicts]


def test_one_verdict_for_each_event() -> None:
    assert verdicts(
        lock("r1"),
        lock("w", operation="write-lock"),
        lock("w", node="base", operation="write-lock"),
        {"release": "r1"},
        lock("u", operation="upgrade-lock"),
        {"advance": "u", "phase": "writing"},
        lock("r1"),
    ) == [
        ("r1", "admitted"),
        ("w", "refused"),
        ("w", "admitted"),
        ("r1", "admitted"),
        ("u", "admitted"),
        ("u", "admitted"),
        ("r1", "refused"),
    ]


def test_a_refusal_carries_all_conflicts() -> None:
    row = replay(SPEC, json.dumps(line(lock("w", operation="write-lock"), lock("r"))))
    assert (
        row.data()
        == {
            "id": "L1",
            "verdicts": [
                {"job": "w", "verdict": "admitted", "conflicts": []},
                {
                    "job": "r",
                    "verdict": "refused",
                    "conflicts": [
                        {"node": "top", "action": "read", "requires": "r", "denies": "w"},
                        {"node": "top", "action": "read", "requires": "w", "denies": "r"},
                        {"node": "top", "action": "write", "requires": "w", "denies": "r"},
                    ],
                },
            ],
        }
        or row.data()["verdicts"][1]["conflicts"]
    )


def test_a_call_without_a_plan_is_refused_with_a_reason() -> None:
    row = replay(SPEC, json.dumps(line(lock("r", node="tip"), {"release": "r"}, lock("r"), lock("r"))))
    first, release, again, twice = row.data()["verdicts"]
    assert (first["verdict"], first["conflicts"]) == ("refused", [])
    assert "there is no node 'tip'; did you mean 'top'?" in first["reason"]
    assert release["verdict"] == "refused"
    assert "reason" in release
    assert again == {"job": "r", "verdict": "admitted", "conflicts": []}
    assert (twice["verdict"], "taken" in twice["reason"]) == ("refused", True)


def test_a_job_may_start_in_a_phase() -> None:
    assert verdicts(lock("u", operation="upgrade-lock", phase="writing"), lock("r")) == [
        ("u", "admitted"),
        ("r", "refused"),
    ]


def test_what_a_transaction_calls_advances_and_ends_by_its_id() -> None:
    spec = library.compile("""
        action read
        action write
        operation look(node) { at node { require read   allow read } }
        operation store(node) {
            phases begin -> end
            at node during begin { require write }
            at node during end { require read   allow all }
        }
        operation both(calls: calls) { }
    """)
    calls = [{"type": "look", "data": {"node": "base"}}, {"type": "store", "data": {"node": "top"}}]
    on_base = {"operation": "store", "arguments": {"node": "base"}}
    on_top = {"operation": "look", "arguments": {"node": "top"}}
    found = replay(
        spec,
        json.dumps(
            line(
                {"submit": "u", "operation": "both", "arguments": {"calls": [*calls, calls[1]]}},
                {"release": "u.1"},
                {"submit": "t", "operation": "both", "arguments": {"calls": calls}},
                {"submit": "w", **on_base},
                {"release": "t.1"},
                {"submit": "w", **on_base},
                {"submit": "r", **on_top},
                {"advance": "t.2", "phase": "end"},
                {"submit": "r", **on_top},
                {"release": "t"},
                {"release": "t.2"},
                {"release": "w"},
            )
        ),
    ).verdicts
    assert [(each.job, each.verdict[0], len(each.conflicts)) for each in found] == [
        ("u", "r", 2),
        ("u.1", "r", 0),
        ("t", "a", 0),
        ("w", "r", 2),
        ("t.1", "a", 0),
        ("w", "a", 0),
        ("r", "r", 2),
        ("t.2", "a", 0),
        ("r", "a", 0),
        ("t", "a", 0),
        ("t.2", "r", 0),
        ("w", "a", 0),
    ]
    assert {(each["requires"], each["denies"]) for each in found[0].conflicts} == {("u.3", "u.2"), ("u.2", "u.3")}
    for job, phase, says in (("u.4", "", "was submitted before"), ("u.2", "no", "store has no phase 'no'")):
        event = {"advance": job, "phase": phase} if phase else {"release": job}
        events: list[dict[str, Any]] = [
            {"submit": "u", "operation": "both", "arguments": {"calls": [*calls, calls[1]]}},
            event,
        ]
        with pytest.raises(BadLine, match=says):
            replay(spec, json.dumps(line(*events)))


def test_a_graph_with_all_kinds_of_edges() -> None:
    found = graph(
        [
            {"node": "top", "backing": "base", "file": "f", "tags": ["read-only"]},
            {"node": "base", "backing": None},
            {"node": "copy", "edges": {"target": "base", "children": ["top", "f"]}},
        ]
    )
    assert set(found.nodes) == {"top", "base", "f", "copy"}
    assert {(edge.upper, edge.lower, edge.kind) for edge in found.edges} == {
        ("top", "base", "backing"),
        ("top", "f", "file"),
        ("copy", "base", "target"),
        ("copy", "top", "children"),
        ("copy", "f", "children"),
    }
    assert found.has("top", "read-only")


def test_expectations() -> None:
    met = [json.dumps(line(lock("r", expect="admitted"), lock("w", operation="write-lock", expect="refused")))]
    run = nac("replay", "--spec", "examples/rwlock", given="\n".join([*met, "", *met]))
    assert (run.code, run.err) == (0, "")
    assert [json.loads(row)["id"] for row in run.out.splitlines()] == ["L1", "L1"]
    missed = json.dumps(line(lock("r", expect="refused"), id=7))
    run = nac("replay", "--spec", "examples/rwlock", given="\n".join([*met, missed]))
    assert run.code == 1
    assert "line 2 (7): r: expected refused, was admitted" in run.err
    assert len(run.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "a line must be an object"),
        ("1" * 5000, "a whole number in it is too long"),
        ('{"id": NaN}', "not JSON: NaN is no number there"),
        ('{"id": [-Infinity]}', "not JSON: -Infinity is no number there"),
        ('{"id": 1e999}', "not JSON: the number 1e999 is too large"),
        ('{"id": 1, "id": 2}', "not JSON: an object has the key 'id' twice"),
        ('{"id": 1}', "a line needs 'graph'"),
        (line(speed=1), "a line has no 'speed'"),
        (line(graph={}), "graph must be a list"),
        (line(graph=[{"name": "x"}]), "an entry of the graph needs 'node'"),
        (line(graph=[{"node": "x", "bakcing": "y"}]), "has no 'bakcing'; did you mean 'backing'?"),
        (line(graph=[{"node": "x"}, {"node": "x"}]), "described twice"),
        (line(graph=[{"node": "x", "backing": "x"}]), "cycle"),
        (line(graph=[{"node": "x", "backing": 1}]), "backing must be a text"),
        (line(graph=[{"node": "x", "backing": ["y", "z"]}]), "two backing nodes"),
        (line(graph=[{"node": "x", "edges": {"file": "y"}}]), "further kinds"),
        (line(graph=[{"node": "x", "edges": ["y"]}]), "further kinds"),
        (line(graph=[{"node": "x", "tags": "read-only"}]), "tags must be a list"),
        (line(graph=[{"node": "x[y]"}]), "cannot name a node"),
        (line(events=7), "events must be a list"),
        (line({}), "one of submit, release, advance"),
        (line({"submit": "a", "release": "a"}), "has submit and release, and must have only one of submit, release"),
        (line(lock("x"), lock("y"), {"release": "z"}), "event 3: no job 'z' was submitted before"),
        (line(events=[7]), "event 1: it must be an object"),
        (line({"submit": "a"}), "the event submit needs 'operation'"),
        (line({"submit": "", "operation": "read-lock"}), "submit must be a text"),
        (line(lock("a", operation="red-lock")), "did you mean 'read-lock'?"),
        (line(lock("a", phase="writing")), "it has no phases"),
        (line(lock("a", expect="maybe")), "expect must be one of admitted, refused"),
        (line(lock("a", arguments=[])), "arguments must be an object"),
        (line(lock("a", why=1)), "the event submit has no 'why'"),
        (line({"release": "a"}), "no job 'a' was submitted before"),
        (line(lock("a"), {"advance": "a"}), "the event advance needs 'phase'"),
        (line(lock("a", operation="upgrade-lock"), {"advance": "a", "phase": "x"}), "its phases: reading, writing"),
    ],
)  # fmt: skip
def test_a_bad_line(bad: str | dict[str, Any], says: str) -> None:
    with pytest.raises(BadLine) as caught:
        replay(SPEC, bad if isinstance(bad, str) else json.dumps(bad))
    assert says in str(caught.value)
    assert isinstance(caught.value, Error)


def test_no_line_steers_the_terminal() -> None:
    said = "\x1b[31m\n"
    missed = line(lock(said, expect="refused"), id=said)
    bad = line(graph=[{"node": "x", "edges": {said: 5}}])
    run = nac("replay", "--spec", "examples/rwlock", given=f"{json.dumps(missed)}\n{json.dumps(bad)}\n")
    assert run.code == 2
    assert all(text.isprintable() for text in run.err.splitlines())
    assert len(run.err.splitlines()) == 2


def test_bad_lines_are_named_and_the_others_replayed() -> None:
    good = json.dumps(line(lock("r")))
    run = nac(
        "replay", "--spec", "examples/rwlock", given=b"\n".join([good.encode(), b"\xff\xfe", b"{", good.encode()])
    )
    assert run.code == 2
    assert len(run.out.splitlines()) == 2
    assert [said[:11] for said in run.err.splitlines()] == ["nac: line 2", "nac: line 3"]


def test_a_spec_that_cannot_be_read() -> None:
    run = nac("replay", "--spec", SPECS / "unreadable.nac")
    assert (run.code, run.out) == (2, "")
    assert "NAC031" in run.err
