"""What the axioms of every graph are enough to prove, of sets that walk along edges of one kind and of another."""

from __future__ import annotations

import pytest

import nac
from checker.encoding.any_graph import AnyGraph
from checker.encoding.encode import SymbolicCall
from checker.smt.logic import Formula, Sequent, and_, implies, not_
from checker.smt.solve import Solver, Task

SPEC = """
action act
operation op(p, q, m: nodes) {{
    where {} "so"
    at {} {{ require act }}
    at {} {{ require act }}
}}
"""
LIES_IN = [
    ("below(p, backing)", "chain(p)"),
    ("below(p, filter)", "chain(p)"),
    ("below(p, file)", "below(p)"),
    ("below(p, backing)", "below(p)"),
    ("children(p, backing)", "children(p)"),
    ("chain(p)", "p, below(p)"),
    ("children(p, backing)", "backing(p)"),
    ("children(p, filter)", "backing(p)"),
    ("children(p, file)", "children(p)"),
    ("backing(p)", "children(p)"),
    ("backing(p)", "chain(p)"),
    ("parents(p, file)", "above(p)"),
    ("m", "everything"),
    ("bottom(p)", "chain(p)"),
    ("root(p)", "p, above(p)"),
]
BACK = [("below(p)", "chain(p)"), ("children(p)", "backing(p)"), ("everything", "m"), ("chain(p)", "below(p, backing)")]


def verdict(solver: Solver, one: str, other: str, where: str = "p in p", finite: bool = False) -> str:
    """Whether the prover sees that the first set lies in the second one."""
    operation = nac.compile(SPEC.format(where, one, other))["op"]
    structure = AnyGraph(finite)
    call = SymbolicCall(structure, operation, "a")
    left, right = (call.nodes(role.at) for role in operation.roles)
    goal: Formula = structure.forall(lambda x: implies(left.has(x), right.has(x)))
    sorts, declarations, hypotheses = structure.finish()
    labelled = tuple((f"h {label}", formula) for label, formula in hypotheses)
    (answer,) = solver.decide([Task(Sequent("lies in", "", goal, labelled, sorts, declarations).script())])
    return answer.verdict


@pytest.mark.parametrize(("one", "other"), LIES_IN)
def test_one_lies_in_the_other(one: str, other: str, solver: Solver) -> None:
    assert verdict(solver, one, other) == "unsat"


@pytest.mark.parametrize(("one", "other"), BACK)
def test_it_does_not(one: str, other: str, solver: Solver) -> None:
    assert verdict(solver, one, other) != "unsat"


FINITE = [
    ("below(p)", "children(p), below(children(p))"),
    ("below(p)", "children(p), children(below(p))"),
    ("above(p)", "parents(p), above(parents(p))"),
    ("chain(p)", "p, chain(backing(p))"),
    ("above(p)", "root(p), below(root(p))"),
    ("chain(p)", "bottom(p), overlays(chain(p))"),
]
NEVER = [*BACK, ("children(p), below(children(p))", "children(p)"), ("p", "bottom(p)")]


@pytest.mark.parametrize(("one", "other"), FINITE)
def test_a_way_has_steps_and_an_end(one: str, other: str, solver: Solver) -> None:
    """Of finite graphs, and not of all that the other axioms allow."""
    assert verdict(solver, one, other, finite=True) == "unsat"


@pytest.mark.slow
@pytest.mark.parametrize(("one", "other"), NEVER)
def test_a_finite_graph_may_be_otherwise(one: str, other: str, solver: Solver) -> None:
    assert verdict(solver, one, other, finite=True) != "unsat"


def test_where_nothing_lies_below_a_chain_ends(solver: Solver) -> None:
    assert verdict(solver, "chain(p)", "p", "empty backing(p)") == "unsat"
    assert verdict(solver, "p", "bottom(p)", "empty backing(p)") == "unsat"
    assert verdict(solver, "above(p)", "none", "empty parents(p)") == "unsat"
    assert verdict(solver, "chain(p)", "p") != "unsat"


def test_tags_are_of_nodes(solver: Solver) -> None:
    assert verdict(solver, "p", "none", "p has t and not p has t") == "unsat"
    assert verdict(solver, "p", "none", "p has t and p in m and not m has t") != "unsat"


def test_an_end_alone_is_enough(solver: Solver) -> None:
    """Of a graph of which nothing else is asked."""
    structure = AnyGraph()
    (one,) = structure.node("n", "true", known=True)
    ended = structure.end("down", "file", one.term)
    sorts, declarations, hypotheses = structure.finish()
    labelled = tuple((f"h {label}", formula) for label, formula in hypotheses)
    goal = not_(and_(ended, not_(ended)))
    (answer,) = solver.decide([Task(Sequent("end", "", goal, labelled, sorts, declarations).script())])
    assert answer.verdict == "unsat"
