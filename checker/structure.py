"""What the symbolic interpreter needs to know of graphs, twice over (design 6).

`AnyGraph` stands for every graph of any size: uninterpreted nodes, and the axioms of its edges and of reachability by
them. The axioms are those of partial orders, in the backing chains linear below every node. They hold of every
graph; they do not say all that holds (for "each node that is not the last has a next one" there is none). So what
follows from them holds for every graph, and what does not follow is decided by `SmallGraph`: the graphs of exactly n
nodes, a truth value for each possible edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias

from nac.graph import CHAIN

from . import logic
from .logic import FALSE, TRUE, Declaration, Formula, and_, app, eq, iff, implies, not_, or_

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
        """A truth value of its own."""

    def node(self, name: str, given: Formula, known: bool) -> tuple[Element, ...]:
        """Some node, there if `given`; known: one of the graph, else one that is not in it yet."""

    def several(self, name: str) -> Body:
        """Some set of nodes of the graph."""

    def text(self, name: str) -> Term:
        """Some text."""

    def exists(self, body: Body) -> Formula: ...
    def forall(self, body: Body) -> Formula: ...
    def elements(self, body: Body) -> tuple[Element, ...] | None:
        """The set of the nodes where `body` holds, one by one; None if they cannot be listed."""

    def same(self, one: Term, other: Term) -> Formula: ...
    def edge(self, kind: str, upper: Term, lower: Term) -> Formula: ...
    def reach(self, kind: str, upper: Term, lower: Term) -> Formula:
        """`lower` is `upper`, or lies below it by edges of the kind."""

    def end(self, way: str, kind: str, node: Term) -> Formula:
        """No edge of the kind leads on from the node; way: "up" or "down"."""

    def inside(self, node: Term) -> Formula:
        """The node is in the graph."""

    def tagged(self, tag: str, node: Term) -> Formula: ...
    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        """`node` is the part of `owner` that `text` names."""

    def finish(self) -> tuple[tuple[str, ...], tuple[Declaration, ...], tuple[tuple[str, Formula], ...]]:
        """Sorts, declarations and hypotheses of all that was used."""


def _edge_name(kind: str) -> str:
    return f"edge.{kind}" if kind else "edge"


def _reach_name(kind: str) -> str:
    return f"reach.{kind}" if kind else "reach"


def _end_name(way: str, kind: str) -> str:
    return f"end.{way}.{kind}" if kind else f"end.{way}"


class AnyGraph:
    """Every graph. Only the axioms of what was used are stated."""

    def __init__(self) -> None:
        self.hypotheses: list[tuple[str, Formula]] = []
        self._declared: dict[str, Declaration] = {}
        self._bound = 0
        self._reach: set[str] = set()
        self._edges: set[str] = set()
        self._tags: set[str] = set()
        self._ends: set[tuple[str, str]] = set()
        self._named: dict[str, None] = {}

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is used or said inside is forgotten at the end."""
        kept = {name: value.copy() for name, value in vars(self).items() if isinstance(value, list | dict | set)}
        try:
            yield
        finally:
            vars(self).update(kept)

    def _declare(self, name: str, arguments: int = 0, result: str = "Bool") -> None:
        self._declared.setdefault(name, (name, (NODE,) * arguments, result))

    def truth(self, name: str) -> Formula:
        self._declare(name)
        return name

    def node(self, name: str, given: Formula, known: bool) -> tuple[Element, ...]:
        self._declare(name, result=NODE)
        place = self.inside(name)
        self.hypotheses.append((f"place of {name}", implies(given, place if known else not_(place))))
        self._named[name] = None
        return (Element(given, name),)

    def several(self, name: str) -> Body:
        self._declare(name, 1)
        self.hypotheses.append((f"place of {name}", self.forall(lambda x: implies(app(name, x), self.inside(x)))))
        return lambda x: app(name, x)

    def whatever(self, name: str) -> Body:
        """Some set of nodes, of the graph or not."""
        self._declare(name, 1)
        return lambda x: app(name, x)

    def text(self, name: str) -> Term:
        self._declare(name, result=TEXT)
        return name

    def exists(self, body: Body) -> Formula:
        return self._quantify(logic.exists, 1, lambda x: body(*x))

    def forall(self, body: Body) -> Formula:
        return self._quantify(logic.forall, 1, lambda x: body(*x))

    def _quantify(
        self,
        quantifier: Callable[[Iterable[tuple[str, logic.Sort]], Formula], Formula],
        count: int,
        body: Callable[[list[str]], Formula],
    ) -> Formula:
        names = [f"x{self._bound + i}" for i in range(count)]
        self._bound += count
        formula = quantifier([(name, NODE) for name in names], body(names))
        self._bound -= count
        return formula

    def elements(self, body: Body) -> None:
        return None

    def same(self, one: Term, other: Term) -> Formula:
        return eq(one, other)

    def edge(self, kind: str, upper: Term, lower: Term) -> Formula:
        self._edges.add(kind)
        self._declare(_edge_name(kind), 2)
        self._declare(_reach_name(kind), 2)
        self._reach.add(kind)
        return app(_edge_name(kind), upper, lower)

    def reach(self, kind: str, upper: Term, lower: Term) -> Formula:
        if upper == lower:
            return TRUE
        self._reach.add(kind)
        self._declare(_reach_name(kind), 2)
        return app(_reach_name(kind), upper, lower)

    def end(self, way: str, kind: str, node: Term) -> Formula:
        self._reach.add(kind)
        self._declare(_reach_name(kind), 2)
        self._ends.add((way, kind))
        self._declare(_end_name(way, kind), 1)
        return app(_end_name(way, kind), node)

    def inside(self, node: Term) -> Formula:
        self._declare("inside", 1)
        return app("inside", node)

    def tagged(self, tag: str, node: Term) -> Formula:
        self._tags.add(tag)
        self._declare(f"tag.{tag}", 1)
        return app(f"tag.{tag}", node)

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        self._declared.setdefault("part", ("part", (NODE, TEXT, NODE), "Bool"))
        return app("part", owner, text, node)

    def finish(self) -> tuple[tuple[str, ...], tuple[Declaration, ...], tuple[tuple[str, Formula], ...]]:
        axioms = list(self._axioms())
        declarations = tuple(sorted(self._declared.values()))
        sorts = (NODE, TEXT) if any(TEXT in (*d[1], d[2]) for d in declarations) else (NODE,)
        return sorts, declarations, (*axioms, *self.hypotheses)

    def _every(self, count: int, body: Callable[..., Formula]) -> Formula:
        return self._quantify(logic.forall, count, lambda names: body(*names))

    def _axioms(self) -> Iterable[tuple[str, Formula]]:
        for kind in sorted(self._reach):
            yield from self._order(kind, _reach_name(kind))
            if kind in self._edges:
                yield from self._steps(kind, _edge_name(kind), _reach_name(kind))
        for way, kind in sorted(self._ends):
            yield self._nothing_beyond(_end_name(way, kind), _reach_name(kind), way == "down")
        for tag in sorted(self._tags):
            yield f"tag {tag} inside", self._within(f"tag.{tag}", 1, self.inside)
        if "part" in self._declared:
            yield from self._part_axioms()

    def _within(self, name: str, count: int, wider: Callable[..., Formula]) -> Formula:
        return self._every(count, lambda *x: implies(app(name, *x), wider(*x)))

    def _order(self, kind: str, name: str) -> Iterable[tuple[str, Formula]]:
        """Reachability by one kind of edge is a partial order, in chains linear below every node."""

        def reach(upper: Term, lower: Term) -> Formula:
            return app(name, upper, lower)

        every = self._every
        yield f"{name} reflexive", every(1, lambda x: reach(x, x))
        yield f"{name} transitive", every(3, lambda x, y, z: implies(and_(reach(x, y), reach(y, z)), reach(x, z)))
        yield f"{name} antisymmetric", every(2, lambda x, y: implies(and_(reach(x, y), reach(y, x)), eq(x, y)))
        yield (
            f"{name} inside",
            every(2, lambda x, y: implies(reach(x, y), or_(eq(x, y), and_(self.inside(x), self.inside(y))))),
        )
        for wider in sorted(map(_reach_name, _wider(kind) & self._reach)):
            yield f"{name} within {wider}", self._within(name, 2, partial(app, wider))
        if kind == "chain" or kind in CHAIN:
            yield (
                f"{name} linear below",
                every(3, lambda x, y, z: implies(and_(reach(x, y), reach(x, z)), or_(reach(y, z), reach(z, y)))),
            )

    def _steps(self, kind: str, name: str, reach: str) -> Iterable[tuple[str, Formula]]:
        """An edge is a step of reachability, in chains the only one that leaves its node."""
        every = self._every
        yield f"{name} reaches", self._within(name, 2, lambda x, y: and_(app(reach, x, y), not_(eq(x, y))))
        for wider in sorted(map(_edge_name, _wider(kind) & self._edges)):
            yield f"{name} within {wider}", self._within(name, 2, partial(app, wider))
        if kind == "chain" or kind in CHAIN:
            yield (
                f"{name} is one step",
                every(
                    3, lambda x, y, z: implies(and_(app(name, x, y), app(reach, x, z)), or_(eq(x, z), app(reach, y, z)))
                ),
            )

    def _nothing_beyond(self, name: str, reach: str, down: bool) -> tuple[str, Formula]:
        def beyond(x: Term, y: Term) -> Formula:
            return implies(and_(app(name, x), app(reach, x, y) if down else app(reach, y, x)), eq(x, y))

        return f"nothing beyond {name}", self._every(2, beyond)

    def _part_axioms(self) -> Iterable[tuple[str, Formula]]:
        owners = (("o", NODE), ("p", NODE))
        texts = (("k", TEXT), ("l", TEXT))
        nodes = (("x", NODE), ("y", NODE))
        yield (
            "one part of a name",
            logic.forall(
                (owners[0], texts[0], *nodes),
                implies(and_(app("part", "o", "k", "x"), app("part", "o", "k", "y")), eq("x", "y")),
            ),
        )
        yield (
            "a part has one owner and name",
            logic.forall(
                (*owners, *texts, nodes[0]),
                implies(and_(app("part", "o", "k", "x"), app("part", "p", "l", "x")), and_(eq("o", "p"), eq("k", "l"))),
            ),
        )
        for kind in sorted(self._reach):
            reach = _reach_name(kind)
            alone = implies(or_(app(reach, "x", "y"), app(reach, "y", "x")), eq("x", "y"))
            bound = (owners[0], texts[0], *nodes)
            yield f"a part has no edges ({reach})", logic.forall(bound, implies(app("part", "o", "k", "x"), alone))
        for name in self._named:
            yield f"{name} is no part", logic.forall((owners[0], texts[0]), not_(app("part", "o", "k", name)))


def _wider(kind: str) -> set[str]:
    """The kinds of which this one is a special case."""
    if kind == "":
        return set()
    return {"", "chain"} if kind in CHAIN else {""}


class SmallGraph:
    """The graphs of exactly n nodes: propositional. A node is its number; edges run from higher numbers to lower ones,
    which every acyclic graph allows. What is defined (reachability, named formulas) is a truth value with its
    definition among the hypotheses, so that formulas stay small."""

    def __init__(self, size: int, kinds: Iterable[str] = ("backing",), texts: int = 2) -> None:
        self.size = size
        self.kinds = tuple(sorted({"backing", *kinds} - {"", "chain"}))
        self.texts = texts
        self.hypotheses: list[tuple[str, Formula]] = []
        self._declared: dict[str, Declaration] = {}
        self._names: dict[Formula, str] = {}
        self.defined: set[str] = set()
        self._named: list[Formula] = []
        self._owned: list[Formula] = []
        self._reach: dict[str, dict[tuple[int, int], Formula]] = {}
        self._outside = False
        for kind in self.kinds:
            for upper in range(size):
                for lower in range(upper):
                    self.truth(self.edge_name(kind, upper, lower))
        for upper in range(size):
            chained = [
                self.edge_name(kind, upper, lower) for kind in self.kinds if kind in CHAIN for lower in range(upper)
            ]
            self._say("a chain is a path", at_most_one(chained))

    @staticmethod
    def edge_name(kind: str, upper: int, lower: int) -> str:
        return f"edge.{kind}.{upper}.{lower}"

    def _say(self, label: str, formula: Formula) -> None:
        if formula != TRUE:
            self.hypotheses.append((f"{label} {len(self.hypotheses)}", formula))

    def truth(self, name: str) -> Formula:
        self._declared.setdefault(name, (name, (), "Bool"))
        return name

    def named(self, formula: Formula) -> Formula:
        """A truth value that stands for the formula."""
        if isinstance(formula, str) or (formula[0] == "not" and isinstance(formula[1], str)):
            return formula
        name = self._names.get(formula)
        if name is None:
            name = self._names[formula] = f"d{len(self._names)}"
            self.truth(name)
            self.defined.add(name)
            self._say("definition", iff(name, formula))
        return name

    def node(self, name: str, given: Formula, known: bool) -> tuple[Element, ...]:
        choices = [self.truth(f"{name}={number}") for number in range(self.size)]
        self._named += choices
        self._say("one node", at_most_one(choices))
        self._say("given", iff(given, or_(*choices)))
        for number, choice in enumerate(choices):
            place = self.inside(str(number))
            self._say("place", implies(choice, place if known else not_(place)))
        return tuple(Element(choice, str(number)) for number, choice in enumerate(choices))

    def several(self, name: str) -> Body:
        for number in range(self.size):
            self._say("place", implies(self.truth(f"{name}={number}"), self.inside(str(number))))
        return lambda x: f"{name}={x}"

    def text(self, name: str) -> Term:
        choices = [self.truth(f"{name}={number}") for number in range(self.texts)]
        self._say("one text", and_(at_most_one(choices), or_(*choices)))
        return name

    def exists(self, body: Body) -> Formula:
        return or_(*(body(str(number)) for number in range(self.size)))

    def forall(self, body: Body) -> Formula:
        return and_(*(body(str(number)) for number in range(self.size)))

    def elements(self, body: Body) -> tuple[Element, ...]:
        found = ((self.named(body(str(number))), str(number)) for number in range(self.size))
        return tuple(Element(guard, term) for guard, term in found if guard != FALSE)

    def same(self, one: Term, other: Term) -> Formula:
        return TRUE if one == other else FALSE

    def edge(self, kind: str, upper: Term, lower: Term) -> Formula:
        up, low = int(str(upper)), int(str(lower))
        if low >= up:
            return FALSE
        kinds = (k for k in self.kinds if kind in ("", k) or (kind == "chain" and k in CHAIN))
        return or_(*(self.edge_name(k, up, low) for k in kinds))

    def reach(self, kind: str, upper: Term, lower: Term) -> Formula:
        if kind not in self._reach:
            table = self._reach[kind] = {}
            for up in range(self.size):
                for low in range(up + 1):
                    steps = (and_(self.edge(kind, str(up), str(m)), table[m, low]) for m in range(low, up))
                    table[up, low] = TRUE if up == low else self.named(or_(*steps))
        return self._reach[kind].get((int(str(upper)), int(str(lower))), FALSE)

    def end(self, way: str, kind: str, node: Term) -> Formula:
        others = map(str, range(self.size))
        return not_(or_(*(self.edge(kind, node, o) if way == "down" else self.edge(kind, o, node) for o in others)))

    def inside(self, node: Term) -> Formula:
        if not self._outside:  # only now are there nodes that the graph does not have
            self._outside = True
            for number in range(self.size):
                alone = (not_(self.edge("", str(number), str(other))) for other in range(number))
                lone = (not_(self.edge("", str(other), str(number))) for other in range(number + 1, self.size))
                self._say("outside", or_(self.truth(f"inside.{number}"), and_(*alone, *lone)))
        return f"inside.{node}"

    def tagged(self, tag: str, node: Term) -> Formula:
        name = f"tag.{tag}.{node}"
        if name not in self._declared:
            self.truth(name)
            self._say("tag inside", implies(name, self.inside(node)))
        return name

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        numbers = range(self.size)
        if "part.0.0.0" not in self._declared:
            all_parts = [
                [[self.truth(f"part.{o}.{k}.{x}") for x in numbers] for k in range(self.texts)] for o in numbers
            ]
            for o in numbers:
                for k in range(self.texts):
                    self._say("one part of a name", at_most_one(all_parts[o][k]))
            for x in numbers:
                owned = [all_parts[o][k][x] for o in numbers for k in range(self.texts)]
                self._say("one owner", at_most_one(owned))
                self._owned.append(or_(*owned))
        return or_(*(and_(f"{text}={k}", f"part.{owner}.{k}.{node}") for k in range(self.texts)))

    def finish(self) -> tuple[tuple[str, ...], tuple[Declaration, ...], tuple[tuple[str, Formula], ...]]:
        return (), tuple(sorted(self._declared.values())), (*self.hypotheses, *self._apart())

    def _apart(self) -> Iterable[tuple[str, Formula]]:
        """Parts have no edges, and no parameter names them: said at the end, when all names are known."""
        numbers = range(self.size)
        for x, owned in enumerate(self._owned):
            edges = (self.edge("", str(u), str(w)) for u in numbers for w in range(u) if x in (u, w))
            named = (name for name in self._named if str(name).endswith(f"={x}"))
            yield f"a part has no edges and is not named, {x}", implies(owned, not_(or_(*edges, *named)))


def at_most_one(formulas: Sequence[Formula]) -> Formula:
    return and_(*(not_(and_(a, b)) for i, a in enumerate(formulas) for b in formulas[:i]))
