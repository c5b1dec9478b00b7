"""The arguments of calls: JSON in, nodes and values out, and an error with the right words for all else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nac.errors import Invalid
from nac.graph import Graph
from nac.spec import Condition, NodeSet, Operation, Parameter, Role, Where

from ..specs.by_hand import call, name

GRAPH = Graph.chain("base", "mid", "top")
OPERATION = Operation(
    "stream",
    (
        Parameter("device"),
        Parameter("base-node", optional=True, null=True),
        Parameter("sources", "nodes", optional=True),
        Parameter("target", "new", optional=True),
        Parameter("sync", "choice", optional=True, choices=("full", "top"), default="full"),
        Parameter("force", "bool", optional=True),
        Parameter("name", "text", optional=True, null=True),
        Parameter("speed", "any", optional=True),
        Parameter("file", "node", optional=True, object=True),
    ),
    roles=(
        Role(name("device"), 1, 0),
        Role(name("base-node"), 2, 0),
        Role(name("sources"), 4, 0),
        Role(name("target"), 8, 0),
        Role(name("file"), 16, 0),
        Role(name("device"), 32, 0, Condition("equals", name="sync", value="full")),
        Role(name("device"), 64, 0, Condition("given", name="force")),
        Role(name("device"), 128, 0, Condition("given", name="speed")),
        Role(call("part", "device", kind="name"), 1, 0),
    ),
)


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else 7


def within(depth: int) -> Any:
    """Objects in objects."""
    found: Any = {}
    for _ in range(depth):
        found = {"": found}
    return found


def requires(**arguments: Any) -> dict[str, int]:
    return {node: claim.require for node, claim in OPERATION.plan(GRAPH, arguments).claims().items()}


def test_arguments_reach_the_roles() -> None:
    assert requires(device="top") == {"top": 1 | 32}
    assert requires(device="top", sync="top") == {"top": 1}
    assert requires(device="top", **{"base-node": "base"}) == {"top": 33, "base": 2}
    assert requires(device="top", base_node="base") == {"top": 33, "base": 2}
    assert requires(device="top", base_node=None) == {"top": 33}
    assert requires(device="top", sources=["base", "mid", "base"]) == {"top": 33, "base": 4, "mid": 4}
    assert requires(device="top", sources=[]) == {"top": 33}
    assert requires(device="top", target="copy") == {"top": 33, "copy": 8}
    assert requires(device="top", force=True) == {"top": 33 | 64}
    assert requires(device="top", force=False) == {"top": 33}
    assert requires(device="top", speed=0) == {"top": 33 | 128}
    assert requires(device="top", file="base") == {"top": 33, "base": 16}
    assert requires(device="top", file={"driver": "file"}) == {"top": 33}
    assert requires(device="top", name="b0") == {"top": 33, "top[b0]": 1}
    assert requires(device="top", name=None) == {"top": 33}
    assert requires(device="top", name="null") == {"top": 33, "top[null]": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "'device' is missing"),
        ({"device": "tob"}, "no node 'tob'; did you mean 'top'"),
        ({"device": None}, "device must be a text"),
        ({"device": ["top"]}, "device must be a text"),
        ({"device": {}}, "device must be a text"),
        ({"device": 7}, "device must be a text"),
        ({"device": "top", "devise": "top"}, "no argument 'devise'; did you mean 'device'"),
        ({"device": "top", "base-node": "base", "base_node": "base"}, "'base-node' is given twice"),
        ({"device": "top", "sources": "base"}, "sources must be a list of nodes"),
        ({"device": "top", "sources": ["base", 1]}, "sources must be a node's name"),
        ({"device": "top", "sources": ["nobody"]}, "no node 'nobody'"),
        ({"device": "top", "target": "base"}, "'base' is already a node"),
        ({"device": "top", "target": "a[b]"}, "target must be a node's name"),
        ({"device": "top", "target": ""}, "target must be a node's name"),
        ({"device": "top", "sync": "half"}, "sync is 'half'; it must be one of full, top"),
        ({"device": "top", "sync": None}, "sync must be a text"),
        ({"device": "top", "force": "yes"}, "force must be true or false"),
        ({"device": "top", "force": 1}, "force must be true or false"),
        ({"device": "top", "name": {}}, "name must be a text"),
        ({"device": "top", 7: "x"}, "no argument 7"),
        ({"device": "top", "speed": 10**5000}, "'speed' has a number of more than 4000 digits"),
        ({"device": "top", "speed": [{"x": -(10**5000)}]}, "'speed' has a number of more than 4000 digits"),
        ({"device": "top", "speed": 10**4000}, "'speed' has a number of more than 4000 digits"),
        ({"device": "top", "speed": -(10**4000)}, "'speed' has a number of more than 4000 digits"),
        ({"device": "top", "speed": nested(201)}, "'speed' is nested more than 200 deep"),
        ({"device": "top", "speed": within(201)}, "'speed' is nested more than 200 deep"),
        ({"device": 10**5000}, "'device' has a number of more than 4000 digits"),
        ("top", "must be a mapping or keywords, not 'top'"),
        ([], r"must be a mapping or keywords, not \[\]"),
    ],
)
def test_wrong_arguments(arguments: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        OPERATION.plan(GRAPH, arguments)


@pytest.mark.parametrize("graph", [None, "g", [("top", "base")]])
def test_what_is_no_graph_is_not_planned_on(graph: Any) -> None:
    with pytest.raises(Invalid, match=re.escape(f"stream: it is planned on a Graph, not on {graph!r}")):
        OPERATION.plan(graph, device="top")


def test_what_can_be_shown_is_taken() -> None:
    for speed in (10**4000 - 1, 1 - 10**4000, nested(200), within(200)):
        assert requires(device="top", speed=speed) == requires(device="top", speed=1)


def test_a_plan_keeps_the_arguments_that_it_was_made_of() -> None:
    """It is planned anew when the graph has changed, and means then what it meant."""
    arguments: dict[str, Any] = {"device": "top", "sources": ["base"], "file": {"driver": "file"}}
    plan = OPERATION.plan(GRAPH, arguments)
    arguments["sources"].append("mid")
    arguments["file"]["driver"] = "other"
    arguments["device"] = "mid"
    later = plan.on(Graph(GRAPH.edges))
    assert later.claims() == plan.claims() == {"top": (33, 0), "base": (4, 0)}
    assert plan.arguments == {"device": "top", "sources": ["base"], "file": {"driver": "file"}}


GROUPED = Operation(
    "transaction",
    (
        Parameter("node", group="actions"),
        Parameter("kind", "choice", choices=("read", "write"), group="actions"),
    ),
    roles=(
        Role(name("node"), 1, 3),
        Role(name("node"), 2, 1, Condition("equals", name="kind", value="write")),
    ),
)


def test_a_list_of_objects_is_one_job() -> None:
    plan = GROUPED.plan(
        GRAPH,
        actions=[{"node": "top", "kind": "write"}, {"node": "base", "kind": "read"}, {"node": "top", "kind": "read"}],
    )
    assert plan.claims() == {"top": (3, 1), "base": (1, 3)}


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        (None, "must be a list"),
        ([], "must be a list of 1 to"),
        ({"node": "top"}, "must be a list"),
        ([{"node": "top", "kind": "read"}] * 1001, "1 to 1000 objects"),
        (["top"], "objects only"),
        ([{"node": "top"}], "'kind' is missing"),
        ([{"node": "top", "kind": "read", "x": 1}], "no argument 'x'"),
    ],
)
def test_wrong_lists_of_objects(objects: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        GROUPED.plan(GRAPH, actions=objects)


def test_where_says_why_in_the_words_of_the_author() -> None:
    below = Condition("in", sets=(name("base"), call("below", "top")))
    commit = Operation(
        "commit", (Parameter("top"), Parameter("base")), wheres=(Where(below, "base must be below top"),)
    )
    assert commit.plan(GRAPH, top="top", base="base").claims() == {}
    with pytest.raises(Invalid, match="commit: base must be below top"):
        commit.plan(GRAPH, top="base", base="top")
    with pytest.raises(Invalid, match="`where` condition is not met"):
        Operation("commit", commit.parameters, wheres=(Where(below),)).plan(GRAPH, top="base", base="top")


def test_a_plan_knows_its_phases_and_roles() -> None:
    guest = Operation(
        "guest",
        (Parameter("node"),),
        roles=(Role(name("node"), 1, 3), Role(name("node"), 2, 2, None, ("running",)), Role(NodeSet("none"), 4, 0)),
        phases=("running", "paused"),
        start="running",
    )
    plan = guest.plan(GRAPH, node="top")
    assert plan.claims() == plan.claims("running") == {"top": (3, 2)}
    assert plan.claims("paused") == {"top": (1, 3)}
    assert plan.roles("top", "running") == guest.roles[:2]
    assert plan.roles("top", "paused") == guest.roles[:1]
    assert plan.roles("base", "running") == ()
    with pytest.raises(Invalid, match="no phase 'gone'"):
        plan.table("gone")
    later = plan.on(Graph.chain("top"))
    assert later.graph != plan.graph
    assert later.claims() == plan.claims()
    with pytest.raises(Invalid, match="no node 'top'"):
        plan.on(Graph.chain("base"))


def test_a_list_of_nodes_may_hold_objects_where_objects_are_accepted() -> None:
    operation = Operation(
        "quorum", (Parameter("children", "nodes", object=True),), roles=(Role(name("children"), 1, 0),)
    )
    assert operation.plan(GRAPH, children=["base", {"driver": "null-co"}]).claims().keys() == {"base"}
    with pytest.raises(Invalid, match="a node's name"):
        operation.plan(GRAPH, children=["base", None])
    with pytest.raises(Invalid, match="a node's name"):
        OPERATION.plan(GRAPH, device="top", sources=[{}])
