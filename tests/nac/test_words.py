"""The exact words of what a controller refuses to understand."""

from __future__ import annotations

import pytest

from nac import Controller, Graph, Misuse
from nac.spec import Operation, Parameter, Spec

from ..specs.by_hand import READ, SHARES, WRITE, phased, share

GRAPH = Graph(nodes=["disk"])
JOB = phased(
    "job",
    {"one": (READ, READ), "two": (READ, READ | WRITE), "three": (READ, READ)},
    ("one", "two"),
    ("one", "three"),
)
EMPTY = Operation("empty", (Parameter("node"),))
LATER = Operation("later", (Parameter("node"),), phases=("first", "last"), start="first", then="first")
SPEC = Spec("words", SHARES, (JOB, EMPTY, LATER, share("reader", READ, READ)))


def words(call: object) -> str:
    assert callable(call)
    with pytest.raises(Misuse) as caught:
        call()
    return str(caught.value)


def test_transitions_are_listed() -> None:
    grant = Controller(SPEC, GRAPH).admit(JOB.plan(GRAPH, node="disk"), job="x")
    told = "job has no transition from 'one' to 'four'; there is one to 'two', 'three'"
    assert words(lambda: grant.advance("four")) == told
    grant.advance("two")
    assert words(lambda: grant.advance("one")) == "job has no transition from 'two' to 'one'; there is none from there"


def test_a_job_must_claim_a_node() -> None:
    control = Controller(SPEC, GRAPH)
    plain, phase = EMPTY.plan(GRAPH, node="disk"), LATER.plan(GRAPH, node="disk")
    assert words(lambda: control.admit(plain)) == f"{plain!r} claims no node: a job must claim one"
    assert words(lambda: control.admit(phase)) == f"{phase!r} claims no node in its phase 'first': a job must claim one"
