"""Every graph of any size, for the symbolic interpreter (semantics: obligations).

Uninterpreted nodes, and the axioms of their edges and of reachability by them. The axioms are those of partial orders,
in the backing chains linear below every node. They hold of every graph; they do not say all that holds. So what follows
from them holds for every graph, and what does not follow is decided by `SmallGraph`.

That graphs are finite (whoever is not at the end of a way has a next step on it, and each way an end) is said on demand
only: most proofs need none of it, and solvers that are told it look for ever longer ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import combinations

from nac.graph import CHAIN

from ..smt import logic
from ..smt.logic import TRUE, Declaration, Formula, and_, app, eq, implies, not_, or_
from .structure import NODE, TEXT, Body, Element, Term


class AnyGraph:
    """Every graph. Only the axioms of what was used are stated. finite: as well that each way has steps and an end."""

    def __init__(self, finite: bool = False) -> None:
        self._finite = finite
        self.hypotheses: list[tuple[str, Formula]] = []
        self._declared: dict[str, Declaration] = {}
        self._bound = 0
        self._reach: set[str] = set()
        self._edges: set[str] = set()
        self._tags: set[str] = set()
        self._ends: set[tuple[str, str]] = set()
        self._named: dict[str, None] = {}
        self._words: dict[str, None] = {}

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Drop at the end what is used or said inside."""
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

    def node(self, name: str, given: Formula, known: bool | None) -> tuple[Element, ...]:
        self._declare(name, result=NODE)
        if known is not None:
            place = self.inside(name)
            self.hypotheses.append((f"place of {name}", implies(given, place if known else not_(place))))
        self._named[name] = None
        return (Element(given, name),)

    def several(self, name: str, known: bool | None) -> Body:
        self._declare(name, 1)
        if known:
            self.hypotheses.append((f"place of {name}", self.forall(lambda x: implies(app(name, x), self.inside(x)))))
        return lambda x: app(name, x)

    def any_set(self, name: str) -> Body:
        """Return some set of nodes, of the graph or not."""
        self._declare(name, 1)
        return lambda x: app(name, x)

    def text(self, name: str) -> Term:
        self._declare(name, result=TEXT)
        return name

    def reads(self, text: Term, word: str) -> Formula:
        name = f"the text {word}"
        self._declare(name, result=TEXT)
        self._words[name] = None
        return eq(text, name)

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

    def expect(self, label: str, there: Callable[[], Formula]) -> None:
        """Take nothing to be there: what is proved holds wherever a call was planned."""

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
                if self._finite:
                    yield from self._next_steps(_edge_name(kind), _reach_name(kind))
        for way, kind in sorted(self._ends):
            yield self._nothing_beyond(_end_name(way, kind), _reach_name(kind), way == "down")
            if self._finite:
                yield self._some_end(_end_name(way, kind), _reach_name(kind), way == "down")
        for tag in sorted(self._tags):
            yield f"tag {tag} inside", self._within(f"tag.{tag}", 1, self.inside)
        if len(self._words) > 1:
            yield "words differ", and_(*(not_(eq(one, other)) for one, other in combinations(self._words, 2)))
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

    def _next_steps(self, name: str, reach: str) -> Iterator[tuple[str, Formula]]:
        """A way from one node to another has a first step and a last one."""

        def step(x: Term, y: Term, there: Callable[[Term], Formula]) -> Formula:
            return implies(and_(app(reach, x, y), not_(eq(x, y))), self.exists(there))

        yield (
            f"{reach} has a first step",
            self._every(2, lambda x, y: step(x, y, lambda z: and_(app(name, x, z), app(reach, z, y)))),
        )
        yield (
            f"{reach} has a last step",
            self._every(2, lambda x, y: step(x, y, lambda z: and_(app(reach, x, z), app(name, z, y)))),
        )

    def _some_end(self, name: str, reach: str, down: bool) -> tuple[str, Formula]:
        """A way on from a node comes to an end."""

        def ends(x: Term) -> Formula:
            return self.exists(lambda y: and_(app(name, y), app(reach, x, y) if down else app(reach, y, x)))

        return f"some {name}", self._every(1, ends)

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


def _edge_name(kind: str) -> str:
    return f"edge.{kind}" if kind else "edge"


def _reach_name(kind: str) -> str:
    return f"reach.{kind}" if kind else "reach"


def _end_name(way: str, kind: str) -> str:
    return f"end.{way}.{kind}" if kind else f"end.{way}"
