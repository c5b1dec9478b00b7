"""Mutants of specs: what a proof used, what catches a mutant, and what makes no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

import nac
from checker.deciding.prove import decide
from checker.deciding.scenarios import play_all
from checker.evidence.clauses import Clause, clauses, switched, used, without
from checker.evidence.difference import DecidedOtherwise, difference, put
from checker.evidence.findings import by_solver, every_question, everything
from checker.evidence.mutants import Mutant, mutants, report
from checker.evidence.mutants import solver as hunting
from checker.evidence.proofs import MUTANTS, about
from checker.smt.cache import Remembering
from checker.smt.outcome import Proved, Refuted
from nac.certificate import proofs_folder
from nac.spec import Spec

TEXT = """
action write "w" covers updates at node
action read "r" covers inspects at node
action never "nobody requires it"
operation put(n, other?) {
    where not other or not n below other
    where not empty n
    at n { require write, read allow never }
    at other when other { require read allow read }
    effects { updates n  inspects other }
}
operation get(n) { at n { require read allow read } effects { inspects n } }
scenario "readers" { graph { node x } admit a = get(n: x) admit get(n: x) }
"""


@pytest.fixture(scope="module")
def solver() -> Iterator[Remembering]:
    with Remembering(None) as solver:
        yield solver


@pytest.fixture(scope="module")
def spec() -> Spec:
    return nac.compile(TEXT)


@pytest.fixture(scope="module")
def found(spec: Spec, solver: Remembering) -> dict[tuple[str, str], Mutant]:
    every = mutants(spec, everything(spec, by_solver(spec, solver)), solver)
    return {(mutant.clause.operation, mutant.clause.change(spec)): mutant for mutant in every}


def test_every_clause_is_tried(spec: Spec, found: dict[tuple[str, str], Mutant]) -> None:
    assert len(found) == len(list(clauses(spec))) == 2 + 6 + 5 + 5
    kinds = {clause.kind for clause in clauses(spec)}
    assert kinds == {"where", "role", "require", "allow", "prohibit"}


@pytest.mark.parametrize(
    ("operation", "change", "caught"),
    [
        ("put", "drop role 1", "coverage"),
        ("put", "drop `require write` in role 1", "coverage"),
        ("get", "drop `require read` in role 1", "coverage"),
        ("put", "add `allow read` in role 1", "nothing"),  # `write` is refused all the same
        ("get", "add `allow write` in role 1", "nothing"),  # `read` is refused all the same
        ("get", "drop `allow read` in role 1", "scenario"),
        ("put", "drop `allow read` in role 2", "nothing"),
        ("put", "drop `where` 1", "nothing"),
    ],
)
def test_what_catches_a_mutant(found: dict[tuple[str, str], Mutant], operation: str, change: str, caught: str) -> None:
    assert found[operation, change].by == caught


def test_what_makes_no_difference(found: dict[tuple[str, str], Mutant]) -> None:
    assert found["put", "drop `allow never` in role 1"].differs is None
    assert found["put", "drop `allow never` in role 1"].caught is None
    assert found["put", "drop `where` 2"].differs is None  # a parameter that must be given is never empty
    assert found["put", "drop `where` 2"].caught is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (TEXT, {"where", "allow"}),
        ('action a "a"\noperation lone(n) { phases first -> later   at n { require a } }\n', {"prohibit", "require"}),
        (
            'action a "a"\n'
            "operation one(s: x | y, list: [n, m?]) {\n"
            "    where s is x or not m\n    where not n has bad\n"
            "    at n { allow all }   at n, m when s is y { require a   allow all }\n}\n",
            {"where", "allow"},
        ),
    ],
)
def test_what_nothing_caught_is_told_apart_by_a_scenario(text: str, kinds: set[str], solver: Remembering) -> None:
    """The scenarios that the report shows, read back from it, go as written with the clause and not without it."""
    spec = nac.compile(text)
    every = mutants(spec, everything(spec, by_solver(spec, solver)), solver)
    found = report(spec, "mine", every, about(spec))
    shown = dict(re.findall(r"^- (.*?) \(.*\)\n  `(scenario .*)`$", found, re.MULTILINE))
    uncaught = {f"{each.clause.operation}: {each.clause.change(spec)}": each for each in every if each.differs}
    assert shown.keys() == uncaught.keys()
    assert {mutant.clause.kind for mutant in uncaught.values()} == kinds
    for name, line in shown.items():
        more = nac.compile(text + line)
        assert all(isinstance(played.outcome, Proved) for played in play_all(more)), line
        *before, last = play_all(without(more, uncaught[name].clause))
        assert all(isinstance(played.outcome, Proved) for played in before)
        assert isinstance(last.outcome, Refuted), line


def test_a_case_that_the_controller_decides_alike_is_not_shown(solver: Remembering) -> None:
    """The claims conflict by the clause alone; but what the first has changed leaves the second without a plan."""
    spec = nac.compile("""
        action settle "s"
        operation open(n) {
            where not n has open
            at n { require settle }
            changes { tag n open }
        }
    """)
    every = mutants(spec, everything(spec, by_solver(spec, solver)), solver)
    (less,) = (each for each in every if each.clause == Clause("open", "require", 0, 0))
    assert less.differs == DecidedOtherwise("open beside open")


def test_the_report(spec: Spec, found: dict[tuple[str, str], Mutant]) -> None:
    text = report(spec, "mine", list(found.values()), about(spec))
    assert about(spec) in text.split("\n")
    listed = text.split("## Caught by nothing")[1].split("## Without effect")[0]
    assert "- put: drop `allow read` in role 2 (put beside " in listed
    assert "drop `allow never`" not in listed
    rows = [line for line in text.split("\n") if line.startswith(("| put", "| get"))]
    assert len(rows) == len(found)


def test_without_changes_one_clause_only(spec: Spec) -> None:
    for clause in clauses(spec):
        mutant = without(spec, clause)
        assert mutant != spec
        for operation in spec.operations:
            if operation.name != clause.operation:
                assert mutant[operation.name] == operation
        if clause.kind in ("allow", "prohibit"):
            role, changed = (each[clause.operation].roles[clause.number] for each in (spec, mutant))
            assert role.allow ^ changed.allow == 1 << clause.action
            assert replace(changed, allow=role.allow) == role


@pytest.mark.parametrize("name", ["examples/rwlock", ""])
def test_a_proof_holds_without_the_clauses_that_it_did_not_use(name: str, spec: Spec, solver: Remembering) -> None:
    """That is what makes it right to ask only those proofs again that used a clause."""
    if name:
        spec = nac.load(name)
    found = everything(spec, by_solver(spec, solver))
    proofs = [each for owed in found.owed for each in owed.findings if isinstance(each.outcome, Proved)]
    cores = used(spec, proofs, solver)
    assert cores.keys() == {each.question.id for each in proofs}
    relied = frozenset(each for finding in proofs for each in finding.relied)
    tried = 0
    for clause in clauses(spec):
        if clause.kind not in ("require", "prohibit"):
            continue
        kept = {name for name, core in cores.items() if clause not in core}
        asked = [question for question in every_question(without(spec, clause), relied) if question.id in kept]
        for finding in decide(without(spec, clause), asked, solver, search=False):
            assert isinstance(finding.outcome, Proved), (clause, finding.question.id)
            tried += 1
    assert tried > 30


def test_the_switched_spec_means_the_same(spec: Spec, solver: Remembering) -> None:
    twin, switches = switched(spec)
    assert {clause for clause in clauses(spec) if clause.kind != "allow"} == set(switches.values())
    for operation in spec.operations:
        graph = nac.Graph(nodes=["x", "y"])
        given = {each.name: True for each in twin[operation.name].parameters if each.name.startswith("switch")}
        plan, other = (each[operation.name].plan(graph, n="x", **more) for each, more in ((spec, {}), (twin, given)))
        assert plan.claims() == other.claims()


def test_put_does_what_follows() -> None:
    formula = ("and", "p", ("or", ("not", "s"), ("f", "x")), ("exists", (("x", "N"),), ("=>", "s", ("f", "x"))))
    assert put(formula, {"s": "false"}) == "p"
    assert put(formula, {"s": "true"}) == ("and", "p", ("f", "x"), ("exists", (("x", "N"),), ("f", "x")))
    assert put(("ite", "s", "a", "b"), {"s": "true"}) == "a"


def test_a_difference_is_found(solver: Remembering) -> None:
    spec = nac.load("examples/rwlock")
    whole = {clause: difference(spec, clause, solver) for clause in clauses(spec) if clause.kind == "role"}
    assert all(whole.values())
    assert Clause("write-lock", "role", 0) in whole


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rfc", *(name for name in nac.shipped() if name.startswith("examples/"))])
def test_a_shipped_report_is_right(name: str) -> None:
    spec = nac.load(name)
    with hunting() as solver:
        found = mutants(spec, everything(spec, by_solver(spec, solver)), solver)
    written = (proofs_folder() / name / MUTANTS).read_text(encoding="utf-8")
    assert written == report(spec, name, found, about(spec))
