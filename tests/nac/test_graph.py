"""Graphs: values that cannot be wrong (semantics: language)."""

from __future__ import annotations

import copy
import pickle
from time import perf_counter
from typing import Any

import pytest

from nac.errors import GraphError
from nac.graph import Edge, Graph


def test_edges_run_from_the_owner_down() -> None:
    graph = Graph([("top", "base"), ("base", "file", "file")], ["alone"], {"base": ["read-only"]})
    assert graph.nodes == ("alone", "top", "base", "file")
    assert graph.children("base") == (Edge("base", "file", "file"),)
    assert graph.parents("base") == (Edge("top", "base", "backing"),)
    assert graph.children("nobody") == graph.parents("nobody") == ()
    assert graph.has("base", "read-only")
    assert not graph.has("top", "read-only")
    assert "alone" in graph
    assert "nobody" not in graph
    assert len(graph) == 4
    assert set(graph) == {"alone", "top", "base", "file"}


def test_chain_is_written_from_the_bottom() -> None:
    assert Graph.chain("base", "mid", "top") == Graph([("top", "mid"), ("mid", "base")])
    assert Graph.chain("base") == Graph(nodes=["base"])


def test_equality_knows_no_order() -> None:
    one = Graph([("a", "b"), ("a", "c", "file")], tags={"a": ["x", "y"]})
    other = Graph([("a", "c", "file"), ("a", "b")], ["c"], {"a": ("y", "x")})
    assert one == other
    assert one != Graph([("a", "b"), ("a", "c", "file")])
    assert one != Graph([("a", "b"), ("a", "c", "data")], tags={"a": ["x", "y"]})
    assert one != "a graph"


def test_one_tag_may_be_a_text() -> None:
    assert Graph(nodes=["a"], tags={"a": "read-only"}).tags == {"a": {"read-only"}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"edges": [("a", "b"), ("b", "a")]}, "'a', 'b' make a cycle"),
        ({"edges": [("a", "a", "file")]}, "'a' make a cycle"),
        ({"edges": [("a", "b"), ("b", "c", "file"), ("c", "a", "data")]}, "cycle"),
        ({"edges": [("a", "b"), ("a", "b")]}, "given twice"),
        ({"edges": [("a", "b"), ("a", "c")]}, "two backing nodes, 'b' and 'c'"),
        ({"edges": [("a", "b"), ("a", "c", "filter")]}, "two filter nodes"),
        ({"nodes": [""]}, "cannot name a node"),
        ({"nodes": ["a[b]"]}, "cannot name a node"),
        ({"nodes": [7]}, "cannot name a node"),
        ({"nodes": [["a"]]}, "cannot name a node"),
        ({"nodes": "abc"}, "iterable of names"),
        ({"nodes": 5}, "nodes must be an iterable of names, not 5"),
        ({"edges": None}, r"edges must be an iterable of \(upper, lower\) tuples, not None"),
        ({"edges": "ab"}, "edges must be an iterable of .*, not 'ab'"),
        ({"edges": ["base", "top"]}, "'base' is no edge: .*; nodes without edges are given as `nodes`"),
        ({"edges": ["ab"]}, "'ab' is no edge"),
        ({"edges": ["abc"]}, "'abc' is no edge"),
        ({"edges": [("a",)]}, "is no edge"),
        ({"edges": [("a", "b", "file", "x")]}, "is no edge"),
        ({"edges": [("a", 5)]}, "5 cannot name a node"),
        ({"edges": [(["a"], "b")]}, "cannot name a node"),
        ({"edges": [("a", "b", None)]}, "the edge from 'a' to 'b' has the kind None: a kind is a text, not empty"),
        ({"edges": [("a", "b", 5)]}, "has the kind 5"),
        ({"edges": [Edge("a", "b", "")]}, "has the kind ''"),
        ({"tags": {"a": ["x"]}}, "no node"),
        ({"tags": ["a"]}, r"tags must be a mapping from nodes to words, not \['a'\]"),
        ({"nodes": ["a"], "tags": {"a": 5}}, "the tags of 'a' must be an iterable of words, not 5"),
        ({"nodes": ["a"], "tags": {"a": ["x", 5]}}, "5 cannot be a tag of 'a'"),
    ],
)
def test_what_cannot_be(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(GraphError, match=words):
        Graph(**arguments)


def test_a_chain_is_made_of_names() -> None:
    nodes: Any = ["a", "b"]
    with pytest.raises(GraphError, match=r"made of names, .*, not of \['a', 'b'\]"):
        Graph.chain(nodes)
    with pytest.raises(GraphError, match="cannot name a node"):
        Graph.chain("base", nodes)


def test_tags_cannot_be_changed_and_graphs_copied() -> None:
    graph = Graph([("top", "base")], tags={"base": ["read-only"]})
    tags: Any = graph.tags
    with pytest.raises(TypeError):
        tags["top"] = frozenset({"read-only"})
    assert pickle.loads(pickle.dumps(graph)) == copy.deepcopy(graph) == graph


def test_one_pair_may_have_edges_of_several_kinds() -> None:
    assert len(Graph([("a", "b"), ("a", "b", "file")]).edges) == 2


def test_size_and_depth_cost_no_more_than_their_share() -> None:
    start = perf_counter()
    deep = Graph.chain(*(f"n{at}" for at in range(20_000)))
    wide = Graph([("top", f"n{at}", "file") for at in range(20_000)])
    assert len(deep) == 20_000
    assert len(wide.children("top")) == 20_000
    assert perf_counter() - start < 10  # neither recursion nor a quadratic search: those take minutes
