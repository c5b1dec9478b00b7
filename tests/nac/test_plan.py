"""Plans: lets, preconditions, phases on the graphs before and after, calls, moved users
(semantics: words, stability, starts)."""

from __future__ import annotations

from typing import Any

import pytest

import nac
from nac.errors import Invalid
from nac.spec import Condition, Let, Operation, Parameter, Role, Where

from ..specs.by_hand import CHAIN, call, name, span

SPEC = nac.compile(
    """
    action read
    action write
    action start

    operation guest(drive: user, disk?: node) {
        at drive { require read, write   allow all }
        at disk { require write   allow all }
    }
    operation mirror(device, filter: new, deep?: bool) {
        phases starting -> running
        start starting then running
        at device during starting { require start   allow all }
        at device during running { require read   allow all }
        at parents(device) during running { require write   allow all }
        at below(device) when deep { require read   allow all }
        changes { insert filter above device as filter }
    }
    operation look(node) { at node { require read   allow all } }
    operation both(name?: text, all-of: calls) {
        phases first -> last
        start first then last
        at none { require start }
    }
    """
)
MIRROR, GUEST, BOTH = SPEC["mirror"], SPEC["guest"], SPEC["both"]
READ, WRITE, START = 1, 2, 4


def calls(*made: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": operation, "data": data} for operation, data in made]


def requires(plan: nac.Plan, phase: str) -> dict[str, int]:
    return {node: claim.require for node, claim in plan.claims(phase).items()}


def test_lets_mean_sets() -> None:
    operation = Operation(
        "op",
        (Parameter("node"),),
        (Let("low", call("below", "node")), Let("lowest", call("bottom", "low"))),
        roles=(Role(name("low"), 1, 0), Role(name("lowest"), 2, 0)),
    )
    assert operation.plan(CHAIN, node="top").claims() == {"mid": (1, 0), "base": (3, 0)}


def test_a_precondition_that_is_not_met_says_where_it_stands() -> None:
    never = Condition("empty", sets=(name("node"),))
    for where, words in (
        (Where(never, "in use", span=span(7)), "op: in use (test.nac:7:1)"),
        (Where(never, "in use"), "op: in use"),
        (Where(never), "op: its `where` condition is not met"),
    ):
        with pytest.raises(Invalid) as caught:
            Operation("op", (Parameter("node"),), wheres=(where,)).plan(CHAIN, node="top")
        assert str(caught.value) == words


def test_no_precondition_steers_the_terminal() -> None:
    never = Where(Condition("empty", sets=(name("node"),)), "in\x1b[31m\nuse")
    with pytest.raises(Invalid) as caught:
        Operation("op", (Parameter("node"),), wheres=(never,)).plan(CHAIN, node="top")
    assert str(caught.value) == r"op: in\x1b[31m\nuse"


def test_the_starting_phase_is_on_the_graph_before_and_the_others_on_the_one_after() -> None:
    plan = MIRROR.plan(CHAIN, device="top", filter="f", deep=True)
    assert requires(plan, "starting") == {"top": START, "mid": READ, "base": READ}
    assert requires(plan, "running") == {"top": READ, "f": WRITE, "mid": READ, "base": READ}
    assert plan.roles("f", "running") == (MIRROR.roles[2],)
    assert plan.roles("f", "starting") == ()
    assert plan.roles("mid", "running") == (MIRROR.roles[3],)
    assert MIRROR.plan(CHAIN, device="top", filter="f").roles("mid", "running") == ()


def test_a_phase_is_planned_once() -> None:
    plan = MIRROR.plan(CHAIN, device="top", filter="f")
    assert plan.table("running") is plan.table("running") != plan.table("starting")


def test_each_call_has_a_plan_of_its_own() -> None:
    made = calls(("look", {"node": "base"}), ("mirror", {"device": "top", "filter": "f"}), ("guest", {"drive": "f"}))
    plan = BOTH.plan(CHAIN, all_of=made)
    assert (requires(plan, "first"), requires(plan, "last"), plan.moves, plan.filters) == ({}, {}, (), ())
    assert plan.after is plan.graph is CHAIN
    look, mirror, guest = plan.parts
    assert requires(look, "") == {"base": READ}
    assert requires(mirror, "starting") == {"top": START}
    assert requires(mirror, "running") == {"top": READ, "f": WRITE}
    assert requires(guest, "") == {"f": READ | WRITE}
    assert (mirror.moves, mirror.filters) == ((("top", "f"),), ("f",))
    assert look.graph is look.after is mirror.graph is CHAIN
    assert guest.graph is mirror.after


def test_the_roles_of_a_transaction_are_its_own() -> None:
    own = Role(call("everything"), START, 7)
    operation = Operation("own", (Parameter("node", optional=True), *BOTH.parameters), roles=(own,), others=BOTH.others)
    plan = operation.plan(CHAIN, all_of=calls(("look", {"node": "top"})))
    assert plan.roles("top", "") == (own,)
    assert requires(plan, "") == {"base": START, "mid": START, "top": START}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_graph_after_calls_is_that_of_the_last(count: int) -> None:
    made = calls(*(("mirror", {"device": f"f{at}" if at else "top", "filter": f"f{at + 1}"}) for at in range(count)))
    last = BOTH.plan(CHAIN, all_of=made).parts[-1]
    assert set(last.after.nodes) == {*CHAIN.nodes, *(f"f{at + 1}" for at in range(count))}
    assert last.filters == (f"f{count}",)


def test_filters_of_calls_leave_with_the_job() -> None:
    controller = nac.Controller(SPEC, CHAIN)
    job = controller.admit(BOTH.plan(CHAIN, all_of=calls(("mirror", {"device": "top", "filter": "f"}))))
    assert controller.graph is not None
    assert "f" in controller.graph
    job.release()
    assert controller.graph == CHAIN


def test_calls_may_be_absent_and_come_after_other_parameters() -> None:
    assert BOTH.plan(CHAIN, {"all-of": []}).parts == ()
    plan = BOTH.plan(CHAIN, {"name": "x", "all-of": calls(("look", {"node": "top"}))})
    assert [part.operation.name for part in plan.parts] == ["look"]
    optional = Operation("op", (Parameter("x", "calls", optional=True),), others=BOTH.others)
    assert optional.plan(CHAIN).parts == ()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (7, "both: all-of must be a list of calls, not 7"),
        ([7], "both: a call in all-of is an object with `type` and `data`"),
        ([{"type": "mirro"}], "both: 'mirro' is not an operation that it can call; did you mean 'mirror'?"),
        ([{"type": "both"}], "both: 'both' is not an operation that it can call"),
        ([{"type": "mirror"}], "mirror: the argument 'device' is missing"),
        ([{"type": "look", "data": {"node": "top"}}] * 1001, "both: all-of must be a list of at most 1000 calls"),
    ],
)
def test_the_words_of_what_is_wrong_with_calls(made: Any, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        BOTH.plan(CHAIN, {"all-of": made})
    assert str(caught.value) == words


def test_a_thousand_calls_are_not_too_many() -> None:
    many = Operation("op", (Parameter("x", "calls"),), others=(Operation("none"),))
    assert len(many.plan(CHAIN, x=[{"type": "none"}] * 1000).parts) == 1000


def test_a_moved_claim_keeps_its_roles_and_leaves_others_where_they_are() -> None:
    plan = GUEST.plan(CHAIN, drive="top", disk="base")
    moved = plan.moved("top", "f")
    assert requires(moved, "") == {"f": READ | WRITE, "base": WRITE}
    assert moved.roles("f", "") == (GUEST.roles[0],)
    assert moved.roles("base", "") == (GUEST.roles[1],)
    assert requires(plan, "") == {"top": READ | WRITE, "base": WRITE}
    again = moved.moved("f", "g")
    assert requires(again, "") == {"g": READ | WRITE, "base": WRITE}
    assert again.roles("g", "") == (GUEST.roles[0],)


def test_a_user_uses_the_node_that_it_has_moved_to() -> None:
    plan = GUEST.plan(CHAIN, drive="top", disk="base")
    assert plan.uses("top")
    assert not plan.uses("base")  # named, but not as what it uses from outside
    moved = plan.moved("top", "f")
    assert moved.uses("f")
    assert not moved.uses("top")
    assert not moved.uses("mid")
    again = moved.moved("f", "g")
    assert [node for node in ("top", "f", "g", "mid") if again.uses(node)] == ["g"]
    back = moved.moved("f", "top")
    assert [node for node in ("top", "f", "mid") if back.uses(node)] == ["top"]


def test_a_plan_says_what_it_is() -> None:
    assert repr(GUEST.plan(CHAIN, drive="top")) == "Plan(guest, {'drive': 'top'})"


APART = nac.compile(
    """
    action read
    action write
    operation insert(node, name: new) {
        phases one -> two
        start one then two
        at node, parents(node) during one { require read   allow all }
        at parents(node) during two { require write   allow all }
        changes { insert name above node as filter }
    }
    """
)


def test_a_starting_phase_knows_nothing_of_the_graph_after() -> None:
    plan = APART["insert"].plan(CHAIN, node="top", name="f")
    assert requires(plan, "one") == {"top": READ}
    assert requires(plan, "two") == {"f": WRITE}
    assert plan.roles("f", "one") == ()
    assert plan.roles("f", "two") == (APART["insert"].roles[1],)


@pytest.mark.parametrize("phase", ["stopping", [], {}, 7])
def test_what_is_no_phase_has_no_claims(phase: Any) -> None:
    with pytest.raises(Invalid, match="mirror has no phase"):
        MIRROR.plan(CHAIN, device="top", filter="f").claims(phase)
