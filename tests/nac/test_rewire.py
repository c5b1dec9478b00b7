"""What entitles to a change of the graph, and which changes an operation has announced (design 3.6)."""

from __future__ import annotations

from nac.graph import Graph
from nac.plan import Claim, Plan
from nac.rewire import covering, retagged, turned, unannounced, unentitled
from nac.spec import Action, Condition, Cover, Edge, Effect, Let, NodeSet, Operation, Parameter, Role, Spec, Where

from .builders import NODE, name

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


def tagged_spec(*operations: Operation) -> Spec:
    return Spec("s", (Action("a"),), operations)


def test_tags_that_claims_depend_on() -> None:
    asks = Condition("not", (Condition("has", sets=(name("node"),), name="t"),))
    where = Operation("op", (Parameter("node"),), wheres=(Where(asks, "so"),))
    role = Operation("op", (Parameter("node"),), roles=(Role(name("node"), 1, 0, when=asks),))
    plain = Operation("op", (Parameter("node"),), roles=(Role(name("node"), 1, 0),))
    bare, other = Graph(OLD.edges, OLD.nodes), Graph(OLD.edges, OLD.nodes, {"spare": ["u"]})
    for operation in (where, role):
        assert retagged(tagged_spec(plain, operation), OLD, bare) == [("spare", "t")]
        assert retagged(tagged_spec(operation), bare, OLD) == [("spare", "t")]
        assert retagged(tagged_spec(operation), other, OLD) == [("spare", "t")]
        assert retagged(tagged_spec(operation), bare, other) == []
        assert retagged(tagged_spec(operation), OLD, Graph(OLD.edges)) == []  # the node goes, and its tags with it
        assert retagged(tagged_spec(operation), Graph(OLD.edges), OLD) == []
    assert retagged(tagged_spec(plain), OLD, bare) == []


def test_no_edge_turns_a_path_around() -> None:
    assert turned(OLD, NEW) == []
    assert turned(OLD, Graph([("mid", "top")])) == [Edge("mid", "top")]
    assert turned(OLD, Graph([("base", "top")])) == [Edge("base", "top")]  # two steps
    assert turned(OLD, Graph([("base", "new"), ("new", "top")])) == []
    assert turned(OLD, Graph([("top", "base", "file"), ("top", "mid")])) == []
    diamond = Graph([("a", "b", "x"), ("a", "c", "y"), ("b", "d", "x"), ("c", "d", "x"), ("d", "e", "x")])
    assert turned(diamond, Graph([("e", "a")])) == [Edge("e", "a")]
