"""The graphs of exactly n nodes, for the symbolic interpreter (semantics: obligations): a truth value for each possible
edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from nac.graph import CHAIN

from ..smt.logic import FALSE, TRUE, Declaration, Formula, and_, at_most_one, iff, implies, not_, or_
from .structure import Body, Element, Term


class SmallGraph:
    """The graphs of exactly n nodes: propositional. A node is its number; edges run from higher numbers to lower ones,
    which every acyclic graph allows. What is defined (reachability, named formulas) is a truth value with its
    definition among the hypotheses, so that formulas stay small. tags, parts: what the truth values of these names say:
    (tag, node), and (owner, text, part)."""

    def __init__(self, size: int, kinds: Iterable[str] = ("backing",), texts: int = 2) -> None:
        self.size = size
        self.kinds = tuple(sorted({"backing", *kinds} - {"", "chain"}))
        self.texts = texts
        self.words: dict[str, int] = {}
        self.hypotheses: list[tuple[str, Formula]] = []
        self.numbers = count()  # for labels; hypotheses said twice are dropped, so their own number would come again
        self._declared: dict[str, Declaration] = {}
        self._names: dict[Formula, str] = {}
        self.defined: set[str] = set()
        self.tags: dict[str, tuple[str, int]] = {}
        self.parts: dict[str, tuple[int, int, int]] = {}
        self._named: list[tuple[int, Formula]] = []
        self._owned: list[Formula] = []
        self._reach: dict[str, dict[tuple[int, int], Formula]] = {}
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
            self.hypotheses.append((f"{label} {next(self.numbers)}", formula))

    def truth(self, name: str) -> Formula:
        self._declared.setdefault(name, (name, (), "Bool"))
        return name

    def named(self, formula: Formula) -> Formula:
        """Return a truth value that stands for the formula."""
        if isinstance(formula, str) or (formula[0] == "not" and isinstance(formula[1], str)):
            return formula
        name = self._names.get(formula)
        if name is None:
            name = self._names[formula] = f"d{len(self._names)}"
            self.truth(name)
            self.defined.add(name)
            self._say("definition", iff(name, formula))
        return name

    def node(self, name: str, given: Formula, known: bool | None) -> tuple[Element, ...]:
        choices = [self.truth(f"{name}={number}") for number in range(self.size)]
        self._named += enumerate(choices)
        self._say("one node", at_most_one(choices))
        self._say("given", iff(given, or_(*choices)))
        for number, choice in enumerate(choices):  # it was planned on this very graph: what is not of it is new
            place = self.inside(str(number))
            self._say("place", implies(choice, place if known else not_(place)))
        return tuple(Element(choice, str(number)) for number, choice in enumerate(choices))

    def several(self, name: str, known: bool | None) -> Body:
        members = [self.truth(f"{name}={number}") for number in range(self.size)]
        self._named += enumerate(members)
        for number, member in enumerate(members):
            self._say("place", implies(member, self.inside(str(number))))
        return lambda x: f"{name}={x}"

    def text(self, name: str) -> Term:
        choices = [self.truth(f"{name}={number}") for number in range(self.texts)]
        self._say("one text", and_(at_most_one(choices), or_(*choices)))
        return name

    def reads(self, text: Term, word: str) -> Formula:
        number = self.words.setdefault(word, self.texts - 1 - len(self.words))
        assert number >= 0, "there are fewer texts than words that are asked for"
        return f"{text}={number}"

    def exists(self, body: Body) -> Formula:
        return or_(*(body(str(number)) for number in range(self.size)))

    def forall(self, body: Body) -> Formula:
        return and_(*(body(str(number)) for number in range(self.size)))

    def elements(self, body: Body) -> tuple[Element, ...]:
        guarded = ((self.named(body(str(number))), str(number)) for number in range(self.size))
        return tuple(Element(guard, term) for guard, term in guarded if guard != FALSE)

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
                for low in range(up):
                    steps = (and_(self.edge(kind, str(up), str(m)), table[m, low]) for m in range(low, up))
                    table[up, low] = self.named(or_(*steps))
                table[up, up] = TRUE
        return self._reach[kind].get((int(str(upper)), int(str(lower))), FALSE)

    def end(self, way: str, kind: str, node: Term) -> Formula:
        others = map(str, range(self.size))
        return not_(or_(*(self.edge(kind, node, o) if way == "down" else self.edge(kind, o, node) for o in others)))

    def inside(self, node: Term) -> Formula:
        if "inside.0" not in self._declared:  # only now are there nodes that the graph does not have
            for number in range(self.size):
                self._say("outside", or_(self.truth(f"inside.{number}"), not_(self._linked(number))))
        return f"inside.{node}"

    def tagged(self, tag: str, node: Term) -> Formula:
        name = f"tag.{tag}.{node}"
        if name not in self._declared:
            self.truth(name)
            self.tags[name] = tag, int(str(node))
            self._say("tag inside", implies(name, self.inside(node)))
        return name

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        numbers = range(self.size)
        if not self._owned:
            # Parts have no edges, so their numbers are free to be lower than those of their owners: none owns itself.
            all_parts = [[[self._part(o, k, x) for x in range(o)] for k in range(self.texts)] for o in numbers]
            for o in numbers:
                for k in range(self.texts):
                    self._say("one part of a name", at_most_one(all_parts[o][k]))
            for x in numbers:
                owners = [(o, all_parts[o][k][x]) for o in range(x + 1, self.size) for k in range(self.texts)]
                owned = [each for _, each in owners]
                self._say("one owner", at_most_one(owned))
                self._owned.append(or_(*owned))
                for o, each in owners:
                    self._say("a part of a node", implies(and_(each, self.inside(str(x))), self.inside(str(o))))
        if int(str(node)) >= int(str(owner)):
            return FALSE
        return or_(*(and_(f"{text}={k}", f"part.{owner}.{k}.{node}") for k in range(self.texts)))

    def _part(self, owner: int, text: int, node: int) -> Formula:
        name = f"part.{owner}.{text}.{node}"
        self.parts[name] = owner, text, node
        return self.truth(name)

    def expect(self, label: str, there: Callable[[], Formula]) -> None:
        formula = there()
        self.hypotheses.append((f"{label} {next(self.numbers)}", formula))

    def finish(self) -> tuple[tuple[str, ...], tuple[Declaration, ...], tuple[tuple[str, Formula], ...]]:
        return (), tuple(sorted(self._declared.values())), (*self.hypotheses, *self._apart())

    def _apart(self) -> Iterable[tuple[str, Formula]]:
        """Parts have no edges, and no parameter names them: said at the end, when all names are known."""
        for x, owned in enumerate(self._owned):
            named = (name for number, name in self._named if number == x)
            yield f"a part has no edges and is not named, {x}", implies(owned, not_(or_(self._linked(x), *named)))

    def _linked(self, number: int) -> Formula:
        """The node has an edge."""
        numbers = range(self.size)
        return or_(*(self.edge("", str(u), str(w)) for u in numbers for w in numbers if number in (u, w)))
