"""The names that a graph accepts, and the exact words of what it does not (semantics: language)."""

from __future__ import annotations

import pytest

from nac.errors import GraphError
from nac.graph import Edge, Graph


@pytest.mark.parametrize("part", ["disk[b]", "disk[]", "disk[a[b]", "disk[a]b]"])
def test_parts_are_named_within_their_owner(part: str) -> None:
    assert part in Graph(nodes=["disk", part])


@pytest.mark.parametrize("node", ["b]", "]", "[b]", "disk[b", "disk[b]x", "other[b]", "", 7, None])
def test_what_cannot_name_a_node(node: str) -> None:
    with pytest.raises(GraphError) as caught:
        Graph(nodes=["disk", node])
    assert str(caught.value) == f"{node!r} cannot name a node: a name is a text, not empty, without brackets"


@pytest.mark.parametrize("edge", [Edge("disk[b]", "disk"), Edge("top", "disk[b]", "file")])
def test_parts_have_no_edges(edge: Edge) -> None:
    with pytest.raises(GraphError, match=r"'disk\[b\]' cannot name a node"):
        Graph([edge], ["disk", "disk[b]"])


def test_the_words_of_what_cannot_be() -> None:
    ring = [(f"n{at}", f"n{(at + 1) % 7}", "file") for at in range(7)]
    for edges, words in (
        ([("a", "b"), ("a", "c")], "node 'a' has two backing nodes, 'b' and 'c': a backing chain is a path"),
        ([("a", "b"), ("a", "b")], "the edge from 'a' to 'b' (backing) is given twice"),
        (ring, "the edges of 'n0', 'n1', 'n2', 'n3', 'n4' make a cycle"),
    ):
        with pytest.raises(GraphError) as caught:
            Graph(edges)
        assert str(caught.value) == words
    with pytest.raises(GraphError) as caught:
        Graph(nodes="abc")
    assert str(caught.value) == "nodes must be an iterable of names, not 'abc'"
    with pytest.raises(GraphError) as caught:
        Graph(nodes=["a"], tags={"b": ["t"]})
    assert str(caught.value) == "tags for 'b', which is no node"
