"""The facts about graphs that the symbolic interpreter needs (semantics: obligations), which is there twice:
`AnyGraph`, in which what can be proved holds for every graph, and `SmallGraph`, in which what cannot be proved is
decided for graphs of n nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ..smt.logic import Declaration, Formula

Term: TypeAlias = Formula
Body: TypeAlias = Callable[[Term], Formula]

NODE = "Node"
TEXT = "Text"


@dataclass(frozen=True, slots=True)
class Element:
    """A node that is in a set if `guard` holds."""

    guard: Formula
    term: Term


class Structure(Protocol):
    """Graphs, as formulas. Edge kinds: a kind's name, "" for every kind, "chain" for those that chains follow."""

    hypotheses: list[tuple[str, Formula]]

    def truth(self, name: str) -> Formula:
        """Return a truth value of its own."""

    def node(self, name: str, given: Formula, known: bool | None) -> tuple[Element, ...]:
        """Return some node, there if `given`; known: one of the graph, or one that is not in it yet; None: either."""

    def several(self, name: str, known: bool | None) -> Body:
        """Return some set of nodes; known: of the graph."""

    def text(self, name: str) -> Term:
        """Return some text."""

    def reads(self, text: Term, word: str) -> Formula:
        """State that the text is this word."""

    def exists(self, body: Body) -> Formula: ...
    def forall(self, body: Body) -> Formula: ...
    def elements(self, body: Body) -> tuple[Element, ...] | None:
        """Return the set of the nodes where `body` holds, one by one; None if they cannot be listed."""

    def same(self, one: Term, other: Term) -> Formula: ...
    def edge(self, kind: str, upper: Term, lower: Term) -> Formula: ...
    def reach(self, kind: str, upper: Term, lower: Term) -> Formula:
        """State that `lower` is `upper`, or lies below it by edges of the kind."""

    def end(self, way: str, kind: str, node: Term) -> Formula:
        """State that no edge of the kind leads on from the node; way: "up" or "down"."""

    def inside(self, node: Term) -> Formula:
        """State that the node is in the graph."""

    def tagged(self, tag: str, node: Term) -> Formula: ...
    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        """State that `node` is the part of `owner` that `text` names."""

    def expect(self, label: str, there: Callable[[], Formula]) -> None:
        """Take to be there what the planner takes to be, on graphs that calls are planned on."""

    def finish(self) -> tuple[tuple[str, ...], tuple[Declaration, ...], tuple[tuple[str, Formula], ...]]:
        """Return the sorts, declarations and hypotheses of all that was used."""
