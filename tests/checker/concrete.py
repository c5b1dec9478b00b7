"""One call on one graph, as a structure (`checker.encoding.structure`): every formula comes to true or false.

So what the checker says of sets can be held against what the planner does, without a solver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.encoding.structure import Body, Element, Term
from checker.smt.logic import FALSE, TRUE, Formula, and_, or_
from nac.graph import CHAIN, Graph
from nac.sets import Scope


class Concrete:
    """The graph, with what names mean in each call, by its prefix; `made`: the nodes made up, by prefix and name."""

    def __init__(self, graph: Graph, scopes: Mapping[str, Scope], made: Mapping[tuple[str, str], str]) -> None:
        self.graph, self.scopes, self.made = graph, scopes, made
        self.hypotheses: list[tuple[str, Formula]] = []
        self.nodes = tuple(dict.fromkeys((*graph, *made.values(), *self._named())))

    def _named(self) -> list[str]:
        return [node for scope in self.scopes.values() for nodes in scope.sets.values() for node in nodes]

    def _meant(self, name: str) -> frozenset[str]:
        prefix, _, parameter = name.partition(".")
        return self.scopes[prefix].sets[parameter]

    def truth(self, name: str) -> Formula:
        assert name.endswith("?")
        prefix, _, parameter = name.removesuffix("?").partition(".")
        return _formula(parameter in self.scopes[prefix].given)

    def node(self, name: str, given: Formula, known: bool | None) -> tuple[Element, ...]:
        if name.endswith(" made up"):
            prefix, _, parameter = name.removesuffix(" made up").partition(".")
            node = self.made.get((prefix, parameter))
            return () if node is None else (Element(given, node),)
        return tuple(Element(given, node) for node in self._meant(name))

    def several(self, name: str, known: bool | None) -> Body:
        return lambda x: _formula(x in self._meant(name))

    def text(self, name: str) -> Term:
        return name

    def reads(self, text: Term, word: str) -> Formula:
        raise AssertionError("no text is asked for")

    def exists(self, body: Body) -> Formula:
        return or_(*(body(node) for node in self.nodes))

    def forall(self, body: Body) -> Formula:
        return and_(*(body(node) for node in self.nodes))

    def elements(self, body: Body) -> tuple[Element, ...]:
        return tuple(Element(TRUE, node) for node in self.nodes if body(node) == TRUE)

    def same(self, one: Term, other: Term) -> Formula:
        return _formula(one == other)

    def edge(self, kind: str, upper: Term, lower: Term) -> Formula:
        return _formula(any(e.lower == lower and self._follows(e.kind, kind) for e in self.graph.children(str(upper))))

    def _follows(self, edge: str, kind: str) -> bool:
        return kind in ("", edge) or (kind == "chain" and edge in CHAIN)

    def reach(self, kind: str, upper: Term, lower: Term) -> Formula:
        ways = (edge.lower for edge in self.graph.children(str(upper)) if self._follows(edge.kind, kind))
        return _formula(upper == lower or any(self.reach(kind, node, lower) == TRUE for node in ways))

    def end(self, way: str, kind: str, node: Term) -> Formula:
        edges = self.graph.children(str(node)) if way == "down" else self.graph.parents(str(node))
        return _formula(not any(self._follows(edge.kind, kind) for edge in edges))

    def inside(self, node: Term) -> Formula:
        return _formula(node in self.graph)

    def tagged(self, tag: str, node: Term) -> Formula:
        return _formula(self.graph.has(str(node), tag))

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        raise AssertionError("there are no parts")

    def expect(self, label: str, there: Callable[[], Formula]) -> None:
        raise AssertionError("there are no parts")

    def finish(self) -> tuple[tuple[str, ...], tuple[()], tuple[tuple[str, Formula], ...]]:
        return (), (), tuple(self.hypotheses)


def _formula(truth: bool) -> Formula:
    return TRUE if truth else FALSE
