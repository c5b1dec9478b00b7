"""A transaction is a list of calls, each a job: admitted one after another, all or none (docs/semantics.md)."""

from __future__ import annotations

from typing import Any

import pytest

import nac
from nac import Controller, Graph, Invalid, Misuse, NotClaimed, Refused

ACTIONS = """
    action write  covers writes at node, above(node)
    action read   covers reads
    action rewire covers rewires
"""
SPEC = nac.compile(
    ACTIONS
    + """
    /// A guest that reads its disk from outside the graph.
    operation guest(drive: user) { at drive { require read   allow read, rewire }   effects { reads drive } }
    operation store(p) { at p, above(p) { require write   allow none }   effects { writes p } }
    operation look(q) { at q { require read   allow read }   effects { reads q } }
    operation snapshot(node, overlay: new) {
        at node, overlay, parents(node) { require rewire   allow read }
        changes { insert overlay above node }
        effects { rewires overlay to node  rewires parents(node) to overlay unseen by parents(node) }
    }
    operation job(p) {
        phases begin, run -> done
        start begin then run
        at p during begin { require read   allow read }
        at p, above(p) during run { require write   allow none }
        effects { reads p during begin   writes p during run }
    }
    operation put(p)  { at p, above(p) { require write   allow write, rewire }   effects { writes p } }
    operation ins(p, n: new) {
        at n, p, parents(p) { require rewire   allow write }
        at n { require read allow rewire }
        changes { insert n above p }
        effects { rewires n to p   rewires parents(p) to n unseen by parents(p) reads n }
    }
    operation throttle(p, n: new) {
        phases begin, run
        start begin then run
        at p, n, parents(p) during begin { require rewire   allow read }
        at n during run { allow all }
        changes { insert n above p as filter }
        effects { rewires n to p during begin   rewires parents(p) to n unseen by parents(p) during begin }
    }
    operation delete(p) {
        where empty parents(p) "in use"
        at p { require rewire   allow none }
        changes { remove p }
        effects { rewires p }
    }
    operation idle(p) { at backing(p) { require read   allow read } }
    operation transaction(actions: calls) { }
    operation locked(lock, actions: calls) {
        phases begin -> end
        at lock during begin { require read   allow read, rewire }
        at lock during end { require write   allow rewire }
        effects { reads lock during begin   writes lock unseen by above(lock) during end }
    }
    """
)
Call = tuple[str, dict[str, str]]


def chain(*nodes: str) -> Controller:
    return Controller(SPEC, Graph.chain(*nodes))


def run(control: Controller, name: str, job: str | None = None, /, **arguments: Any) -> nac.Grant:
    assert control.graph is not None
    return control.admit(SPEC[name].plan(control.graph, arguments), job=job)


def calls(*made: Call) -> list[dict[str, Any]]:
    return [{"type": name, "data": data} for name, data in made]


def together(control: Controller, *made: Call, job: str = "t") -> nac.Grant:
    return run(control, "transaction", job, actions=calls(*made))


def apart(control: Controller, *made: Call) -> tuple[nac.Grant, ...]:
    """The same calls, each as a job of its own."""
    return tuple(run(control, name, **data) for name, data in made)


def state(control: Controller) -> object:
    """All that can be seen of a controller."""
    assert control.graph is not None
    jobs = [(grant, grant.job, grant.plan, grant.phase, grant.claims, grant.members) for grant in control.jobs.values()]
    return control.graph, jobs, {node: control.held(node) for node in control.graph}


def claims(grant: nac.Grant) -> dict[str, tuple[str, ...]]:
    """Node to the actions that the job requires."""
    return {node: SPEC.names(claim.require) for node, claim in grant.claims.items()}


WAYS = pytest.mark.parametrize("way", [apart, lambda control, *made: together(control, *made).members])


@WAYS
def test_the_user_in_a_transaction_moves(way: Any) -> None:
    """It stayed behind: a snapshot took its disk's place, and what it reads now was written to."""
    control = chain("base")
    (guest,) = way(control, ("guest", {"drive": "base"}))
    snapshot = run(control, "snapshot", node="base", overlay="top")
    assert claims(guest) == {"top": ("read",)}
    snapshot.release()
    for node in ("top", "base"):
        with pytest.raises(Refused):
            run(control, "store", p=node)
    guest.release()
    run(control, "store", p="top")


@WAYS
def test_a_user_is_moved_by_a_later_call(way: Any) -> None:
    control = chain("base")
    guest, snapshot = way(control, ("guest", {"drive": "base"}), ("snapshot", {"node": "base", "overlay": "top"}))
    assert claims(guest) == {"top": ("read",)}
    snapshot.release()
    with pytest.raises(Refused):
        run(control, "store", p="base")
    third = run(control, "snapshot", node="top", overlay="more")
    assert claims(guest) == {"more": ("read",)}
    third.release()


@WAYS
def test_what_is_called_holds_what_it_needs_past_its_start(way: Any) -> None:
    """It stayed in its start phase where the transaction has no phases: it wrote while others read."""
    control = chain("a")
    (job,) = way(control, ("job", {"p": "a"}))
    assert job.phase == "run"
    assert claims(job) == {"a": ("write",)}
    with pytest.raises(Refused):
        run(control, "look", q="a")
    job.advance("done")
    run(control, "look", q="a")


def test_what_a_call_holds_past_its_start_can_be_refused() -> None:
    control = chain("a")
    run(control, "look", "looking", q="a")
    before = state(control)
    with pytest.raises(Refused) as refused:
        together(control, ("look", {"q": "a"}), ("job", {"p": "a"}))
    assert refused.value.refusal.phase == "run"
    assert {conflict.denies for conflict in refused.value.refusal.conflicts} == {"looking", "t.1", "t.2"}
    assert state(control) == before


@pytest.mark.parametrize("way", [apart, together])
def test_calls_that_conflict_as_jobs_are_refused(way: Any) -> None:
    """put allows ins, ins allows put, but not on the graph that ins leaves; as one plan they were joined."""
    for made in (
        (("put", {"p": "a"}), ("ins", {"p": "a", "n": "b"})),
        (("put", {"p": "base"}), ("guest", {"drive": "mid"}), ("ins", {"p": "a", "n": "b"})),
        (("look", {"q": "a"}), ("store", {"p": "a"})),
        (("store", {"p": "a"}), ("store", {"p": "a"})),
        (("look", {"q": "a"}), ("job", {"p": "a"})),
        (("snapshot", {"node": "a", "overlay": "b"}), ("store", {"p": "a"})),
        (("snapshot", {"node": "a", "overlay": "b"}), ("look", {"q": "b"}), ("store", {"p": "a"})),
    ):
        control = chain("base", "mid", "a")
        before = state(control)
        with pytest.raises(Refused):
            way(control, *made)
        if way is together:
            assert state(control) == before


def test_a_refusal_says_which_call_conflicts_with_which() -> None:
    control = chain("base", "top")
    run(control, "look", "reading", q="base")
    assert control.graph is not None
    made = calls(("guest", {"drive": "top"}), ("look", {"q": "base"}), ("store", {"p": "base"}))
    with pytest.raises(Refused) as refused:
        run(control, "transaction", "t", actions=made)
    refusal = refused.value.refusal
    assert (refusal.job, refusal.operation) == ("t.3", "store")
    assert {(each.node, each.action, each.requires, each.denies) for each in refusal.conflicts} == {
        ("top", "write", "t.3", "t.1"),
        ("top", "read", "t.1", "t.3"),
        ("base", "write", "t.3", "reading"),
        ("base", "read", "reading", "t.3"),
        ("base", "write", "t.3", "t.2"),
        ("base", "read", "t.2", "t.3"),
    }
    assert "t.3 (store) is refused" in str(refusal)
    plan = SPEC["transaction"].plan(control.graph, actions=made)
    before = state(control)
    verdict = control.verdict(plan)
    assert verdict is not None
    assert {(each.node, each.action) for each in verdict.conflicts} == {
        (each.node, each.action) for each in refusal.conflicts
    }
    assert state(control) == before


def test_a_verdict_of_one_that_would_be_admitted_changes_nothing() -> None:
    control = chain("base", "top")
    guest = run(control, "guest", drive="top")
    assert control.graph is not None
    made = calls(("throttle", {"p": "top", "n": "f"}), ("look", {"q": "base"}))
    before = state(control)
    assert control.verdict(SPEC["transaction"].plan(control.graph, actions=made)) is None
    assert state(control) == before
    run(control, "transaction", actions=made)
    assert claims(guest) == {"f": ("read",)}


@pytest.mark.parametrize(
    "last", [("store", {"p": "base"}), ("ins", {"p": "base", "n": "new"}), ("idle", {"p": "base"})]
)
def test_a_call_that_is_refused_after_others_changed_the_graph_leaves_all_as_it_was(last: Call) -> None:
    control = chain("base")
    run(control, "guest", "g", drive="base")
    run(control, "throttle", "f", p="base", n="f").release()
    before = state(control)
    made = (
        ("throttle", {"p": "base", "n": "f"}),
        ("guest", {"drive": "f"}),
        ("snapshot", {"node": "base", "overlay": "top"}),
        last,
    )
    with pytest.raises((Refused, Misuse)):
        together(control, *made)
    assert state(control) == before
    together(control, *made[:3])


def test_each_call_is_a_job_with_a_grant() -> None:
    control = chain("base", "top")
    job = together(control, ("guest", {"drive": "top"}), ("look", {"q": "base"}))
    assert list(control.jobs) == ["t", "t.1", "t.2"]
    assert [(each.job, each.plan.operation.name) for each in job.members] == [("t.1", "guest"), ("t.2", "look")]
    assert tuple(control.jobs.values()) == (job, *job.members)
    assert (job.claims, job.plan.claims()) == ({}, {})
    assert [claims(each) for each in job.members] == [{"top": ("read",)}, {"base": ("read",)}]
    assert job.members[0].members == ()
    assert all(each.since >= job.since for each in job.members)


def test_a_transaction_may_do_what_its_calls_may() -> None:
    control = chain("base", "top")
    job = together(control, ("guest", {"drive": "top"}), ("look", {"q": "base"}))
    job.check("top", "read")
    job.check("base", "read")
    with pytest.raises(NotClaimed, match=r"^t does not require write on the node 'base'$"):
        job.check("base", "write")
    with pytest.raises(Misuse, match="there is no action 'wipe'"):
        job.check("base", "wipe")
    with pytest.raises(Misuse, match="there is no node 'other'"):
        job.check("other", "read")
    job.members[1].release()
    with pytest.raises(NotClaimed, match="t does not claim the node 'base'"):
        job.check("base", "read")
    job.members[0].check("top", "read")
    with pytest.raises(NotClaimed):
        job.members[0].check("base", "read")


def test_one_call_ends_and_then_the_transaction() -> None:
    control = chain("base", "top")
    job = together(control, ("guest", {"drive": "top"}), ("look", {"q": "base"}), ("look", {"q": "top"}))
    one, two, three = job.members
    control.release("t.2")
    assert list(control.jobs) == ["t", "t.1", "t.3"]
    with pytest.raises(Misuse, match="stale"):
        two.release()
    run(control, "look", "t.2", q="base")  # its name is free, and who has it now is no part of the transaction
    job.release()
    assert list(control.jobs) == ["t.2"]
    for ended in (job, one, three):
        with pytest.raises(Misuse, match="stale"):
            ended.release()


def test_a_transaction_whose_calls_have_ended_is_active_until_it_ends() -> None:
    control = chain("base")
    job = together(control, ("look", {"q": "base"}))
    job.members[0].release()
    run(control, "store", p="base").release()
    assert list(control.jobs) == ["t"]
    with pytest.raises(Misuse, match="taken"):
        together(control, ("look", {"q": "base"}))
    job.release()
    assert control.jobs == {}
    with together(control, ("look", {"q": "base"})) as job:
        pass
    assert control.jobs == {}


def test_ids_of_calls_are_those_of_no_other_job() -> None:
    control = chain("base")
    run(control, "look", "t.2", q="base")
    before = state(control)
    with pytest.raises(Misuse, match=r"the job id 't\.2' is taken: that job is active"):
        together(control, ("look", {"q": "base"}), ("look", {"q": "base"}))
    assert state(control) == before
    together(control, ("look", {"q": "base"}))
    with pytest.raises(Misuse, match=r"the job id 't\.1' is taken: that job is active"):
        run(control, "look", "t.1", q="base")
    run(control, "look", "transaction-1.1", q="base")
    job = run(control, "transaction", actions=calls(("look", {"q": "base"})))
    assert job.members[0].job == f"{job.job}.1"
    assert job.job != "transaction-1"


def test_filters_of_calls_leave_with_their_job() -> None:
    control = chain("base", "top")
    before = control.graph
    guest = run(control, "guest", drive="top")
    job = together(control, ("throttle", {"p": "top", "n": "f"}), ("throttle", {"p": "f", "n": "g"}))
    assert claims(guest) == {"g": ("read",)}
    job.members[0].release()
    assert control.graph == Graph([("top", "base"), ("g", "top", "filter")])
    assert claims(guest) == {"g": ("read",)}
    job.release()
    assert control.graph == before
    assert claims(guest) == {"top": ("read",)}


def test_filters_of_all_calls_leave_with_the_transaction() -> None:
    control = chain("base", "top")
    before = control.graph
    guest = run(control, "guest", drive="top")
    together(control, ("throttle", {"p": "top", "n": "f"}), ("throttle", {"p": "f", "n": "g"})).release()
    assert control.graph == before
    assert claims(guest) == {"top": ("read",)}


def test_a_call_that_comes_after_is_planned_on_the_graph_that_the_one_before_leaves() -> None:
    control = chain("base")
    job = together(
        control,
        ("throttle", {"p": "base", "n": "one"}),
        ("throttle", {"p": "one", "n": "two"}),
        ("guest", {"drive": "two"}),
    )
    assert control.graph == Graph([("one", "base", "filter"), ("two", "one", "filter")])
    assert [claims(each) for each in job.members] == [{"one": ()}, {"two": ()}, {"two": ("read",)}]
    with pytest.raises(Invalid, match="in use"):
        together(control, ("delete", {"p": "one"}), job="u")


def test_a_plan_made_on_another_graph_is_planned_anew_with_all_its_calls() -> None:
    control = chain("base", "top")
    plan = SPEC["transaction"].plan(Graph(nodes=["base"]), actions=calls(("put", {"p": "base"})))
    assert claims(control.admit(plan).members[0]) == {"base": ("write",), "top": ("write",)}


def test_a_transaction_without_claims_is_none() -> None:
    control = chain("base")
    before = state(control)
    for made in ([], calls(("idle", {"p": "base"})), calls(("look", {"q": "base"}), ("idle", {"p": "base"}))):
        with pytest.raises(Misuse, match="claims no node: a job must claim one"):
            run(control, "transaction", "t", actions=made)
        assert state(control) == before


def test_what_a_transaction_claims_itself_is_a_job_beside_those_that_it_calls() -> None:
    control = chain("base", "top")
    job = run(control, "locked", "t", lock="base", actions=calls(("look", {"q": "top"}), ("look", {"q": "base"})))
    assert claims(job) == {"base": ("read",)}
    with pytest.raises(Refused) as refused:
        job.advance("end")
    assert {(each.requires, each.denies) for each in refused.value.refusal.conflicts} == {("t", "t.2"), ("t.2", "t")}
    assert job.phase == "begin"
    job.members[1].release()
    job.advance("end")
    assert claims(job) == {"base": ("write",)}
    with pytest.raises(Refused):  # it conflicts with what it calls as any job does
        run(chain("base", "top"), "locked", lock="base", actions=calls(("store", {"p": "base"})))
    with pytest.raises(Misuse, match="transition"):
        job.members[0].advance("end")


def test_its_own_claims_follow_the_graph_that_its_calls_leave() -> None:
    spec = nac.compile(
        """
        action write
        operation snapshot(node, overlay: new) {
            at overlay { require write   allow all }
            changes { insert overlay above node }
        }
        operation both(drive: user, calls: calls) { at drive, above(drive) { require write   allow all } }
        """
    )
    control = Controller(spec, Graph(nodes=["base"]))
    assert control.graph is not None
    made = [{"type": "snapshot", "data": {"node": at, "overlay": to}} for at, to in (("base", "one"), ("base", "two"))]
    job = control.admit(spec["both"].plan(control.graph, drive="base", calls=made))
    assert control.graph == Graph([("two", "base"), ("one", "two")])
    assert job.claims.keys() == {"one"}


def test_a_call_that_can_conflict_with_itself_is_made_twice_only_if_jobs_may() -> None:
    control = chain("base")
    together(control, ("look", {"q": "base"}), ("look", {"q": "base"}), ("look", {"q": "base"}))
    with pytest.raises(Refused):
        together(chain("base"), ("store", {"p": "base"}), ("store", {"p": "base"}))


def test_a_property_holds_between_two_calls_and_a_promise_is_kept_to_one() -> None:
    """One writer; and what always completes does so beside what was called with it. Both are proved of single jobs."""
    spec = nac.compile(
        ACTIONS
        + """
        operation copy(p) {
            phases begin -> end   start begin   always completes
            at p, above(p) during begin { require read, write   allow none }
            at p, above(p) during end { require write   allow none }
            effects { reads p during begin   writes p during end }
        }
        operation put(p) { at p, above(p) { require write   allow none }   effects { writes p } }
        operation look(p) { at p { require read   allow read }   effects { reads p } }
        operation transaction(actions: calls) { }
        property "one writer" { never a requires write while b requires write }
        """
    )
    graph = Graph([("top", "base")], ["other"])
    for made, fine in (
        ((("put", "base"), ("put", "top")), False),
        ((("copy", "base"), ("look", "top")), False),
        ((("copy", "base"), ("put", "other"), ("copy", "top")), False),
        ((("copy", "base"), ("look", "other"), ("look", "other")), True),
        ((("copy", "base"), ("copy", "other")), True),
    ):
        control = Controller(spec, graph)
        plan = spec["transaction"].plan(graph, actions=calls(*((name, {"p": node}) for name, node in made)))
        if not fine:
            with pytest.raises(Refused):
                control.admit(plan)
            continue
        copy = control.admit(plan).members[0]
        copy.advance("end")
        assert copy.phase == "end"


def test_reconfigure_is_for_the_grant_that_claims_it() -> None:
    spec = nac.compile(
        ACTIONS
        + """
        operation attach(p, q) { at p { require rewire   allow all }   effects { rewires p to q } }
        operation transaction(actions: calls) { }
        """
    )
    control = Controller(spec, Graph(nodes=["a", "b"]))
    assert control.graph is not None
    made = [{"type": "attach", "data": {"p": "a", "q": "b"}}]
    job = control.admit(spec["transaction"].plan(control.graph, actions=made))
    with pytest.raises(Misuse, match="must require rewire"):
        job.reconfigure(Graph([("a", "b")]))
    job.members[0].reconfigure(Graph([("a", "b")]))
    assert control.graph == Graph([("a", "b")])
