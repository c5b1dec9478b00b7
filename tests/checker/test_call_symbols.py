"""The symbols of a call allow what calls can be, and nothing else: parameter by parameter, and for lists of objects.

For some conditions on the arguments, every pattern of which of them hold is tried: the solver must find a model of it
if and only if a real call shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

import nac
from checker.deciding.example import situation
from checker.encoding.any_graph import AnyGraph
from checker.encoding.argument import asked_values
from checker.encoding.encode import SymbolicCall, SymbolicJob
from checker.encoding.small_graph import SmallGraph
from checker.encoding.structure import Structure
from checker.questions.question import Side
from checker.smt.logic import FALSE, Formula, Sequent, and_, not_, or_, symbol
from checker.smt.solve import Solver, Task
from nac.errors import Error
from nac.graph import Graph
from nac.sets import holds
from nac.spec import Condition, Json, NodeSet, Operation, Parameter, Spec

from ..specs import all_small

Pattern = tuple[bool, ...]
GRAPHS = [graph for size in (1, 2, 3) for graph in all_small.graphs(size, ("backing",), ("t",))]
ABSENT = object()


def operation(parameters: str, leaves: Sequence[str], where: str = "") -> tuple[Operation, list[Condition]]:
    """An operation with these parameters, and the conditions: one of them in a precondition that says nothing."""
    roles = " ".join(f"at everything when {leaf} {{ require act }}" for leaf in leaves)
    idle = f'where {leaves[0]} or not ({leaves[0]}) "so"'
    text = f"action act operation op({parameters}) {{ {where} {idle} {roles} }}"
    found = nac.compile(text)["op"]
    conditions = [role.when for role in found.roles if role.when is not None]
    assert len(conditions) == len(leaves)
    return found, conditions


def values(parameter: Parameter, graph: Graph) -> Iterator[object]:
    kinds: dict[str, list[Json]] = {
        "node": list(graph.nodes),
        "user": list(graph.nodes),
        "nodes": list(all_small.subsets(graph.nodes)),
        "new": ["new"],
        "choice": list(parameter.choices),
        "bool": [True, False],
        "text": ["x", "y", "z", "object"],
        "any": ["x", "y", True, None, {}],
    }
    yield from kinds[parameter.kind]
    yield from [None] * parameter.null + [{}] * parameter.object + [ABSENT] * parameter.optional


def calls(found: Operation, graph: Graph, objects: int) -> Iterator[dict[str, Json]]:
    single = [parameter for parameter in found.parameters if not parameter.group]
    grouped = [parameter for parameter in found.parameters if parameter.group]
    for plain in bindings(single, graph):
        for many in product(list(bindings(grouped, graph)), repeat=objects if grouped else 0):
            yield {**plain, **({grouped[0].group: list(many)} if grouped else {})}


def bindings(parameters: Sequence[Parameter], graph: Graph) -> Iterator[dict[str, Json]]:
    for chosen in product(*(list(values(each, graph)) for each in parameters)):
        yield {each.name: value for each, value in zip(parameters, chosen, strict=True) if value is not ABSENT}


def shown(found: Operation, conditions: Sequence[Condition], objects: int) -> set[Pattern]:
    """The patterns of real calls: for each object in turn, which of the conditions hold."""
    patterns = set()
    for graph in GRAPHS:
        for arguments in calls(found, graph, objects):
            try:
                plan = found.plan(graph, arguments)
            except Error:
                continue
            patterns.add(tuple(holds(each, scope) for scope in plan.scopes for each in conditions))
    return patterns


def obligation(
    structure: Structure, call: SymbolicCall, conditions: Sequence[Condition]
) -> Callable[[Pattern], Sequent]:
    """For a pattern, what is refuted by a call that shows it."""
    formulas = [each.holds(condition) for each in (call, *call.others) for condition in conditions]
    sorts, declarations, hypotheses = structure.finish()
    labelled = tuple((f"h {label}", formula) for label, formula in hypotheses)

    def of(pattern: Pattern) -> Sequent:
        met: list[Formula] = [f if wanted else not_(f) for f, wanted in zip(formulas, pattern, strict=True)]
        return Sequent("pattern", "", not_(and_(*met)), labelled, sorts, declarations)

    return of


NODE = ["p", "empty p", "p has t"]
WORD = ["p", "p is x", "p is y"]
CASES = {
    "p": NODE,
    "p?": NODE,
    "p: node or null": [*NODE, "p is null"],
    "p?: node or null or object": [*NODE, "p is null"],
    "p: node or object": [*NODE, "p is object"],
    "p?: node or object": [*NODE, "p is object"],
    "p: node or null or object": [*NODE, "p is null", "p is object"],
    "p?: nodes or null or object": [*NODE, "p is null", "p is object"],
    "p: new or object": [*NODE, "p is object"],
    "p: user or object": [*NODE, "p is object"],
    "p: bool or object or null": ["p", "p is true", "p is null", "p is object"],
    "p?: bool or object or null": ["p", "p is true", "p is null", "p is object"],
    "p: red | blue or object or null": ["p", "p is red", "p is null", "p is object"],
    "p?: red | blue or object": ["p", "p is red", "p is blue", "p is object"],
    "p: red | blue or object = blue": ["p", "p is red", "p is blue", "p is object"],
    "p: red | blue or null or object = blue": ["p", "p is red", "p is blue", "p is null"],
    "p: red | object or object": ["p", "p is red", "p is object"],
    "p: text or object": [*WORD, "p is object"],
    "p?: text or object": ["p", "p is x", "p is object"],
    "p: any or object": ["p", "p is x", "p is object"],
    "p?: any or object": ["p", "p is x", "p is object"],
    "p: user": NODE,
    "p?: user": NODE,
    "p: new": NODE,
    "p?: new": NODE,
    "p: nodes": NODE,
    "p?: nodes": NODE,
    "p, q": ["p in q", "p in backing(q)", "empty backing(q)", "q in p"],
    "p: new, q": ["p in q", "p in everything", "q in everything"],
    "p?: new, q: nodes": ["p in q", "p in everything", "q in everything", "empty p"],
    "p: nodes, q?": ["q in p", "p in q", "q", "p has t"],
    "p: bool": ["p", "p is true", "p is false"],
    "p?: bool": ["p", "p is true", "p is false"],
    "p: bool or null": ["p", "p is true", "p is false", "p is null"],
    "p?: bool or null": ["p", "p is true", "p is false", "p is null"],
    "p: bool or object": ["p", "p is true", "p is false"],
    "p: bool or null or object": ["p", "p is true", "p is false", "p is null"],
    "p: red | blue or null": ["p", "p is red", "p is blue", "p is null"],
    "p?: red | blue or null": ["p", "p is red", "p is blue", "p is null"],
    "p: red | blue or object": ["p", "p is red", "p is blue"],
    "p: text or null": [*WORD, "p is null"],
    "p?: text or null or object": [*WORD, "p is null"],
    "p: nodes or null": [*NODE, "p is null"],
    "p?: nodes or null": [*NODE, "p is null"],
    "p: user or null": [*NODE, "p is null"],
    "p: new or null": [*NODE, "p is null"],
    "p: any or null": [*WORD, "p is null"],
    "p: red | blue": ["p", "p is red", "p is blue"],
    "p?: red | blue": ["p", "p is red", "p is blue"],
    "p: red | blue | green = blue": ["p", "p is red", "p is blue"],
    "p?: red | blue or null = red": ["p", "p is red", "p is blue", "p is null"],
    "p: text": [*WORD, "p is null"],
    "p?: text": WORD,
    "p: any": [*WORD, "p is null"],
    "p?: any": [*WORD, "p is true"],
    "p: nodes or object": NODE,
    "p?: any or null": [*WORD, "p is null"],
}


@pytest.mark.parametrize("parameters", CASES)
def test_what_calls_can_be(parameters: str, solver: Solver) -> None:
    found, conditions = operation(parameters, CASES[parameters])
    agree(found, conditions, 1, solver)


def agree(found: Operation, conditions: Sequence[Condition], objects: int, solver: Solver) -> None:
    real = shown(found, conditions, objects)
    assert real
    patterns = list(product((False, True), repeat=objects * len(conditions)))
    for structure in (SmallGraph(3, texts=4), AnyGraph()):
        of = obligation(structure, SymbolicCall(structure, found, "a", objects=objects), conditions)
        answers = solver.decide(Task(of(pattern).script()) for pattern in patterns)
        for pattern, answer in zip(patterns, answers, strict=True):
            assert answer.verdict == ("sat" if pattern in real else "unsat"), (type(structure), pattern)


@pytest.mark.parametrize("parameters", CASES)
def test_a_model_is_a_call(parameters: str, solver: Solver) -> None:
    """The call that is read from a model shows what the model says."""
    found, conditions = operation(parameters, CASES[parameters])
    for pattern in sorted(shown(found, conditions, 1)):
        assert read(found, conditions, pattern, 1, solver) == pattern


def read(
    found: Operation, conditions: Sequence[Condition], pattern: Pattern, objects: int, solver: Solver
) -> Pattern | None:
    """The pattern of the call that is read from some model of the pattern."""
    structure = SmallGraph(3, texts=4)
    call = SymbolicCall(structure, found, "a", objects=objects)
    posed = obligation(structure, call, conditions)(pattern)
    names = [name for name, _, _ in posed.declarations]
    (answer,) = solver.decide([Task(posed.script(), values=tuple(map(symbol, names)))])
    true = frozenset(name for name, value in zip(names, answer.values, strict=True) if value == "true")
    case = situation(Spec("s", operations=(found,)), (Side(found, ""),), (call,), structure, true)
    if case is None:
        return None
    return tuple(holds(each, scope) for scope in case.plans[0].scopes for each in conditions)


LISTS = {
    "list: [n, f?: bool]": (["n", "f", "n has t"], ""),
    "list: [n, f?: bool], p": (["n in p", "f", "p has t"], ""),
    "list: [n], t: text": (["t is x", "t is y", "n has t"], ""),
    "list: [n], q?": (["q", "empty q", "n in q"], ""),
    "list: [n], w: red | blue": (["w is red", "w is blue", "n has t"], ""),
    "list: [n, m]": (["n in m", "n has t"], 'where n in m or n has t "so"'),
}


@pytest.mark.slow
@pytest.mark.parametrize("parameters", LISTS)
def test_what_calls_with_two_objects_can_be(parameters: str, solver: Solver) -> None:
    leaves, where = LISTS[parameters]
    found, conditions = operation(parameters, leaves, where)
    agree(found, conditions, 2, solver)
    for pattern in sorted(shown(found, conditions, 2)):
        assert read(found, conditions, pattern, 2, solver) == pattern


def test_a_value_may_be_asked_for_in_a_precondition_alone(solver: Solver) -> None:
    found, conditions = operation("p: text", ["p is y"], 'where not p is x "so" where p is x or p is y "so"')
    agree(found, conditions, 1, solver)
    found, conditions = operation("p: text", ["p"], 'where p is x "so"')
    agree(found, conditions, 1, solver)


def test_values_of_any_kind_are_the_words_of_json() -> None:
    found, conditions = operation("p?: any", ["p is true", "p is false", 'p is "3"'])

    def met(value: Json) -> Pattern:
        (scope,) = found.plan(GRAPHS[0], p=value).scopes
        return tuple(holds(each, scope) for each in conditions)

    assert [met(value) for value in (True, False, 3, "true", "True", None)] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (True, False, False),
        (False, False, False),
        (False, False, False),
    ]


def test_a_list_has_one_object_unless_told() -> None:
    found, _ = operation("list: [n]", ["n"])
    assert SymbolicCall(SmallGraph(1), found, "a").others == ()
    assert [call.prefix for call in SymbolicCall(SmallGraph(1), found, "a", objects=3).others] == ["a+", "a++"]
    plain, _ = operation("n", ["n"])
    assert SymbolicCall(SmallGraph(1), plain, "a", objects=3).others == ()


def test_objects_name_parts_by_the_same_text(solver: Solver) -> None:
    """Two objects, a part in each, of the name that the call gives once: the same part if and only if of one node."""
    spec = nac.compile("action act operation op(list: [n], name: text) { at part(n, name) { require act } }")
    structure = AnyGraph()
    call = SymbolicCall(structure, spec["op"], "a", objects=2)
    (other,) = call.others
    at = spec["op"].roles[0].at
    one, two = call.nodes(at), other.nodes(at)
    apart = one.some(lambda x: not_(two.has(x)))
    same = call.nodes(at.args[0]).some(other.nodes(at.args[0]).has)
    sorts, declarations, hypotheses = structure.finish()
    goal = not_(and_(apart, same, two.occupied()))
    labelled = tuple((f"h {label}", formula) for label, formula in hypotheses)
    (answer,) = solver.decide([Task(Sequent("parts", "", goal, labelled, sorts, declarations).script())])
    assert answer.verdict == "unsat"


def test_what_the_names_of_a_held_job_mean_may_have_left_the_graph(solver: Solver) -> None:
    """And what was new is there, or not. Of what is asked the one is there, and the other is not."""
    found, _ = operation("p, many: nodes, n: new, list: [q]", ["p in everything", "p"])
    for fresh in (True, False):
        structure = AnyGraph()
        call = SymbolicCall(structure, found, "a", objects=2, fresh=fresh)
        everything = call.nodes(NodeSet("everything"))
        known = [call.parameter(name).every(everything.has) for name in ("p", "many")]
        known += [call.others[0].parameter("q").every(everything.has), not_(call.parameter("n").some(everything.has))]
        sorts, declarations, hypotheses = structure.finish()
        labelled = tuple((f"h {label}", formula) for label, formula in hypotheses)
        texts = [Task(Sequent("there", "", goal, labelled, sorts, declarations).script()) for goal in known]
        assert {answer.verdict for answer in solver.decide(texts)} == {"unsat" if fresh else "sat"}


def test_a_node_made_up_is_what_a_name_left_out_means_once_its_job_is_held() -> None:
    changes = "changes { insert n above p }"
    spec = nac.compile(f"action one operation op(p, n?: new, m?: new) {{ at p {{ require one }} {changes} }}")
    for fresh, expected in ((True, False), (False, True)):
        structure = AnyGraph()
        call = SymbolicCall(structure, spec["op"], "a", fresh=fresh)
        (element,) = call.parameter("n").listed or ()
        assert (element.guard == or_("a.n?", "a.n made up")) == expected
        (other,) = call.parameter("m").listed or ()
        assert other.guard == "a.m?"  # no change makes it up


def test_a_call_goes_on_on_another_graph() -> None:
    """Names mean what they meant, and all that follows from them is anew."""
    found, _ = operation("p, list: [q]", ["p in q", "q in p"])
    before, later = SmallGraph(2), SmallGraph(2)
    call = SymbolicCall(before, found, "a", objects=2)
    there = call.on(later)
    parents = NodeSet("parents", (NodeSet("name", name="p"),))
    assert call.nodes(parents).structure is before
    assert there.nodes(parents).structure is later
    assert there.parameter("p").listed == call.parameter("p").listed
    assert [each.structure for each in there.others] == [later]


def test_other_names_can_be_given_to_a_call() -> None:
    found, (inside, _) = operation("p, q", ["p in q", "q in p"])
    structure = SmallGraph(2)
    call = SymbolicCall(structure, found, "a")
    before = call.holds(inside)
    p, q = (role_set for role_set in inside.sets)
    same = call.naming({"p": call.nodes(q)})
    assert same.nodes(p) == call.nodes(q)
    assert call.holds(inside) == before != same.holds(inside)


def test_a_set_is_made_once() -> None:
    """Of parts more would be said each time."""
    found, (inside, _) = operation("p, q, k: text", ["part(p, k) in q", "empty none"])
    structure = AnyGraph()
    call = SymbolicCall(structure, found, "a")
    assert all(call.nodes(nodes) is call.nodes(nodes) for nodes in inside.sets)


def test_no_node_is_a_set_of_the_same_structure() -> None:
    found, (empty,) = operation("p", ["empty none"])
    structure = AnyGraph()
    none = SymbolicCall(structure, found, "a").nodes(empty.sets[0])
    assert (none.structure, none.listed) == (structure, ())


def test_a_job_can_have_other_roles() -> None:
    spec = nac.compile("action act operation op(n) { at n { require act } at above(n) { require act } }")
    structure = SmallGraph(2)
    call = SymbolicCall(structure, spec["op"], "a")
    whole, part, none = (SymbolicJob(spec, call, "", roles) for roles in (None, spec["op"].roles[:1], ()))
    assert none.claims("0") == FALSE
    assert part.claims("0") == "a.n=0" == whole.claims("0")  # nothing above node 0 is n
    assert part.claims("1") == "a.n=1" != whole.claims("1")


@pytest.mark.parametrize(
    ("used", "asked", "words"),
    [
        ("", "p is x", ["x"]),
        ("", "p is x or p is x or p is y", ["x", "y"]),
        ("", "p is null or p is x", ["x"]),
        ("", 'p is "a[b]" or p is "]" or p is x', ["]", "a[b]", "x"]),
        ("at part(q, p) { }", 'p is "a[b]" or p is "]" or p is X', ["X"]),  # the name of a part has no brackets
        ("", 'r is "[" or p is x', ["x"]),
    ],
)
def test_the_words_that_a_text_may_be(used: str, asked: str, words: list[str]) -> None:
    spec = nac.compile(f"action x operation op(p: text or null, r: text, q) {{ {used} at q when {asked} {{ }} }}")
    parameter = spec["op"].parameter("p")
    assert parameter is not None
    assert asked_values(spec["op"], parameter) == words


@pytest.mark.parametrize("fresh", [True, False])
def test_whether_new_nodes_are_of_the_graph_is_the_same_for_all_objects(fresh: bool) -> None:
    found = nac.compile("action x operation op(list: [n: new]) { at n { } }")["op"]
    structure = AnyGraph()
    SymbolicCall(structure, found, "a", objects=3, fresh=fresh)
    texts = {prefix: [] for prefix in ("a", "a+", "a++")}  # type: dict[str, list[str]]
    for label, formula in structure.finish()[2]:
        for prefix, own in texts.items():
            if f"{prefix}.n" in str(formula):
                own.append(f"{label} {formula}".replace(f"{prefix}.n", "n"))
    first, *others = texts.values()
    if fresh:
        assert others == [first, first]
        assert any("inside" in text for text in first)
    else:
        assert [text.partition(" ")[0] for text in first] == ["a.alone.n"]  # and of all of them at once
        assert [len(other) for other in others] == [1, 1]
