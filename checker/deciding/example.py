"""From a solver's values to a concrete case, and the case made as small as it goes (semantics: obligations).

The values name edges, tags and arguments; what is built from them is an ordinary graph and ordinary calls, planned by
the real planner. What does not plan, or does not show the fault, is no counterexample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nac.controller import Controller
from nac.errors import Error, Invalid
from nac.graph import CHAIN, Edge, Graph
from nac.ledger import Ledger
from nac.operators import unknown
from nac.plan import Plan
from nac.refusal import Refused
from nac.sets import part
from nac.spec import Json, Parameter, Spec

from ..encoding.argument import asked_values
from ..encoding.encode import SymbolicCall
from ..encoding.small_graph import SmallGraph
from ..questions.question import Called, Counterexample, Fact, Question, Side, Situation, history


def situation(
    spec: Spec, sides: tuple[Side, ...], called: tuple[SymbolicCall, ...], structure: SmallGraph, true: frozenset[str]
) -> Situation | None:
    """Return the case that the truth values of the calls and the graph describe, or None if the planner does not accept
    it."""
    calls = [_Arguments(call, structure, true).all() for call in called]
    names = _names(calls, structure, true, _made_up(sides, called, structure.size, true))
    declared = {name for name, _, _ in structure.finish()[1]}
    outside = {n for n in range(structure.size) if f"inside.{n}" in declared - true}
    edges = [
        Edge(names[upper], names[lower], kind)
        for kind in structure.kinds
        for upper in range(structure.size)
        for lower in range(upper)
        if structure.edge_name(kind, upper, lower) in true
    ]
    nodes = [names[n] for n in range(structure.size) if n not in outside]
    tags: dict[str, list[str]] = {}
    for name in sorted(true & structure.tags.keys()):
        word, number = structure.tags[name]
        tags.setdefault(names[number], []).append(word)
    renamed = [{key: _rename(value, names) for key, value in call.items()} for call in calls]
    return plan(spec, sides, Graph(edges, nodes, tags), renamed)


def plan(spec: Spec, sides: tuple[Side, ...], graph: Graph, calls: list[dict[str, Json]]) -> Situation | None:
    """Return the case in which the calls are made one after another and change the graph; None if they have no plan."""
    now, plans = graph, dict[int, Plan]()
    for number in history(sides):
        try:
            planned = sides[number].operation.plan(now, calls[number])
        except Error:
            return None
        if sides[number].started:
            plans = {
                other: there.moved_along(planned.moves).later(planned.after, planned.gone)
                for other, there in plans.items()
            }
            planned = planned.later(planned.after)
            now = planned.graph
        plans[number] = planned
    return Situation(spec, now, sides, tuple(plans[number] for number in range(len(sides))), graph)


def confirmed(question: Question, case: Situation | None) -> tuple[Fact, ...]:
    """Return the faults that planner and kernel find in the case; none if they do not find it."""
    if case is None or (question.together and not compatible(case)):
        return ()
    return question.explain(case)


def compatible(case: Situation) -> bool:
    """Return whether the real controller admits the jobs, one after the other. (A job that claims nothing is not
    admitted, and conflicts with none.) Of one that is asked the ledger knows whether it gets beyond that: what comes
    then is another question."""
    controller = Controller(case.spec, case.start)
    for number in history(case.sides):
        plan, side = case.plans[number], case.sides[number]
        if side.asked or not (side.started or plan.table(side.phase)):
            continue
        try:
            graph = controller.graph or case.start
            controller.admit(side.operation.plan(graph, plan.arguments), phase=side.phase)
        except (Refused, Invalid):
            return False
    ledger: Ledger[int] = Ledger()
    return all(ledger.admit(n, plan.table(case.sides[n].phase)) for n, plan in enumerate(case.plans))


def smallest(question: Question, case: Situation) -> Situation:
    """Return the case without every node, edge, tag and optional argument that it does not need to show the fault, and
    with backing edges where it need not be others."""
    progress = True
    while progress:
        progress = False
        for less in _reductions(case):
            if confirmed(question, less):
                assert less is not None
                case, progress = less, True
                break
    return case


def counterexample(question: Question, case: Situation, facts: tuple[Fact, ...]) -> Counterexample:
    calls = tuple(
        Called(case.sides[n].operation.name, dict(case.plans[n].arguments), case.sides[n].phase)
        for n in history(case.sides)
    )
    return Counterexample(case.start, calls, facts)


def _reductions(case: Situation) -> Iterator[Situation | None]:
    graph = case.start
    calls = [dict(plan.arguments) for plan in case.plans]
    tags: Mapping[str, frozenset[str]] = graph.tags
    for node in graph.nodes:
        edges = [edge for edge in graph.edges if node not in (edge.upper, edge.lower)]
        stay = [other for other in graph.nodes if other != node and not other.startswith(f"{node}[")]  # nor its parts
        kept = {other: words for other, words in tags.items() if other in stay}
        yield plan(case.spec, case.sides, Graph(edges, stay, kept), calls)
    for edge in graph.edges:
        edges = [other for other in graph.edges if other != edge]
        yield plan(case.spec, case.sides, Graph(edges, graph.nodes, tags), calls)
        if not any(other.kind in CHAIN for other in graph.children(edge.upper)):
            plain = [Edge(edge.upper, edge.lower) if other == edge else other for other in graph.edges]
            yield plan(case.spec, case.sides, Graph(plain, graph.nodes, tags), calls)
    for node, words in tags.items():
        for word in sorted(words):
            fewer = {**tags, node: words - {word}}
            yield plan(case.spec, case.sides, Graph(graph.edges, graph.nodes, fewer), calls)
    for number, call in enumerate(calls):
        for smaller in _fewer(call):
            yield plan(case.spec, case.sides, graph, [smaller if n == number else c for n, c in enumerate(calls)])


def _fewer(call: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """The call with one thing less: an argument, an object of a list, an argument in it."""
    for name, value in call.items():
        yield {key: other for key, other in call.items() if key != name}
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for position, item in enumerate(value):
                others = value[:position], value[position + 1 :]
                if len(value) > 1:
                    yield {**call, name: [*others[0], *others[1]]}
                for smaller in _fewer(item):
                    yield {**call, name: [*others[0], smaller, *others[1]]}


class _Arguments:
    """The arguments of one call, nodes still as `_Number`."""

    def __init__(self, call: SymbolicCall, structure: SmallGraph, true: frozenset[str]) -> None:
        self.operation, self.structure, self.true = call.operation, structure, true
        self.prefixes = [each.prefix for each in (call, *call.others)]

    def all(self) -> dict[str, Json]:
        arguments: dict[str, Json] = {}
        for parameter in self.operation.parameters:
            if parameter.group:
                objects = arguments.setdefault(parameter.group, [{} for _ in self.prefixes])
                for values, prefix in zip(objects, self.prefixes, strict=True):
                    self.add(values, parameter, prefix)
            else:
                self.add(arguments, parameter, self.prefixes[0])
        return arguments

    def add(self, values: dict[str, Json], parameter: Parameter, prefix: str) -> None:
        name = f"{prefix}.{parameter.name}"
        if f"{name} is null" in self.true:
            values[parameter.name] = None
        elif f"{name} is an object" in self.true:
            values[parameter.name] = {}
        elif not self.lacks(parameter, name):
            values[parameter.name] = self.value(parameter, name)
        elif not parameter.optional or parameter.default:
            values[parameter.name] = {}

    def lacks(self, parameter: Parameter, name: str) -> bool:
        """Return whether nothing is said of it: it is left out, or an object."""
        if parameter.kind == "choice":
            return not any(f"{name} is {choice}" in self.true for choice in parameter.choices)
        if parameter.kind == "bool":
            return f"{name} absent" in self.true and f"{name}?" not in self.true
        may_lack = parameter.optional or parameter.null or (parameter.object and parameter.kind != "any")
        return may_lack and f"{name}?" not in self.true

    def value(self, parameter: Parameter, name: str) -> Json:
        true = self.true
        match parameter.kind:
            case "node" | "user" | "new":
                return self.nodes(name)[0]
            case "nodes":
                return self.nodes(name)
            case "bool":
                return f"{name}?" in true
            case "choice":
                return next(choice for choice in parameter.choices if f"{name} is {choice}" in true)
            case "text":
                return next(_text(self.structure, n) for n in range(self.structure.texts) if f"{name}={n}" in true)
            case "any":
                words = (word for word in asked_values(self.operation, parameter) if f"{name} is {word}" in true)
                return next(words, "(anything)")  # no word that a condition asks for
            case "calls":
                return []
            case _:
                raise unknown("kind of parameter", parameter.kind)

    def nodes(self, name: str) -> list[Json]:
        return [_Number(n) for n in range(self.structure.size) if f"{name}={n}" in self.true]


class _Number(int):
    """A node that has no name yet."""


def _rename(value: Json, names: list[str]) -> Json:
    if isinstance(value, _Number):
        return names[value]
    if isinstance(value, list):
        return [_rename(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _rename(item, names) for key, item in value.items()}
    return value


def _text(structure: SmallGraph, number: int) -> str:
    """A word that is asked for, or another text."""
    words = {number: word for word, number in structure.words.items()}
    return words[number] if number in words else _free(f"text{number}", set(structure.words))


def _made_up(
    sides: tuple[Side, ...], called: tuple[SymbolicCall, ...], size: int, true: frozenset[str]
) -> dict[int, str]:
    """The nodes whose names the operations make up as they start, with these."""
    found: dict[int, str] = {}
    for number in history(sides):
        operation = sides[number].operation
        names = dict.fromkeys(each.nodes.name for each in operation.changes if operation.makes_up(each))
        objects = (called[number], *called[number].others)
        starts = [f"{each.prefix}.{name} made up=" for each in objects for name in names]
        for start in starts if sides[number].started else ():
            for node in (number for number in range(size) if f"{start}{number}" in true):
                found[node] = next(
                    name for n in range(1, 99) if (name := f"#{operation.name}{n}") not in found.values()
                )
    return found


def _names(
    calls: list[dict[str, Json]], structure: SmallGraph, true: frozenset[str], made: Mapping[int, str]
) -> list[str]:
    """Each node bears the name of the first parameter that names it; parts are named after their owners, which have
    higher numbers; those that are made up have their names, the others are n1, n2, …"""
    size = structure.size
    names = [made.get(number, "") for number in range(size)]
    owned = (structure.parts[name] for name in true & structure.parts.keys())
    parts = {number: (owner, text) for owner, text, number in owned}
    for call in calls:
        for name, number in _numbers(call):
            taken = {other for other in names if other}
            if not names[number]:
                names[number] = _free(name, taken)
    fresh = (f"n{n}" for n in range(1, 10 * size + 10))
    for number in range(size):
        if not names[number] and number not in parts:
            names[number] = next(n for n in fresh if n not in names)
    for number, (owner, text) in sorted(parts.items(), reverse=True):
        names[number] = part(names[owner], _text(structure, text))
    return names


def _free(name: str, taken: set[str]) -> str:
    return next(candidate for candidate in (name, *(f"{name}{n}" for n in range(2, 100))) if candidate not in taken)


def _numbers(call: Mapping[str, Json]) -> Iterator[tuple[str, int]]:
    for name, value in call.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, _Number):
                yield name, item
            elif isinstance(item, dict):
                yield from _numbers(item)
