"""The arguments that a call may have, as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nac.operators import unknown
from nac.spec import Operation, Parameter
from nac.traversal import conditions, part_names

from ..smt.logic import FALSE, TRUE, Formula, and_, at_most_one, implies, not_, or_
from .structure import Structure, Term
from .symbolic_sets import SymbolicSet, described, listed


@dataclass(frozen=True, slots=True)
class Argument:
    """`given`: what the condition of this name asks for. `values`: whether it is this value, of those that conditions
    ask for and that it may have. `nodes`, `text`: what it names, of the kinds that do."""

    given: Formula
    values: Mapping[str, Formula]
    nodes: SymbolicSet | None = None
    text: Term | None = None


def argument(
    structure: Structure, operation: Operation, parameter: Parameter, name: str, known: bool | None
) -> Argument:
    """Return any one that `nac.arguments` takes. `name` begins its symbols. `known`: whether a node that it names is
    one of the graph; None: it may have come to it or left it since."""
    may_lack = parameter.optional or parameter.null or (parameter.object and parameter.kind != "any")
    given: Formula = structure.truth(f"{name}?") if may_lack else TRUE
    absent: Formula = TRUE
    values: dict[str, Formula] = {}
    text, named = None, None
    match parameter.kind:
        case "node" | "user" | "new":
            nodes = structure.node(name, given, known)
            named = listed(structure, nodes)
        case "nodes":
            member = structure.several(name, known)
            named = described(structure, lambda x: and_(given, member(x)))
        case "bool":
            given, lacks = structure.truth(f"{name}?"), parameter.optional or parameter.object
            absent = structure.truth(f"{name} absent") if lacks else FALSE
            values = {"true": given, "false": and_(not_(given), not_(absent))}
        case "choice":
            values = {choice: structure.truth(f"{name} is {choice}") for choice in parameter.choices}
            choices = list(values.values())
            given = TRUE if parameter.default and not (parameter.null or parameter.object) else given
            structure.hypotheses.append((f"{name} is one", and_(at_most_one(choices), _iff(given, or_(*choices)))))
        case "text":
            text = structure.text(name)
            values = {word: and_(given, structure.reads(text, word)) for word in asked_values(operation, parameter)}
        case "any":  # any value may be asked for; of those that are at most one is there
            values = {value: structure.truth(f"{name} is {value}") for value in asked_values(operation, parameter)}
            said = list(values.values())
            if said:
                structure.hypotheses.append((f"{name} is one", and_(at_most_one(said), implies(or_(*said), given))))
        case "calls":
            pass  # what they do is asked of the operations that they call
        case _:
            raise unknown("kind of parameter", parameter.kind)
    null: Formula = FALSE
    if parameter.null:
        null = structure.truth(f"{name} is null")
        if parameter.kind == "bool":
            values["false"] = and_(values["false"], not_(null))
        must = parameter.kind != "bool" and not parameter.object and bool(not parameter.optional or parameter.default)
        structure.hypotheses.append((f"{name} null", not_(_iff(null, given) if must else and_(null, given))))
        values["null"] = null
    if parameter.object and parameter.kind != "any" and "object" in _asked_for(operation, parameter):
        made = structure.truth(f"{name} is an object")
        neither = and_(not_(given), absent, not_(null))
        structure.hypotheses.append((f"{name} object", implies(made, neither)))
        if not parameter.optional or parameter.default:
            structure.hypotheses.append((f"{name} is not left out", implies(neither, made)))
        values["object"] = or_(values.get("object", FALSE), made)  # a choice may have that name
    return Argument(given, values, named, text)


def asked_values(operation: Operation, parameter: Parameter) -> list[str]:
    """Return the values that conditions ask for and that a text, or an argument of any kind, may have."""
    brackets = parameter.name in part_names(operation)
    words = _asked_for(operation, parameter) - {"null"}
    return sorted(word for word in words if not (brackets and set(word) & set("[]")))


def _asked_for(operation: Operation, parameter: Parameter) -> set[str]:
    return {leaf.value for leaf in conditions(operation) if leaf.op == "equals" and leaf.name == parameter.name}


def _iff(left: Formula, right: Formula) -> Formula:
    return and_(implies(left, right), implies(right, left))
