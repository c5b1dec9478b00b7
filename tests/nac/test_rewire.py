"""What entitles to a change of the graph, and which changes an operation has announced (design 3.6)."""

from __future__ import annotations

from nac.graph import Graph
from nac.plan import Claim, Plan
from nac.rewire import covering, turned, undeclared, unentitled
from nac.spec import Action, Condition, Cover, Edge, Effect, NodeSet, Operation, Parameter, Spec

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


def planned(*effects: Effect, phases: tuple[str, ...] = ()) -> Plan:
    operation = Operation(
        "op",
        (Parameter("node"), Parameter("to", optional=True), Parameter("force", "bool", optional=True)),
        effects=effects,
        phases=phases,
        start=phases[0] if phases else "",
    )
    return operation.plan(OLD, node="top", to="spare", force=False)


NEW = Graph([*OLD.edges, ("top", "spare", "file")], OLD.nodes, OLD.tags)
EDGE = Edge("top", "spare", "file")
TO = Effect("rewires", name("node"), to=name("to"))


def test_new_edges_are_announced() -> None:
    assert undeclared(OLD, NEW, planned(TO), "") == []
    assert undeclared(OLD, OLD, planned(Effect("rewires", name("node"))), "") == []
    assert undeclared(OLD, NEW, planned(Effect("rewires", name("node"))), "") == [EDGE]  # it only drops edges
    assert undeclared(OLD, NEW, planned(Effect("rewires", name("to"), to=name("node"))), "") == [EDGE]
    assert undeclared(OLD, NEW, planned(Effect("rewires", name("node"), to=name("node"))), "") == [EDGE]
    nowhere = Effect("rewires", name("node"), to=NodeSet("none"))
    assert undeclared(OLD, NEW, planned(nowhere, TO), "") == []


def test_who_declares_nothing_that_rewires_is_asked_nothing() -> None:
    assert undeclared(OLD, NEW, planned(), "") == []
    assert undeclared(OLD, NEW, planned(Effect("writes", name("node"))), "") == []
    other = Effect("writes", name("node"), to=name("to"))  # announces nothing, whatever it says
    assert undeclared(OLD, NEW, planned(other, Effect("rewires", name("to"))), "") == [EDGE]


def test_effects_count_in_their_phase_and_when_their_condition_holds() -> None:
    later = Effect("rewires", name("node"), to=name("to"), during=("later",))
    assert undeclared(OLD, NEW, planned(later, phases=("now", "later")), "later") == []
    assert undeclared(OLD, NEW, planned(later, phases=("now", "later")), "now") == [EDGE]
    forced = Effect("rewires", name("node"), to=name("to"), when=Condition("given", name="force"))
    assert undeclared(OLD, NEW, planned(forced), "") == [EDGE]
    free = Effect("rewires", name("node"), to=name("to"), when=Condition("not", (Condition("given", name="force"),)))
    assert undeclared(OLD, NEW, planned(free), "") == []


def test_no_edge_turns_a_path_around() -> None:
    assert turned(OLD, NEW) == []
    assert turned(OLD, Graph([("mid", "top")])) == [Edge("mid", "top")]
    assert turned(OLD, Graph([("base", "top")])) == [Edge("base", "top")]  # two steps
    assert turned(OLD, Graph([("base", "new"), ("new", "top")])) == []
    assert turned(OLD, Graph([("top", "base", "file"), ("top", "mid")])) == []
    diamond = Graph([("a", "b", "x"), ("a", "c", "y"), ("b", "d", "x"), ("c", "d", "x"), ("d", "e", "x")])
    assert turned(diamond, Graph([("e", "a")])) == [Edge("e", "a")]
