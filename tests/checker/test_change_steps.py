"""What the checker takes an operation's changes to do (`checker.encoding.change_steps`) is no less than what they
really do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import nac
from checker.encoding.change_steps import Course
from checker.encoding.encode import SymbolicCall
from checker.encoding.symbolic_sets import SymbolicSet
from checker.smt.logic import FALSE, TRUE
from nac.errors import Error
from nac.graph import Edge, Graph
from nac.plan import Plan, bind
from nac.sets import Scope
from nac.spec import Change, Condition, Json, NodeSet, Operation, Parameter

from ..specs.random_models import edges
from ..specs.random_plausible import sets
from .concrete import Concrete

NODES = ("u", "v", "w", "x")
NAMES = ("a", "b", "c", "n", "m")
A, B, C, N, M = (NodeSet("name", name=name) for name in NAMES)
FRESH = (Parameter("n", "new", optional=True), Parameter("m", "new", optional=True))
SINGLE = (Parameter("a"), Parameter("b"), Parameter("c", optional=True), *FRESH)
LISTED = (Parameter("a", group="list"), Parameter("b", group="list"), Parameter("c", optional=True), *FRESH)
MIXED = (*(Parameter(p.name, p.kind, p.optional, group="list") for p in (*SINGLE[:3], FRESH[0])), FRESH[1])


@cache
def whens() -> st.SearchStrategy[Condition]:
    names = list(NAMES)
    one = st.builds(lambda nodes: Condition("empty", sets=(nodes,)), sets(names, rich=False))
    one |= st.builds(lambda *both: Condition("in", sets=both), sets(names, rich=False), sets(names, rich=False))
    one |= st.sampled_from([Condition("given", name=name) for name in ("c", "n", "m")])
    return one | one.map(lambda inner: Condition("not", (inner,)))


@cache
def changes() -> st.SearchStrategy[Change]:
    when = st.none() | st.none() | st.none() | whens()
    one, some = st.sampled_from([A, B, C, N, M]), sets(list(NAMES))
    kinds = st.sampled_from(["backing", "file", "filter"])
    insert = st.builds(
        Change, st.just("insert"), st.sampled_from([N, M, B, C]), one, kinds, st.none() | st.none() | some, when
    )
    link = st.builds(Change, st.just("link"), one | some, one, kinds, when=when)
    return st.one_of(
        insert,
        insert,
        insert,
        link,
        link,
        st.builds(Change, st.just("unlink"), one | some, word=kinds, when=when),
        st.builds(Change, st.just("add"), st.sampled_from([N, M]), when=when),
        st.builds(Change, st.just("remove"), one | some, when=when),
        st.builds(Change, st.sampled_from(["tag", "untag"]), some, word=st.just("t"), when=when),
    )


@st.composite
def calls(
    draw: st.DrawFn, parameters: tuple[Parameter, ...], most: int = 4
) -> tuple[Operation, Graph, dict[str, Json]]:
    """An operation with changes, a graph, and arguments."""
    operation = Operation("op", parameters, changes=tuple(draw(st.lists(changes(), min_size=1, max_size=most))))
    nodes = NODES[: draw(st.integers(2, 4))]
    graph = Graph(draw(edges(nodes, ("backing", "file"))), nodes)
    fields = [parameter for parameter in parameters if parameter.group]

    def value(parameter: Parameter, number: int) -> Json:
        new = f"{parameter.name}{number}"
        found = draw(st.just(new) if parameter.kind == "new" else st.sampled_from(nodes))
        return None if parameter.optional and draw(st.booleans()) else found

    def values(those: list[Parameter], number: int) -> dict[str, Json]:
        found = {parameter.name: value(parameter, number) for parameter in those}
        return {name: given for name, given in found.items() if given is not None}

    arguments = values([parameter for parameter in parameters if not parameter.group], 0)
    if fields:
        arguments["list"] = [values(fields, number) for number in range(draw(st.integers(1, 3)))]
    return operation, graph, arguments


@st.composite
def plans(draw: st.DrawFn, parameters: tuple[Parameter, ...]) -> Plan:
    operation, graph, arguments = draw(calls(parameters))
    try:
        return operation.plan(graph, arguments)
    except Error:
        assume(False)
        raise


def courses(plan: Plan) -> Iterator[Course]:
    """The changes of each object of the list as the call itself, beside each other one."""
    scopes = [*zip(plan.scopes, plan._changed, strict=True)]
    for one, other in product(range(len(scopes)), repeat=2):
        if one == other and len(scopes) > 1:
            continue
        meant = {"a": scopes[one]}
        if one != other:
            meant["a+"] = scopes[other]
        before = {
            prefix: Scope(plan.graph, found.sets, found.given, found.values) for prefix, (found, _) in meant.items()
        }
        made = {
            (prefix, name): node
            for prefix, (was, now) in meant.items()
            for name in was.sets
            for node in now.sets[name] - was.sets[name]
        }
        structure = Concrete(plan.graph, before, made)
        yield Course(SymbolicCall(structure, plan.operation, "a", objects=len(meant)))


def has(nodes: SymbolicSet | None, node: str) -> bool:
    found = FALSE if nodes is None else nodes.has(node)
    assert found in (TRUE, FALSE)
    return found == TRUE


def missed(plan: Plan) -> Iterator[str | Edge]:
    """The nodes that come, go, or whose own edges differ, and the new edges, of which no step says so."""
    steps = [step for course in courses(plan) for step in course.steps]
    for node in dict.fromkeys((*plan.graph, *plan.after)):
        old, new = set(plan.graph.children(node)), set(plan.after.children(node))
        if ((node in plan.graph) != (node in plan.after) or old != new) and not any(has(s.nodes, node) for s in steps):
            yield node
        for edge in new - old:
            if not any(has(step.nodes, node) and has(step.ends, edge.lower) for step in steps):
                yield edge


def retagged(plan: Plan) -> Iterator[str]:
    """The nodes whose tags differ, of which no change says so."""
    found = [nodes for course in courses(plan) for nodes in course.nodes]
    for node in plan.after:
        if plan.after.has(node, "t") and not any(has(nodes, node) for nodes in found):
            yield node


def strange(plan: Plan) -> Iterator[str]:
    """The nodes that are made up, and not known to be."""
    for node in plan.after:
        if node.startswith("#") and not any(has(course.made, node) for course in courses(plan)):
            yield node


SUPPRESSED = [HealthCheck.filter_too_much, HealthCheck.too_slow]


@pytest.mark.slow
@pytest.mark.parametrize("parameters", [SINGLE, LISTED, MIXED], ids=["single", "listed", "mixed"])
def test_no_edge_and_no_node_changes_unseen(parameters: tuple[Parameter, ...]) -> None:
    @settings(max_examples=200, deadline=None, suppress_health_check=SUPPRESSED)
    @given(plans(parameters))
    def holds(plan: Plan) -> None:
        event(f"{sum(edge not in plan.graph.edges for edge in plan.after.edges)} new edges")
        assert [*missed(plan), *retagged(plan), *strange(plan)] == []

    holds()


CASES: dict[str, tuple[str, list[tuple[str, str] | tuple[str, str, str]], dict[str, Json], str]] = {
    # the changes, the edges before, the arguments, the edges that may come
    "parents move": ("insert n above a", [("o", "a")], {"n": "n"}, "n-a o-n"),
    "an inserted one moves on": ("insert n above a  insert b above n", [("o", "a")], {"n": "n"}, "b-n n-a o-b o-n"),
    "one beside another": ("insert n above a  insert m above a", [("o", "a")], {}, "#1-#2 #1-a #2-a o-#1 o-#2"),
    "a new parent moves": ("link b to a  insert n above a", [], {"n": "n"}, "b-a b-n n-a"),
    "a parent elsewhere stays": ("link b to o  insert n above a", [("o", "a")], {"n": "n"}, "b-o n-a o-n"),
    "no change, no parent": ("link b to a when empty a  insert n above a", [], {"n": "n"}, "n-a"),
    "later changes lead nothing": ("insert n above a  link b to a", [], {"n": "n"}, "b-a n-a"),
    "what lies below stays": ("insert b above a", [("b", "o", "file"), ("o", "a")], {}, "b-a"),
    "it stays when something is dropped later": (
        "insert b above a  unlink o as file", [("b", "o", "file"), ("o", "a")], {}, "b-a"
    ),
    "what is added below stays": (
        "add n  insert b above a", [("b", "o", "file"), ("o", "a")], {}, "b-a"
    ),
    "the spared stay": ("link b to a  insert n above a sparing b, o", [("o", "a")], {"n": "n"}, "b-a n-a"),
    "one that is there already stays": ("link b to a as file  insert b above a", [("o", "a")], {}, "b-a o-b"),
    "a name made up stands for its node": ("insert n above a  link b to n", [], {}, "#1-a b-#1"),
    "at once": ("add n  link b to a when empty n  link b to a as file when not empty n", [], {}, "b-a"),
    "and not before": ("link b to a when empty n  add n", [], {}, "b-a"),
    "unless it is not made": ("add n when empty a  link b to a when not empty n", [], {}, ""),
    "once is enough": ("add n  insert n above a when empty a  link b to n", [], {}, "b-#1"),
    "a given name is no other": ("add n  add m  link b to n  link b to m", [], {"n": "n"}, "b-#1 b-n"),
    "a let follows": ("add n  link b to both", [], {}, "b-#1 b-o"),
    "an empty let is no node": ("insert l above a when not empty l", [("o", "a")], {}, ""),
}  # fmt: skip


def came(plan: Plan) -> str:
    """The edges that the steps say may come."""
    steps = [step for course in courses(plan) for step in course.steps]
    nodes = sorted({*plan.graph, *plan.after})
    found = [(z, t) for z, t in product(nodes, repeat=2) if any(has(s.nodes, z) and has(s.ends, t) for s in steps)]
    return " ".join(f"{z}-{t}" for z, t in found).replace("#op", "#")


@pytest.mark.parametrize("case", CASES)
def test_which_edges_may_come(case: str) -> None:
    changes_, before, arguments, expected = CASES[case]
    spec = nac.compile(
        "action x operation op(a, b, o, n?: new, m?: new) "
        f"{{ let l = backing(b)  let both = n, o  at a {{ }} changes {{ {changes_} }} }}"
    )
    plan = spec["op"].plan(Graph(before, ["a", "b", "o"]), {"a": "a", "b": "b", "o": "o", **arguments})
    assert list(missed(plan)) == []
    assert came(plan) == expected


@pytest.mark.parametrize(
    ("changes_", "objects", "expected"),
    [
        # What another object has led to the place is not known: it may be anything.
        ("insert n above a", [{"a": "a", "n": "n"}, {"a": "a", "n": "m"}], "a-m a-n b-m b-n m-a m-n n-a n-m"),
        ("insert n above a", [{"a": "a", "n": "n"}, {"a": "b", "n": "m"}], "m-b n-a"),
        ("insert n above a", [{"a": "a", "n": "n"}], "a-n b-n n-a"),  # nor whether there is another
        ("add n  link n to a", [{"a": "a", "n": "n"}, {"a": "a", "n": "m"}], "m-a n-a"),
    ],
)
def test_objects_of_a_list_may_lead_edges_to_each_other(
    changes_: str, objects: list[dict[str, Json]], expected: str
) -> None:
    spec = nac.compile(f"action x operation op(list: [a, n?: new]) {{ at a {{ }} changes {{ {changes_} }} }}")
    plan = spec["op"].plan(Graph([], ["a", "b"]), list=objects)
    assert list(missed(plan)) == []
    assert came(plan) == expected


@pytest.mark.parametrize(
    ("changes_", "objects"),
    [
        # What the first leads to b the second leads on to c.
        ("insert i above a", [{"a": "a", "i": "b"}, {"a": "b", "i": "c"}]),
    ],
)
def test_objects_of_a_list_change_what_others_find(changes_: str, objects: list[dict[str, Json]]) -> None:
    spec = nac.compile(f"action x operation op(list: [a, i]) {{ at a {{ }} changes {{ {changes_} }} }}")
    graph = Graph([Edge("o", "a")], ["a", "b", "c", "o"])
    plan = spec["op"].plan(graph, list=objects)
    assert any(edge.upper == "o" and edge.lower != "a" for edge in plan.after.edges)
    assert list(missed(plan)) == []


def test_a_step_is_of_a_change_that_is_made() -> None:
    spec = nac.compile(
        "action x operation op(a, n?: new) { at a { } "
        "changes { tag a t  untag a t  insert n above a when empty n "
        "link a to n as file when empty a  unlink a when empty a } }"
    )
    (course,) = courses(spec["op"].plan(Graph([("o", "a")]), a="a"))
    assert [(step.number, step.when) for step in course.steps] == [(2, TRUE), (2, TRUE), (3, FALSE), (4, FALSE)]
    assert [[has(nodes, node) for node in ("a", "#op1")] for nodes in course.nodes] == [
        [True, False],
        [True, False],
        [False, True],
        [False, False],
        [False, False],
    ]
    assert course.steps[3].ends is None


@pytest.mark.parametrize(
    ("changes_", "expected"),
    [
        ("add n", True),
        ("insert n above a", True),
        ("add n when empty a  link a to n", False),
        ("add n when empty a  add n when not empty a", True),
        ("link n to a  unlink n as file  tag n t  untag n t  remove n", False),
    ],
)
def test_what_is_made_up(changes_: str, expected: bool) -> None:
    """Whatever a structure has for the name, no more is made up than by what brings new nodes."""
    spec = nac.compile(f"action x operation op(a, n?: new) {{ at a {{ }} changes {{ {changes_} }} }}")
    graph = Graph([], ["a"])
    (scope,) = bind(spec["op"], graph, {"a": "a"})
    course = Course(SymbolicCall(Concrete(graph, {"a": scope}, {("a", "n"): "#op1"}), spec["op"], "a"))
    assert has(course.made, "#op1") == expected
    assert any(has(step.nodes, "#op1") or has(step.ends, "#op1") for step in course.steps) == expected
