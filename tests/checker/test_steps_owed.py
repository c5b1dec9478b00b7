"""Every step of docs/semantics.md has its obligations, and every place of the library that changes its state is a step.

The steps are the rows of the table "What each step owes". What each owes is looked for among the obligations of a spec
that has something of everything; who changes the state is read off the code of the controller."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nac
from checker.deciding.obligations import check
from checker.deciding.passages import passages
from checker.questions import founded
from checker.smt.solve import Solver

from ..functions import holding

ROOT = Path(__file__).parents[2]
SPEC = """
    action write  covers writes at node, above(node)
    action read   covers reads
    action rewire covers rewires
    action edit   covers updates covers inspects
    operation make(n: new, p) {
        phases begin -> run   start begin
        always completes
        at n during begin { require rewire, write }
        at n during run   { require write }
        effects { rewires n to p during begin   writes n }
    }
    operation serve(p) {
        where p has open
        at p when p has open { require read   allow read, rewire }
        effects { reads p   rewires p unseen by p when p has never }
    }
    operation shut(p, n: new) {
        where p has open
        at p when p has open { require rewire, edit   allow none }
        at n, parents(p) { require rewire   allow none }
        changes { insert n above p as filter   untag p open }
        effects { rewires n to p   rewires parents(p) to n   updates p }
    }
    property "one at a time" { never a requires edit while b requires edit }
"""
SIDE = r"[\w-]+(?:\.\w+)*"
OWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("admit, asked", "the job and each other"): (
        "coverage/shut/-/[^/]+/rewire",
        "race/serve/shut",
        "property/0",
    ),
    ("admit, changed", "its effects"): ("changes/shut",),
    ("admit, changed and moved", "each job B"): (
        f"stability/{SIDE}/shut/changes",
        "stability/serve/shut/changes/founded",
        "stability/make.run/shut/changes/founded",
    ),
    ("admit, changed", "the job itself"): ("stability/shut/shut/changes/itself",),
    ("admit, held", "the job and each other"): (
        "coverage/shut/-/[^/]+/edit/started",
        "race/shut.started/shut.started",
        "completion/make.begin/shut.started/run",
    ),
    ("advance", "the job and each other"): ("coverage/make/run/[^/]+/write", "race/make.run/make.run"),
    ("a filter leaves", "each job B"): ("stability/serve/-/filter", "stability/make.run/-/filter"),
    ("reconfigure", "each job B"): (
        f"stability/{SIDE}/make.begin",
        "stability/serve/serve/founded",
        "stability/make.run/make.begin/founded",
    ),
    ("reconfigure", "the job itself"): ("stability/serve/serve/itself",),
    # Nothing of their own: fewer claims keep all, by theorem; and each call is admitted as if it came alone.
    ("release", "each other"): (),
    ("transaction", "each call"): (),
}
CODE = {
    # Who changes the state, and in which steps.
    "nac.controller:Controller.admit": ("admit, asked", "admit, held", "transaction"),
    "nac.admission:_with": ("admit, asked", "admit, changed", "admit, changed and moved", "admit, held", "transaction"),
    "nac.controller:Controller.advance": ("advance",),
    "nac.controller:Controller.release": ("release", "a filter leaves"),
    "nac.controller:Controller.reconfigure": ("reconfigure",),
    "nac.following:follow": ("admit, changed and moved", "a filter leaves", "reconfigure"),
    "nac.following:ended": ("release", "a filter leaves"),
    # Make the ledger anew, of the same jobs.
    "nac.controller:Controller._settle": (),
    "nac.state:ledger_of": (),
}


def rows() -> list[tuple[str, str]]:
    """The steps, each with who may suffer."""
    text = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    table = text.partition("## What each step owes")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines() if line.startswith("| ")]
    return [(step, who) for step, who in cells[1:]]


def changing(tree: ast.AST) -> Iterator[str]:
    """The functions that change the graph, the jobs or what these claim."""
    return holding(tree, _changes)


def _changes(node: ast.AST) -> bool:
    targets: list[ast.expr] = []
    match node:
        case ast.Call(func=ast.Attribute(attr="admit" | "advance" | "release", value=value)):
            return "ledger" in ast.unparse(value)
        case ast.Assign(targets=found) | ast.Delete(targets=found):
            targets = found
        case ast.AugAssign(target=found) | ast.AnnAssign(target=found):
            targets = [found]
    return any(re.search(r"_state$|\.graph$|\.ledger$|\bjobs\[", ast.unparse(each)) for each in targets)


@pytest.fixture(scope="module")
def owed() -> frozenset[str]:
    with Solver(rlimit=300_000) as quick:
        return frozenset(each.id for each in check(nac.compile(SPEC), quick))


def test_the_steps_are_those_of_the_table() -> None:
    assert set(rows()) == OWED.keys()


@pytest.mark.parametrize("row", OWED, ids=" / ".join)
def test_every_step_owes_what_the_table_says(row: tuple[str, str], owed: frozenset[str]) -> None:
    for pattern in OWED[row]:
        assert any(re.fullmatch(pattern, each) for each in owed), pattern


def test_whoever_changes_the_state_makes_a_step() -> None:
    found = set()
    for module in ("controller", "admission", "following", "state", "founding"):
        tree = ast.parse((ROOT / "nac" / f"{module}.py").read_text(encoding="utf-8"))
        found |= {f"nac.{module}:{name}" for name in changing(tree)}
    initial = {"nac.controller:Controller.__init__", "nac.state:State.__init__"}
    assert found - initial == CODE.keys()
    assert {step for steps in CODE.values() for step in steps} <= {step for step, _ in rows()}


def test_a_step_without_its_obligation_would_be_noticed(monkeypatch: pytest.MonkeyPatch, owed: frozenset[str]) -> None:
    monkeypatch.setattr(founded, "FILTER", "no kind")
    with Solver(rlimit=300_000) as quick:
        fewer = frozenset(each.id for each in check(nac.compile(SPEC), quick))
    assert {each for each in owed - fewer if each.endswith("/filter")}
    with pytest.raises(AssertionError):
        test_every_step_owes_what_the_table_says(("a filter leaves", "each job B"), fewer)


def test_who_changes_the_state_is_found() -> None:
    texts = ("def f(x):\n  x._state = 1", "def f(x):\n  x.ledger.admit(1)", "def f(jobs):\n  del jobs[1]")
    assert [list(changing(ast.parse(text))) for text in texts] == [["f"]] * 3
    assert not list(changing(ast.parse("def f(x):\n  x.jobs.admit(1)\n  y = x.graph")))


def test_every_obligation_has_an_id_of_its_own() -> None:
    with Solver(rlimit=300_000) as quick:
        for spec in (nac.compile(SPEC), nac.load("examples/live")):
            ids = [question.id for one in check(spec, quick) for question in (f.question for f in one.findings)]
            assert len(ids) == len(set(ids))


def test_a_passage_is_not_always_granted_by_what_may_be_so_no_longer() -> None:
    """That nothing stands above the node holds as the call is planned; another job may put something there."""
    text = """
        action rewire covers rewires
        action mark
        operation wait(p) {
            phases low -> high
            where empty parents(p) "it is in use"
            at p during low { require mark   allow all except mark }
            at p, parents(p) during high { require mark   allow all except mark }
            effects { inspects p }
        }
        operation attach(p, q) {
            where not q in (p, below(p))
            at q { require rewire   allow all }
            effects { rewires q to p unseen by q }
        }
    """
    with Solver(rlimit=300_000) as quick:
        spec = nac.compile(text)
        (risen,) = [str(each) for each in passages(spec, quick) if each.after == "high"]
        assert "always granted" not in risen
        without = text.replace("at p, parents(p) during high", "at p during high")
        (level,) = [str(each) for each in passages(nac.compile(without), quick) if each.after == "high"]
        assert "always granted" in level
