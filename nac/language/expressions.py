"""Node sets and conditions: from the tree to the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from nac.operators import SetOperator
from nac.spec import FUNCTIONS, RESERVED_KINDS, Condition, NodeSet, Parameter, Span

from . import tree as t
from .diagnostics import quoted, suggest
from .items import DEEPEST
from .names import Names, reserved

_CHAINED = ("and", "or", "except")
_NODES = ("node", "user", "nodes", "new")


@dataclass(slots=True)
class NameScope:
    """The names that an expression may use: parameters and the lets so far."""

    names: Names
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    lets: dict[str, Span] = field(default_factory=dict)
    later: Mapping[str, Span] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    special: str = ""  # the only name there is: `node` in `covers`

    # Node sets.

    def node_set(self, expr: t.Expr, depth: int = 0) -> NodeSet:
        """Return the node set that an expression means; the empty set where it means none (and that is reported)."""
        op, span = expr.op, expr.span
        if self._too_deep(expr, depth):
            return NodeSet("none", span=span)
        if op in ("none", "everything"):
            return NodeSet(op, span=span)
        if op == "name" and expr.word:
            return self._name(expr.word)
        if op == "union":
            return NodeSet("union", tuple(self.node_set(arg, depth + 1) for arg in expr.args), span=span)
        if op in _CHAINED:
            return self._chained(expr, depth)
        if op == "call":
            return self._call(expr, depth)
        self.names.sink.add("NAC052", "a node set must stand here, not a condition", span)
        return NodeSet("none", span=span)

    def _chained(self, expr: t.Expr, depth: int) -> NodeSet:
        count = len(expr.args)
        if depth + count > DEEPEST:
            self._too_deep(expr, DEEPEST + 1)
            return NodeSet("none", span=expr.span)
        result = self.node_set(expr.args[0], depth + count)
        for index, arg in enumerate(expr.args[1:], 1):
            right = self.node_set(arg, depth + count - index)
            whole = expr.span if index == count - 1 else _join(expr.span, arg.span)
            result = NodeSet(cast(SetOperator, expr.op), (result, right), span=whole)  # one of `_CHAINED`
        return result

    def _too_deep(self, expr: t.Expr, depth: int) -> bool:
        if depth > DEEPEST:
            message = f"brackets and operators are nested more than {DEEPEST} deep"
            self.names.sink.add("NAC025", message, expr.span, help="name a part with `let`")
        return depth > DEEPEST

    def _name(self, word: t.Word) -> NodeSet:
        name, nothing = word.text, NodeSet("none", span=word.span)
        sink = self.names.sink
        if self.special:
            if name == self.special:
                return NodeSet("name", name=name, span=word.span)
            message = f"`covers` speaks of `{self.special}` only, not of {quoted(name)}"
            sink.add("NAC031", message, word.span, help=f"write `{self.special}`, or a set made from it: `above(node)`")
            return nothing
        if name in self.lets:
            self.used.add(name)
            return NodeSet("name", name=name, span=word.span)
        parameter = self.parameters.get(name)
        if parameter is None:
            self._unknown(word)
            return nothing
        if parameter.kind not in _NODES:
            message = f"the parameter {quoted(name)} is no node"
            hint = f"its type is {_type(parameter)}; write `{name}: node` if it names a node"
            sink.add("NAC051", message, word.span, (parameter.span, "it is declared here"), help=hint)
            return nothing
        return NodeSet("name", name=name, span=word.span)

    def _unknown(self, word: t.Word) -> None:
        name, sink = word.text, self.names.sink
        if name in self.later:
            self.used.add(name)
            before = (self.later[name], "it is defined here")
            message = f"{quoted(name)} is used before its definition"
            sink.add("NAC037", message, word.span, before, help="move the `let` up")
        elif name in self.names.actions:
            declared = (self.names.action_spans.get(name), "it is declared here")
            message = f"{quoted(name)} is an action, not a node or a parameter"
            sink.add("NAC050", message, word.span, declared)
        else:
            known = [*self.parameters, *self.lets]
            hint = suggest(name, known, "declare it as a parameter, or with `let`")
            if name in FUNCTIONS:
                hint = f"the function needs its arguments: `{name}(...)`"
            sink.add("NAC031", f"there is no parameter and no `let` {quoted(name)}", word.span, help=hint)

    def _call(self, expr: t.Expr, depth: int) -> NodeSet:
        nothing = NodeSet("none", span=expr.span)
        word = expr.word
        if word is None or word.text not in FUNCTIONS:
            if word is not None:
                hint = suggest(word.text, FUNCTIONS, f"the functions are {', '.join(FUNCTIONS)}")
                self.names.sink.add("NAC032", f"there is no function {quoted(word.text)}", word.span, help=hint)
            for arg in expr.args:
                if arg.op != "text":
                    self.node_set(arg, depth + 1)
            return nothing
        fewest, most, kinds = FUNCTIONS[word.text]
        extra = word.text == "part" or (kinds and len(expr.args) == most + 1)
        args = expr.args[:-1] if extra and expr.args else expr.args
        if not fewest <= len(args) <= most:
            self.names.sink.add("NAC054", f"`{word.text}` takes {_arity(word.text)}", expr.span)
            return nothing
        name = self._last(word.text, expr.args[-1]) if extra else ""
        sets = tuple(self.node_set(arg, depth + 1) for arg in args)
        return NodeSet(cast(SetOperator, word.text), sets, name, span=expr.span)  # a function

    def _last(self, function: str, arg: t.Expr) -> str:
        """The last argument that is no set: an edge kind, or of `part` the parameter that names the part."""
        sink = self.names.sink
        if function == "part":
            parameter = self.parameters.get(arg.word.text) if arg.op == "name" and arg.word else None
            if parameter is None or parameter.kind != "text":
                related = (parameter.span if parameter else None, "it is declared here")
                message = "the last argument of `part` is a parameter of type text"
                known = [each.name for each in self.parameters.values() if each.kind == "text"]
                hint = suggest(arg.word.text if arg.word else "", known, "declare one: `name: text`")
                sink.add("NAC055", message, arg.span, related, help=hint)
                return ""
            return parameter.name
        if arg.op not in ("name", "text") or arg.word is None:
            message = f"the last argument of `{function}` is an edge kind, a plain word"
            sink.add("NAC055", message, arg.span, help=f"such as `{function}(node, file)`")
            return ""
        reserved(arg.word, RESERVED_KINDS, "an edge kind", sink)
        return arg.word.text

    # Conditions.

    def condition(self, expr: t.Expr, depth: int = 0) -> Condition:
        """Return the condition that an expression means."""
        op, span = expr.op, expr.span
        if self._too_deep(expr, depth):
            return Condition("not", (Condition("given"),), span=span)
        if op == "name" and expr.word:
            return self._given(expr.word)
        if op in ("not", "and", "or"):
            return Condition(op, tuple(self.condition(arg, depth + 1) for arg in expr.args), span=span)
        if op == "is" and expr.word:
            return self._equals(expr.args[0], expr.word, span)
        if op == "has" and expr.word:
            return Condition("has", sets=(self.node_set(expr.args[0], depth + 1),), name=expr.word.text, span=span)
        if op == "empty":
            return Condition("empty", sets=(self.node_set(expr.args[0], depth + 1),), span=span)
        if op in ("in", "below", "above"):
            left, right = (self.node_set(arg, depth + 2) for arg in expr.args)
            if op != "in":
                right = NodeSet(op, (right,), span=expr.args[1].span)
            return Condition("in", sets=(left, right), span=span)
        hint = "compare it: `... in ...`, `empty ...`, `... has ...`"
        self.names.sink.add("NAC053", "a condition must stand here, not a node set", span, help=hint)
        return Condition("given", span=span)

    def _given(self, word: t.Word) -> Condition:
        name, sink = word.text, self.names.sink
        parameter = self.parameters.get(name)
        if parameter is None:
            if name in self.lets:
                self.used.add(name)
                hint = f"`not empty {name}`"
                message = f"{quoted(name)} is a `let`, and a condition must stand here"
                sink.add("NAC053", message, word.span, (self.lets[name], "it is defined here"), help=hint)
            else:
                self._unknown(word)
        elif not parameter.optional and parameter.kind != "bool" and not (parameter.null or parameter.object):
            declared = (parameter.span, "it is declared here")
            message = f"{quoted(name)} is required, so this is always true"
            sink.add("NAC059", message, word.span, declared, help=f"make it optional, `{name}?`, or drop the condition")
        return Condition("given", name=name, span=word.span)

    def _equals(self, left: t.Expr, value: t.Word, span: Span) -> Condition:
        sink = self.names.sink
        nothing = Condition("equals", value=value.text, span=span)
        if left.op != "name" or left.word is None:
            sink.add("NAC057", "left of `is` stands a parameter", left.span, help="compare sets with `in`")
            return nothing
        name = left.word.text
        parameter = self.parameters.get(name)
        if parameter is None:
            if name in self.lets:
                self.used.add(name)
                message = f"{quoted(name)} is a `let`; `is` compares the value of a parameter"
                sink.add("NAC057", message, left.span, (self.lets[name], "it is defined here"), help="use `in`")
            else:
                self._unknown(left.word)
            return nothing
        values = values_of(parameter)
        if values is not None and value.text not in values:
            declared = (parameter.span, "it is declared here")
            if values:
                hint = suggest(value.text, values, f"it is one of {', '.join(values)}")
                message = f"{quoted(name)} is never {quoted(value.text)}"
                sink.add("NAC056", message, value.span, declared, help=hint)
            else:
                what = "a node" if parameter.kind in _NODES else "a list of calls"
                hint = f"compare sets with `in`: `{name} in ...`" if parameter.kind in _NODES else ""
                message = f"{quoted(name)} is {what}: it has no values to compare with"
                sink.add("NAC057", message, span, declared, help=hint)
        return Condition("equals", name=name, value=value.text, span=span)


def values_of(parameter: Parameter) -> tuple[str, ...] | None:
    """Return the values that `is` may ask for; None for any."""
    if parameter.kind in ("text", "any"):
        return None
    values = parameter.choices if parameter.kind == "choice" else ("true", "false") if parameter.kind == "bool" else ()
    return (*values, *(["null"] if parameter.null else []), *(["object"] if parameter.object else []))


def _type(parameter: Parameter) -> str:
    return " | ".join(parameter.choices) if parameter.kind == "choice" else parameter.kind


def _arity(function: str) -> str:
    fewest, most, kinds = FUNCTIONS[function]
    if function == "part":
        return "a node set and a text parameter"
    count = f"{fewest} or {most} node sets" if fewest != most else f"{most} node set{'s' if most > 1 else ''}"
    return f"{count}, and may take an edge kind after it" if kinds else count


def _join(first: Span, last: Span) -> Span:
    return Span(first.file, first.line, first.column, last.end_line, last.end_column)
