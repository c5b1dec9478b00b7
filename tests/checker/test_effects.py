"""What effects reach and which disturb each other, as formulas and on concrete graphs, held together
(semantics: races)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

import nac
from checker.encoding.any_graph import AnyGraph
from checker.encoding.encode import SymbolicCall, SymbolicJob
from checker.encoding.small_graph import SmallGraph
from checker.questions.effects import (
    active,
    at,
    concealed,
    covering,
    disturbances,
    interfere,
    reached,
    tolerates,
    uncovered,
)
from checker.questions.question import Side, Situation
from checker.smt.logic import Formula
from nac.graph import Graph
from nac.spec import Condition, Effect, NodeSet, Operation, Parameter, Role

from .evaluate import value

SPEC = nac.compile(
    """
    action write covers writes at node, above(node)
    action read covers reads
    action edit covers updates at node, above(node)
    action see covers inspects

    operation commit(node, top: node, hot?: bool) {
        at node { require write   allow read }
        at top { require read   allow write, read }
        effects { writes node, below(node) unseen by top   updates node unseen by top   writes above(node) when hot }
    }
    operation copy(node, top: node, hot?: bool) {
        at node, top { require read, see   allow write, read, edit, see }
        effects { reads node, top   inspects node   rewires node to none }
    }
    operation patch(node, top: node, hot?: bool) {
        at node { require edit   allow see, edit }
        effects { updates node unseen by top }
    }
    operation late(node, top: node, hot?: bool) {
        phases one, two
        start one
        at node { require read   allow all }
        effects { reads node during two   reads top }
    }
    """
)
COMMIT, COPY, LATE, PATCH = SPEC["commit"], SPEC["copy"], SPEC["late"], SPEC["patch"]
NODES = ("0", "1", "2")
GRAPHS = [
    Graph.chain(*NODES),
    Graph([("1", "0")], NODES),
    Graph([("2", "0", "file"), ("1", "0")], NODES),
    Graph((), NODES),
]
CALLS = [dict(zip(("node", "top", "hot"), values, strict=True)) for values in product(NODES, NODES, (False, True))]


def truth(structure: SmallGraph, formula: Formula, graph: Graph, *calls: dict[str, Any]) -> bool:
    """The formula's truth on this graph, for these calls with the prefixes a and b."""
    true = {SmallGraph.edge_name(edge.kind, int(edge.upper), int(edge.lower)) for edge in graph.edges}
    true |= {f"inside.{node}" for node in graph.nodes}
    for prefix, call in zip("ab", calls, strict=False):
        true |= {f"{prefix}.{name}={call[name]}" for name in ("node", "top")}
        true |= {f"{prefix}.hot?"} if call["hot"] else set()
    defined = {str(f[1]): f[2] for _, f in structure.finish()[2] if f[0] == "=" and str(f[1]).startswith("d")}

    class Truths(dict[str, Callable[[], bool]]):
        def __missing__(self, name: str) -> Callable[[], bool]:
            found = bool(value(defined[name], self, ())) if name in defined else name in true
            self[name] = lambda: found
            return self[name]

    return bool(value(formula, Truths(), ()))


def jobs(*operations: Operation) -> tuple[SmallGraph, list[SymbolicJob]]:
    structure = SmallGraph(3, ("backing", "file"))
    made = [
        SymbolicJob(SPEC, SymbolicCall(structure, each, prefix), each.start)
        for each, prefix in zip(operations, "ab", strict=False)
    ]
    return structure, made


def situation(graph: Graph, operations: tuple[Operation, ...], *calls: dict[str, Any]) -> Situation:
    sides = tuple(Side(each, each.start) for each in operations)
    plans = tuple(each.plan(graph, call) for each, call in zip(operations, calls, strict=True))
    return Situation(SPEC, graph, sides, plans, graph)


def test_effects_of_a_phase() -> None:
    assert active(LATE.effects, "one") == LATE.effects[1:]
    assert active(LATE.effects, "two") == LATE.effects
    assert covering(SPEC, "writes") == (0,)
    assert covering(SPEC, "rewires") == ()


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize(
    ("operation", "effect"), [(operation, effect) for operation in (COMMIT, PATCH) for effect in operation.effects]
)
def test_what_is_not_covered(graph: Graph, operation: Operation, effect: Effect) -> None:
    structure, (job,) = jobs(operation)
    action = 0 if effect.verb == "writes" else 2
    cover = SPEC.actions[action].covers[0].at
    formula = uncovered(SPEC, job, effect, action, cover)
    where = at(job, effect)
    for call in CALLS:
        plan = operation.plan(graph, call)
        (scope,) = plan.scopes
        claims = plan.claims()
        pairs = reached(scope, effect, cover)
        bare = [y for _, y in pairs if y not in claims or not claims[y].require >> action & 1]
        assert truth(structure, formula, graph, call) == bool(bare), call
        landing = {x for x in NODES if truth(structure, where.has(x), graph, call)}
        assert landing == {x for x, _ in pairs} | (landing & concealed(scope, effect))


def test_only_a_write_is_hidden_where_it_lands() -> None:
    graph = Graph.chain(*NODES)
    cover = SPEC.actions[0].covers[0].at
    (scope,) = COMMIT.plan(graph, node="1", top="1", hot=False).scopes
    writes, updates, hot = COMMIT.effects
    assert concealed(scope, writes) == {"1", "2"}
    assert concealed(scope, hot) == frozenset()
    assert reached(scope, writes, cover) == [("0", "0")]
    assert reached(scope, updates, cover) == [("1", "1")]
    assert reached(scope, hot, cover) == []


PAIRS = [
    (one, first, other, second)
    for one, other in (
        (COMMIT, COPY),
        (COMMIT, COMMIT),
        (COPY, COPY),
        (COPY, COMMIT),
        (COPY, LATE),
        (PATCH, COPY),
        (PATCH, PATCH),
    )
    for first in one.effects
    for second in other.effects
]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_who_disturbs_whom(number: int) -> None:
    one, first, other, second = PAIRS[number]
    structure, (a, b) = jobs(one, other)
    formulas = {which: interfere(SPEC, a, first, b, second, which) for which in ("any", "tolerated", "untolerated")}
    assert interfere(SPEC, a, first, b, second) == formulas["untolerated"]
    for graph in GRAPHS:
        for left, right in product(CALLS[::3], CALLS[1::3]):
            case = situation(graph, (one, other), left, right)
            lands = {x for x, _ in disturbances(case, 0, first, 1, second)}
            fine = {x for x in lands if tolerates(case, 0, first, 1, second, x)}
            expected = {"any": lands, "tolerated": fine, "untolerated": lands - fine}
            found = {which: truth(structure, each, graph, left, right) for which, each in formulas.items()}
            assert found == {which: bool(nodes) for which, nodes in expected.items()}, (graph.edges, left, right)


def test_tolerance_needs_both_to_claim_the_node_and_to_allow_the_other() -> None:
    graph = Graph.chain("0", "1")
    case = situation(graph, (COMMIT, COPY), {"node": "0", "top": "1"}, {"node": "0", "top": "0"})
    writes, reads, rewires = COMMIT.effects[0], COPY.effects[0], COPY.effects[2]
    assert disturbances(case, 0, writes, 1, reads) == [("0", "0")]
    assert tolerates(case, 0, writes, 1, reads, "0")
    assert not tolerates(case, 0, writes, 1, reads, "1")  # the copy claims nothing there
    assert not tolerates(case, 1, rewires, 0, writes, "0")  # what no action covers, none can allow
    other = situation(graph, (COPY, COMMIT), {"node": "1", "top": "1"}, {"node": "0", "top": "0"})
    assert not tolerates(other, 0, reads, 1, writes, "0")
    strict = situation(graph, (COMMIT, COMMIT), {"node": "0", "top": "0"}, {"node": "0", "top": "0"})
    assert disturbances(strict, 0, writes, 1, writes) == []  # top hides it
    open_ = situation(graph, (COMMIT, COMMIT), {"node": "0", "top": "1"}, {"node": "0", "top": "1"})
    assert disturbances(open_, 0, writes, 1, writes) == [("0", "0")]
    assert not tolerates(open_, 0, writes, 1, writes, "0")


def test_each_object_of_a_list_has_its_effects() -> None:
    node = NodeSet("name", name="node")
    effect = Effect("writes", node, when=Condition("not", (Condition("given", name="quiet"),)))
    parameters = (Parameter("node", group="nodes"), Parameter("quiet", "bool", group="nodes"))
    many = Operation("many", parameters, roles=(Role(node, 1, 1),), effects=(effect,))
    graph = Graph(nodes=NODES)
    calls = [{"nodes": [{"node": n, "quiet": n == "1"} for n in chosen]} for chosen in ("102", "012")]
    plans = tuple(many.plan(graph, call) for call in calls)
    case = Situation(SPEC, graph, (Side(many, ""), Side(many, "")), plans, graph)
    assert disturbances(case, 0, many.effects[0], 1, many.effects[0]) == [("0", "0"), ("2", "2")]


def test_a_condition_on_a_set_that_cannot_be_listed() -> None:
    structure = AnyGraph()
    nodes = at(SymbolicJob(SPEC, SymbolicCall(structure, COMMIT, "a"), ""), COMMIT.effects[2])
    assert nodes.listed is None
    assert nodes.structure is structure
    world: dict[str, Callable[..., Any]] = {
        "a.node": lambda: "0",
        "reach": lambda x, y: x >= y,
        "a.hot?": lambda: True,
    }
    assert {x for x in NODES if value(nodes.has("x"), world, NODES, {"x": x})} == {"1", "2"}
    cold = world | {"a.hot?": lambda: False}
    assert not any(value(nodes.has("x"), cold, NODES, {"x": x}) for x in NODES)
    assert value(nodes.occupied(), world, NODES)
    assert not value(nodes.occupied(), cold, NODES)
