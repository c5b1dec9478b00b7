"""The calls that are tried where two specs are compared: of each operation on each graph all that can matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from nac.controller import Controller
from nac.errors import Error
from nac.graph import Graph
from nac.plan import Plan
from nac.spec import Json, Operation, Parameter, Spec
from nac.traversal import conditions, part_names, sets


@dataclass(frozen=True, slots=True)
class ComparedCall:
    """A call that both specs admit on the idle graph, with its plan by the first."""

    operation: str
    arguments: dict[str, Json]
    plan: Plan


def calls(graph: Graph, one: Spec, other: Spec, name: str, made: str) -> Iterator[ComparedCall]:
    """Yield every call of the operation that can matter and that both specs admit on the idle graph. `made` names the
    node that the call makes."""
    operation = one[name]
    for arguments in _arguments(operation, other[name], graph, _names(operation) | _names(other[name]), made):
        try:
            plan = operation.plan(graph, arguments)
            Controller(one, graph).admit(plan)
            Controller(other, graph).admit(other[name].plan(graph, arguments))
        except Error:
            continue
        yield ComparedCall(name, arguments, plan)


def _arguments(
    operation: Operation, theirs: Operation, graph: Graph, matters: frozenset[str], made: str
) -> Iterator[dict[str, Json]]:
    """Every call that can matter: a parameter that no set or condition names has one value, or none."""
    names, choices = [], []
    for parameter in operation.parameters:
        known = theirs.parameter(parameter.name)
        if known is not None:
            chosen = known if parameter.kind == "any" else parameter
            usual = next((each.usual for each in (parameter, known) if each.usual in chosen.choices), "")
            optional = parameter.optional and known.optional
            chosen = replace(chosen, optional=optional, group=parameter.group, usual=usual)
            names.append(chosen)
            choices.append(_values(chosen, graph, parameter.name in matters, made))
    for values in product(*choices):
        arguments: dict[str, Json] = {}
        for parameter, value in zip(names, values, strict=True):
            if value is not _ABSENT:
                place = arguments.setdefault(parameter.group, [{}])[0] if parameter.group else arguments
                place[parameter.name] = value
        yield arguments


class _Absent:
    """The value of an argument that is not given."""


_ABSENT = _Absent()


def _values(parameter: Parameter, graph: Graph, matters: bool, made: str) -> list[Json]:
    absent: list[Json] = [_ABSENT] if parameter.optional else []
    if not matters and absent:
        return absent
    if parameter.kind in ("node", "user"):
        return [*absent, *([None] if parameter.null else []), *graph.nodes]
    if parameter.kind == "bool":
        return [*absent, True] if absent else [False, True]
    if parameter.kind == "choice":
        if parameter.usual:
            return [parameter.usual]
        return [*absent, *parameter.choices] if matters else [parameter.choices[0]]
    if parameter.kind == "new":
        return [*absent, made]
    if parameter.kind == "nodes":
        return [[node] for node in graph.nodes]
    return absent or ["text"]


def _names(operation: Operation) -> frozenset[str]:
    """The names that the operation's sets and conditions use."""
    asked = {condition.name for condition in conditions(operation)}
    return part_names(operation).union(asked, *({leaf.name for leaf in each.names()} for each in sets(operation)))
