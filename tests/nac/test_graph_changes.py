"""One change of the graph after another, as values (semantics: starts)."""

from __future__ import annotations

import pytest

from nac.change import Changed, change, without
from nac.errors import Invalid
from nac.graph import Edge, Graph
from nac.plan import bind
from nac.spec import Change, NodeSet, Operation, Parameter, Spec
from nac.wellformed import problems

from ..specs.by_hand import call, name

PARAMETERS = (
    Parameter("a", "nodes", optional=True),
    Parameter("b", optional=True),
    Parameter("n", "new", optional=True),
)


def changed(graph: Graph, *changes: Change, **arguments: object) -> Changed:
    operation = Operation("op", PARAMETERS, changes=changes)
    return change(operation, graph, bind(operation, graph, arguments))


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    return {(edge.upper, edge.lower, edge.kind) for edge in graph.edges}


def test_tags_come_and_go() -> None:
    graph = Graph(nodes=["x", "y"], tags={"x": ["ro", "kept"]})
    after = changed(graph, Change("untag", name("a"), word="ro"), Change("tag", name("b"), word="new"), a=["x"], b="y")
    assert after.graph.tags == {"x": {"kept"}, "y": {"new"}}
    assert changed(graph, Change("untag", name("b"), word="ro"), b="y").graph == graph  # it had none
    assert changed(graph, Change("remove", name("b")), b="x").graph == Graph(nodes=["y"])


def test_a_link_replaces_a_chain_edge_and_nothing_else() -> None:
    graph = Graph([("x", "y"), ("x", "f", "file")], ["z"])
    link = Change("link", name("a"), name("b"), "backing")
    assert edges(changed(graph, link, a=["x"], b="z").graph) == {("x", "z", "backing"), ("x", "f", "file")}
    more = Change("link", name("a"), name("b"), "file")
    assert edges(changed(graph, more, a=["x"], b="z").graph) == edges(graph) | {("x", "z", "file")}
    filtered = Change("link", name("a"), name("b"), "filter")
    assert edges(changed(graph, filtered, a=["x"], b="z").graph) == {("x", "z", "filter"), ("x", "f", "file")}
    assert changed(graph, Change("unlink", name("a"), word="file"), a=["x"]).graph.children("x") == (Edge("x", "y"),)


def test_an_inserted_node_takes_the_place_for_each_kind_of_edge() -> None:
    graph = Graph([("u", "x"), ("v", "x", "file"), ("x", "y")])
    insert = Change("insert", name("n"), name("b"), "filter")
    after = changed(graph, insert, n="n", b="x")
    assert edges(after.graph) == {
        ("u", "n", "backing"),
        ("v", "n", "file"),
        ("n", "x", "filter"),
        ("x", "y", "backing"),
    }
    assert (after.moves, after.filters) == ((("x", "n"),), ("n",))
    plain = changed(graph, Change("insert", name("n"), name("b"), "backing"), n="n", b="x")
    assert (plain.moves, plain.filters) == ((("x", "n"),), ())


def test_spared_nodes_keep_their_edges() -> None:
    graph = Graph([("u", "x"), ("v", "x", "file")])
    insert = Change("insert", name("n"), name("b"), "filter", name("a"))
    after = changed(graph, insert, n="n", b="x", a=["v"])
    assert edges(after.graph) == {("u", "n", "backing"), ("v", "x", "file"), ("n", "x", "filter")}
    assert edges(changed(graph, insert, n="n", b="x").graph) == {("u", "n", "backing"), ("v", "n", "file")} | {
        ("n", "x", "filter")
    }


def test_what_lies_below_the_inserted_node_keeps_its_edges() -> None:
    """Else they would make a cycle: x is reached from the node that takes its place."""
    graph = Graph([("w", "deep", "data"), ("deep", "x", "file"), ("u", "x"), ("w", "deep", "file")])
    insert = Change("insert", name("a"), name("b"), "backing", NodeSet("none"))
    after = changed(graph, insert, a=["w"], b="x")
    assert edges(after.graph) == edges(graph) - {("u", "x", "backing")} | {("u", "w", "backing"), ("w", "x", "backing")}
    deeper = Graph([("w", "d1", "file"), ("d1", "d2", "file"), ("d2", "x", "file"), ("u", "x")])
    after = changed(deeper, insert, a=["w"], b="x")
    assert edges(after.graph) == edges(deeper) - {("u", "x", "backing")} | {
        ("u", "w", "backing"),
        ("w", "x", "backing"),
    }
    assert after.filters == ()


@pytest.mark.parametrize(
    ("changes", "arguments", "words"),
    [
        (
            (Change("insert", name("a"), name("b"), "filter"),),
            {"a": ["x", "z"], "b": "y"},
            "one node is inserted above",
        ),
        ((Change("insert", name("n"), name("b"), "filter"),), {"n": "n"}, "one node is inserted above one other"),
        ((Change("insert", name("n"), None, "filter"),), {"n": "n", "b": "y"}, "one node is inserted above one other"),
        ((Change("remove", name("b")),), {"b": "y"}, "'y' is in use by 'x'"),
        ((Change("remove", name("b")), Change("tag", name("b"), word="t")), {"b": "x"}, "there is no node 'x' to tag"),
        (
            (Change("link", name("a"), name("b"), "file"),),
            {"a": ["y"], "b": "x"},
            "the graph after it cannot be: the edges of 'x', 'y' make a cycle",
        ),
    ],
)
def test_the_words_of_what_cannot_be(changes: tuple[Change, ...], arguments: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid) as caught:
        changed(Graph([("x", "y")], ["z"]), *changes, **arguments)
    assert str(caught.value).startswith(f"op: {words}")


def test_a_removed_node_takes_its_parts_along() -> None:
    graph = Graph(nodes=["x", "x[p]", "xy"])
    assert changed(graph, Change("remove", name("b")), b="x").graph == Graph(nodes=["xy"])


def test_without_a_filter_its_parents_go_to_what_lies_below() -> None:
    graph = Graph([("u", "f"), ("v", "f", "file"), ("f", "x", "filter"), ("f", "side", "file")], tags={"f": ["t"]})
    assert without(graph, "f") == (Graph([("u", "x"), ("v", "x", "file")], ["side"]), "x")


def test_sets_are_those_before_but_new_names_are_known() -> None:
    graph = Graph([("x", "y")])
    after = changed(
        graph,
        Change("add", name("n")),
        Change("link", name("n"), call("above", "b"), "file"),
        Change("unlink", name("a"), word="backing"),
        b="y",
        a=["x"],
    )
    assert edges(after.graph) == {("#op1", "x", "file")}
    assert after.scopes[0].sets["n"] == {"#op1"}
    assert after.scopes[0].graph is after.graph


def test_what_an_edge_leads_to_is_there() -> None:
    """No change brings a node but those that are said to: neither one to come nor one that has gone."""
    graph, to = Graph([("u", "x")]), {"b": "x", "n": "y"}
    for change_, words in (
        (Change("link", name("b"), name("n"), "file"), "there is no node 'y' to link to"),
        (Change("insert", name("b"), name("n"), "file"), "there is no node 'y' to insert one above"),
        (Change("unlink", name("n"), word="file"), "there is no node 'y' to unlink"),
    ):
        with pytest.raises(Invalid, match=words):
            changed(graph, change_, **to)
        assert "y" in changed(graph, Change("add", name("n")), change_, **to).graph
    gone = Change("remove", name("b")), Change("insert", name("n"), name("b"), "backing")
    with pytest.raises(Invalid, match="there is no node 'u' to insert one above"):
        changed(graph, *gone, b="u", n="y")


def test_nodes_go_all_at_once_with_their_parts_and_tags() -> None:
    """Which of them has which name does not matter."""
    for edge in (("a", "b"), ("b", "a")):
        graph = Graph([edge], ["a", "b", "a[x]", "a[x][y]", "aa"], {"a[x]": ["t"]})
        after = changed(graph, Change("remove", name("a")), a=["a", "b"]).graph
        assert (after.nodes, after.tags) == (("aa",), {})
        with pytest.raises(Invalid, match=f"'{edge[1]}' is in use by '{edge[0]}'"):
            changed(graph, Change("remove", name("b")), b=edge[1])
    part = NodeSet("everything"), NodeSet("name", name="b")
    graph = Graph([], ["a", "a[x]", "a[x][y]", "b"])
    assert changed(graph, Change("remove", NodeSet("except", part)), b="b").graph.nodes == ("b",)


def test_who_makes_calls_changes_nothing_of_its_own_and_takes_one_list_of_objects() -> None:
    """The language says so with places in the text; what comes as data is refused as well."""
    first, second = Parameter("p", group="first"), Parameter("q", group="second")
    tag = Change("tag", NodeSet("everything"), word="t")
    wrong = Spec(
        "s",
        operations=(
            Operation("both", (Parameter("actions", "calls"),), changes=(tag,)),
            Operation("lists", (first, second)),
            Operation("right", (first, Parameter("actions", "calls"))),
            Operation("plain", (first, Parameter("r", group="first")), changes=(tag,)),
        ),
    )
    assert list(problems(wrong)) == [
        "operation 'both': it makes calls, so it changes what they change and nothing of its own",
        "operation 'lists': it can have one list of objects",
    ]


def test_a_start_reverses_no_way() -> None:
    """Neither by one edge nor by several together, by way of a node that was elsewhere."""
    graph = Graph([("a", "b"), ("b", "c")], ["d"])
    nodes = {node: NodeSet("name", name=node) for node in "abcd"}
    parameters = tuple(Parameter(node) for node in nodes)
    unlink, arguments = Change("unlink", nodes["b"], word="backing"), {node: node for node in nodes}

    def made(*links: str) -> Changed:
        changes = [Change("link", nodes[link[0]], nodes[link[1]], "backing") for link in links]
        operation = Operation("op", parameters, changes=(unlink, *changes))
        return change(operation, graph, bind(operation, graph, arguments))

    assert edges(made("ac", "cd").graph) == {("a", "c", "backing"), ("c", "d", "backing")}
    with pytest.raises(Invalid, match="op: 'c' lay below 'b': no change turns that around"):
        made("cb")
    with pytest.raises(Invalid, match="op: 'c' lay below 'b': no change turns that around"):
        made("ac", "cd", "db")
