"""Changes of the graph that are part of an admission, users that move, transactions (semantics: starts)."""

from __future__ import annotations

import pytest

import nac
from nac import Controller, Graph, Invalid, Refused
from nac.controller import Held
from nac.graph import Edge

SPEC = nac.compile(
    """
    action read covers reads
    action write covers writes
    action start

    operation guest(drive: user) {
        at drive { require read, write   allow read, start }
    }
    operation look(node) { at node { require read   allow read } }
    operation other(drive: user) {
        at drive { require write   allow all }
    }
    operation mirror(device, filter?: new) {
        phases starting -> running
        start starting then running
        where empty parents(device) "the device is no root"
        at device during starting { require start   allow all }
        at device during running { require read   allow read }
        at filter during running { allow all }
        changes { insert filter above device as filter   tag filter mirror when not filter }
    }
    operation snapshot(node, overlay) {
        at node, overlay { require start   allow all }
        changes { insert overlay above node as backing   tag node read-only }
    }
    operation bitmap(node, name: text) {
        where not part(node, name) in everything "it exists"
        at part(node, name) { require write }
        changes { add part(node, name) }
    }
    operation erase(node, name: text) { at part(node, name) { require write } }
    operation drop(node, name: text) {
        where part(node, name) in everything "there is none"
        changes { remove part(node, name) }
    }
    operation relink(node, to?: node or null) {
        at node { require start   allow all }
        changes { unlink node as backing   link node to to as backing when to }
    }
    operation stacked(first?: new, second?: new, on: node) {
        changes { add first   link first to on as backing   insert second above first as filter }
    }
    operation delete(node) {
        where empty parents(node)
        at node { require start }
        changes { remove node }
    }
    operation transaction(all-of: calls) {
        phases starting -> running
        start starting then running
    }
    """
)
FREE = Held(frozenset(), frozenset({"read", "write", "start"}))


def controller(*nodes: str, extra: tuple[str, ...] = ()) -> Controller:
    graph = Graph.chain(*nodes)
    return Controller(SPEC, Graph(graph.edges, (*graph.nodes, *extra)))


def start(control: Controller, operation: str, **arguments: object) -> nac.Grant:
    assert control.graph is not None
    return control.admit(SPEC[operation].plan(control.graph, arguments))


def edges(control: Controller) -> set[Edge]:
    assert control.graph is not None
    return set(control.graph.edges)


def test_users_move_with_the_filter_and_back() -> None:
    control = controller("base", "top")
    guest = start(control, "guest", drive="top")
    mirror = start(control, "mirror", device="top", filter="f")
    assert edges(control) == {Edge("top", "base"), Edge("f", "top", "filter")}
    assert set(guest.claims) == {"f"}
    assert control.held("top") == Held(frozenset({"read"}), frozenset({"read"}))
    with pytest.raises(Refused):  # the guest writes through the filter; nobody else does
        start(control, "other", drive="top")
    mirror.release()
    assert edges(control) == {Edge("top", "base")}
    assert set(guest.claims) == {"top"}
    guest.release()
    assert control.held("top") == control.held("base") == FREE


def test_a_user_between_takes_over_parents() -> None:
    control = controller("base", "mid", "top", extra=("overlay",))
    start(control, "snapshot", node="mid", overlay="overlay")
    assert edges(control) == {Edge("mid", "base"), Edge("overlay", "mid"), Edge("top", "overlay")}
    assert control.graph is not None
    assert control.graph.has("mid", "read-only")


def test_names_made_up_differ_and_are_tagged() -> None:
    control = controller("disk")
    first = start(control, "mirror", device="disk")
    assert control.graph is not None
    assert control.graph.tags == {"#mirror1": {"mirror"}}
    with pytest.raises(Invalid, match="no root"):
        start(control, "mirror", device="disk")
    second = start(control, "mirror", device="#mirror1")
    assert set(control.graph.nodes) == {"disk", "#mirror1", "#mirror2"}
    first.release()  # the lower filter goes first
    assert edges(control) == {Edge("#mirror2", "disk", "filter")}
    second.release()
    assert set(control.graph.nodes) == {"disk"}


def test_neither_a_refusal_nor_a_verdict_changes_anything() -> None:
    control = controller("disk")
    guest = start(control, "guest", drive="disk")
    graph = control.graph
    assert graph is not None
    with pytest.raises(Refused):
        start(control, "other", drive="disk")
    assert control.verdict(SPEC["mirror"].plan(graph, device="disk")) is None
    assert control.graph is graph
    assert guest.claims.keys() == {"disk"}
    assert list(control.jobs.values()) == [guest]
    assert control.held("disk") == Held(frozenset({"read", "write"}), frozenset({"read", "start"}))


def test_a_refusal_on_the_graph_after_undoes_the_moves() -> None:
    spec = nac.compile(
        """
        action read covers reads
        action write covers writes
        operation user(drive: user) { at drive { require read, write   allow read, write } }
        operation below(node) { at node { allow read } }
        operation filter(device, name: new) {
            phases a -> b
            start a then b
            at device during a { allow all }
            at device, below(device) during b { require write   allow all }
            changes { insert name above device as filter }
        }
        """
    )
    control = Controller(spec, Graph.chain("base", "top"))
    graph = control.graph
    assert graph is not None
    user = control.admit(spec["user"].plan(graph, drive="top"))
    control.admit(spec["below"].plan(graph, node="base"))
    plan = spec["filter"].plan(graph, device="top", name="f")
    refusal = control.verdict(plan)
    assert refusal is not None
    with pytest.raises(Refused):
        control.admit(plan)
    assert control.graph is graph
    assert user.claims.keys() == {"top"}
    assert control.held("top") == Held(frozenset({"read", "write"}), frozenset({"read", "write"}))
    assert len(control.jobs) == 2


def test_a_user_that_cannot_go_back_keeps_the_filter() -> None:
    """A release never fails, and never puts two jobs together that conflict."""
    control = controller("disk")
    guest = start(control, "guest", drive="disk")
    mirror = start(control, "mirror", device="disk", filter="f")
    reader = start(control, "look", node="disk")  # does not allow writing, which the guest does above the filter
    mirror.release()
    assert edges(control) == {Edge("f", "disk", "filter")}
    assert guest.claims.keys() == {"f"}
    assert control.held("disk") == Held(frozenset({"read"}), frozenset({"read"}))
    reader.release()
    guest.release()
    assert control.held("disk") == control.held("f") == FREE


def test_parts_come_and_go() -> None:
    control = controller("disk", "top")
    start(control, "bitmap", node="disk", name="monday").release()
    assert control.graph is not None
    assert "disk[monday]" in control.graph
    with pytest.raises(Invalid, match="exists"):
        start(control, "bitmap", node="disk", name="monday")
    with pytest.raises(Invalid, match="a node's name"):
        start(control, "guest", drive="disk[monday]")
    start(control, "drop", node="disk", name="monday")
    with pytest.raises(Invalid, match="there is none"):
        start(control, "drop", node="disk", name="monday")


def test_links() -> None:
    control = controller("base", "mid", "top")
    start(control, "relink", node="top", to="base").release()
    assert edges(control) == {Edge("mid", "base"), Edge("top", "base")}
    start(control, "relink", node="top", to=None).release()
    assert edges(control) == {Edge("mid", "base")}
    with pytest.raises(Invalid, match="cycle"):
        start(control, "relink", node="base", to="mid")
    with pytest.raises(Invalid):
        start(control, "delete", node="base")
    start(control, "delete", node="mid").release()
    assert control.graph is not None
    assert control.graph.nodes == ("base", "top")


def test_a_made_up_name_is_known_to_later_changes() -> None:
    control = controller("base")
    start(control, "stacked", on="base")
    assert edges(control) == {Edge("#stacked1", "base"), Edge("#stacked2", "#stacked1", "filter")}


def test_calls_are_jobs_on_graphs_in_turn() -> None:
    control = controller("disk", extra=("one", "two"))
    calls = [
        {"type": "snapshot", "data": {"node": "disk", "overlay": "one"}},
        {"type": "snapshot", "data": {"node": "one", "overlay": "two"}},
        {"type": "bitmap", "data": {"node": "disk", "name": "b"}},
    ]
    job = start(control, "transaction", **{"all-of": calls})
    assert edges(control) == {Edge("one", "disk"), Edge("two", "one")}
    assert {node for member in job.members for node in member.claims} == {"disk", "one", "two", "disk[b]"}
    with pytest.raises(Refused):  # the bitmap is being written to; the mirror before it has not happened either
        start(
            control,
            "transaction",
            all_of=[
                {"type": "mirror", "data": {"device": "two"}},
                {"type": "erase", "data": {"node": "disk", "name": "b"}},
            ],
        )
    assert edges(control) == {Edge("one", "disk"), Edge("two", "one")}
    job.release()
    start(control, "erase", node="disk", name="b")


@pytest.mark.parametrize(
    "calls",
    [
        None,
        "snapshot",
        [1],
        [{"type": "no-such"}],
        [{"data": {}}],
        [{"type": "snapshot", "data": 1}],
        [{"type": "transaction", "data": {"all-of": []}}],
        [{"type": "snapshot", "data": {"node": "disk"}}],
        [{"type": "snapshot", "data": {}, "more": 1}],
    ],
)
def test_calls_that_make_no_sense(calls: object) -> None:
    control = controller("disk")
    with pytest.raises(Invalid):
        start(control, "transaction", **{"all-of": calls})
    with pytest.raises(Invalid):  # the other spelling of the name is no way around
        start(control, "transaction", all_of=calls)


def test_the_data_of_a_call_is_an_object() -> None:
    call = {"type": "snapshot", "data": 7}
    with pytest.raises(Invalid, match="the data of a call of snapshot must be an object, not 7"):
        start(controller("disk"), "transaction", **{"all-of": [call]})


def test_calls_of_one_job_conflict_as_jobs_do() -> None:
    look = {"type": "look", "data": {"node": "disk"}}
    write = {"type": "other", "data": {"drive": "disk"}}
    guest = {"type": "guest", "data": {"drive": "disk"}}
    mirror = {"type": "mirror", "data": {"device": "disk"}}
    for calls in ([look, write], [write, look], [guest, guest], [mirror, write], [look, guest, mirror]):
        with pytest.raises(Refused):
            start(controller("disk"), "transaction", **{"all-of": calls})
    both = start(controller("disk"), "transaction", **{"all-of": [look, look]})
    assert [SPEC.names(each.claims["disk"].require) for each in both.members] == [("read",), ("read",)]
    # The guest makes room for the mirror: it moves to the filter.
    using, copying = start(controller("disk"), "transaction", **{"all-of": [guest, mirror]}).members
    assert {node: SPEC.names(claim.require) for node, claim in using.claims.items()} == {"#mirror1": ("read", "write")}
    assert {node: SPEC.names(claim.require) for node, claim in copying.claims.items()} == {
        "disk": ("read",),
        "#mirror1": (),
    }


def test_what_a_job_asks_for_at_its_start_does_not_meet_users_that_moved() -> None:
    spec = nac.compile(
        """
        action use
        action take
        operation guest(drive: user) { at drive { require use   allow use } }
        operation snapshot(node, overlay) {
            phases created, done
            start created then done
            at overlay during created { require take   allow all }
            changes { insert overlay above node as backing }
        }
        """
    )
    control = Controller(spec, Graph((), ("disk", "overlay")))
    graph = control.graph
    assert graph is not None
    guest = control.admit(spec["guest"].plan(graph, drive="disk"))
    plan = spec["snapshot"].plan(graph, node="disk", overlay="overlay")
    assert control.verdict(plan) is None
    control.admit(plan)
    assert set(guest.claims) == {"overlay"}


def test_a_job_that_begins_in_a_later_phase_asks_for_its_start_first() -> None:
    control = controller("base", "disk")
    assert control.graph is not None
    guest = start(control, "guest", drive="disk")
    mirror = control.admit(SPEC["mirror"].plan(control.graph, device="disk", filter="f"), phase="running")
    assert mirror.phase == "running"
    assert set(guest.claims) == {"f"}
    mirror.release()
    guest.release()
    start(control, "look", node="disk")  # allows no start
    with pytest.raises(Refused) as refused:
        control.admit(SPEC["mirror"].plan(control.graph, device="disk"), phase="running")
    assert {conflict.action for conflict in refused.value.refusal.conflicts} == {"start"}


def test_what_a_job_does_as_it_starts_is_meant_on_the_graph_before() -> None:
    """A name made up stands for a node only after the changes that make it."""
    spec = nac.compile(
        """
        action rewire covers rewires
        operation snapshot(node, overlay?: new) {
            phases one -> two
            at node, overlay { require rewire }
            changes { insert overlay above node as backing }
            effects { rewires overlay to node }
        }
        """
    )
    graph = Graph(nodes=["disk"])
    plan = spec["snapshot"].plan(graph, node="disk")
    now, then = ([scope.sets["overlay"] for _, scope in plan.effects(graph, phase)] for phase in ("one", "two"))
    assert now == [frozenset()]
    assert then == [frozenset(["#snapshot1"])]
