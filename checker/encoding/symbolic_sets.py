"""Node sets as formulas: their members, their operators, and the functions that walk along edges
(semantics: language)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from nac.operators import unknown

from ..smt.logic import FALSE, TRUE, Formula, and_, implies, not_, or_
from .structure import Body, Element, Structure, Term


@dataclass(frozen=True, slots=True)
class SymbolicSet:
    """A symbolic set: its elements one by one where they can be listed, else what holds of its members."""

    structure: Structure
    listed: tuple[Element, ...] | None
    body: Body

    def has(self, x: Term) -> Formula:
        return self.body(x)

    def some(self, body: Body) -> Formula:
        """State that `body` holds for a member."""
        if self.listed is not None:
            return or_(*(and_(element.guard, body(element.term)) for element in self.listed))
        return self.structure.exists(lambda x: and_(self.body(x), body(x)))

    def every(self, body: Body) -> Formula:
        if self.listed is not None:
            return and_(*(implies(element.guard, body(element.term)) for element in self.listed))
        return self.structure.forall(lambda x: implies(self.body(x), body(x)))

    def occupied(self) -> Formula:
        return self.some(lambda x: TRUE)


def listed(structure: Structure, elements: tuple[Element, ...]) -> SymbolicSet:
    kept = tuple(element for element in elements if element.guard != FALSE)

    def body(x: Term) -> Formula:
        return or_(*(and_(element.guard, structure.same(element.term, x)) for element in kept))

    return SymbolicSet(structure, kept, body)


def described(structure: Structure, body: Body) -> SymbolicSet:
    elements = structure.elements(body)
    return SymbolicSet(structure, None, body) if elements is None else listed(structure, elements)


def _union(structure: Structure, *sets: SymbolicSet) -> SymbolicSet:
    elements: list[Element] = []
    for nodes in sets:
        if nodes.listed is None:
            return described(structure, lambda x: or_(*(nodes.has(x) for nodes in sets)))
        elements += nodes.listed
    return listed(structure, tuple(elements))


def _both(structure: Structure, left: SymbolicSet, right: SymbolicSet) -> SymbolicSet:
    if left.listed is None:
        left, right = right, left
    return _filtered(structure, left, right.has)


def _except(structure: Structure, left: SymbolicSet, right: SymbolicSet) -> SymbolicSet:
    return _filtered(structure, left, lambda x: not_(right.has(x)))


def _either(structure: Structure, left: SymbolicSet, right: SymbolicSet) -> SymbolicSet:
    empty = not_(left.occupied())
    return _union(structure, left, _filtered(structure, right, lambda x: empty))


def _filtered(structure: Structure, nodes: SymbolicSet, keep: Body) -> SymbolicSet:
    if nodes.listed is None:
        return described(structure, lambda x: and_(nodes.has(x), keep(x)))
    return listed(structure, tuple(Element(and_(e.guard, keep(e.term)), e.term) for e in nodes.listed))


STEPS = {"parents": ("up", ""), "overlays": ("up", "chain"), "children": ("down", ""), "backing": ("down", "chain")}

CombinedOperator = Literal["union", "and", "except", "or"]
COMBINED: Mapping[CombinedOperator, Callable[..., SymbolicSet]] = {
    "union": _union,
    "and": _both,
    "except": _except,
    "or": _either,
}

WalkOperator = Literal[
    "backing", "overlays", "children", "parents", "below", "above", "chain", "between", "bottom", "root"
]


def walk(structure: Structure, op: WalkOperator, kind: str, args: list[SymbolicSet]) -> Body:
    """Return what holds of the nodes that a function finds from its argument sets."""
    reach, edge, same = structure.reach, structure.edge, structure.same
    nodes = args[0]

    def strictly(kind: str, upper: Term, lower: Term) -> Formula:
        return and_(reach(kind, upper, lower), not_(same(upper, lower)))

    def chain(x: Term) -> Formula:
        above = nodes.some(lambda top: reach("chain", top, x))
        return and_(above, args[1].some(lambda base: reach("chain", x, base))) if len(args) > 1 else above

    def between(x: Term) -> Formula:
        return and_(
            nodes.some(lambda top: strictly("chain", top, x)), args[1].some(lambda base: strictly("chain", x, base))
        )

    match op:
        case "backing":
            return lambda x: nodes.some(lambda upper: edge("chain", upper, x))
        case "overlays":
            return lambda x: nodes.some(lambda lower: edge("chain", x, lower))
        case "children":
            return lambda x: nodes.some(lambda upper: edge(kind, upper, x))
        case "parents":
            return lambda x: nodes.some(lambda lower: edge(kind, x, lower))
        case "below":
            return lambda x: nodes.some(lambda upper: strictly(kind, upper, x))
        case "above":
            return lambda x: nodes.some(lambda lower: strictly(kind, x, lower))
        case "chain":
            return chain
        case "between":
            return between
        case "bottom":
            return lambda x: and_(nodes.some(lambda upper: reach("chain", upper, x)), structure.end("down", "chain", x))
        case "root":
            return lambda x: and_(nodes.some(lambda lower: reach("", x, lower)), structure.end("up", "", x))
        case _:
            raise unknown("node set", op)
