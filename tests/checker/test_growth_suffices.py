"""The rules of growth (`checker.encoding.growth`): where none of them fires for a change of the graph, no set grows by
it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nac
from checker.encoding.growth import Growth, approaches, growths, isolated
from nac.errors import GraphError
from nac.graph import CHAIN, Edge, Graph
from nac.sets import Scope, evaluate, holds
from nac.spec import Condition, NodeSet, Operation, Parameter, Role, Where

from ..specs.random_models import conditions, node_sets
from ..specs.random_models import edges as some_edges
from .assumption import left_behind

PARAMETERS = (Parameter("p"), Parameter("q"), Parameter("o", optional=True), Parameter("m", kind="nodes"))
NAMES = ("p", "q", "o", "m")
NODES = ("a", "b", "c", "d", "e")
Change = tuple[Graph, Graph, dict[str, frozenset[str]]]
ANY = node_sets(NAMES, kinds=("file", "backing"), depth=2)
_plain = node_sets(NAMES, depth=0)
_left = node_sets(NAMES, kinds=("file", "backing"), depth=1) | ANY
_up = _plain.map(lambda s: NodeSet("union", (s, NodeSet("above", (s,)))))
_down = _plain.map(lambda s: NodeSet("union", (s, NodeSet("below", (s,)))))
_chain = _plain.map(lambda s: NodeSet("chain", (s,)))
CUT = st.builds(lambda left, right: NodeSet("except", (left, right)), _left, _up | _down | _chain)
SETS = ANY | CUT


def reaches(edges: Sequence[Edge], upper: str, lower: str) -> bool:
    return upper == lower or any(edge.upper == upper and reaches(edges, edge.lower, lower) for edge in edges)


@cache  # to make a strategy takes longer than to draw from it
def _owners(nodes: tuple[str, ...]) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from([*nodes, "made"]), min_size=1, max_size=2)


@cache
def _gone(owners: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.just(frozenset[str]()) | st.frozensets(st.sampled_from(owners), max_size=1)


@cache
def _new(owners: tuple[str, ...], stay: tuple[str, ...]) -> st.SearchStrategy[list[Edge]]:
    edge = st.builds(Edge, st.sampled_from(owners), st.sampled_from(stay), st.sampled_from(["backing", "file"]))
    return st.lists(edge, max_size=2)


@cache
def _meant(stay: tuple[str, ...]) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    one = st.sampled_from(stay).map(lambda node: frozenset({node}))  # a node that a job names does not go
    some = st.frozensets(st.sampled_from(stay))
    return st.fixed_dictionaries({"p": one, "q": one, "o": st.just(frozenset[str]()) | one, "m": some})


@st.composite
def changes(draw: st.DrawFn) -> tuple[Graph, Graph, dict[str, frozenset[str]]]:
    """A graph, the same after some nodes have lost edges, got new ones, come or gone, and what the names mean."""
    nodes = NODES[: draw(st.integers(1, 5))]
    before = draw(some_edges(nodes))
    owners = draw(_owners(nodes))
    gone = draw(_gone(tuple(sorted(owners)))) - {"made"}
    stay = tuple(node for node in nodes if node not in gone)
    assume(stay)
    after = [edge for edge in before if edge.upper not in owners or (edge.upper not in gone and draw(st.booleans()))]
    assume(not any(edge.lower in gone for edge in after))
    changed = tuple(sorted(owners - gone))
    for edge in draw(_new(changed, stay)) if changed else ():
        if edge.kind in CHAIN:
            after = [other for other in after if other.upper != edge.upper or other.kind not in CHAIN]
        # No change turns an edge around: then the old way down would lead back up.
        assume(not reaches(before, edge.lower, edge.upper))
        if edge not in after:
            after.append(edge)
    come = ["made"] if "made" in owners else []
    try:
        graphs = Graph(before, nodes), Graph(after, [*stay, *come])
    except GraphError:
        assume(False)
        raise
    return *graphs, draw(_meant(stay))


def fires(rules: tuple[Growth, ...], before: Graph, after: Graph, meant: dict[str, frozenset[str]]) -> bool:
    """Whether a rule says that the change may make a set grow."""
    scope = Scope(before, dict(meant))
    for rule in rules:
        if not all(holds(condition, scope) for condition in rule.when):
            continue
        spare_upper, spare_lower = evaluate(rule.spare_upper, scope), evaluate(rule.spare_lower, scope)
        for node in {*before, *after}:
            old, new = set(before.children(node)), set(after.children(node))
            ends = {edge.lower for edge in new - old}
            if ((node in before) == (node in after) and old == new) or node in spare_upper:
                continue
            if rule.upper is not None and node not in evaluate(rule.upper, scope):
                continue
            lower = evaluate(rule.lower, scope) if rule.lower is not None else ends
            if rule.loses or (ends & lower) - spare_lower:
                return True
    return False


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(changes(), SETS)
def test_where_no_rule_fires_no_set_grows(change: Change, nodes: NodeSet) -> None:
    before, after, meant = change
    rules = growths(Operation("o", PARAMETERS, roles=(Role(nodes, 0, 0),)), "", ())
    if not fires(rules, before, after, meant):
        small_enough = evaluate(nodes, Scope(after, dict(meant))) <= evaluate(nodes, Scope(before, dict(meant)))
        assert small_enough or left_behind([nodes], Scope(before, dict(meant)), Scope(after, dict(meant)))


def test_the_assumption_is_needed() -> None:
    """Two ways lead from fork to base, one of them over top. Take fork off top: it is no longer above top, and so no
    longer left out. It would have to be claimed, and no rule says so."""
    base, top = (NodeSet("name", name=name) for name in ("p", "q"))
    over_top = NodeSet("union", (top, NodeSet("above", (top,))))
    nodes = NodeSet("except", (NodeSet("above", (base,)), over_top))
    meant = {"p": frozenset({"base"}), "q": frozenset({"top"})}
    way = [Edge("top", "base"), Edge("fork", "base", "file")]
    before, after = Graph([*way, Edge("fork", "top")]), Graph(way)
    assert evaluate(nodes, Scope(before, dict(meant))) == frozenset()
    assert evaluate(nodes, Scope(after, dict(meant))) == {"fork"}
    rules = growths(Operation("o", PARAMETERS, roles=(Role(nodes, 0, 0),)), "", ())
    assert not fires(rules, before, after, meant)
    assert left_behind([nodes], Scope(before, dict(meant)), Scope(after, dict(meant)))


TRUTHS = conditions((), SETS)


def condition_sets(condition: Condition) -> Iterator[NodeSet]:
    yield from condition.sets
    for part in condition.conditions:
        yield from condition_sets(part)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(changes(), SETS, TRUTHS)
def test_where_no_rule_fires_no_role_grows_and_no_precondition_fails(
    change: Change, nodes: NodeSet, truth: Condition
) -> None:
    before, after, meant = change
    old, new = Scope(before, dict(meant)), Scope(after, dict(meant))
    if left_behind([nodes, *condition_sets(truth)], old, new):
        return
    rules = growths(Operation("o", PARAMETERS, roles=(Role(nodes, 0, 0, when=truth),)), "", ())
    if not fires(rules, before, after, meant):
        now = evaluate(nodes, new) if holds(truth, new) else frozenset()
        assert now <= (evaluate(nodes, old) if holds(truth, old) else frozenset())
    rules = growths(Operation("o", PARAMETERS), "", (Where(truth),))
    if not fires(rules, before, after, meant):
        assert holds(truth, new) or not holds(truth, old)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("at n { }", "m n"),
        ("at n { } effects { writes n  rewires n to p }", "m n"),
        ("at n { } effects { rewires n to p, q }", "m n"),
        ("at n { } effects { rewires n to p or q }", "m n"),
        ("at n { } effects { rewires n to none }", "m n"),
        ("at n { } effects { rewires p to n }", ""),
        ("at n { } effects { rewires p to q, n }", ""),
        ("at n { } effects { rewires p to q  rewires p to m }", ""),
        ("at n { } effects { rewires p to below(q) }", ""),
        ("at n { } effects { rewires p to q and q }", ""),
        ("at n { } changes { add n }", ""),
    ],
)
def test_above_which_new_nodes_nothing_comes(body: str, expected: str) -> None:
    spec = nac.compile(f"action x covers rewires  operation op(n: new, m: new, p, q) {{ {body} }}")
    names = expected.split()
    assert isolated(spec["op"]) == set(names)
    assert approaches(names) == tuple(Growth(lower=NodeSet("name", name=name)) for name in names)
