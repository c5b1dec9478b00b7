"""The two structures say of graphs what they should, neither more nor less: no solver, all small cases
(semantics: obligations)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.encoding.any_graph import AnyGraph
from checker.encoding.small_graph import SmallGraph
from checker.encoding.symbolic_sets import COMBINED, described, listed
from checker.smt.logic import FALSE, TRUE, Formula, and_, at_most_one, iff, not_

from .evaluate import value

World = dict[str, bool]


def holds(hypotheses: tuple[tuple[str, Formula], ...], free: World) -> bool:
    """Whether all hold where these truth values do; what is defined among them is what its definition says."""
    defined = {str(f[1]): f[2] for _, f in hypotheses if f[0] == "=" and str(f[1]).startswith("d")}

    class Truths(dict[str, Callable[[], bool]]):
        def __missing__(self, name: str) -> Callable[[], bool]:
            found = bool(value(defined[name], self, ())) if name in defined else free[name]
            self[name] = lambda: found
            return self[name]

    truths = Truths()
    return all(value(formula, truths, ()) for _, formula in hypotheses)


def worlds(structure: SmallGraph, seldom: str = "?", most: int = 0) -> Iterator[World]:
    """All of them, but for the names that begin with `seldom`: of these at most so many are true."""
    names = [name for name, _, _ in structure.finish()[1] if name not in structure.defined]
    rare = [name for name in names if name.startswith(seldom)]
    often = [name for name in names if name not in rare]
    for chosen in (each for count in range(most + 1) for each in combinations(rare, count)):
        for values in product((False, True), repeat=len(often)):
            yield dict(zip(often, values, strict=True)) | {name: name in chosen for name in rare}


def test_small_graphs_are_those_whose_chains_are_paths() -> None:
    structure = SmallGraph(3, ("filter", "file", "chain", ""))
    assert structure.kinds == ("backing", "file", "filter")
    for world in worlds(structure):
        chained = [
            sum(world[f"edge.{kind}.{upper}.{lower}"] for kind in ("backing", "filter") for lower in range(upper))
            for upper in range(3)
        ]
        assert holds(structure.finish()[2], world) == all(count <= 1 for count in chained)


def test_some_and_all_nodes_of_a_small_graph() -> None:
    structure = SmallGraph(3)
    assert structure.exists(lambda x: f"q{x}") == ("or", "q0", "q1", "q2")
    assert structure.forall(lambda x: f"q{x}") == ("and", "q0", "q1", "q2")


def test_nodes_outside_a_small_graph_have_no_edge_tag_or_name() -> None:
    structure = SmallGraph(2)
    structure.inside("0")
    structure.tagged("ro", "0")
    structure.tagged("ro", "1")
    structure.node("p", structure.truth("p?"), known=True)
    structure.node("n", TRUE, known=False)
    member = structure.several("s", True)
    assert [member("0"), member("1")] == ["s=0", "s=1"]
    count = 0
    for world in worlds(structure):
        inside = [world["inside.0"], world["inside.1"]]
        p, n, s, tagged = ([world[name.format(at)] for at in (0, 1)] for name in ("p={}", "n={}", "s={}", "tag.ro.{}"))
        right = (
            (not world["edge.backing.1.0"] or all(inside))
            and sum(p) == world["p?"]
            and sum(n) == 1
            and all(inside[at] for at in (0, 1) if p[at] or s[at] or tagged[at])
            and not any(inside[at] for at in (0, 1) if n[at])
        )
        assert holds(structure.finish()[2], world) == right, world
        count += right
    assert count > 10


def test_parts_in_a_small_graph_have_one_owner_and_name_and_no_edge() -> None:
    structure = SmallGraph(2)
    structure.node("p", structure.truth("p?"), known=False)
    structure.node("r", structure.truth("r?"), known=True)
    structure.several("m", True)
    assert structure.text("k") == structure.text("k") == "k"
    found = structure.part("1", "k", "0")
    assert [structure.part(*way) for way in (("0", "k", "1"), ("0", "k", "0"))] == [FALSE, FALSE]
    count = 0
    for world in worlds(structure, "part.", 2):
        parts = {(1, k, 0) for k in (0, 1) if world[f"part.1.{k}.0"]}
        owned = {x for _, _, x in parts}
        edge, inside = world["edge.backing.1.0"], [world["inside.0"], world["inside.1"]]
        right = (
            (not edge or all(inside))
            and world["p=0"] + world["p=1"] == world["p?"]
            and not any(inside[at] for at in (0, 1) if world[f"p={at}"])
            and world["k=0"] + world["k=1"] == 1
            and len(parts) == len(owned) == len({(o, k) for o, k, _ in parts})
            and not (owned and edge)
            and not (owned and inside[0] and not inside[1])
            and world["r=0"] + world["r=1"] == world["r?"]
            and all(inside[at] for at in (0, 1) if world[f"r={at}"])
            and all(inside[at] for at in (0, 1) if world[f"m={at}"])
            and not any(world[f"{name}={x}"] for x in owned for name in "prm")
        )
        assert holds(structure.finish()[2], world) == right, world
        if right:
            truths: Mapping[str, Callable[..., Any]] = {
                name: (lambda truth=truth: truth) for name, truth in world.items()
            }
            chosen = 1 if world["k=1"] else 0
            assert value(found, truths, ()) == ((1, chosen, 0) in parts)
            count += 1
    assert count > 10


def test_edges_run_down_in_a_small_graph() -> None:
    structure = SmallGraph(3, ("file", "filter"))
    kinds = {"": {"backing", "file", "filter"}, "chain": {"backing", "filter"}, "file": {"file"}, "other": set()}
    for kind, members in kinds.items():
        for upper, lower in product(range(3), repeat=2):
            formula = structure.edge(kind, str(upper), str(lower))
            truths = {name: (lambda: False) for name, _, _ in structure.finish()[1]}
            assert value(formula, truths, ()) is False
            for each in ("backing", "file", "filter"):
                name = f"edge.{each}.{upper}.{lower}"
                expected = upper > lower and each in members
                assert value(formula, truths | {name: lambda: True}, ()) == expected
    assert structure.same("1", "1") == TRUE
    assert structure.same("1", "0") == FALSE


def test_labels_are_words_and_a_number() -> None:
    structure = SmallGraph(3, ("backing", "filter"))
    structure.node("p", TRUE, known=True)
    structure.several("s", True)
    structure.tagged("ro", "0")
    structure.text("k")
    structure.part("1", "k", "0")
    structure.reach("chain", "1", "0")
    labels = [label for label, _ in structure.finish()[2]]
    assert len(set(labels)) == len(labels)
    assert list(dict.fromkeys(label.rstrip("0123456789, ") for label in labels)) == [
        "a chain is a path",
        "one node",
        "given",
        "outside",
        "place",
        "tag inside",
        "one text",
        "one part of a name",
        "one owner",
        "a part of a node",
        "definition",
        "a part has no edges and is not named",
    ]
    declared = structure.finish()[1]
    assert len(structure.finish()[2]) == len(labels)
    structure.part("2", "k", "1")
    structure.inside("1")
    assert (structure.finish()[1], len(structure.finish()[2])) == (declared, len(labels))  # said once


def test_at_most_one() -> None:
    for values in product((False, True), repeat=3):
        truths = {name: (lambda found=found: found) for name, found in zip("abc", values, strict=True)}
        assert value(at_most_one(("a", "b", "c")), truths, ()) == (sum(values) <= 1)


# Every graph: the axioms on three nodes, against what they are meant to say.

NODES = ("0", "1", "2")
PAIRS = tuple((x, y) for x in NODES for y in NODES)
Relation = frozenset[tuple[str, str]]


def order(reach: Relation, inside: frozenset[str]) -> bool:
    return (
        all((x, x) in reach for x in NODES)
        and all((x, z) in reach for x, y in reach for y2, z in reach if y == y2)
        and all(x == y or (y, x) not in reach for x, y in reach)
        and all(x == y or {x, y} <= inside for x, y in reach)
    )


def linear(reach: Relation) -> bool:
    return all((y, z) in reach or (z, y) in reach for x, y in reach for x2, z in reach if x == x2)


def steps(edge: Relation, reach: Relation) -> bool:
    return all((x, y) in reach and x != y for x, y in edge)


def one_step(edge: Relation, reach: Relation) -> bool:
    return all(x == z or (y, z) in reach for x, y in edge for x2, z in reach if x == x2)


def ends(end: frozenset[str], reach: Relation, *, down: bool) -> bool:
    return all(x == y or (x if down else y) not in end for x, y in reach)


ORDERS = [
    relation
    for bits in product((False, True), repeat=len(PAIRS))
    if order(relation := frozenset(pair for pair, bit in zip(PAIRS, bits, strict=True) if bit), frozenset(NODES))
]
"""All partial orders of three nodes."""


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """Mostly a partial order, or one with a pair more or less."""
    found = draw(st.sampled_from(ORDERS))
    return found ^ draw(st.sampled_from((frozenset(), frozenset(), *(frozenset((pair,)) for pair in PAIRS))))


subsets = st.one_of(st.just(frozenset(NODES)), st.frozensets(st.sampled_from(NODES)))


@settings(max_examples=300, deadline=None)
@given(relations(), relations(), relations(), relations(), subsets, subsets, subsets)
def test_the_axioms_of_every_graph(
    every: Relation,
    chain: Relation,
    step: Relation,
    chain_step: Relation,
    inside: frozenset[str],
    low: frozenset[str],
    tagged: frozenset[str],
) -> None:
    structure = AnyGraph()
    structure.edge("", "0", "1")
    structure.edge("chain", "0", "1")
    structure.end("down", "chain", "0")
    structure.end("up", "", "0")
    structure.tagged("ro", "0")
    step, chain_step = (each - {(x, x) for x in NODES} for each in (step, chain_step))
    world: dict[str, Callable[..., bool]] = {
        "reach": lambda x, y: (x, y) in every,
        "reach.chain": lambda x, y: (x, y) in chain,
        "edge": lambda x, y: (x, y) in step,
        "edge.chain": lambda x, y: (x, y) in chain_step,
        "inside": lambda x: x in inside,
        "end.down.chain": lambda x: x in low,
        "end.up": lambda x: x in low,
        "tag.ro": lambda x: x in tagged,
    }
    meant = {
        "reach reflexive": all((x, x) in every for x in NODES),
        "reach transitive": all((x, z) in every for x, y in every for y2, z in every if y == y2),
        "reach antisymmetric": all(x == y or (y, x) not in every for x, y in every),
        "reach inside": all(x == y or {x, y} <= inside for x, y in every),
        "edge reaches": steps(step, every),
        "reach.chain reflexive": all((x, x) in chain for x in NODES),
        "reach.chain transitive": all((x, z) in chain for x, y in chain for y2, z in chain if y == y2),
        "reach.chain antisymmetric": all(x == y or (y, x) not in chain for x, y in chain),
        "reach.chain inside": all(x == y or {x, y} <= inside for x, y in chain),
        "reach.chain within reach": chain <= every,
        "reach.chain linear below": linear(chain),
        "edge.chain reaches": steps(chain_step, chain),
        "edge.chain within edge": chain_step <= step,
        "edge.chain is one step": one_step(chain_step, chain),
        "nothing beyond end.down.chain": ends(low, chain, down=True),
        "nothing beyond end.up": ends(low, every, down=False),
        "tag ro inside": tagged <= inside,
    }
    found = {label: value(axiom, world, NODES) for label, axiom in structure.finish()[2]}
    assert found == meant


Parts = frozenset[tuple[str, str, str]]
TRIPLES = tuple(product(("0", "1"), repeat=3))


@settings(max_examples=200, deadline=None)
@given(
    st.frozensets(st.sampled_from(TRIPLES), max_size=3),
    st.frozensets(st.sampled_from((("0", "1"), ("1", "0"), ("0", "0"), ("1", "1")))),
    st.sampled_from(("0", "1")),
)
def test_the_axioms_of_parts(parts: Parts, reach: Relation, named: str) -> None:
    """Nodes and texts are both "0" and "1" here."""
    structure = AnyGraph()
    structure.node("p", TRUE, known=True)
    structure.text("k")
    assert structure.part("p", "k", "p") == ("part", "p", "k", "p")
    structure.reach("file", "p", "x")
    world: dict[str, Callable[..., Any]] = {
        "part": lambda owner, text, node: (owner, text, node) in parts,
        "reach.file": lambda x, y: (x, y) in reach,
        "inside": lambda x: True,
        "p": lambda: named,
    }
    meant = {
        "one part of a name": all(x == y for o, k, x in parts for p, m, y in parts if (o, k) == (p, m)),
        "a part has one owner and name": all((o, k) == (p, m) for o, k, x in parts for p, m, y in parts if x == y),
        "a part has no edges (reach.file)": all(
            x == y for _, _, x in parts for pair in reach if x in pair for y in pair
        ),
        "p is no part": all(x != named for _, _, x in parts),
    }
    found = {label: value(axiom, world, ("0", "1")) for label, axiom in structure.finish()[2]}
    assert {label: found[label] for label in meant} == meant
    assert found.keys() - meant.keys() == {
        "reach.file reflexive",
        "reach.file transitive",
        "reach.file antisymmetric",
        "reach.file inside",
        "place of p",
    }
    assert structure.finish()[0] == ("Node", "Text")


def test_a_name_stands_for_a_formula_once() -> None:
    structure = SmallGraph(1)
    for atom in ("p", TRUE, ("not", "p")):
        assert structure.named(atom) == atom
    assert structure.defined == set()
    names = [structure.named(formula) for formula in (("and", "p", "q"), ("not", ("and", "p", "q")), ("and", "p", "q"))]
    assert names == ["d0", "d1", "d0"]
    assert structure.defined == {"d0", "d1"}
    assert [formula for _, formula in structure.finish()[2]] == [
        iff("d0", ("and", "p", "q")),
        iff("d1", ("not", ("and", "p", "q"))),
    ]


def test_what_parts_are_called_is_a_sort_of_its_own() -> None:
    structure = AnyGraph()
    structure.part("x", "k", "y")
    assert structure.finish()[0] == ("Node", "Text")
    assert AnyGraph().finish()[0] == ("Node",)


def test_words_are_texts_and_no_two_are_the_same() -> None:
    small = SmallGraph(1, texts=3)
    found = [small.reads(small.text("k"), word) for word in ("x", "y", "x")]
    assert found == ["k=2", "k=1", "k=2"]
    assert small.words == {"x": 2, "y": 1}
    assert small.reads("k", "z") == "k=0"
    with pytest.raises(AssertionError, match=r"^there are fewer texts than words that are asked for$"):
        small.reads("k", "w")
    structure = AnyGraph()
    assert structure.reads(structure.text("k"), "x") == ("=", "k", "the text x")
    assert structure.finish() == (("Node", "Text"), (("k", (), "Text"), ("the text x", (), "Text")), ())
    structure.reads("k", "y")
    assert structure.finish()[2] == (("words differ", not_(("=", "the text x", "the text y"))),)


def test_members_that_are_known_one_by_one_stay_so() -> None:
    """A question about all nodes is harder than one about these."""
    structure = AnyGraph()
    some = listed(structure, structure.node("p", TRUE, known=True))
    any_of = described(structure, structure.several("s", None))
    for both in (COMBINED["and"](structure, some, any_of), COMBINED["and"](structure, any_of, some)):
        assert both.listed is not None
        assert both.has("x") == and_(("s", "p"), ("=", "p", "x"))
