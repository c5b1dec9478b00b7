"""Calls in scenarios: arguments against parameters, as far as the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable

from nac.spec import Json, Operation, Parameter

from . import tree as t
from .diagnostics import Sink, quoted, suggest

_NAMED = {"true": True, "false": False, "null": None}


class Call:
    """One call. `made`: the nodes that its `new` parameters name."""

    def __init__(self, run: t.RunClause, operation: Operation | None, nodes: Iterable[str], sink: Sink) -> None:
        self.clause = run
        self.operation = operation
        self.nodes = nodes
        self.sink = sink
        self.made: set[str] = set()
        self.lenient = False

    def arguments(self, *, lenient: bool) -> dict[str, Json]:
        """The arguments as JSON. With `lenient`, values may be wrong: the step says that the call is invalid."""
        self.lenient = lenient
        found = self.object(self.clause.pairs)
        if self.operation is None:
            return found
        single = [parameter for parameter in self.operation.parameters if not parameter.group]
        groups: dict[str, list[Parameter]] = {}
        for parameter in self.operation.parameters:
            if parameter.group:
                groups.setdefault(parameter.group, []).append(parameter)
        values = self.named(self.clause.pairs, [*(parameter.name for parameter in single), *groups])
        for parameter in single:
            self.check(parameter, values.get(parameter.name))
        for group, fields in groups.items():
            self.group(group, fields, values.get(group))
        return found

    def named(self, pairs: Iterable[tuple[t.Word, t.Value]], known: list[str]) -> dict[str, t.Value]:
        found: dict[str, t.Value] = {}
        for key, value in pairs:
            if key.text not in known:
                name = self.operation.name if self.operation else ""
                hint = suggest(key.text, known, f"it takes {', '.join(known)}" if known else "it takes none")
                defined = (self.operation.span if self.operation else None, "the operation is defined here")
                message = f"{quoted(name)} has no argument {quoted(key.text)}"
                self.sink.add("NAC080", message, key.span, defined, help=hint)
            found.setdefault(key.text, value)
        return found

    def group(self, group: str, fields: list[Parameter], value: t.Value | None) -> None:
        if value is None:
            self.missing(group, fields[0])
        elif value.kind != "list" or not value.items or any(item.kind != "object" for item in value.items):
            self.wrong(value, group, "a list of objects", fields[0])
        else:
            for item in value.items:
                values = self.named(item.pairs, [field.name for field in fields])
                for field in fields:
                    self.check(field, values.get(field.name))

    def check(self, parameter: Parameter, value: t.Value | None) -> None:
        name, kind = parameter.name, parameter.kind
        if value is None:
            if not parameter.optional:
                self.missing(name, parameter)
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
        elif kind == "node":
            self.node(value, name, parameter)
        elif self.expect(isinstance(content, str), value, name, "a text", parameter):
            if kind == "new":
                self.new(value, str(content))
            elif kind == "choice" and content not in parameter.choices and not self.lenient:
                hint = suggest(str(content), parameter.choices, f"it is one of {', '.join(parameter.choices)}")
                declared = (parameter.span, "it is declared here")
                self.sink.add("NAC056", f"{quoted(name)} is never {quoted(content)}", value.span, declared, help=hint)

    def node(self, value: t.Value, name: str, parameter: Parameter) -> None:
        content = self.json(value)
        if not self.expect(isinstance(content, str), value, name, "a node", parameter):
            return
        if content not in self.nodes and not self.lenient:
            hint = suggest(content, self.nodes, "add it to `graph { ... }`")
            self.sink.add("NAC083", f"there is no node {quoted(content)} in the graph", value.span, help=hint)

    def new(self, value: t.Value, content: str) -> None:
        self.made.add(content)
        if (not content or set(content) & set("[]")) and not self.lenient:
            hint = "a name has letters, no brackets"
            self.sink.add("NAC086", f"{quoted(content)} cannot name a node", value.span, help=hint)

    def expect(self, right: bool, value: t.Value, name: str, what: str, parameter: Parameter) -> bool:
        if not right:
            self.wrong(value, name, what, parameter)
        return right

    def wrong(self, value: t.Value, name: str, what: str, parameter: Parameter) -> None:
        if not self.lenient:
            declared = (parameter.span, "it is declared here")
            self.sink.add("NAC082", f"the argument {quoted(name)} must be {what}", value.span, declared)

    def missing(self, name: str, parameter: Parameter) -> None:
        if not self.lenient:
            declared = (parameter.span, "it is declared here")
            message = f"the argument {quoted(name)} is missing"
            self.sink.add("NAC081", message, self.clause.operation.span, declared, help=f"add `{name}: ...`")

    # JSON.

    def json(self, value: t.Value) -> Json:
        """The value as plain JSON (duplicate keys are reported by `object`)."""
        if value.kind == "name":
            return _NAMED.get(value.content, value.content)
        if value.kind == "list":
            return [self.json(item) for item in value.items]
        if value.kind == "object":
            return self.object(value.pairs)
        return value.content

    def object(self, pairs: Iterable[tuple[t.Word, t.Value]]) -> dict[str, Json]:
        found: dict[str, Json] = {}
        first: dict[str, t.Word] = {}
        for key, value in pairs:
            if key.text in first:
                related = (first[key.text].span, "the first is here")
                message = f"the argument {quoted(key.text)} is given twice"
                self.sink.add("NAC040", message, key.span, related)
            first.setdefault(key.text, key)
            found.setdefault(key.text, self.json(value))
        return found
