"""A person can read what the values of the library show of themselves, and a program what a refusal gives."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import nac
from nac import spec
from nac.certificate import Bounds, Certificate
from nac.record import Record, fields

SPECS = {name: nac.load(name) for name in nac.shipped()}
LOCK = nac.load("examples/rwlock")
GRAPH = nac.Graph(nodes=["a"])


def values(value: object) -> Iterator[Record]:
    """All records in a value."""
    if isinstance(value, tuple):
        for each in value:
            yield from values(each)
    elif isinstance(value, Record):
        yield value
        for item in fields(type(value)):
            yield from values(getattr(value, item.name))


def refusal() -> nac.Refusal:
    controller = nac.Controller(LOCK, GRAPH)
    controller.admit(LOCK["write-lock"].plan(GRAPH, node="a"), job="writer")
    with pytest.raises(nac.Refused) as refused:
        controller.admit(LOCK["read-lock"].plan(GRAPH, node="a"), job="reader")
    return refused.value.refusal


@pytest.mark.parametrize("name", SPECS)
def test_what_a_spec_is_made_of_is_shown_in_a_few_lines(name: str) -> None:
    assert max(len(repr(each)) for each in values(SPECS[name])) < 1000


@pytest.mark.parametrize("name", SPECS)
def test_small_values_show_the_call_that_makes_them(name: str) -> None:
    shown = [each for each in values(SPECS[name]) if not repr(each).startswith("<")]
    assert len(shown) > 20
    assert all(eval(repr(each), dict(vars(spec))) == each for each in shown)


def test_large_values_say_what_they_are() -> None:
    assert repr(LOCK) == "<Spec 'rwlock': 3 actions, 3 operations, 4 properties, 3 scenarios>"
    one = nac.compile('action x property "p" { never a requires x while b requires x }', name="one")
    assert repr(one) == "<Spec 'one': 1 action, 0 operations, 1 property, 0 scenarios>"
    assert repr(LOCK["read-lock"]) == "<Operation 'read-lock': 1 parameter, 1 role, 1 effect>"
    assert repr(LOCK["upgrade-lock"]) == (
        "<Operation 'upgrade-lock': 1 parameter, 2 roles, 2 effects, phases reading, writing>"
    )
    assert repr(LOCK.scenarios[0]).endswith(": 1 node, 0 edges, 8 steps>")
    certificate = Certificate(1, "lock", "", "", (), "", (), Bounds(1, 1, 1), (), ())
    assert repr(certificate) == "<Certificate of 'lock': 0 obligations, 0 witnesses>"


def test_what_runs_is_shown_in_a_line() -> None:
    controller = nac.Controller(LOCK, GRAPH)
    plan = LOCK["write-lock"].plan(GRAPH, node="a")
    grant = controller.admit(plan, job="writer")
    assert repr(GRAPH) == "Graph(1 nodes, 0 edges)"
    assert repr(plan) == "Plan(write-lock, {'node': 'a'})"
    assert repr(grant) == "<Grant of 'writer': write-lock>"
    assert repr(refusal()) == "<Refusal of 'reader': 2 conflicts>"
    assert repr(controller) == "<Controller of 'rwlock': 1 active>"


def test_a_refusal_is_written_as_json() -> None:
    found = refusal()
    data = json.loads(json.dumps(found.as_dict()))
    assert data == found.as_dict()
    assert (data["job"], data["operation"], data["phase"]) == ("reader", "read-lock", "")
    assert len(data["conflicts"]) == len(found.conflicts)
    for each, conflict in zip(data["conflicts"], found.conflicts, strict=True):
        assert list(each) == list(nac.Conflict._fields)
        assert conflict.requires_at is not None
        assert conflict.allows_at is not None
        assert nac.Span(**each["requires_at"]) == conflict.requires_at
        assert nac.Span(**each["allows_at"]) == conflict.allows_at
        assert (each["node"], each["action"]) == (conflict.node, conflict.action)
        assert (each["requires"], each["denies"], each["since"]) == conflict[2:5]


def test_a_conflict_of_a_spec_without_a_text_has_no_places() -> None:
    bare = nac.Conflict("a", "read", "one", "other", 1.5, None, None).as_dict()
    assert bare["requires_at"] is None
    assert bare["allows_at"] is None
