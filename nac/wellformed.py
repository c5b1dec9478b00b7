"""The rules that every spec satisfies, however it was made: names resolve, flags and phases exist
(semantics: language).

The language reports the same mistakes in its own way, with places in the text. This is the guard of what comes as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from .operators import ChangeOperator, ConditionOperator, ParameterKind, StepOperator
from .spec import (
    FUNCTIONS,
    RESERVED_CHOICES,
    RESERVED_KINDS,
    VERBS,
    Change,
    Condition,
    NodeSet,
    Operation,
    Parameter,
    Pattern,
    Scenario,
    Spec,
    Step,
)

NODES = ("node", "user", "nodes", "new")
KINDS: tuple[ParameterKind, ...] = get_args(ParameterKind)
CHANGES: tuple[ChangeOperator, ...] = get_args(ChangeOperator)
_KINDED = ("insert", "link", "unlink")
STEPS: tuple[StepOperator, ...] = get_args(StepOperator)
_OPERATORS = {"name": (0, 0), "none": (0, 0), "everything": (0, 0), "union": (1, 10_000), "and": (2, 2)} | {
    "except": (2, 2),
    "or": (2, 2),
}
_CONDITIONS: Mapping[ConditionOperator, tuple[int | None, int]] = {
    # op: (conditions, sets); None for any number from one
    "given": (0, 0),
    "equals": (0, 0),
    "in": (0, 2),
    "empty": (0, 1),
    "has": (0, 1),
    "not": (1, 0),
    "and": (None, 0),
    "or": (None, 0),
}


def problems(spec: Spec) -> Iterator[str]:
    """Yield what is wrong with the spec, in words; nothing when it can be planned with, run and checked."""
    yield from _twice("action", (action.name for action in spec.actions))
    yield from _twice("operation", (operation.name for operation in spec.operations))
    yield from _twice("property", (prop.name for prop in spec.properties))
    yield from _twice("scenario", (scenario.name for scenario in spec.scenarios))
    for action in spec.actions:
        place = f"action {action.name!r}"
        for cover in action.covers:
            yield from _one_of(place, "effect", cover.verb, VERBS)
            yield from _set(place, cover.at, {"node": None})
    for operation in spec.operations:
        yield from _operation(spec, operation)
    phases = {phase for operation in spec.operations for phase in operation.phases}
    for prop in spec.properties:
        place = f"property {prop.name!r}"
        yield from _one_of(place, "kind", prop.kind, ("never", "always"))
        for pattern in (prop.left, prop.right):
            yield from _pattern(spec, place, pattern, phases)
    for scenario in spec.scenarios:
        yield from _scenario(spec, scenario)


def _operation(spec: Spec, operation: Operation) -> Iterator[str]:
    place = f"operation {operation.name!r}"
    names: dict[str, Parameter | None] = {}
    for parameter in operation.parameters:
        if parameter.name in names and not parameter.group:
            yield f"{place}: the parameter {parameter.name!r} is declared twice"
        yield from _parameter(place, parameter)
        names[parameter.name] = parameter
    calls = [parameter for parameter in operation.parameters if parameter.kind == "calls"]
    if len(calls) > 1 or any(parameter.group for parameter in calls):
        yield f"{place}: it can have one list of calls, which is no field of another list"
    if calls and operation.changes:
        yield f"{place}: it makes calls, so it changes what they change and nothing of its own"
    if len({parameter.group for parameter in operation.parameters} - {""}) > 1:
        yield f"{place}: it can have one list of objects"
    for let in operation.lets:
        yield from _set(place, let.value, names)
        if let.name in names:
            yield f"{place}: the name {let.name!r} is taken twice"
        names[let.name] = None
    for where in operation.wheres:
        yield from _condition(place, where.condition, names)
    yield from _twice(f"{place}: phase", operation.phases)
    known = operation.phases or ("",)
    for phase in (operation.start, operation.then or operation.start):
        yield from _one_of(place, "phase", phase, known)
    for transition in operation.transitions:
        for phase in transition:
            yield from _one_of(place, "phase", phase, operation.phases)
    for role in operation.roles:
        yield from _set(place, role.at, names)
        for flags in (role.require, role.allow):
            if not 0 <= flags <= spec.all:
                yield f"{place}: the flags {flags} are not those of {len(spec.actions)} actions"
    for effect in operation.effects:
        yield from _one_of(place, "effect", effect.verb, VERBS)
        for nodes in (effect.at, effect.unseen_by, effect.to):
            if nodes is not None:
                yield from _set(place, nodes, names)
    for change in operation.changes:
        yield from _change(f"{place}, change {change.op!r}", change, names)
    clauses = [(clause.when, clause.during) for clause in operation.roles]
    clauses += [(clause.when, clause.during) for clause in operation.effects]
    clauses += [(change.when, ()) for change in operation.changes]
    for when, during in clauses:
        if when is not None:
            yield from _condition(place, when, names)
        for phase in during:
            yield from _one_of(place, "phase", phase, operation.phases)


def _change(place: str, change: Change, names: dict[str, Parameter | None]) -> Iterator[str]:
    yield from _one_of(place, "change", change.op, CHANGES)
    for nodes in (change.nodes, change.at, change.sparing):
        if nodes is not None:
            yield from _set(place, nodes, names)
    if (change.at is not None) != (change.op in ("insert", "link")):
        yield f"{place}: a place belongs to 'insert' and 'link', and to no other"
    if change.sparing is not None and change.op != "insert":
        yield f"{place}: only 'insert' spares nodes"
    if bool(change.word) != (change.op in _KINDED) and change.op not in ("tag", "untag"):
        yield f"{place}: an edge kind belongs to {', '.join(map(repr, _KINDED))}, and to no other"
    if change.op in _KINDED and change.word in RESERVED_KINDS:
        yield f"{place}: no edge kind can be named {change.word!r}"
    parameter = names.get(change.nodes.name) if change.nodes.op == "name" else None
    kind = "new" if change.nodes.op == "part" else parameter.kind if parameter else ""
    if change.op == "add" and kind != "new":
        yield f"{place}: what it adds is neither a new node nor a part"
    if change.op == "insert" and (change.nodes.op != "name" or kind == "nodes"):
        yield f"{place}: what it inserts is no name of one node"


def _parameter(place: str, parameter: Parameter) -> Iterator[str]:
    place = f"{place}, parameter {parameter.name!r}"
    yield from _one_of(place, "kind", parameter.kind, KINDS)
    yield from _twice(f"{place}: choice", parameter.choices)
    if bool(parameter.choices) != (parameter.kind == "choice"):
        yield f"{place}: choices belong to the kind 'choice', and to no other"
    for word in RESERVED_CHOICES.intersection(parameter.choices):
        yield f"{place}: no choice can be named {word!r}"
    if parameter.default and parameter.default not in parameter.choices:
        yield f"{place}: its default {parameter.default!r} is none of its choices"
    if parameter.usual and parameter.usual not in parameter.choices:
        yield f"{place}: the usual {parameter.usual!r} is none of its choices"


def _set(place: str, nodes: NodeSet, names: dict[str, Parameter | None]) -> Iterator[str]:
    fewest, most, kind = FUNCTIONS.get(nodes.op) or (*_OPERATORS.get(nodes.op, (-1, -1)), False)
    if fewest < 0:
        yield f"{place}: there is no set {nodes.op!r}"
        return
    if not fewest <= len(nodes.args) <= most:
        yield f"{place}: {nodes.op!r} cannot have {len(nodes.args)} arguments"
    if nodes.op == "name":
        if nodes.name not in names:
            yield f"{place}: the name {nodes.name!r} is not known there"
        elif (parameter := names[nodes.name]) is not None and parameter.kind not in NODES:
            yield f"{place}: the parameter {nodes.name!r} is no node"
    elif nodes.op == "part":
        parameter = names.get(nodes.name)
        if parameter is None or parameter.kind != "text":
            yield f"{place}: {nodes.name!r} cannot name a part: it is no text parameter"
    elif nodes.name and not kind:
        yield f"{place}: {nodes.op!r} takes no edge kind"
    elif nodes.name in RESERVED_KINDS:
        yield f"{place}: no edge kind can be named {nodes.name!r}"
    for arg in nodes.args:
        yield from _set(place, arg, names)


def _condition(place: str, condition: Condition, names: dict[str, Parameter | None]) -> Iterator[str]:
    if condition.op not in _CONDITIONS:
        yield f"{place}: there is no condition {condition.op!r}"
        return
    conditions, sets = _CONDITIONS[condition.op]
    if len(condition.sets) != sets or (len(condition.conditions) != conditions if conditions is not None else False):
        yield f"{place}: the condition {condition.op!r} has the wrong number of parts"
    if condition.op in ("given", "equals"):
        parameter = names.get(condition.name)
        if parameter is None:
            yield f"{place}: there is no parameter {condition.name!r}"
        elif condition.op == "equals" and parameter.kind in ("choice", "bool"):
            values = parameter.choices if parameter.kind == "choice" else ("true", "false")
            yield from _one_of(place, "value", condition.value, (*values, "null"))
    for part in condition.conditions:
        yield from _condition(place, part, names)
    for nodes in condition.sets:
        yield from _set(place, nodes, names)


def _pattern(spec: Spec, place: str, pattern: Pattern, phases: set[str]) -> Iterator[str]:
    if pattern.op in ("requires", "allows"):
        if not 0 < pattern.action <= spec.all or pattern.action.bit_count() != 1:
            yield f"{place}: {pattern.action} is not the flag of one action"
    elif pattern.op == "is":
        yield from _one_of(place, "operation", pattern.name, [operation.name for operation in spec.operations])
    elif pattern.op == "during":
        yield from _one_of(place, "phase", pattern.name, phases)
    elif pattern.op not in ("not", "and", "or") or (pattern.op == "not" and len(pattern.patterns) != 1):
        yield f"{place}: there is no pattern {pattern.op!r} of {len(pattern.patterns)} parts"
    for part in pattern.patterns:
        yield from _pattern(spec, place, part, phases)


def _scenario(spec: Spec, scenario: Scenario) -> Iterator[str]:
    from .errors import GraphError
    from .graph import Graph

    place = f"scenario {scenario.name!r}"
    tags: dict[str, list[str]] = {}
    for node, tag in scenario.tags:
        tags.setdefault(node, []).append(tag)
    try:
        Graph(scenario.edges, scenario.nodes, tags)
    except GraphError as error:
        yield f"{place}: {error}"
    operations = {operation.name: operation for operation in spec.operations}
    jobs: dict[str, str] = {}
    for step in scenario.steps:
        yield from _step(spec, place, step, operations, jobs)


def _step(spec: Spec, place: str, step: Step, operations: dict[str, Operation], jobs: dict[str, str]) -> Iterator[str]:
    yield from _one_of(place, "step", step.op, STEPS)
    if step.op in ("admit", "refuse", "invalid"):
        yield from _one_of(place, "operation", step.operation, operations)
        if step.op == "admit":
            jobs[step.job] = step.operation
    elif step.job not in jobs:
        yield f"{place}: there is no job {step.job!r}"
    operation = operations.get(step.operation or jobs.get(step.job, ""))
    if operation is not None and (step.phase or step.op in ("advance", "hold")):
        yield from _one_of(place, "phase", step.phase, operation.phases)
    for reason in step.because:
        if not 0 < reason.action <= spec.all or reason.action.bit_count() != 1:
            yield f"{place}: {reason.action} is not the flag of one action"


def _one_of(place: str, what: str, word: str, known: Iterable[str]) -> Iterator[str]:
    if word not in known:
        yield f"{place}: there is no {what} {word!r}"


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name!r} is declared twice"
        seen.add(name)
