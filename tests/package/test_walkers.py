"""Whoever tells operators apart refuses what is none: a set, condition, change, pattern, step or effect made up is an
error in every walker. Which functions tell them apart is read off the code, so that a new one must be listed here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from checker.deciding import example, pose
from checker.deciding.scenarios import play
from checker.encoding import growth
from checker.encoding.any_graph import AnyGraph
from checker.encoding.argument import asked_values
from checker.encoding.change_steps import Course, drops
from checker.encoding.encode import SymbolicCall, SymbolicJob
from checker.encoding.feasible import feasible
from checker.encoding.later_graph import LaterGraph
from checker.encoding.small_graph import SmallGraph
from checker.evidence.clauses import Clause, ClauseKind, without
from checker.questions import announced, effects, moved_users, properties, races, tags
from checker.questions.question import Side
from nac import sets, wellformed
from nac.change import change
from nac.graph import Graph
from nac.language import format_scenario, format_spec
from nac.language.format_expressions import condition, node_set, pattern
from nac.operators import (
    ChangeOperator,
    ConditionOperator,
    ParameterKind,
    PatternOperator,
    SetOperator,
    StepOperator,
    Verb,
)
from nac.sets import Scope, evaluate, holds
from nac.spec import (
    FUNCTIONS,
    VERBS,
    Action,
    Change,
    Condition,
    Effect,
    NodeSet,
    Operation,
    Parameter,
    Pattern,
    Property,
    Role,
    Scenario,
    Spec,
    Step,
    Where,
)
from nac.traversal import conditions, part_names
from nac.wellformed import problems

from ..functions import holding

ROOT = Path(__file__).resolve().parents[2]

P = NodeSet("name", name="p")
SET = NodeSet(cast(SetOperator, "made-up"), (P,))
CONDITION = Condition(cast(ConditionOperator, "made-up"), (Condition("given", name="p"),), (P,), "p", "x")
CHANGE = Change(cast(ChangeOperator, "made-up"), P, P, "word")
PATTERN = Pattern(cast(PatternOperator, "made-up"), (Pattern("requires", action=1),), 1, "o")
STEP = Step(cast(StepOperator, "made-up"), "j", "o", {"p": "x"})
EFFECT = Effect(cast(Verb, "made-up"), P)

CLAUSE = Clause("o", cast(ClauseKind, "made-up"), 0, 0)
ODD = Operation("o", (Parameter("p", cast(ParameterKind, "made-up")),))
PLAIN = Operation("o", (Parameter("p"),), roles=(Role(P, 1, 1),))
CHANGING = replace(PLAIN, changes=(CHANGE,))
GRAPH = Graph(nodes=["x"])
GRAPHS = SmallGraph(2)
SCOPE = Scope(GRAPH, {"p": frozenset("x")})
NAMES = growth.Meanings(PLAIN)


def spec(operation: Operation = PLAIN, **more: Any) -> Spec:
    return Spec("s", (Action("a"),), (operation,), **more)


def every(walk: Callable[[SymbolicCall], object]) -> Callable[[], object]:
    """The walker in both structures; each must refuse."""

    def run() -> None:
        for structure in (AnyGraph(), SmallGraph(2)):
            with pytest.raises(ValueError, match="made-up"):
                walk(SymbolicCall(structure, PLAIN, "a"))
        raise ValueError("made-up")

    return run


def around(walk: Callable[[NodeSet], object]) -> Callable[[], object]:
    """The walker of sets; it must refuse what is made up within other sets, too."""

    def run() -> object:
        one: tuple[SetOperator, ...] = ("below", "root", "chain", "bottom", "parents", "backing")
        two: tuple[SetOperator, ...] = ("union", "and", "except", "or", "between")
        inner = [NodeSet(op, (SET,)) for op in one]
        inner += [NodeSet(op, args) for op in two for args in ((SET, P), (P, SET))]
        for nodes in inner:
            with pytest.raises((ValueError, KeyError), match="made-up"):
                walk(nodes)
        return walk(SET)

    return run


def claimed(pattern: Pattern) -> Spec:
    return spec(properties=(Property("it", "never", pattern, Pattern("requires", action=1)),))


def posed_pattern() -> object:
    (call,) = (SymbolicCall(AnyGraph(), PLAIN, "a"),)
    return properties._formula(PATTERN, SymbolicJob(spec(), call, ""), "x")


WALKERS: dict[str, Callable[[], object]] = {
    # node sets
    "nac.sets:evaluate": around(lambda nodes: evaluate(nodes, Scope(GRAPH, {"p": frozenset()}))),
    "nac.language.format_expressions:node_set": around(node_set),
    "checker.encoding.encode:SymbolicCall._nodes": every(lambda call: around(call.nodes)()),
    "checker.encoding.growth:_of_set": around(lambda nodes: list(growth._of_set(nodes, NAMES))),
    "checker.encoding.growth:_of_step": lambda: list(growth._of_step(SET, NAMES)),
    "checker.encoding.growth:_plain": lambda: growth._plain(SET, {"p"}),
    "checker.encoding.growth:Meanings.single": lambda: NAMES.single(SET),
    "checker.questions.moved_users:_parts": lambda: list(moved_users._parts(SET, PLAIN, "p")),
    "checker.deciding.pose:_kinds_of": around(pose._kinds_of),
    # conditions
    "nac.sets:holds": lambda: holds(CONDITION, SCOPE),
    "nac.spec:Condition.leaves": lambda: list(CONDITION.leaves()),
    "nac.spec:Condition.asks_tag": lambda: CONDITION.asks_tag,
    "nac.language.format_expressions:condition": lambda: condition(CONDITION),
    "checker.encoding.encode:SymbolicCall.holds": every(lambda call: call.holds(CONDITION)),
    "checker.encoding.growth:_of_condition": lambda: list(growth._of_condition(CONDITION, NAMES)),
    "checker.encoding.argument:_asked_for": lambda: asked_values(
        replace(PLAIN, wheres=(Where(CONDITION),)), PLAIN.parameters[0]
    ),
    # changes
    "nac.change:_Draft.make": lambda: change(CHANGING, GRAPH, (SCOPE,)),
    "nac.spec:Change.brings": lambda: CHANGE.brings,
    "nac.spec:Change.rewires": lambda: CHANGE.rewires,
    "nac.spec:Operation.makes_up": lambda: PLAIN.makes_up(CHANGE),
    "nac.language.format:_change": lambda: format_spec(spec(CHANGING)),
    "checker.encoding.change_steps:drops": lambda: drops(CHANGE),
    "checker.encoding.change_steps:Course._make": lambda: Course(SymbolicCall(AnyGraph(), CHANGING, "a")),
    "checker.encoding.feasible:_SymbolicDraft.faults": lambda: feasible(SymbolicCall(SmallGraph(2), CHANGING, "a")),
    "checker.questions.tags:flips": lambda: tags.flips(CHANGE, Condition("has", sets=(P,)), True),
    "checker.encoding.later_graph:LaterGraph._make": lambda: LaterGraph(GRAPHS, SymbolicCall(GRAPHS, CHANGING, "a")),
    # patterns
    "nac.language.format_expressions:pattern": lambda: pattern(PATTERN, "a", spec()),
    "checker.questions.properties:_concerns.may": lambda: list(properties.questions(claimed(PATTERN), 0)),
    "checker.questions.properties:_formula": posed_pattern,
    "checker.questions.properties:_holds": lambda: properties._holds(PATTERN, Side(PLAIN, ""), (1, 1)),
    # steps
    "checker.deciding.scenarios:_Stage.attempt": lambda: play(spec(), Scenario("it", ("x",), steps=(STEP,))),
    "nac.language.format_scenarios:_step": lambda: format_scenario(Scenario("it", ("x",), steps=(STEP,)), spec()),
    # parameters
    "nac.arguments:_CallArguments.bind_value": lambda: ODD.plan(GRAPH, p="x"),
    "checker.deciding.example:_Arguments.value": lambda: example._Arguments(
        SymbolicCall(SmallGraph(2), PLAIN, "a"), SmallGraph(2), frozenset()
    ).value(ODD.parameters[0], "a.p"),
    "checker.encoding.argument:argument": lambda: SymbolicCall(AnyGraph(), ODD, "a"),
    # clauses
    "checker.evidence.clauses:Clause.change": lambda: CLAUSE.change(spec()),
    "checker.evidence.clauses:without.changed": lambda: without(spec(), CLAUSE),
    # effects
    "checker.questions.effects:disturbs": lambda: effects.disturbs(EFFECT, Effect("reads", P)),
}

PASSES = {
    # Each asks for one operator after a walker above has refused what is none, or goes on to one.
    "checker.encoding.encode:SymbolicCall._empty": "says more of the ends of ways; `SymbolicCall._nodes` walks the set",
    "checker.encoding.growth:_of_function": "calls `_of_step` first",
    "checker.encoding.growth:_of_difference": "knows a form of the second set; `_of_set` walks both",
    "checker.encoding.growth:_starts": "knows a form of a set that `_of_set` walks",
    "checker.encoding.growth:_is_path": "knows a form of a set that `_of_set` walks otherwise",
    "checker.encoding.growth:_of_path": "is called for what `_is_path` knows",
    "checker.encoding.change_steps:Course._met": "`Course._make` sees each change, before or after",
    "checker.encoding.later_graph:LaterGraph._relink": "`LaterGraph._make` sees each change",
    "checker.encoding.later_graph:LaterGraph.tagged": "`LaterGraph._make` sees each change",
    "checker.deciding.pose:small": "kinds of edges that changes bring; `LaterGraph._make` sees each change",
    "checker.questions.founded:questions": "whether there are filters at all",
    "checker.questions.founded:_matters": "an unknown change is refused by `Change.rewires` before",
    "checker.questions.founded:_course": "the course is made of changes that `Course._make` knows",
    "checker.questions.founded:as_it_starts.bad": "the course is made of changes that `Course._make` knows",
    "checker.questions.start_changes:_outgrown": "the course is made of changes that `Course._make` knows",
    "checker.questions.tags:retagged": "asks `flips` first",
    "checker.deciding.scenarios:_Stage.perform": "`_Stage.attempt` has done the step",
    "checker.reporting.report:_wanted": "words for a step that has been played",
    "nac.language.changes:change": "a change of the grammar",
    "nac.language.changes:_one": "what is not known to be one node is reported",
    "nac.language.changes:_new": "what is not known to be new is reported",
    "nac.language.expressions:NameScope._call": "the syntax tree, of the grammar",
    "nac.language.expressions:NameScope._last": "the syntax tree, of the grammar",
    "nac.language.expressions:NameScope._equals": "the syntax tree, of the grammar",
    "nac.language.properties:_pattern": "the syntax tree, of the grammar",
    "nac.language.properties:_flags": "the syntax tree, of the grammar",
    "nac.language.scenarios:_ScenarioResolver.step": "the syntax tree, of the grammar",
    "nac.language.scenarios:_ScenarioResolver.run": "the syntax tree, of the grammar",
    # These go through a set whatever its operators mean.
    "nac.spec:NodeSet.names": "all names in it",
    "nac.traversal:parts": "all parts in it",
    "checker.evidence.findings:_parts_exist": "all parts in it",
    "checker.comparing.suggest:_reached": "takes a union apart, as text",
    # These ask what an action covers, or for the effects of one verb; `disturbs` has every pair of effects.
    "checker.questions.announced:_question.bad": "what rewires",
    "checker.questions.coverage:_of_effect": "what is covered",
    "checker.questions.coverage:_question.explain": "words",
    "checker.questions.effects:covering": "what is covered",
    "checker.questions.effects:uncovered.missing.at_node": "who sees a write",
    "checker.questions.effects:reached": "who sees a write",
    "checker.questions.races:_fact": "words",
    "checker.questions.races:_covered": "what is covered",
    "checker.questions.effects:doing": "what rewires",
    "checker.questions.rewiring:rewiring": "what rewires",
    "nac.entitlement:covering": "what is covered",
    "nac.entitlement:unannounced": "what rewires; what no effect announces is refused",
    "nac.plan:Plan.effects": "what rewires",
}

GUARD = {f"nac.wellformed:{name}" for name in ("_change", "_set", "_condition", "_pattern", "_step")}
"""They report what is none."""


def tells_apart(node: ast.AST) -> bool:
    """Whether something depends on which operator, or verb, something has."""
    parts: list[ast.expr] = []
    match node:
        case ast.Match(subject=ast.Attribute(attr="kind")):
            return True
        case ast.Match(subject=subject):
            parts = [subject]
        case ast.Compare(left=left, comparators=others):
            parts = [left, *others]
        case ast.Subscript(slice=place):
            parts = [place]
    return any(
        isinstance(each, ast.Attribute) and each.attr in ("op", "verb") for part in parts for each in ast.walk(part)
    )


def telling(tree: ast.AST) -> Iterator[str]:
    """The functions that tell operators apart, by their names in a module."""
    return holding(tree, tells_apart)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_every_walker_is_listed() -> None:
    paths = [path for package in ("nac", "checker") for path in (ROOT / package).rglob("*.py")]
    found = {f"{module(path)}:{name}" for path in paths for name in telling(ast.parse(path.read_text("utf-8")))}
    listed = WALKERS.keys() | PASSES.keys() | GUARD
    assert found - listed == set(), "they tell operators apart: a walker that refuses others, or a reason why not"
    assert PASSES.keys() | GUARD <= found


def test_what_tells_operators_apart_is_found() -> None:
    texts = (
        "def f(x):\n  return x.op == 'a'",
        "def f(x):\n  match x.op:\n    case _: pass",
        "def f(x):\n  return TABLE[x.op]",
        "def f(x):\n  match x.kind:\n    case _: pass",
        "def f(x):\n  return [y for y in x if y.verb in ('a', 'b')]",
    )
    assert [list(telling(ast.parse(text))) for text in texts] == [["f"]] * 5
    assert not list(telling(ast.parse("def f(x):\n  return g(x.op)")))


@pytest.mark.parametrize("walker", WALKERS)
def test_what_is_made_up_is_refused(walker: str) -> None:
    with pytest.raises((ValueError, KeyError), match="made-up"):
        WALKERS[walker]()


def test_an_effect_that_is_made_up_is_refused_on_either_side() -> None:
    for verb in VERBS:
        for pair in ((EFFECT, Effect(verb, P)), (Effect(verb, P), EFFECT)):
            with pytest.raises((ValueError, KeyError), match="made-up"):
                effects.disturbs(*pair)
    with pytest.raises((ValueError, KeyError), match="made-up"):
        list(races.race_questions(spec(replace(PLAIN, effects=(EFFECT,)))))


def test_what_goes_through_all_operators_goes_through_one_that_is_made_up() -> None:
    part = NodeSet("part", (P,), "t")
    outer = replace(SET, args=(P, part))
    assert [each.name for each in outer.names()] == ["p", "p"]
    assert part_names(replace(PLAIN, roles=(Role(outer, 1, 1),))) == {"t"}


def test_questions_about_changes_refuse_what_is_made_up() -> None:
    with pytest.raises(ValueError, match="made-up"):
        list(announced.questions(spec(CHANGING, properties=(Property("it", "never", PATTERN, PATTERN),))))
    with pytest.raises(ValueError, match="made-up"):
        list(conditions(replace(PLAIN, wheres=(Where(CONDITION),))))


@pytest.mark.parametrize(
    "wrong",
    [
        spec(replace(PLAIN, roles=(Role(SET, 1, 1),))),
        spec(replace(PLAIN, wheres=(Where(CONDITION),))),
        spec(CHANGING),
        spec(replace(PLAIN, effects=(EFFECT,))),
        spec(ODD),
        claimed(PATTERN),
        spec(scenarios=(Scenario("it", ("x",), steps=(STEP,)),)),
    ],
    ids=["set", "condition", "change", "effect", "parameter", "pattern", "step"],
)
def test_the_guard_of_what_comes_as_data_reports_it(wrong: Spec) -> None:
    assert not list(problems(spec()))
    assert any("made-up" in problem for problem in problems(wrong))


def test_functions_are_operators() -> None:
    for function in FUNCTIONS:
        nodes = NodeSet(cast(SetOperator, function), (P, P)[: FUNCTIONS[function][1]])
        assert node_set(nodes).startswith(f"{function}(")


def test_tables_have_all_operators() -> None:
    """A table has each operator: a type checker sees that no key is wrong, not that none lacks."""
    assert set(sets._OPERATORS) == set(get_args(SetOperator))
    assert FUNCTIONS.keys() | wellformed._OPERATORS.keys() == set(get_args(SetOperator))
    assert set(wellformed._CONDITIONS) == set(get_args(ConditionOperator))
    assert set(effects._DISTURBS) == set(VERBS) == set(get_args(Verb))
