"""Node sets and conditions on concrete graphs: by example, and against definitions that walk nothing but paths."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nac.graph import CHAIN, Edge, Graph
from nac.operators import ConditionOperator
from nac.sets import Scope, evaluate, holds
from nac.spec import Condition, NodeSet

from ..specs.by_hand import call, name

NODES = "abcdefg"
KINDS = ("backing", "filter", "file", "data")

# base <- mid <- top, a fork, a filter above top, files below base and fork, and a quorum above fork and other
GRAPH = Graph(
    [
        Edge("mid", "base"),
        Edge("top", "mid"),
        Edge("fork", "base"),
        Edge("throttle", "top", "filter"),
        Edge("base", "base-file", "file"),
        Edge("fork", "fork-file", "file"),
        Edge("quorum", "fork", "child"),
        Edge("quorum", "other", "child"),
    ],
    ["alone"],
    {"base": ["read-only", "protected"], "mid": ["read-only"]},
)


def scope(**sets: str) -> Scope:
    """Names for sets of nodes, written with spaces."""
    found = {each: frozenset(nodes.split()) for each, nodes in sets.items()}
    return Scope(GRAPH, found, {each for each, nodes in found.items() if nodes})


HERE = scope(
    base="base",
    mid="mid",
    top="top",
    fork="fork",
    quorum="quorum",
    both="mid fork",
    gone="",
    alone="alone",
    throttle="throttle",
)

SETS = {
    "none": (call("none"), ""),
    "everything": (
        call("everything"),
        "base mid top fork throttle base-file fork-file quorum other alone",
    ),
    "a name": (name("both"), "mid fork"),
    "an absent argument": (name("gone"), ""),
    "union": (call("union", "base", "top", "base"), "base top"),
    "union of nothing": (call("union"), ""),
    "and": (call("and", "both", call("above", "base")), "mid fork"),
    "except": (call("except", "both", "fork"), "mid"),
    "or, left": (call("or", "top", "base"), "top"),
    "or, right": (call("or", "gone", "base"), "base"),
    "backing": (call("backing", "both"), "base"),
    "backing follows a filter": (call("backing", call("overlays", "top")), "top"),
    "backing of the lowest": (call("backing", "base"), ""),
    "overlays": (call("overlays", "base"), "mid fork"),
    "overlays follow a filter": (call("overlays", "top"), "throttle"),
    "overlays skip other kinds": (call("overlays", "fork"), ""),
    "children": (call("children", "fork"), "base fork-file"),
    "children of a kind": (call("children", "fork", kind="file"), "fork-file"),
    "parents": (call("parents", "fork"), "quorum"),
    "parents of a kind": (call("parents", "fork", kind="backing"), ""),
    "above": (call("above", "base"), "mid top fork throttle quorum"),
    "above is strict": (call("above", "throttle"), ""),
    "above of a kind": (call("above", "base", kind="backing"), "mid top fork"),
    "above of members of one chain": (call("above", call("union", "base", "mid")), "mid top fork throttle quorum"),
    "below": (call("below", "quorum"), "fork other fork-file base base-file"),
    "below of a kind": (call("below", "quorum", kind="child"), "fork other"),
    "chain of one": (call("chain", "top"), "top mid base"),
    "chain": (call("chain", "top", "mid"), "top mid"),
    "chain of a node to itself": (call("chain", "top", "top"), "top"),
    "chain upside down": (call("chain", "base", "top"), ""),
    "chain past a fork": (call("chain", "top", "fork"), ""),
    "chain to nothing": (call("chain", "top", "gone"), ""),
    "chain skips other kinds": (call("chain", "quorum"), "quorum"),
    "between": (call("between", "top", "base"), "mid"),
    "between neighbours": (call("between", "mid", "base"), ""),
    "between two tops": (call("between", call("union", "top", "fork"), "base"), "mid"),
    "bottom": (call("bottom", "top"), "base"),
    "bottom of the lowest": (call("bottom", "base"), "base"),
    "bottom of one alone": (call("bottom", "alone"), "alone"),
    "bottom of nothing": (call("bottom", "gone"), ""),
    "root": (call("root", "base"), "throttle quorum"),
    "root of one alone": (call("root", "alone"), "alone"),
}


@pytest.mark.parametrize("case", SETS)
def test_set(case: str) -> None:
    expression, expected = SETS[case]
    assert evaluate(expression, HERE) == frozenset(expected.split())


def test_part_names_a_thing_below_each_node() -> None:
    expression = call("part", "both", kind="bitmap")
    here = Scope(GRAPH, HERE.sets, {*HERE.given, "bitmap"}, {"bitmap": "b0"})
    assert evaluate(expression, here) == {"mid[b0]", "fork[b0]"}
    assert evaluate(expression, HERE) == frozenset()
    here.values["bitmap"] = "null"
    assert evaluate(expression, here) == {"mid[null]", "fork[null]"}
    here.given.discard("bitmap")
    assert evaluate(expression, here) == frozenset(), "JSON null names no part"
    assert evaluate(call("above", call("part", "both", kind="bitmap")), here) == frozenset()


def test_an_unknown_name_or_function_is_an_error() -> None:
    with pytest.raises(KeyError):
        evaluate(name("nobody"), HERE)
    with pytest.raises(KeyError):
        evaluate(NodeSet("sideways"), HERE)  # type: ignore[arg-type]  # a type checker says so, too
    with pytest.raises(ValueError, match="perhaps"):
        holds(Condition("perhaps"), HERE)  # type: ignore[arg-type]


def condition(op: ConditionOperator, *sets: NodeSet | str, of: str = "", value: str = "") -> Condition:
    return Condition(
        op, sets=tuple(name(each) if isinstance(each, str) else each for each in sets), name=of, value=value
    )


MODES = Scope(
    GRAPH, HERE.sets, {"top", "sync", "text"}, {"sync": "full", "flag": "false", "hole": "null", "text": "null"}
)

CONDITIONS = {
    "given": (condition("given", of="top"), True),
    "not given": (condition("given", of="gone"), False),
    "equals": (condition("equals", of="sync", value="full"), True),
    "equals another": (condition("equals", of="sync", value="top"), False),
    "is false": (condition("equals", of="flag", value="false"), True),
    "is null": (condition("equals", of="hole", value="null"), True),
    "the text null is not null": (condition("equals", of="text", value="null"), False),
    "absent equals nothing": (condition("equals", of="nobody", value="null"), False),
    "in": (condition("in", "mid", call("above", "base")), True),
    "not in": (condition("in", "base", call("above", "base")), False),
    "partly in": (condition("in", call("union", "mid", "alone"), call("above", "base")), False),
    "nothing is in nothing": (condition("in", "gone", "gone"), False),
    "empty": (condition("empty", "gone"), True),
    "not empty": (condition("empty", "top"), False),
    "has": (condition("has", call("union", "base", "mid"), of="read-only"), True),
    "not all have": (condition("has", "both", of="read-only"), False),
    "nothing has nothing": (condition("has", "gone", of="read-only"), False),
    "not": (Condition("not", (condition("empty", "gone"),)), False),
    "and": (Condition("and", (condition("empty", "gone"), condition("empty", "top"))), False),
    "or": (Condition("or", (condition("empty", "gone"), condition("empty", "top"))), True),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_condition(case: str) -> None:
    found, expected = CONDITIONS[case]
    assert holds(found, MODES) is expected


# Against the definitions: all paths of the graph are listed, and each function is a sentence about paths.


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    edges = []
    for at, upper in enumerate(NODES):
        below = NODES[at + 1 :]
        if below:
            kinds = draw(st.dictionaries(st.sampled_from(below), st.sampled_from(KINDS), max_size=3))
            chained = False
            for lower, kind in kinds.items():
                edges.append(Edge(upper, lower, "file" if chained and kind in CHAIN else kind))
                chained |= kind in CHAIN
    return Graph(draw(st.permutations(edges)), draw(st.permutations(NODES)))


LEAVES = (name("x"), name("y"), name("z"), NodeSet("none"), NodeSet("everything"))


def grow(inner: st.SearchStrategy[NodeSet]) -> st.SearchStrategy[NodeSet]:
    one, two = st.tuples(inner), st.tuples(inner, inner)
    return st.one_of(
        st.builds(NodeSet, st.sampled_from(("and", "except", "or", "union", "chain", "between")), two),
        st.builds(NodeSet, st.sampled_from(("backing", "overlays", "bottom", "root", "chain")), one),
        st.builds(
            NodeSet, st.sampled_from(("children", "parents", "above", "below")), one, st.sampled_from(("", *KINDS))
        ),
    )


Path = tuple[str, ...]


def paths(graph: Graph, kinds: frozenset[str] | None) -> set[Path]:
    """Every path downwards by edges of these kinds (None for all), single nodes included."""
    steps = {(edge.upper, edge.lower) for edge in graph.edges if kinds is None or edge.kind in kinds}
    found: set[Path] = {(node,) for node in graph.nodes}
    for _ in graph.nodes:
        found |= {(*path, lower) for path in found for upper, lower in steps if path[-1] == upper}
    return found


def meaning(expression: NodeSet, graph: Graph, names: dict[str, frozenset[str]]) -> set[str]:
    sets = [meaning(arg, graph, names) for arg in expression.args]
    first, second = (*sets, set[str](), set[str]())[:2]
    chains = paths(graph, frozenset(("backing", "filter")))
    by_kind = paths(graph, frozenset((expression.name,)) if expression.name else None)
    everything = set(graph.nodes)
    match expression.op:
        case "name":
            return set(names[expression.name])
        case "none":
            return set()
        case "everything":
            return everything
        case "union":
            return first | second
        case "and":
            return first & second
        case "except":
            return first - second
        case "or":
            return first or second
        case "backing":
            return {path[1] for path in chains if len(path) == 2 and path[0] in first}
        case "overlays":
            return {path[0] for path in chains if len(path) == 2 and path[1] in first}
        case "children":
            return {path[1] for path in by_kind if len(path) == 2 and path[0] in first}
        case "parents":
            return {path[0] for path in by_kind if len(path) == 2 and path[1] in first}
        case "above":
            return {path[0] for path in by_kind if len(path) > 1 and path[-1] in first}
        case "below":
            return {path[-1] for path in by_kind if len(path) > 1 and path[0] in first}
        case "chain" if len(sets) == 1:
            return {path[-1] for path in chains if path[0] in first}
        case "chain":
            return {node for path in chains if path[0] in first and path[-1] in second for node in path}
        case "between":
            return {node for path in chains if path[0] in first and path[-1] in second for node in path[1:-1]}
        case "bottom":
            with_chain = {path[0] for path in chains if len(path) > 1}
            return {path[-1] for path in chains if path[0] in first and path[-1] not in with_chain}
        case "root":
            with_parent = {path[-1] for path in paths(graph, None) if len(path) > 1}
            return {path[0] for path in paths(graph, None) if path[-1] in first and path[0] not in with_parent}
    raise AssertionError(expression.op)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    graphs(),
    st.recursive(st.sampled_from(LEAVES), grow, max_leaves=6),
    st.fixed_dictionaries({each: st.sets(st.sampled_from(NODES), max_size=2).map(frozenset) for each in "xyz"}),
)
def test_sets_mean_what_their_paths_say(graph: Graph, expression: NodeSet, names: dict[str, frozenset[str]]) -> None:
    assert evaluate(expression, Scope(graph, dict(names))) == meaning(expression, graph, names)
