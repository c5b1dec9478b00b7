"""The example specs against recorded verdicts: PostgreSQL as measured, NFS and Gray & Reuter as derived from the text.

Every row goes through the real planner and controller, on a graph of one node.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nac

DATA = Path(__file__).parents[1] / "data"
Call = tuple[str, dict[str, str]]


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


load = cache(nac.load)


def admitted_beside(spec: nac.Spec, first: Call, second: Call) -> bool:
    graph = nac.Graph(nodes=["thing"])
    controller = nac.Controller(spec, graph)
    controller.admit(spec[first[0]].plan(graph, first[1]), job="first")
    try:
        controller.admit(spec[second[0]].plan(graph, second[1]), job="second")
    except nac.Refused as error:
        assert {found.node for found in error.refusal.conflicts} == {"thing"}
        return False
    return True


def mgl(row: dict[str, Any]) -> tuple[Call, Call, bool]:
    held, requested = (("lock", {"node": "thing", "mode": row[key]}) for key in ("held", "requested"))
    return held, requested, row["result"] == "granted"


def nfs4(row: dict[str, Any]) -> tuple[Call, Call, bool]:
    first, second = (("OPEN", {"file": "thing", **row[key]}) for key in ("first", "second"))
    return first, second, row["result"] == "NFS4_OK"


def postgres(row: dict[str, Any]) -> tuple[Call, Call, bool]:
    held, requested = ((row[key].lower().replace(" ", "-"), {"table": "thing"}) for key in ("held", "requested"))
    return held, requested, row["result"] == "granted"


SOURCES = {
    # spec: (recorded verdicts, how a row is a pair of calls, rows, of which admitted)
    "examples/mgl": ("mgl", mgl, 25, 9),
    "examples/nfs4": ("nfs4_share", nfs4, 144, 25),
    "examples/postgres": ("pg_table_locks", postgres, 64, 26),
}


def every_row() -> Iterator[Any]:
    for name, (data, read, _, _) in SOURCES.items():
        for number, row in enumerate(rows(data)):
            yield pytest.param(name, *read(row), id=f"{data}-{number}")


@pytest.mark.parametrize(("name", "first", "second", "expected"), list(every_row()))
def test_a_recorded_verdict(name: str, first: Call, second: Call, expected: bool) -> None:
    assert admitted_beside(load(name), first, second) == expected


@pytest.mark.parametrize("name", SOURCES)
def test_the_data_are_complete(name: str) -> None:
    data, read, count, admitted = SOURCES[name]
    pairs = [read(row) for row in rows(data)]
    assert len(pairs) == count
    assert len({json.dumps(pair[:2]) for pair in pairs}) == count
    assert sum(expected for *_, expected in pairs) == admitted


@pytest.mark.parametrize("name", SOURCES)
def test_the_two_halves_of_the_check_differ_somewhere(name: str) -> None:
    """A table in which both halves always say the same could not tell a wrong half (semantics: admission)."""
    spec = load(name)
    graph = nac.Graph(nodes=["thing"])
    one_sided = 0
    for row in rows(SOURCES[name][0]):
        first, second, _ = SOURCES[name][1](row)
        held, asked = (spec[call[0]].plan(graph, call[1]).claims()["thing"] for call in (first, second))
        one_sided += bool(asked.require & ~held.allow) != bool(held.require & ~asked.allow)
    if name == "examples/mgl":
        assert one_sided == 0  # of two modes in conflict each requires what the other denies
    else:
        assert one_sided > 5


def test_intentions_are_claimed_all_the_way_up() -> None:
    spec = load("examples/mgl")
    graph = nac.Graph([("table", "row", "part"), ("database", "table", "part"), ("index", "row", "part")])
    claims = spec["lock"].plan(graph, node="row", mode="X").claims()
    intention = spec.flags("read-part", "write-part")
    assert claims.pop("row") == (spec.all, 0)
    assert claims == dict.fromkeys(("table", "database", "index"), (intention, intention))
