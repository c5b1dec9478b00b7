"""Calls in scenarios: arguments against parameters, as far as the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable

from nac.spec import Json, Operation, Parameter, Span

from . import tree as t
from .diagnostics import quoted, suggest
from .names import Names
from .nodes import SceneNodes

Pairs = tuple[tuple[t.Word, t.ValueTree], ...]

_NAMED = {"true": True, "false": False, "null": None}


class ScenarioCall:
    """One call of an operation, with these arguments, at this place in the text.

    `nodes`: those that exist at this step; `earlier`: those that calls before it in a list of calls make; `made`: those
    that it makes itself; `calls`: the operations that a transaction calls, None for what is none. With `lenient`,
    values may be wrong: the step says that the call is invalid.
    """

    def __init__(
        self,
        operation: Operation | None,
        pairs: Pairs,
        place: Span,
        nodes: SceneNodes,
        names: Names,
        *,
        lenient: bool,
        earlier: SceneNodes | None = None,
    ) -> None:
        self.operation = operation
        self.pairs = pairs
        self.place = place
        self.nodes = nodes
        self.names = names
        self.sink = names.sink
        self.lenient = lenient
        self.earlier = earlier or SceneNodes()
        self.made = SceneNodes()
        self.calls: list[Operation | None] = []

    def arguments(self) -> dict[str, Json]:
        """Return the arguments as JSON."""
        values = self.object(self.pairs)
        self.fit()
        return values

    def fit(self) -> None:
        """Report what does not fit the operation's parameters."""
        if self.operation is None:
            return
        single = [parameter for parameter in self.operation.parameters if not parameter.group]
        groups: dict[str, list[Parameter]] = {}
        for parameter in self.operation.parameters:
            if parameter.group:
                groups.setdefault(parameter.group, []).append(parameter)
        values = self.named(self.pairs, [*(parameter.name for parameter in single), *groups])
        for parameter in single:
            self.check(parameter, values.get(parameter.name))
        for group, fields in groups.items():
            self.group(group, fields, values.get(group))

    def named(self, pairs: Pairs, known: list[str]) -> dict[str, t.ValueTree]:
        values: dict[str, t.ValueTree] = {}
        for key, value in pairs:
            if key.text not in known:
                name = self.operation.name if self.operation else ""
                hint = suggest(key.text, known, f"it takes {', '.join(known)}" if known else "it takes none")
                defined = (self.operation.span if self.operation else None, "the operation is defined here")
                message = f"{quoted(name)} has no argument {quoted(key.text)}"
                self.sink.add("NAC080", message, key.span, defined, help=hint)
            values.setdefault(key.text, value)
        return values

    def group(self, group: str, fields: list[Parameter], value: t.ValueTree | None) -> None:
        if value is None:
            self.missing(group, fields[0])
        elif value.kind != "list" or not value.items or any(item.kind != "object" for item in value.items):
            self.wrong(value, group, "a list of objects", fields[0])
        else:
            for item in value.items:
                values = self.named(item.pairs, [field.name for field in fields])
                for field in fields:
                    self.check(field, values.get(field.name))

    def check(self, parameter: Parameter, value: t.ValueTree | None) -> None:
        name, kind = parameter.name, parameter.kind
        if value is None:
            if not parameter.optional:
                self.missing(name, parameter)
            elif kind == "new" and self.operation is not None and self.operation.changes:
                self.made.makers.add(self.operation.name)
            return
        content = self.json(value)
        if kind == "any" or (content is None and parameter.null) or (value.kind == "object" and parameter.object):
            return
        if kind == "bool":
            self.expect(isinstance(content, bool), value, name, "true or false", parameter)
        elif kind == "nodes":
            if self.expect(value.kind == "list", value, name, "a list of nodes", parameter):
                for item in value.items:
                    self.node(item, name, parameter)
        elif kind == "calls":
            if self.expect(value.kind == "list", value, name, "a list of calls", parameter):
                for item in value.items:
                    self.called(item, name, parameter)
        elif kind in ("node", "user"):
            self.node(value, name, parameter)
        elif self.expect(isinstance(content, str), value, name, "a text", parameter):
            if kind == "new":
                self.new(value, str(content))
            elif kind == "choice" and content not in parameter.choices and not self.lenient:
                hint = suggest(str(content), parameter.choices, f"it is one of {', '.join(parameter.choices)}")
                declared = (parameter.span, "it is declared here")
                self.sink.add("NAC056", f"{quoted(name)} is never {quoted(content)}", value.span, declared, help=hint)

    def node(self, value: t.ValueTree, name: str, parameter: Parameter) -> None:
        content = self.json(value)
        if not self.expect(isinstance(content, str), value, name, "a node", parameter):
            return
        if content not in self.nodes and content not in self.earlier and not self.lenient:
            hint = suggest(content, sorted(self.nodes.names), "add it to `graph { ... }`")
            self.sink.add("NAC083", f"there is no node {quoted(content)} in the graph", value.span, help=hint)

    def new(self, value: t.ValueTree, content: str) -> None:
        self.made.names.add(content)
        if (not content or set(content) & set("[]")) and not self.lenient:
            hint = "a name has letters, no brackets"
            self.sink.add("NAC086", f"{quoted(content)} cannot name a node", value.span, help=hint)

    def called(self, value: t.ValueTree, name: str, parameter: Parameter) -> None:
        """Check a call in a list of calls: an object with `type`, and `data` if it has arguments."""
        self.calls.append(None)
        fields = {key.text: (key, item) for key, item in reversed(value.pairs)}
        kind, data = fields.get("type"), fields.get("data")
        right = kind is not None and isinstance(self.json(kind[1]), str) and (data is None or data[1].kind == "object")
        if not right or set(fields) - {"type", "data"}:
            self.wrong(value, name, "a list of objects {type: OPERATION, data: {...}}", parameter)
            return
        assert kind is not None
        word = t.Word(self.json(kind[1]), kind[1].span)
        operation = None if self.lenient else self.names.operation(word)
        if operation is None:
            return
        if operation.makes_calls:
            defined = (operation.span, "the operation is defined here")
            message = f"{quoted(word.text)} makes calls itself, so it cannot be one of them"
            self.sink.add("NAC091", message, word.span, defined, help="write its calls out here")
            return
        self.calls[-1] = operation
        pairs = data[1].pairs if data else ()
        call = ScenarioCall(operation, pairs, word.span, self.nodes, self.names, lenient=False, earlier=self.made)
        call.fit()
        self.made.add(call.made)

    def expect(self, right: bool, value: t.ValueTree, name: str, what: str, parameter: Parameter) -> bool:
        if not right:
            self.wrong(value, name, what, parameter)
        return right

    def wrong(self, value: t.ValueTree, name: str, what: str, parameter: Parameter) -> None:
        if not self.lenient:
            declared = (parameter.span, "it is declared here")
            self.sink.add("NAC082", f"the argument {quoted(name)} must be {what}", value.span, declared)

    def missing(self, name: str, parameter: Parameter) -> None:
        if not self.lenient:
            declared = (parameter.span, "it is declared here")
            message = f"the argument {quoted(name)} is missing"
            self.sink.add("NAC081", message, self.place, declared, help=f"add `{name}: ...`")

    # JSON.

    def json(self, value: t.ValueTree) -> Json:
        """Return the value as plain JSON (duplicate keys are reported by `object`)."""
        if value.kind == "name":
            return _NAMED.get(value.content, value.content)
        if value.kind == "list":
            return [self.json(item) for item in value.items]
        if value.kind == "object":
            return self.object(value.pairs)
        return value.content

    def object(self, pairs: Iterable[tuple[t.Word, t.ValueTree]]) -> dict[str, Json]:
        values: dict[str, Json] = {}
        first: dict[str, t.Word] = {}
        for key, value in pairs:
            if key.text in first:
                related = (first[key.text].span, "the first is here")
                message = f"the argument {quoted(key.text)} is given twice"
                self.sink.add("NAC040", message, key.span, related)
            first.setdefault(key.text, key)
            values.setdefault(key.text, self.json(value))
        return values
