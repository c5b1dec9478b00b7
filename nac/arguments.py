"""The arguments of a call, checked against an operation's parameters: JSON in, scopes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .errors import Invalid
from .graph import Graph
from .operators import unknown
from .sets import EMPTY, Scope
from .spec import Json, Operation, Parameter
from .traversal import part_names
from .words import brief, suggestion

MOST_OBJECTS = 1000
"""The longest list of objects that one argument may hold."""
DEEPEST = 200
"""How deep the lists and objects of an argument may be nested."""
DIGITS = 4000
"""How many digits a number may have."""

_BEYOND = 10**DIGITS


def scopes(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> tuple[Scope, ...]:
    """Return one scope, or for an operation with a list of objects one for each object. Raises `Invalid`."""
    call = _CallArguments(operation, graph)
    grouped: dict[str, list[Parameter]] = {}
    single: list[Parameter] = []
    for parameter in operation.parameters:
        (grouped.setdefault(parameter.group, []) if parameter.group else single).append(parameter)
    values = call.named(arguments, [*(p.name for p in single), *grouped])
    base = Scope(graph)
    for parameter in single:
        call.bind(base, parameter, values)
    bound = [base]
    for group, fields in grouped.items():
        bound = [
            call.bind_all(scope, fields, element) for scope in bound for element in call.objects(group, fields, values)
        ]
    return tuple(bound)


def kept(operation: Operation, arguments: Mapping[str, Json]) -> dict[str, Json]:
    """Return a copy of the arguments, lists and objects in them too: what becomes of them later is not what was
    planned. Raises `Invalid` for what could not be compared or shown."""
    return {name: _kept(operation, name, value) for name, value in arguments.items()}


def _kept(operation: Operation, name: str, value: Json, depth: int = 0) -> Json:
    if isinstance(value, str):
        return value
    if depth > DEEPEST:
        raise Invalid(f"{operation.name}: {brief(name)} is nested more than {DEEPEST} deep")
    if isinstance(value, int) and not -_BEYOND < value < _BEYOND:
        raise Invalid(f"{operation.name}: {brief(name)} has a number of more than {DIGITS} digits")
    if isinstance(value, (list, tuple)):
        return [_kept(operation, name, item, depth + 1) for item in value]
    if isinstance(value, (dict, Mapping)):  # the former is soon told
        return {key: _kept(operation, name, item, depth + 1) for key, item in value.items()}
    return value


class _CallArguments:
    """One call: its operation and graph, for messages."""

    def __init__(self, operation: Operation, graph: Graph) -> None:
        self.operation = operation
        self.graph = graph

    def invalid(self, text: str) -> Invalid:
        return Invalid(f"{self.operation.name}: {text}")

    def named(self, arguments: Mapping[str, Json], known: Iterable[str]) -> dict[str, Json]:
        """Return the arguments under the parameters' own names (`_` may stand for `-`)."""
        names = list(known)
        named: dict[str, Json] = {}
        for given, value in arguments.items():
            name = given.replace("_", "-") if isinstance(given, str) and given not in names else given
            if name not in names:
                raise self.invalid(f"there is no argument {brief(given)}{suggestion(given, names)}")
            if name in named:
                raise self.invalid(f"the argument {name!r} is given twice")
            named[name] = value
        return named

    def objects(self, group: str, fields: list[Parameter], values: Mapping[str, Json]) -> list[dict[str, Json]]:
        elements = values.get(group)
        if not isinstance(elements, list | tuple) or not elements or len(elements) > MOST_OBJECTS:
            raise self.invalid(f"the argument {group!r} must be a list of 1 to {MOST_OBJECTS} objects")
        if not all(isinstance(element, Mapping) for element in elements):
            raise self.invalid(f"the argument {group!r} must hold objects only")
        return [self.named(element, [field.name for field in fields]) for element in elements]

    def bind_all(self, scope: Scope, fields: list[Parameter], values: Mapping[str, Json]) -> Scope:
        bound = Scope(self.graph, dict(scope.sets), set(scope.given), dict(scope.values))
        for parameter in fields:
            self.bind(bound, parameter, values)
        return bound

    def bind(self, scope: Scope, parameter: Parameter, values: Mapping[str, Json]) -> None:
        name = parameter.name
        scope.sets[name] = EMPTY
        if name not in values:
            if not parameter.optional:
                raise self.invalid(f"the argument {name!r} is missing")
            if parameter.default:
                scope.values[name] = parameter.default
                scope.given.add(name)
            return
        value = values[name]
        if value is None and parameter.null:
            scope.values[name] = "null"
        elif isinstance(value, Mapping) and parameter.object and parameter.kind != "any":
            scope.values[name] = "object"
        else:
            self.bind_value(scope, parameter, value)

    def bind_value(self, scope: Scope, parameter: Parameter, value: Json) -> None:
        name = parameter.name
        match parameter.kind:
            case "any":
                scope.values[name] = "object" if isinstance(value, Mapping) else _word(value)
            case "bool":
                self.expect(isinstance(value, bool), name, "true or false", value)
                scope.values[name] = "true" if value else "false"
            case "calls":
                self.expect(isinstance(value, list | tuple), name, "a list of calls", value)
            case "nodes":
                self.expect(isinstance(value, list | tuple), name, "a list of nodes", value)
                named = (item for item in value if not (parameter.object and isinstance(item, Mapping)))
                scope.sets[name] = frozenset(self.node(name, item) for item in named)
            case "node" | "user":
                self.expect(isinstance(value, str), name, "a text", value)
                scope.sets[name] = frozenset((self.node(name, value),))
            case "new":
                self.expect(isinstance(value, str), name, "a text", value)
                scope.sets[name] = frozenset((self.new(name, value),))
            case "choice" | "text":
                self.expect(isinstance(value, str), name, "a text", value)
                scope.values[name] = self.word(parameter, value)
            case _:
                raise unknown("kind of parameter", parameter.kind)
        if parameter.kind != "bool" or value:
            scope.given.add(name)

    def new(self, name: str, value: str) -> str:
        if value in self.graph:
            raise self.invalid(f"{name} {brief(value)} is already a node; give a name that is not taken")
        self.expect(bool(value) and "[" not in value and "]" not in value, name, "a node's name", value)
        return value

    def word(self, parameter: Parameter, value: str) -> str:
        name = parameter.name
        if parameter.kind == "choice" and value not in parameter.choices:
            raise self.invalid(f"{name} is {brief(value)}; it must be one of {', '.join(parameter.choices)}")
        if ("[" in value or "]" in value) and name in part_names(self.operation):
            # Else two things could have one name: OWNER[a][b] would be b in a, and also "a][b" itself.
            raise self.invalid(f"{name} is {brief(value)}; it names a part, and in that there are no brackets")
        return value

    def node(self, name: str, value: Json) -> str:
        self.expect(isinstance(value, str) and "[" not in value, name, "a node's name", value)
        if value not in self.graph:
            raise self.invalid(f"{name}: there is no node {brief(value)}{suggestion(value, self.graph.nodes)}")
        return str(value)

    def expect(self, right: bool, name: str, what: str, value: Json) -> None:
        if not right:
            raise self.invalid(f"{name} must be {what}, not {brief(value)}")


def _word(value: Json) -> str:
    """Return what a condition compares the value of any kind with: JSON's word for it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
