"""What entitles to a change of the graph, and which changes an operation has announced (semantics: stability)."""

from __future__ import annotations

import pytest

import nac
from nac.controller import Controller
from nac.entitlement import covering, require_entitled, unannounced, unentitled
from nac.errors import Misuse
from nac.graph import Edge, Graph, reversal
from nac.plan import Claim, Plan
from nac.sets import evaluate
from nac.spec import Action, Condition, Cover, Effect, Json, Let, NodeSet, Operation, Parameter, Spec

from ..specs.by_hand import NODE, name

OLD = Graph([("top", "mid"), ("mid", "base")], ["spare"], {"spare": ["t"]})
REWIRES = 2


def missing(new: Graph, /, **require: int) -> tuple[list[str], list[str]]:
    return unentitled(OLD, new, {node: Claim(flags, 0) for node, flags in require.items()}, REWIRES)


def test_actions_that_cover_a_verb() -> None:
    spec = Spec(
        "s", (Action("a"), Action("b", covers=(Cover("rewires", NODE),)), Action("c", covers=(Cover("reads", NODE),)))
    )
    assert covering(spec, "rewires") == 2
    assert covering(spec, "writes") == 0


def test_edges_need_what_rewires() -> None:
    new = Graph([("top", "base"), ("mid", "base")], ["spare"], {"spare": ["t"]})
    assert missing(new) == (["top"], [])
    assert missing(new, top=1) == (["top"], [])
    assert missing(new, top=REWIRES) == ([], [])
    assert missing(OLD) == ([], [])
    gone = Graph([("top", "mid"), ("mid", "base")])
    assert missing(gone) == (["spare"], [])
    assert missing(gone, spare=1) == (["spare"], [])


def test_tags_and_new_nodes_need_any_action() -> None:
    for tags in ({}, {"spare": ["other"]}, {"spare": ["t"], "top": ["t"]}):
        node = "top" if "top" in tags else "spare"
        new = Graph(OLD.edges, OLD.nodes, tags)
        assert missing(new) == ([], [node])
        assert missing(new, **{node: 1}) == ([], [])
        assert missing(new, **{node: 0}) == ([], [node])
    new = Graph(OLD.edges, [*OLD.nodes, "new"], OLD.tags)
    assert missing(new) == ([], ["new"])
    assert missing(new, new=1) == ([], [])
    owner = Graph([*OLD.edges, ("new", "top")], OLD.nodes, OLD.tags)
    assert missing(owner, new=1) == (["new"], [])


def planned(*effects: Effect, phases: tuple[str, ...] = (), graph: Graph = OLD, lets: tuple[Let, ...] = ()) -> Plan:
    operation = Operation(
        "op",
        (Parameter("node"), Parameter("to", optional=True), Parameter("force", "bool", optional=True)),
        effects=effects,
        phases=phases,
        start=phases[0] if phases else "",
        lets=lets,
    )
    return operation.plan(graph, node="top", to="spare", force=False)


NEW = Graph([*OLD.edges, ("top", "spare", "file")], OLD.nodes, OLD.tags)
EDGE = Edge("top", "spare", "file")
TO = Effect("rewires", name("node"), to=name("to"))


def test_new_edges_are_announced() -> None:
    assert unannounced(OLD, NEW, planned(TO), "") == ([], [])
    assert unannounced(OLD, OLD, planned(), "") == ([], [])
    assert unannounced(OLD, NEW, planned(Effect("rewires", name("node"))), "") == ([], [EDGE])  # it only drops edges
    swapped = Effect("rewires", name("to"), to=name("node"))
    assert unannounced(OLD, NEW, planned(swapped), "") == (["top"], [EDGE])
    itself = Effect("rewires", name("node"), to=name("node"))
    assert unannounced(OLD, NEW, planned(itself), "") == ([], [EDGE])
    nowhere = Effect("rewires", name("node"), to=NodeSet("none"))
    assert unannounced(OLD, NEW, planned(nowhere, TO), "") == ([], [])
    other = Effect("writes", name("node"), to=name("to"))  # announces nothing, whatever it says
    assert unannounced(OLD, NEW, planned(other), "") == (["top"], [EDGE])


def test_nodes_that_lose_edges_come_or_go_are_announced() -> None:
    shorter = Graph([("mid", "base")], ["top", *OLD.nodes], OLD.tags)
    assert unannounced(OLD, shorter, planned(), "") == (["top"], [])
    assert unannounced(OLD, shorter, planned(Effect("rewires", name("node"))), "") == ([], [])
    gone = Graph([("top", "mid"), ("mid", "base")])
    assert unannounced(OLD, gone, planned(Effect("rewires", name("node"))), "") == (["spare"], [])
    assert unannounced(OLD, gone, planned(Effect("rewires", name("to"))), "") == ([], [])
    assert unannounced(gone, OLD, planned(Effect("rewires", name("node"))), "") == (["spare"], [])
    both = Effect("rewires", NodeSet("union", (name("node"), name("to"))))
    assert unannounced(OLD, Graph([("mid", "base")]), planned(both), "") == ([], [])


def test_effects_count_in_their_phase_and_when_their_condition_holds() -> None:
    later = Effect("rewires", name("node"), to=name("to"), during=("later",))
    assert unannounced(OLD, NEW, planned(later, phases=("now", "later")), "later") == ([], [])
    assert unannounced(OLD, NEW, planned(later, phases=("now", "later")), "now") == (["top"], [EDGE])
    forced = Effect("rewires", name("node"), to=name("to"), when=Condition("given", name="force"))
    assert unannounced(OLD, NEW, planned(forced), "") == (["top"], [EDGE])
    free = Effect("rewires", name("node"), to=name("to"), when=Condition("not", (Condition("given", name="force"),)))
    assert unannounced(OLD, NEW, planned(free), "") == ([], [])


def test_effects_mean_what_they_mean_on_the_present_graph() -> None:
    """The job was planned when base lay below top; on the present graph nothing does."""
    under = Effect("rewires", name("under"), to=name("to"))
    plan = planned(under, lets=(Let("under", NodeSet("below", (name("node"),))),))
    now = Graph([("mid", "base")], ["top", "spare"], OLD.tags)
    then = Graph([("mid", "base"), ("base", "spare")], ["top"], OLD.tags)
    assert unannounced(now, then, plan, "") == (["base"], [Edge("base", "spare")])
    more = Graph([*OLD.edges, ("base", "spare")], OLD.nodes, OLD.tags)
    assert unannounced(OLD, more, plan, "") == ([], [])


def test_no_edge_turns_a_path_around() -> None:
    assert reversal(OLD, NEW) is None
    assert reversal(OLD, Graph([("mid", "top")])) == ("top", "mid")
    assert reversal(OLD, Graph([("base", "top")])) == ("top", "base")  # two steps
    assert reversal(OLD, Graph([("base", "new"), ("new", "top")])) == ("top", "base")  # by way of another node
    assert reversal(OLD, Graph([("top", "base", "file"), ("top", "mid")])) is None
    diamond = Graph([("a", "b", "x"), ("a", "c", "y"), ("b", "d", "x"), ("c", "d", "x"), ("d", "e", "x")])
    assert reversal(diamond, Graph([("e", "a")])) == ("a", "e")
    split = Graph([("top", "base"), ("base", "low")], ["new"])
    assert reversal(split, Graph([("top", "low"), ("low", "new"), ("new", "base")])) == ("base", "low")


def said(spec: Spec, new: Graph, **arguments: Json) -> str:
    """What `require_entitled` says to a job of the first operation, without its name."""
    controller = Controller(spec, OLD)
    grant = controller.admit(spec.operations[0].plan(OLD, arguments))
    with pytest.raises(Misuse) as caught:
        require_entitled(spec, OLD, new, grant.job, grant.plan.job(grant.phase))
    return str(caught.value).removeprefix("op-1 ").removeprefix("the effects of op ")


ENTITLED = """
action read covers reads
{}
operation op(nodes: nodes, to?: node) {{
    phases now -> later
    at nodes {{ require all   allow all }}
    effects {{ reads nodes   rewires nodes to to during later }}
}}
operation asks(node) {{ where not node has t "so"   at node {{ require read }} }}
"""
TWO = nac.compile(ENTITLED.format("action edit covers rewires\naction build covers rewires"))
NONE = nac.compile(ENTITLED.format(""))


def test_what_is_missing_is_named() -> None:
    shorter = Graph([("mid", "base")], ["top", *OLD.nodes], OLD.tags)
    assert said(TWO, shorter, nodes=["mid"]) == "must require edit or build on 'top' to change the edges there"
    nothing = "must require an action that covers rewires (the spec has none) on 'top' to change the edges there"
    assert said(NONE, shorter, nodes=["mid"]) == nothing
    many = Graph(OLD.edges, [*OLD.nodes, *"abcdefghij"], OLD.tags)
    named = ", ".join(f"'{each}'" for each in "abcdefghij")
    assert said(TWO, many, nodes=["mid"]) == f"must require an action on {named} to add or tag it"
    more = Graph(OLD.edges, [*OLD.nodes, *"abcdefghijklm"], OLD.tags)
    eleven = Graph(OLD.edges, [*OLD.nodes, *"abcdefghijk"], OLD.tags)
    assert said(TWO, eleven, nodes=["mid"]) == f"must require an action on {named} and 1 more to add or tag it"
    assert said(TWO, more, nodes=["mid"]) == f"must require an action on {named} and 3 more to add or tag it"


def test_what_is_not_announced_is_named() -> None:
    assert said(TWO, NEW, nodes=["top"], to="spare") == "announce no new edge from 'top' to 'spare'"
    shorter = Graph([("mid", "base")], ["top", *OLD.nodes], OLD.tags)
    assert said(TWO, shorter, nodes=["top"]) == "do not announce that they rewire 'top'"
    around = Graph([("base", "mid"), ("mid", "top")], OLD.nodes, OLD.tags)
    assert said(TWO, around, nodes=["top", "mid", "base"]) == "'base' lay below 'top': no change turns that around"
    controller = Controller(TWO, OLD)
    grant = controller.admit(TWO["op"].plan(OLD, nodes=["top"], to="spare"))
    grant.advance("later")
    require_entitled(TWO, OLD, NEW, grant.job, grant.plan.job(grant.phase))


def test_where_no_operation_has_effects_nothing_need_be_announced() -> None:
    spec = nac.compile("action edit covers rewires operation op(nodes: nodes) { at nodes { require edit } }")
    grant = Controller(spec, OLD).admit(spec["op"].plan(OLD, nodes=["top"]))
    require_entitled(spec, OLD, NEW, grant.job, grant.plan.job(grant.phase))


def test_what_was_changed_at_the_start_is_done_with() -> None:
    spec = nac.compile("""
    action edit covers rewires
    operation put(node, to: node) {
        at node { require edit }
        changes { link node to to as file }
        effects { rewires node to to }
    }
    operation slow(node, to: node) {
        phases starting -> running
        start starting then running
        at node { require edit }
        changes { tag node busy }
        effects { rewires node to to }
    }
    """)
    for called, announced in (("put", False), ("slow", True)):
        controller = Controller(spec, OLD)
        grant = controller.admit(spec[called].plan(OLD, node="top", to="spare"))
        graph = controller.graph
        assert graph is not None
        less = Graph([edge for edge in graph.edges if edge.upper != "top"], graph.nodes, graph.tags)
        assert unannounced(graph, less, grant.plan, grant.phase, admitted=True) == ([] if announced else ["top"], [])
        assert unannounced(graph, less, grant.plan, grant.phase) == ([], [])
        if announced:
            require_entitled(spec, graph, less, grant.job, grant.plan.job(grant.phase))
        else:
            with pytest.raises(Misuse, match="do not announce that they rewire 'top'"):
                require_entitled(spec, graph, less, grant.job, grant.plan.job(grant.phase))


def test_a_job_that_has_moved_announces_changes_where_it_is() -> None:
    spec = nac.compile("""
    action edit covers rewires
    operation guest(drive: user, other?: user) {
        at drive, other { require edit   allow all }
        effects { rewires drive, other }
    }
    operation snapshot(node, overlay: node) {
        at overlay { require edit   allow all }
        changes { insert overlay above node as backing }
        effects { rewires overlay to node }
    }
    """)
    controller = Controller(spec, OLD)
    guest = controller.admit(spec["guest"].plan(OLD, drive="top", other="base"))
    assert {node for _, scope in guest.plan.effects(OLD, "") for node in scope.sets["other"]} == {"base"}
    controller.admit(spec["snapshot"].plan(OLD, node="top", overlay="spare"))
    graph = controller.graph
    assert graph is not None
    edges = [edge for edge in graph.edges if edge.upper != "spare"]
    assert unannounced(graph, Graph(edges, graph.nodes, graph.tags), guest.plan, "") == ([], [])
    edges = [edge for edge in graph.edges if edge.upper != "top"]
    assert unannounced(graph, Graph(edges, graph.nodes, graph.tags), guest.plan, "") == (["top"], [])
    ((_, scope),) = guest.plan.effects(graph, "")
    assert [scope.sets[each] for each in ("drive", "other")] == [{"spare"}, {"base"}]


def test_each_call_announces_what_it_does_and_the_transaction_nothing_of_it() -> None:
    spec = nac.compile("""
    action edit covers rewires
    operation drop(node) {
        phases now -> later
        at node { require edit   allow all }
        effects { rewires node during now }
    }
    operation both(calls: calls) { at none { } }
    """)
    calls = [{"type": "drop", "data": {"node": node}} for node in ("top", "mid")]
    plan = spec["both"].plan(OLD, calls=calls)
    for upper, part in zip(("top", "mid"), plan.parts, strict=True):
        new = Graph([edge for edge in OLD.edges if edge.upper != upper], OLD.nodes, OLD.tags)
        assert unannounced(OLD, new, part, "now") == ([], [])
        assert unannounced(OLD, new, part, "later") == unannounced(OLD, new, plan, "") == ([upper], [])
    assert unannounced(OLD, Graph(nodes=OLD.nodes, tags=OLD.tags), plan.parts[0], "now")[0] == ["mid"]


def test_what_names_mean_on_a_later_graph() -> None:
    """Parameters what they meant as the job started, with the nodes made up then; lets what they come to."""
    spec = nac.compile("""
    action edit covers rewires
    operation put(node, to: node, filter?: new, how?: fast | slow = fast) {
        phases starting -> running
        start starting then running
        let below-it = backing(node)
        at node { require edit }
        changes {
            unlink node
            insert filter above to as filter
        }
        effects {
            rewires below-it when how is fast
            rewires filter during running
        }
    }
    operation look(node) {
        let below-it = backing(node)
        at node { require edit }
        effects { rewires below-it }
    }
    operation both(calls: calls) { at none { } }
    """)

    def rewired(plan: Plan, graph: Graph, phase: str) -> list[set[str]]:
        return [set(evaluate(effect.at, scope)) for effect, scope in plan.effects(graph, phase)]

    plan = spec["put"].plan(OLD, node="top", to="spare")
    assert rewired(plan, OLD, "starting") == [{"mid"}]
    assert rewired(plan, plan.after, "running") == [set(), {"#put1"}]
    assert rewired(plan, Graph([("top", "base")]), "running") == [{"base"}, {"#put1"}]
    slow = spec["put"].plan(OLD, node="top", to="spare", how="slow")
    assert rewired(slow, slow.after, "running") == [{"#put1"}]
    look = spec["look"].plan(OLD, node="top")
    assert rewired(look, OLD, "") == [{"mid"}]
    assert rewired(look, Graph([("top", "base")]), "") == [{"base"}]
    calls = [{"type": "look", "data": {"node": "top"}}, {"type": "put", "data": {"node": "mid", "to": "spare"}}]
    both = spec["both"].plan(OLD, calls=calls)
    first, second = both.parts
    later = Graph([("top", "base"), ("mid", "spare")])
    assert rewired(both, OLD, "") == []
    assert rewired(first, OLD, "") == [{"mid"}]
    assert rewired(first, later, "") == [{"base"}]
    assert rewired(second, OLD, "starting") == [{"base"}]
    assert rewired(second, later, "starting") == [{"spare"}]
    assert not list(second.effects(OLD, "starting", admitted=True))
