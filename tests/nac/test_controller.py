"""The controller as its users meet it: grants, refusals, misuse, changes of the graph
(semantics: words, admission, stability, library)."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import nac
from nac.controller import Controller, Held
from nac.errors import Error, Invalid, Misuse, NotClaimed
from nac.graph import Graph
from nac.refusal import MOST_LINES, Conflict, Refused
from nac.spec import Cover, Spec

from ..specs.by_hand import CHAIN, NODE, READ, SHARES, SPEC, WRITE, phased, plan, share, span

EVERYTHING = frozenset({"read", "write", "edit"})
FREE = Held(frozenset(), EVERYTHING)


@pytest.fixture
def controller() -> Controller:
    return Controller(SPEC, CHAIN)


def snapshot(controller: Controller) -> object:
    """All that can be seen from outside."""
    jobs = {job: (grant, grant.phase, grant.claims, grant.since) for job, grant in controller.jobs.items()}
    nodes = () if controller.graph is None else controller.graph.nodes
    return jobs, controller.graph, {node: controller.held(node) for node in nodes}


def test_a_grant_holds_until_its_block_is_left(controller: Controller) -> None:
    before = time.time()
    with controller.admit(plan("owner", node="base"), job="mine") as grant:
        assert controller.held("base") == Held(frozenset({"read", "write"}), frozenset())
        assert controller.held("top") == FREE
        assert controller.jobs == {"mine": grant}
        assert grant.job == "mine"
        assert grant.phase == ""
        assert grant.claims == {"base": (READ | WRITE, 0)}
        assert before <= grant.since <= time.time()
        assert repr(grant) == "<Grant of 'mine': owner>"
    assert controller.jobs == {}
    assert controller.held("base") == FREE


def test_a_block_may_end_its_job_itself(controller: Controller) -> None:
    with controller.admit(plan("owner", node="base")) as grant:
        grant.release()
        with controller.admit(plan("owner", node="base")):
            pass
    with pytest.raises(ZeroDivisionError), controller.admit(plan("owner", node="base")):
        _ = 1 // 0
    assert controller.jobs == {}


def test_ids_are_made_unique(controller: Controller) -> None:
    controller.admit(plan("reader", node="base"), job="reader-2")
    found = {controller.admit(plan("reader", node="base")).job for _ in range(3)}
    assert found == {"reader-1", "reader-3", "reader-4"}


def test_jobs_is_a_copy(controller: Controller) -> None:
    jobs = controller.jobs
    controller.admit(plan("reader", node="base"))
    assert jobs == {}
    controller.jobs.clear()
    assert len(controller.jobs) == 1


def test_check_is_what_low_level_code_asks(controller: Controller) -> None:
    grant = controller.admit(plan("reader", node="base"))
    grant.check("base", "read")
    with pytest.raises(NotClaimed, match="does not require write on the node 'base'"):
        grant.check("base", "write")
    with pytest.raises(NotClaimed, match="does not claim the node 'top'"):
        grant.check("top", "read")


def test_the_controller_checks_by_id_too(controller: Controller) -> None:
    controller.admit(plan("reader", node="base"), job="r")
    controller.check("r", "base", "read")
    with pytest.raises(NotClaimed, match="r does not require write on the node 'base'"):
        controller.check("r", "base", "write")


def test_check_follows_the_phase(controller: Controller) -> None:
    grant = controller.admit(plan("guest", node="base"))
    grant.check("base", "write")
    grant.advance("paused")
    with pytest.raises(NotClaimed):
        grant.check("base", "write")
    grant.advance("running")
    grant.check("base", "write")


def test_phases_weaken_freely_and_strengthen_when_nobody_minds(controller: Controller) -> None:
    guest = controller.admit(plan("guest", node="base"), job="guest")
    reader = plan("writer", node="base")
    with pytest.raises(Refused):
        controller.admit(reader)
    controller.advance("guest", "paused")
    writer = controller.admit(reader, job="writer")
    before = snapshot(controller)
    with pytest.raises(Refused) as caught:
        guest.advance("running")
    assert snapshot(controller) == before
    refusal = caught.value.refusal
    assert (refusal.job, refusal.operation, refusal.phase) == ("guest", "guest", "running")
    assert [(item.node, item.action, item.requires, item.denies) for item in refusal.conflicts] == [
        ("base", "write", "writer", "guest")
    ]
    writer.release()
    guest.advance("running")
    assert guest.phase == "running"


def test_a_start_asks_for_more_than_is_held_afterwards(controller: Controller) -> None:
    """It asks for what its first phase claims, and holds what the next one does (semantics: starts)."""
    grant = controller.admit(plan("mirror", node="base"), job="m")
    assert grant.phase == "running"
    assert controller.held("base") == Held(frozenset({"read"}), frozenset({"read", "write"}))
    told = controller.verdict(plan("mirror", node="base"))
    assert told is not None
    assert told.phase == "starting"
    controller.admit(plan("mirror", node="base"), phase="running")
    assert controller.admit(plan("mirror", node="top"), phase="starting").phase == "starting"


def test_a_start_that_does_not_weaken_is_refused_whole() -> None:
    odd = phased("odd", {"starting": (READ, READ), "running": (WRITE, READ)}, then="running")
    spec = Spec("odd", SHARES, (odd, share("reader", READ, READ)))
    controller = Controller(spec, CHAIN)
    controller.admit(spec["reader"].plan(CHAIN, node="base"))
    before = snapshot(controller)
    told = controller.verdict(odd.plan(CHAIN, node="base"))
    with pytest.raises(Refused) as caught:
        controller.admit(odd.plan(CHAIN, node="base"))
    assert snapshot(controller) == before
    assert told is not None
    assert told.phase == caught.value.refusal.phase == "running"
    assert len(told.conflicts) == len(caught.value.refusal.conflicts) == 1


def test_a_verdict_admits_nothing(controller: Controller) -> None:
    assert controller.verdict(plan("owner", node="base")) is None
    controller.admit(plan("reader", node="base"))
    before = snapshot(controller)
    assert controller.verdict(plan("reader", node="base")) is None
    told = controller.verdict(plan("owner", node="base"))
    assert told is not None
    assert len(told.conflicts) == 1
    assert snapshot(controller) == before
    assert Controller(SPEC).verdict(plan("owner", node="base")) is None


def test_a_refusal_explains_itself(controller: Controller) -> None:
    since = controller.admit(plan("guarded", node="base"), job="backup").since
    with pytest.raises(Refused) as caught:
        controller.admit(plan("owner", node="base"), job="resize")
    refusal = caught.value.refusal
    assert refusal.conflicts == (
        Conflict("base", "write", "resize", "backup", since, span(31, 10), span(11, 20)),
        Conflict("base", "read", "backup", "resize", since, span(11, 10), span(31, 20)),
    )
    clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(since))
    assert (
        str(caught.value)
        == str(refusal)
        == (
            "resize (owner) is refused:\n"
            f"  on node 'base', resize requires write (test.nac:31:10); backup (active since {clock}) does not "
            "allow it (test.nac:11:20)\n"
            f"  on node 'base', backup (active since {clock}) requires read (test.nac:11:10); resize does not allow it "
            "(test.nac:31:20)"
        )
    )
    assert isinstance(caught.value, Error)
    assert repr(refusal) == "<Refusal of 'resize': 2 conflicts>"


def test_a_refusal_is_a_snapshot(controller: Controller) -> None:
    guest = controller.admit(plan("guest", node="base"), job="guest")
    told = controller.verdict(plan("owner", node="base"))
    same = controller.verdict(plan("owner", node="base"))
    assert told is not None
    assert same is not None
    early = told.conflicts  # spelled out now; the other one after all has changed
    guest.advance("paused")
    guest.release()
    controller.admit(plan("reader", node="base"), job="guest")
    assert [item._replace(requires="", denies="") for item in same.conflicts] == [
        item._replace(requires="", denies="") for item in early
    ]
    assert {item.requires_at for item in same.conflicts} >= {span(1)}


def test_a_refusal_by_thousands_spells_out_a_few(controller: Controller) -> None:
    for _ in range(3000):
        controller.admit(plan("guarded", node="base"))
    told = controller.verdict(plan("owner", node="base"))
    assert told is not None
    assert len(told) == 6000
    lines = str(told).splitlines()
    assert len(lines) == MOST_LINES + 2
    assert lines[-1] == "  and 5980 more conflicts"
    assert len(told.conflicts) == 6000


def test_spans_are_none_in_a_spec_without_text() -> None:
    spec = Spec("phases", SHARES, (phased("a", {"on": (WRITE, 0)}),))
    plain = Spec("plain", SHARES, tuple(_without_spans(each) for each in spec.operations))
    controller = Controller(plain, CHAIN)
    controller.admit(plain["a"].plan(CHAIN, node="base"), job="one")
    told = controller.verdict(plain["a"].plan(CHAIN, node="base"))
    assert told is not None
    assert {(item.requires_at, item.allows_at) for item in told.conflicts} == {(None, None)}
    assert "(test.nac" not in str(told)
    assert "for its phase 'on'" in str(told)


def _without_spans(operation: Any) -> Any:
    from dataclasses import replace

    return replace(operation, roles=tuple(replace(role, span=None) for role in operation.roles))


# Misuse: a clear error, and nothing changes.


def _stale(controller: Controller) -> Any:
    grant = controller.admit(plan("reader", node="top"), job="gone")
    grant.release()
    return grant


def _elsewhere(_: Controller) -> Any:
    return Controller(SPEC).admit(plan("reader", node="base"), job="active")


def _refusal(controller: Controller) -> Any:
    return controller.verdict(plan("owner", node="base"))


OTHER = Spec("other", SHARES, (share("reader", WRITE, 0), share("stranger", READ, 0)))

MISUSES: dict[str, tuple[Callable[[Controller], object], str]] = {
    "a job id twice": (lambda c: c.admit(plan("reader", node="top"), job="active"), "'active' is taken"),
    "an empty job id": (lambda c: c.admit(plan("reader", node="top"), job=""), "cannot be a job's id"),
    "a number as job id": (lambda c: c.admit(plan("reader", node="top"), job=7), "cannot be"),  # type: ignore[arg-type]
    "release of an unknown job": (lambda c: c.release("activ"), "no active job 'activ'; did you mean 'active'"),
    "a list as job id": (lambda c: c.admit(plan("reader", node="top"), job=[]), r"\[\] cannot be"),  # type: ignore[arg-type]
    "release of a list": (lambda c: c.release([]), r"no active job \[\]"),  # type: ignore[arg-type]
    "check of a job that is not active": (lambda c: c.check("activ", "base", "read"), "did you mean 'active'"),
    "check of a list": (lambda c: c.check([], "base", "read"), r"no active job \[\]"),  # type: ignore[arg-type]
    "check of a list of nodes": (lambda c: c.check("active", [], "read"), r"no node \[\]"),  # type: ignore[arg-type]
    "check of a list of actions": (lambda c: c.check("active", "base", []), r"no action \[\]"),  # type: ignore[arg-type]
    "held of a list": (lambda c: c.held([]), r"no node \[\]"),  # type: ignore[arg-type]
    "held of a list, without a graph": (lambda c: Controller(SPEC).held([]), r"no node \[\]"),  # type: ignore[arg-type]
    "advance of an unknown job": (lambda c: c.advance("nobody", "paused"), "no active job 'nobody'"),
    "release of a stale grant": (lambda c: _stale(c).release(), "stale"),
    "release of a stale grant, by the controller": (lambda c: c.release(_stale(c)), "the grant of '.*' is stale"),
    "advance of a stale grant": (lambda c: _stale(c).advance("paused"), "stale"),
    "check of a stale grant": (lambda c: _stale(c).check("top", "read"), "stale"),
    "change by a stale grant": (lambda c: _stale(c).reconfigure(CHAIN), "stale"),
    "a block with a stale grant": (lambda c: _stale(c).__enter__(), "stale"),
    "another controller's grant": (lambda c: c.release(_elsewhere(c)), "stale.*another controller's"),
    "check of an unknown action": (lambda c: c.jobs["active"].check("base", "wirte"), "'wirte'; did you mean 'write'"),
    "check of an unknown node": (lambda c: c.jobs["active"].check("basse", "read"), "'basse'; did you mean 'base'"),
    "held of an unknown node": (lambda c: c.held("basse"), "no node 'basse'; did you mean 'base'"),
    "held of a node that is no text": (lambda c: c.held(7), "no node 7"),  # type: ignore[arg-type]
    "a job with no nodes": (lambda c: c.admit(plan("nothing")), "claims no node"),
    "a verdict on no nodes": (lambda c: c.verdict(plan("nothing")), "claims no node"),
    "another spec's operation": (lambda c: c.admit(OTHER["stranger"].plan(CHAIN, node="base")), "not an operation of"),
    "another spec's, same name": (lambda c: c.admit(OTHER["reader"].plan(CHAIN, node="base")), "or another one there"),
    "a verdict on another spec's": (lambda c: c.verdict(OTHER["reader"].plan(CHAIN, node="base")), "another one there"),
    "no plan": (lambda c: c.admit(SPEC["reader"]), "is not a plan"),  # type: ignore[arg-type]
    "a verdict on no plan": (lambda c: c.verdict(7), "7 is not a plan"),  # type: ignore[arg-type]
    "no plan, but of an operation": (lambda c: c.admit(SimpleNamespace(operation=SPEC["reader"])), "is not a plan"),  # type: ignore[arg-type]
    "a grant that nobody gave": (lambda c: c.release(nac.Grant()), "made by Controller.admit"),
    "a verdict instead of a plan": (lambda c: c.admit(_refusal(c)), "<Refusal of .* is not a plan"),
    "a phase that is a list": (lambda c: c.admit(plan("guest", node="top"), phase=[]), r"has no phase \[\]"),  # type: ignore[arg-type]
    "an undeclared phase": (lambda c: c.admit(plan("guest", node="top"), phase="pausd"), "did you mean 'paused'"),
    "a phase where there is none": (lambda c: c.admit(plan("reader", node="top"), phase="x"), "has no phase 'x'"),
    "a verdict on an undeclared phase": (lambda c: c.verdict(plan("guest", node="top"), "x"), "has no phase 'x'"),
    "an undeclared transition": (lambda c: c.advance("active", "paused"), "there is none from there"),
    "a transition to itself": (lambda c: c.advance("guest", "running"), "there is one to 'paused'"),
    "change by one who does not edit": (
        lambda c: c.jobs["active"].reconfigure(Graph.chain("base", "top")),
        "active must require edit on 'mid', 'top'",
    ),
    "change to no graph": (lambda c: c.jobs["active"].reconfigure(7), "7 is not a Graph"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", MISUSES)
def test_misuse_changes_nothing(case: str, controller: Controller) -> None:
    controller.admit(plan("reader", node="base"), job="active")
    controller.admit(plan("guest", node="mid"), job="guest")
    before = snapshot(controller)
    use, words = MISUSES[case]
    with pytest.raises(Misuse, match=words):
        use(controller)
    assert snapshot(controller) == before


def test_an_equal_spec_is_the_same_spec(controller: Controller) -> None:
    from copy import deepcopy

    again = deepcopy(SPEC)
    assert controller.admit(again["reader"].plan(CHAIN, node="base")).claims


def test_parts_and_new_nodes_can_be_asked_about(controller: Controller) -> None:
    assert controller.held("base[bitmap]") == FREE
    grant = controller.admit(plan("reader", node="base"))
    with pytest.raises(NotClaimed):
        grant.check("base[bitmap]", "read")
    with pytest.raises(Misuse, match="no node 'nobody"):
        controller.held("nobody[bitmap]")
    assert Controller(SPEC).held("anything") == FREE


def test_no_job_steers_the_terminal(controller: Controller) -> None:
    holder = controller.admit(plan("owner", node="base"), job="h\n\x1b[31m")
    with pytest.raises(Refused) as caught:
        controller.admit(plan("reader", node="base"), job="j\nob")
    text = str(caught.value)
    assert text.startswith(r"j\nob (reader) is refused:" "\n")
    assert r"h\n\x1b[31m (active since" in text
    assert all(line.isprintable() for line in text.split("\n"))
    assert {(item.requires, item.denies) for item in caught.value.refusal.conflicts} == {("j\nob", "h\n\x1b[31m")}
    with pytest.raises(NotClaimed, match="does not claim the node") as claimed:
        holder.check("top", "read")
    with pytest.raises(Misuse, match="must require edit") as entitled:
        holder.reconfigure(Graph.chain("base", "mid"))
    assert str(claimed.value).isprintable()
    assert str(entitled.value).isprintable()


# Changes of the graph (semantics: stability).


def _graph_of(controller: Controller) -> Graph | None:
    """Read anew: mypy takes a property for what it last was."""
    return controller.graph


def test_the_first_plan_brings_the_graph() -> None:
    controller = Controller(SPEC)
    assert controller.graph is None
    with pytest.raises(Misuse):
        controller.admit(plan("nothing"))
    assert controller.graph is None
    controller.admit(plan("reader", node="base"))
    assert _graph_of(controller) is CHAIN
    controller.admit(SPEC["reader"].plan(Graph.chain("base", "other"), node="base"))
    assert controller.graph is CHAIN


def test_a_plan_on_another_graph_is_planned_anew(controller: Controller) -> None:
    old = Graph.chain("base", "top", "extra")
    grant = controller.admit(SPEC["reader"].plan(old, node="top"))
    assert grant.plan.graph is CHAIN
    before = snapshot(controller)
    for act in (controller.admit, controller.verdict):
        with pytest.raises(Invalid, match="no node 'extra'"):
            act(SPEC["reader"].plan(old, node="extra"))
    assert snapshot(controller) == before


def test_who_owns_an_edge_may_change_it(controller: Controller) -> None:
    reader = controller.admit(plan("reader", node="base"))
    grant = controller.admit(plan("editor-of-two", upper="mid", lower="top"), job="e")
    short = Graph.chain("base", "top")
    grant.reconfigure(short)
    assert controller.graph is short
    assert reader.claims == {"base": (READ, READ | WRITE)}
    assert controller.held("mid") != FREE, "still claimed, though it is gone"
    grant.release()
    with pytest.raises(Misuse, match="no node 'mid'"):
        controller.held("mid")


@pytest.mark.parametrize(
    ("edited", "graph", "words"),
    [
        (("top",), Graph([("mid", "base"), ("top", "base")]), ""),
        (("mid",), Graph([("mid", "base"), ("top", "base")]), "edit on 'top' to change the edges"),
        (("top",), Graph.chain("base", "mid"), ""),
        (("mid",), Graph.chain("base", "mid"), "edit on 'top'"),
        (("mid", "top"), Graph.chain("base"), ""),
        (("top",), Graph([("top", "mid")]), "edit on 'base', 'mid'"),  # base vanishes, though it owns no edge
        (("top",), Graph([("mid", "base"), ("top", "mid"), ("new", "top")]), "edit on 'new'"),
        (("top",), Graph([("mid", "base"), ("top", "mid")], ["new"]), "an action on 'new' to add or tag it"),
        (("top",), Graph([("mid", "base"), ("top", "mid", "filter")]), ""),
        (("top",), Graph([("mid", "base"), ("top", "mid")], tags={"top": ["ro"]}), ""),
        (("top",), Graph([("mid", "base"), ("top", "mid")], tags={"mid": ["ro"]}), "an action on 'mid'"),
        ((), CHAIN, ""),
    ],
)
def test_what_a_claim_entitles_to(controller: Controller, edited: tuple[str, ...], graph: Graph, words: str) -> None:
    grant = controller.admit(plan("reader", node="base"), job="e")
    if edited:
        grant = controller.admit(plan("editor", node=edited[0]))
    if len(edited) == 2:
        grant.release()
        grant = controller.admit(plan("editor-of-two", upper=edited[0], lower=edited[1]))
    if not words:
        grant.reconfigure(graph)
        assert controller.graph is graph
        return
    before = snapshot(controller)
    with pytest.raises(Misuse, match=words):
        grant.reconfigure(graph)
    assert snapshot(controller) == before


def test_any_action_tags(controller: Controller) -> None:
    controller.admit(plan("reader", node="mid")).reconfigure(Graph(CHAIN.edges, CHAIN.nodes, {"mid": ["ro"]}))
    assert controller.graph is not None
    assert controller.graph.has("mid", "ro")


def test_a_new_node_is_claimed_before_it_comes() -> None:
    from dataclasses import replace

    from nac.spec import Parameter

    create = replace(share("create", 4, 0), parameters=(Parameter("node", "new"),))
    spec = Spec("new", SHARES, (create,))
    controller = Controller(spec, CHAIN)
    grant = controller.admit(create.plan(CHAIN, node="copy"))
    assert controller.held("copy").require == {"edit"}
    with pytest.raises(Refused):
        controller.admit(create.plan(CHAIN, node="copy"))
    grant.check("copy", "edit")
    grant.reconfigure(Graph([*CHAIN.edges, ("copy", "top")]))
    grant.release()
    with pytest.raises(Invalid, match="already a node"):
        controller.admit(create.plan(CHAIN, node="copy"))


def test_nobody_changes_a_graph_where_no_action_covers_it() -> None:
    spec = Spec("plain", tuple(type(each)(each.name) for each in SHARES), SPEC.operations)
    controller = Controller(spec, CHAIN)
    with pytest.raises(Misuse, match="the spec has none"):
        controller.admit(plan("editor", node="top")).reconfigure(Graph.chain("base", "mid"))
    assert Cover("rewires", NODE) in SHARES[2].covers


def test_only_announced_edges_and_none_turned_around() -> None:
    """What the effects do not announce, and what puts a node on what stood above it, is refused."""
    text = """
    action reconfigure "the edges change" covers rewires
    operation move(node-name, to: node) {
        at node-name, to { require reconfigure }
        effects { rewires node-name to to }
    }
    operation anything(nodes: nodes) { at nodes { require reconfigure } }
    """
    spec = nac.compile(text)
    controller = Controller(spec, Graph.chain("base", "mid", "top"))
    graph = controller.graph
    assert graph is not None
    with controller.admit(spec["move"].plan(graph, node_name="top", to="base")) as grant:
        with pytest.raises(Misuse, match="announce no new edge"):
            grant.reconfigure(Graph([("top", "mid", "file"), ("mid", "base")]))
        grant.reconfigure(Graph([("top", "base"), ("mid", "base")]))
    graph = Graph.chain("base", "mid", "top")
    controller = Controller(spec, graph)
    with controller.admit(spec["anything"].plan(graph, nodes=["base", "mid", "top"])) as grant:
        with pytest.raises(Misuse, match="turns that around"):
            grant.reconfigure(Graph.chain("top", "mid", "base"))
        assert controller.graph is graph


def test_operations_that_call_others_are_told_apart_by_what_those_claim() -> None:
    """Two versions of a spec in one program: `all` reads alike in both."""
    text = """
        action write
        operation put(n) {{ at n {{ require write   allow {} }} }}
        operation all(actions: calls) {{ }}
    """
    strict, lax = (nac.compile(text.format(allow)) for allow in ("none", "write"))
    graph = Graph.chain("x")
    controller = Controller(strict, graph)
    call = {"actions": [{"type": "put", "data": {"n": "x"}}]}
    with pytest.raises(Misuse, match="another one"):
        controller.admit(lax["all"].plan(graph, call))
    with pytest.raises(Misuse, match="another one"):
        controller.verdict(lax["all"].plan(graph, call))
    assert controller.jobs == {}
    controller.admit(nac.compile(text.format("none"))["all"].plan(graph, call))
    with pytest.raises(Refused):
        controller.admit(strict["all"].plan(graph, call))


def test_claims_are_read_once() -> None:
    """Low-level code asks often."""
    with Controller(SPEC, CHAIN).admit(plan("owner", node="base")) as grant:
        grant.check("base", "read")
        claims = grant.plan.job("").claims
        grant.check("base", "write")
        assert claims is grant.plan.job("").claims


def test_what_is_no_spec_is_not_run() -> None:
    other: Any = "rfc"
    with pytest.raises(Misuse, match=r"'rfc' is not a spec; nac\.load and nac\.compile make one"):
        Controller(other)


@pytest.mark.parametrize("graph", ["g", [("top", "base")], 0])
def test_what_is_no_graph_is_not_run_on(graph: Any) -> None:
    with pytest.raises(Misuse, match="is not a Graph"):
        Controller(SPEC, graph)


def test_no_message_is_long() -> None:
    controller = Controller(nac.load("rfc"), CHAIN)
    operation: Any = controller.spec["block-commit"]
    given: tuple[Any, ...] = (operation, "x" * 5000, 10**5000)
    for wrong in given:
        with pytest.raises(Misuse, match="is not a plan") as caught:
            controller.admit(wrong)
        assert len(str(caught.value)) < 200
    with pytest.raises(Misuse, match="'block-commit'"):
        controller.admit(operation)


def test_the_roles_of_a_claim_that_moved_are_where_the_claim_is() -> None:
    moved = plan("reader", node="base").moved("base", "top")
    assert set(moved.claims()) == {"top"}
    assert moved.roles("base", "") == ()
    assert moved.roles("top", "") == SPEC["reader"].roles
