"""Small wrong specs, what exactly is said of each, and a right twin of each of which nothing is said.

After a change of the words: `NAC_WRITE_GOLDEN=1 pytest tests/checker/test_negative.py`, then read the diff.
"""

from __future__ import annotations

import os

import pytest

from checker.deciding.finding import Finding
from checker.deciding.obligations import Obligation
from checker.questions.question import Counterexample, Question
from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver
from nac.controller import Controller
from nac.errors import Misuse
from nac.plan import Plan
from nac.refusal import Refused
from nac.spec import Spec

from ..specs.wrong_and_right import EACH, FOLDER, NAMES, checked
from . import brute, compare


def test_there_are_many() -> None:
    assert len(NAMES) >= 45
    assert sorted(path.stem for path in (FOLDER / "right").glob("*.nac")) == NAMES
    assert sorted(path.stem for path in (FOLDER / "wrong").glob("*.expected")) == NAMES


@pytest.mark.parametrize("name", EACH)
def test_what_is_said_of_a_wrong_spec(name: str, solver: Solver) -> None:
    said = checked("wrong", name, solver).said
    golden = FOLDER / "wrong" / f"{name}.expected"
    if os.environ.get("NAC_WRITE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8")
    assert expected
    assert said == expected  # also which of several smallest counterexamples is shown: the solver is pinned


@pytest.mark.parametrize("name", EACH)
def test_nothing_is_said_of_its_right_twin(name: str, solver: Solver) -> None:
    found = checked("right", name, solver)
    assert found.said == ""
    assert found.spec is not None
    assert found.owed


def counterexamples(owed: tuple[Obligation, ...]) -> list[tuple[Finding, Counterexample]]:
    found = []
    for finding in (finding for one in owed for finding in one.findings if not finding.good):
        if isinstance(finding.outcome, Refuted) and isinstance(finding.outcome.counterexample, Counterexample):
            found.append((finding, finding.outcome.counterexample))
    return found


@pytest.mark.parametrize("name", EACH)
def test_every_counterexample_happens(name: str, solver: Solver) -> None:
    """On the real planner and controller, judged without the checker."""
    found = checked("wrong", name, solver)
    for finding, example in counterexamples(found.owed):
        assert found.spec is not None
        question = finding.question
        plans = [found.spec[call.operation].plan(example.graph, call.arguments) for call in example.calls]
        jobs = tuple(brute.job(found.spec, plan, call.phase) for plan, call in zip(plans, example.calls, strict=True))
        for job, plan, call in zip(jobs, plans, example.calls, strict=True):
            assert job.claims == {node: tuple(claim) for node, claim in plan.claims(call.phase).items()}
        assert compare.shows(question, jobs), question.id
        assert not question.together or admitted(found.spec, plans, [call.phase for call in example.calls])
        if question.kind == "stability" and not question.id.endswith("/changes"):
            reconfigured(question, plans, jobs)


def admitted(spec: Spec, plans: list[Plan], phases: list[str]) -> Controller:
    controller = Controller(spec, plans[0].graph)
    for plan, phase in zip(plans, phases, strict=True):
        if plan.claims(phase):  # a job that claims nothing at all cannot be admitted, and conflicts with none
            try:
                controller.admit(plan, job=f"job {len(controller.jobs)}", phase=phase)
            except Refused:  # by what others' claims come to on the graph that its start leaves
                assert plan.operation.changes
    return controller


def reconfigured(question: Question, plans: list[Plan], jobs: tuple[brute.Job, ...]) -> None:
    """After a change the holder's claims are too few (unless that is a `where`'s matter): the controller makes them
    more, or does not take it."""
    graph = compare.destabilised(jobs[0], jobs[1])
    if graph is None:
        assert compare.unfounded(question, jobs[0], jobs[1])
        return
    controller = admitted(jobs[0].spec, plans, [job.phase for job in jobs])
    *holders, changer = controller.jobs.values()  # no holder, if it claims nothing yet
    before = controller.graph, [holder.claims for holder in holders]
    try:
        controller.reconfigure(changer, graph)
    except Misuse as error:
        assert "must require" in str(error)  # that it rewires what it does not claim is told of its coverage
    except Refused:
        assert (controller.graph, [holder.claims for holder in holders]) == before
    else:
        assert controller.graph == graph
        assert not holders or [holder.claims for holder in holders] != before[1]


@pytest.mark.parametrize("name", EACH)
def test_every_counterexample_is_a_smallest_one(name: str, solver: Solver) -> None:
    found = checked("wrong", name, solver)
    for finding, example in counterexamples(found.owed):
        assert found.spec is not None
        assert finding.searched < len(example.graph) + 2, "a node that is to come and a part count as well"
        for size in range(min(finding.searched, 3) + 1):
            world = compare.World(found.spec, size)
            for case in world.cases(finding.question):
                if compare.shows(finding.question, case, wide=False):
                    assert compare.weight(case) > finding.searched, compare.described(case)


@pytest.mark.parametrize("name", EACH)
def test_what_is_said_to_be_impossible_is(name: str, solver: Solver) -> None:
    found = checked("wrong", name, solver)
    for finding in (finding for one in found.owed for finding in one.findings):
        if finding.question.wanted and isinstance(finding.outcome, Proved):
            assert found.spec is not None
            for size in range(4):
                cases = compare.World(found.spec, size).cases(finding.question)
                assert not any(compare.shows(finding.question, case) for case in cases)


@pytest.mark.parametrize("name", EACH)
def test_a_counterexample_says_what_to_mend(name: str, solver: Solver) -> None:
    """It names a node, and a line of the spec; each job of it is named and drawn."""
    for finding, example in counterexamples(checked("wrong", name, solver).owed):
        assert example.facts
        for fact in example.facts:
            assert fact.nodes
            assert fact.place is not None
            assert any(node in fact.text for node in fact.nodes), fact.text
            assert all(side.operation.name in fact.text for side in finding.question.sides), fact.text
