"""Where an operation's changes leave no graph (`checker.encoding.feasible`), its call has no plan."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings

import nac
from checker.deciding.obligations import check
from checker.encoding.encode import SymbolicCall
from checker.encoding.feasible import feasible
from checker.smt.logic import FALSE, TRUE
from checker.smt.outcome import Proved, Unknown
from checker.smt.solve import Solver
from nac.errors import Invalid
from nac.graph import Graph
from nac.plan import bind
from nac.sets import holds
from nac.spec import Json, Operation

from .concrete import Concrete
from .test_change_steps import SINGLE, calls


def can_start(operation: Operation, graph: Graph, arguments: dict[str, Json]) -> bool:
    """What the checker says."""
    (scope,) = bind(operation, graph, arguments)
    made: dict[tuple[str, str], str] = {}
    names = [name for name, nodes in scope.sets.items() if not nodes]
    for each in operation.changes:
        name = each.nodes.name if each.nodes.op == "name" and each.op in ("insert", "add") else ""
        if name in names and ("a", name) not in made and (each.when is None or holds(each.when, scope)):
            made["a", name] = f"#op{len(made) + 1}"
    found = feasible(SymbolicCall(Concrete(graph, {"a": scope}, made), operation, "a"))
    assert found in (TRUE, FALSE)
    return found == TRUE


def has_plan(operation: Operation, graph: Graph, arguments: dict[str, Json]) -> bool:
    try:
        operation.plan(graph, arguments)
    except Invalid:
        return False
    return True


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(calls(SINGLE, 1))
def test_one_change_can_be_made_if_and_only_if_its_call_has_a_plan(
    case: tuple[Operation, Graph, dict[str, Json]],
) -> None:
    event(f"{case[0].changes[0].op} {has_plan(*case)}")
    assert can_start(*case) == has_plan(*case)


File = tuple[str, str, str]


@pytest.mark.parametrize(
    ("changes", "before", "can"),
    [
        ("insert n above a  insert m above n", [], True),
        ("insert n above a  insert m above m", [], False),
        ("insert n above a  insert n above b", [], False),  # two chain edges
        ("insert n above a as file  insert n above b as file", [], True),
        ("insert n above a  link a to n", [], False),
        ("link a to b  link b to a", [], False),
        ("link a to b as file  link c to a as file", [("b", "c")], False),
        ("link a to b as file  add n  link b to a as file", [], False),
        ("unlink a as file  link b to a as file", [("a", "c", "file")], True),
        ("link a to n  add n", [], False),
        ("add n  link a to n", [], True),
        ("remove a  link b to a", [], False),
        ("link b to a  remove a", [], False),
        ("link b to a as file  remove a", [], False),
        ("remove a", [("b", "a")], False),
        ("remove b  remove a", [("b", "a")], True),
        ("link n to a", [], False),
        ("insert a above b", [("a", "c")], False),
        ("insert a above b as file", [("a", "c")], True),
        ("insert a above b as filter", [("a", "b")], False),
        ("insert a above b", [("a", "b")], True),
        ("unlink a as backing  insert a above b", [("a", "c")], True),
        ("tag a backing  insert a above b", [], True),
        ("insert some above a", [("b", "c", "file")], True),
        ("insert some above a", [], False),
        ("insert some above a when not empty some", [], True),
        ("insert some above a", [("b", "c", "file"), ("b", "d", "file")], False),
        ("insert n above some", [("b", "c", "file")], True),
        ("insert n above some", [("b", "c", "file"), ("b", "d", "file")], False),
    ],
)
def test_changes_that_go_on_from_others(changes: str, before: list[tuple[str, str] | File], can: bool) -> None:
    spec = nac.compile(
        "action x operation op(a, b, c, n: new, m: new) "
        f"{{ let some = children(b, file)  at a {{ }} changes {{ {changes} }} }}"
    )
    graph = Graph(before, ["a", "b", "c", "d"])
    case = spec["op"], graph, {"a": "a", "b": "b", "c": "c", "n": "n", "m": "m"}
    assert has_plan(*case) == can
    assert can_start(*case) == can


def test_a_case_without_a_plan_decides_nothing(solver: Solver) -> None:
    """Three edges of which each leads on are more than is said of them, and nothing else is left."""
    changes = "link a to b  link b to c  link c to a"
    role = "at a { require x } effects { reads b }"
    spec = nac.compile(f"action x covers reads operation op(a, b, c) {{ {role} changes {{ {changes} }} }}")
    outcomes = {owed.id: owed.outcome for owed in check(spec, solver)}
    for asked in ("coverage/op/-/0-reads/x", "run/op"):  # a proof that is wanted, and an example
        found = outcomes[asked]
        assert isinstance(found, Unknown)
        assert "has no plan" in found.reason
    assert all(isinstance(outcome, Unknown | Proved) for outcome in outcomes.values())
