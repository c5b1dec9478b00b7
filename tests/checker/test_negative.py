"""Small wrong specs, what exactly is said of each, and a right twin of each of which nothing is said.

After a change of the words: `NAC_WRITE_GOLDEN=1 pytest tests/checker/test_negative.py`, then read the diff.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from checker.deciding.finding import Finding
from checker.deciding.obligations import Obligation
from checker.questions.question import Counterexample, Question, history
from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver
from nac.controller import Controller
from nac.errors import Misuse
from nac.plan import Plan
from nac.refusal import Refused
from nac.spec import Spec

from ..specs.wrong_and_right import FOLDER, NAMES, checked
from . import brute, compare


def test_there_are_many() -> None:
    assert len(NAMES) >= 45
    assert sorted(path.stem for path in (FOLDER / "right").glob("*.nac")) == NAMES
    assert sorted(path.stem for path in (FOLDER / "wrong").glob("*.expected")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_wrong_spec(name: str, solver: Solver) -> None:
    said = checked("wrong", name, solver).said
    golden = FOLDER / "wrong" / f"{name}.expected"
    if os.environ.get("NAC_WRITE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8")
    assert expected
    assert said == expected  # also which of several smallest counterexamples is shown: the solver is pinned


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
def test_every_counterexample_happens(name: str, solver: Solver) -> None:
    """On the real planner and controller, judged without the checker."""
    found = checked("wrong", name, solver)
    for finding, example in counterexamples(found.owed):
        assert found.spec is not None
        question = finding.question
        jobs = happened(found.spec, question, example)
        assert compare.shows(question, jobs), question.id
        assert not question.together or admitted(found.spec, question, example)
        if question.kind == "stability" and question.id.count("/") == 2 + question.id.endswith("/founded"):
            reconfigured(question, example, jobs)


def happened(spec: Spec, question: Question, example: Counterexample) -> tuple[brute.Job, ...]:
    """The jobs in the order of the question, when all have come: some have changed the graph as they started."""
    graph, plans = example.graph, dict[int, Plan]()
    for number, call in zip(history(question.sides), example.calls, strict=True):
        plan = spec[call.operation].plan(graph, call.arguments)
        if question.sides[number].started:
            for place, node in plan.moves:
                plans = {n: held.moved(place, node) if held.uses(place) else held for n, held in plans.items()}
            plans = {n: held.later(plan.after, plan.gone) for n, held in plans.items()}
            plan = plan.later(plan.after)
            graph = plan.graph
        plans[number] = plan
    jobs = [brute.job(spec, plans[number], side.phase) for number, side in enumerate(question.sides)]
    for number, side in enumerate(question.sides):
        assert jobs[number].claims == {n: tuple(claim) for n, claim in plans[number].claims(side.phase).items()}
        if side.started and side.phase == side.operation.start:
            left = tuple(deed for deed in jobs[number].deeds if deed.verb != "rewires")
            jobs[number] = replace(jobs[number], deeds=left)
    return tuple(jobs)


def admitted(spec: Spec, question: Question, example: Counterexample) -> Controller:
    controller = Controller(spec, example.graph)
    for number, call in zip(history(question.sides), example.calls, strict=True):
        assert controller.graph is not None
        plan = spec[call.operation].plan(controller.graph, call.arguments)
        if plan.claims(call.phase) or question.sides[number].started:
            # (A job that claims nothing at all cannot be admitted, and conflicts with none.)
            try:
                controller.admit(plan, job=f"job {number}", phase=call.phase)
            except Refused:  # by what others' claims come to on the graph that its start leaves
                assert question.sides[number].asked
    return controller


def reconfigured(question: Question, example: Counterexample, jobs: tuple[brute.Job, ...]) -> None:
    """After a change the holder's claims are too few (unless that is a `where`'s matter): the controller makes them
    more, or does not take it."""
    graph = compare.destabilised(jobs[0], jobs[1])
    if graph is None:
        assert compare.unfounded(question, jobs[0], jobs[1])
        return
    controller = admitted(jobs[0].spec, question, example)
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


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_impossible_is(name: str, solver: Solver) -> None:
    found = checked("wrong", name, solver)
    for finding in (finding for one in found.owed for finding in one.findings):
        if finding.question.wanted and isinstance(finding.outcome, Proved):
            assert found.spec is not None
            for size in range(4):
                cases = compare.World(found.spec, size).cases(finding.question)
                assert not any(compare.shows(finding.question, case) for case in cases)


@pytest.mark.parametrize("name", NAMES)
def test_a_counterexample_says_what_to_mend(name: str, solver: Solver) -> None:
    """It names a node, and a line of the spec; each job of it is named and drawn."""
    for finding, example in counterexamples(checked("wrong", name, solver).owed):
        assert example.facts
        for fact in example.facts:
            assert fact.nodes
            assert fact.place is not None
            assert any(node in fact.text for node in fact.nodes), fact.text
            assert all(side.operation.name in fact.text for side in finding.question.sides), fact.text
