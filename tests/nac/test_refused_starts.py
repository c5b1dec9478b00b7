"""What a refusal says of a job that would have gone on to another phase, moved a user, or advanced
(semantics: starts)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import nac
from nac import Controller, Graph, Misuse, Refused
from nac import certificate as certificate_module
from nac.certificate import Certificate
from nac.refusal import Refusal

SPEC = nac.compile(
    """
    action read covers reads
    action write covers writes
    action edit covers rewires
    operation guest(drive: user) { at drive { require write   allow read, edit } }
    operation look(node) { at node { require read   allow read, edit } }
    operation pair(drive: user, other: node) {
        at drive { require read   allow read, edit }
        at other { require write   allow read, edit }
    }
    operation stream(node) { at node { allow write, edit } }
    operation snapshot(node, overlay: node) {
        at overlay { require edit   allow all }
        changes { insert overlay above node as backing }
    }
    operation convert(node) {
        phases asking -> working, working -> asking
        start asking then working
        at node during asking { require read   allow all }
        at node during working { require write   allow read, write }
    }
    operation alone(node) {
        phases one -> two
        at node during one { require write   allow read }
        at node during two { require write, edit   allow none }
    }
    operation nothing(node?: node) {
        phases idle -> busy
        at node during busy { require read   allow all }
    }
    """
)
GRAPH = Graph(nodes=["base", "overlay"])


def admit(control: Controller, name: str, job: str | None = None, /, **arguments: str) -> nac.Grant:
    assert control.graph is not None
    return control.admit(SPEC[name].plan(control.graph, arguments), job=job)


def state(control: Controller) -> object:
    assert control.graph is not None
    nodes = {node: control.held(node) for node in control.graph.nodes}
    return control.jobs, control.graph, nodes, [(grant.phase, grant.claims) for grant in control.jobs.values()]


def refused(control: Controller, name: str, job: str | None = None, /, **arguments: str) -> Refusal:
    """The refusal of the call, which leaves all as it was, and is what a verdict says as well."""
    before = state(control)
    assert control.graph is not None
    with pytest.raises(Refused) as caught:
        admit(control, name, job, **arguments)
    assert state(control) == before
    verdict = control.verdict(SPEC[name].plan(control.graph, arguments))
    assert state(control) == before
    assert verdict is not None
    given = caught.value.refusal
    if verdict.job != given.job:
        assert verdict.job.startswith(f"{name}-")
    as_given = [[given.job if each == verdict.job else each for each in conflict] for conflict in verdict.conflicts]
    assert as_given == [list(conflict) for conflict in given.conflicts]
    assert (verdict.operation, verdict.phase) == (given.operation, given.phase)
    return given


def test_a_user_that_cannot_move_keeps_the_change_away() -> None:
    control = Controller(SPEC, GRAPH)
    admit(control, "guest", "vm", drive="base")
    admit(control, "look", "reader", node="overlay")
    refusal = refused(control, "snapshot", node="base", overlay="overlay")
    (conflict,) = refusal.conflicts
    assert (refusal.job, refusal.operation, refusal.phase) == ("vm", "guest", "")
    assert conflict[:4] == ("overlay", "write", "vm", "reader")
    assert conflict.requires_at is not None
    assert conflict.allows_at is not None
    assert (conflict.requires_at.line, conflict.allows_at.line) == (5, 6)


def test_a_user_is_not_kept_from_moving_by_itself() -> None:
    """What it claims where it moves to is its own; a third job there is another matter."""
    control = Controller(SPEC, GRAPH)
    admit(control, "pair", "vm", drive="base", other="overlay")
    admit(control, "stream", "third", node="overlay")
    refusal = refused(control, "snapshot", node="base", overlay="overlay")
    assert {conflict[:4] for conflict in refusal.conflicts} == {("overlay", "read", "vm", "third")}


def test_a_user_that_would_meet_the_change_itself_keeps_it_away() -> None:
    control = Controller(SPEC, Graph(nodes=["base", "overlay"]))
    admit(control, "guest", "vm", drive="base")
    admit(control, "snapshot", "s", node="base", overlay="overlay").release()
    grant = control.jobs["vm"]
    grant.check("overlay", "write")
    with pytest.raises(nac.NotClaimed):
        grant.check("base", "write")
    assert grant.claims.keys() == {"overlay"}
    control.reconfigure(grant, control.graph or GRAPH)  # changes nothing


def test_a_start_that_cannot_go_on_is_refused_for_the_phase_it_would_go_on_to() -> None:
    control = Controller(SPEC, GRAPH)
    look = admit(control, "look", "reader", node="base")
    refusal = refused(control, "convert", "c", node="base")
    assert (refusal.job, refusal.phase) == ("c", "working")
    assert [conflict[:4] for conflict in refusal.conflicts] == [("base", "write", "c", "reader")]
    look.release()
    admit(control, "guest", "vm", drive="base")
    refusal = refused(control, "convert", "c", node="base")
    assert (refusal.job, refusal.phase) == ("c", "working")


def test_a_refused_start_names_its_phase_and_the_clause_of_it() -> None:
    control = Controller(SPEC, GRAPH)
    admit(control, "alone", "a", node="base").advance("two")
    refusal = refused(control, "convert", "c", node="base")
    assert refusal.phase == "asking"
    (conflict,) = refusal.conflicts
    assert conflict.requires_at is not None
    assert conflict.requires_at.line == 19


def test_a_verdict_is_about_the_phase_asked_for() -> None:
    control = Controller(SPEC, GRAPH)
    admit(control, "look", "reader", node="base")
    plan = SPEC["convert"].plan(GRAPH, node="base")
    assert control.verdict(plan, phase="asking") is None
    assert control.verdict(plan) is not None
    working = control.verdict(plan, phase="working")
    assert working is not None
    assert working.phase == "working"
    assert control.admit(plan, phase="asking").phase == "asking"


def test_a_refused_advance_says_nothing_of_the_job_itself() -> None:
    control = Controller(SPEC, GRAPH)
    grant = admit(control, "alone", "a", node="base")
    reader = SPEC["convert"].plan(GRAPH, node="base")
    with pytest.raises(Refused):
        control.admit(reader)
    other = control.admit(reader, job="c", phase="asking")
    before = state(control)
    with pytest.raises(Refused) as caught:
        grant.advance("two")
    assert state(control) == before
    assert {conflict[:4] for conflict in caught.value.refusal.conflicts} == {("base", "read", "c", "a")}
    other.release()
    grant.advance("two")


def test_a_verdict_on_what_claims_nothing_says_so() -> None:
    control = Controller(SPEC, GRAPH)
    plan = SPEC["nothing"].plan(GRAPH)
    for phase in (None, "idle", "busy"):
        where = f"in its phase '{phase or 'idle'}'"
        for act in (control.admit, control.verdict):
            with pytest.raises(Misuse, match=rf"Plan\(nothing.*claims no node {where}"):
                act(plan, phase=phase)


def test_an_operation_without_phases_has_the_empty_one() -> None:
    control = Controller(SPEC, GRAPH)
    plan = SPEC["look"].plan(GRAPH, node="base")
    assert control.verdict(plan, phase="") is None
    assert control.admit(plan, phase="").phase == ""
    with pytest.raises(Misuse, match="look has no phase 'XXXX'"):
        control.admit(plan, phase="XXXX")


def test_made_ids_go_round_those_that_are_taken() -> None:
    control = Controller(SPEC, GRAPH)
    for job in ("look-1", "look-2", "look-3"):
        admit(control, "look", job, node="base")
    assert admit(control, "look", node="base").job == "look-4"
    for job in ("convert-5", "convert-6"):
        admit(control, "look", job, node="base")
    verdict = control.verdict(SPEC["convert"].plan(GRAPH, node="base"))
    assert verdict is not None
    assert verdict.job == "convert-7"


@pytest.mark.parametrize(("certified", "path"), [(True, None), (False, "c.json"), (True, "c.json")])
def test_what_certifies_is_asked(monkeypatch: pytest.MonkeyPatch, certified: bool, path: str | None) -> None:
    asked: list[tuple[object, ...]] = []
    kept = replace(certificate_module.require_covered(nac.load("qemu")), table=SPEC.digest)

    def covered(*both: object) -> Certificate:
        asked.append(both)
        return kept

    monkeypatch.setattr(certificate_module, "require_covered", covered)
    place = None if path is None else Path(path)
    Controller(SPEC, certified=certified, certificate=place)
    assert asked == [(SPEC, place)]
    Controller(SPEC)
    assert len(asked) == 1
