"""The parameters of an operation: from the tree to the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from nac.operators import ParameterKind
from nac.spec import RESERVED_CHOICES, Parameter, Span

from . import tree as t
from .diagnostics import Sink, quoted, suggest
from .names import MOST, SET_WORDS, few, reserved

KINDS: Mapping[str, ParameterKind] = {kind: kind for kind in get_args(ParameterKind) if kind != "choice"}


def parameters(item: t.OperationItem, sink: Sink) -> dict[str, Parameter]:
    """Return the parameters by name, in the order of declaration."""
    known: dict[str, Parameter] = {}
    groups: dict[str, Span] = {}
    few([clause.name for clause in item.parameters], MOST, "parameters", sink)
    for clause in item.parameters[:MOST]:
        name = clause.name.text
        if clause.group and clause.group.text not in groups:
            if groups:
                _lists(clause.group, next(iter(groups.items())), sink)
            groups[clause.group.text] = clause.group.span
        elif clause.group and clause.group.span != groups[clause.group.text]:
            _twice(clause.group, groups[clause.group.text], sink)
        if name in known:
            _twice(clause.name, known[name].span, sink)
            continue
        reserved(clause.name, SET_WORDS, "a parameter", sink)
        parameter = _parameter(clause, sink)
        if parameter.kind == "calls":
            _calls(parameter, clause, known, sink)
        known[name] = parameter
    for group, span in groups.items():
        if group in known:
            _twice(t.Word(group, span), known[group].span, sink)
    return known


def _calls(parameter: Parameter, clause: t.ParameterClause, known: dict[str, Parameter], sink: Sink) -> None:
    """Reports a list of calls where it can have no meaning: inside another list, or beside one."""
    first = next((each for each in known.values() if each.kind == "calls"), None)
    if parameter.group:
        hint = "make it a parameter of its own"
        sink.add("NAC067", f"{quoted(parameter.name)} is a list of calls inside a list", clause.name.span, help=hint)
    elif first is not None:
        related = (first.span, "the first is here")
        message = f"{quoted(parameter.name)} is a second list of calls"
        sink.add("NAC067", message, clause.name.span, related, help="an operation makes the calls of one list")


def _lists(second: t.Word, first: tuple[str, Span], sink: Sink) -> None:
    """Reports a second list of objects: what one object has to do with one of another list, nothing could say."""
    related = (first[1], "the first is here")
    hint = f"make them one list, or what is in them fields of {quoted(first[0])}"
    sink.add("NAC069", f"{quoted(second.text)} is a second list of objects", second.span, related, help=hint)


def _twice(word: t.Word, first: Span | None, sink: Sink) -> None:
    message = f"there are two parameters {quoted(word.text)}"
    sink.add("NAC039", message, word.span, (first, "the first is here"), help="rename one of them")


def _parameter(clause: t.ParameterClause, sink: Sink) -> Parameter:
    kind, choices = _type(clause, sink)
    null = object_ = False
    for word in clause.accepts:
        if word.text not in ("null", "object"):
            message = f"after `or` stands null or object, not {quoted(word.text)}"
            hint = suggest(word.text, ("null", "object"), "choices are parted by `|`")
            sink.add("NAC036", message, word.span, help=hint)
        elif (word.text == "null" and null) or (word.text == "object" and object_):
            sink.add("NAC040", f"`or {word.text}` is said twice", word.span)
        null = null or word.text == "null"
        object_ = object_ or word.text == "object"
    default = _choice(clause.default, "default", clause, kind, choices, sink)
    usual = _choice(clause.usual, "usual choice", clause, kind, choices, sink)
    return Parameter(
        clause.name.text,
        kind,
        optional=clause.optional or bool(default),
        choices=choices,
        default=default,
        null=null,
        object=object_,
        group=clause.group.text if clause.group else "",
        usual=usual,
        span=clause.span,
    )


def _type(clause: t.ParameterClause, sink: Sink) -> tuple[ParameterKind, tuple[str, ...]]:
    types = clause.types
    if not types:
        return "node", ()
    if len(types) == 1 and not types[0].quoted:
        word = types[0]
        if (kind := KINDS.get(word.text)) is not None:
            return kind, ()
        hint = suggest(word.text, KINDS, f'the types are {", ".join(KINDS)}; for a single choice write "{word.text}"')
        sink.add("NAC036", f"there is no type {quoted(word.text)}", word.span, help=hint)
        return "any", ()
    few(types, MOST, "choices", sink)
    choices: dict[str, Span] = {}
    for word in types[:MOST]:
        if word.text in choices:
            first = (choices[word.text], "the first is here")
            sink.add("NAC040", f"the choice {quoted(word.text)} is named twice", word.span, first)
        reserved(word, RESERVED_CHOICES, "a choice", sink)
        choices.setdefault(word.text, word.span)
    return "choice", tuple(choices)


def _choice(
    word: t.Word | None, what: str, clause: t.ParameterClause, kind: str, choices: tuple[str, ...], sink: Sink
) -> str:
    """The choice that the word names, which is the default or the usual one; "" where there is none."""
    if word is None:
        return ""
    if kind != "choice":
        name = clause.name.text
        hint = f"declare the choices, `{name}: a | b = a`, or make it optional, `{name}?`"
        if what != "default":
            hint = f"declare the choices, `{name}: a | b usually a`"
        sink.add("NAC058", f"{quoted(name)} has a {what} but no choices", word.span, help=hint)
        return ""
    if word.text not in choices:
        hint = suggest(word.text, choices, f"it is one of {', '.join(choices)}")
        sink.add("NAC056", f"the {what} {quoted(word.text)} is none of the choices", word.span, help=hint)
        return ""
    return word.text
