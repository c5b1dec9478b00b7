"""From a script and the number of elements of each sort to clauses over truth values (semantics: evidence).

Every quantifier is written out over the elements, every constant is one of them. No solver takes part. Bit-vectors are
numbers, and each assignment of those is grounded on its own (`checker.smt.enumerate` says which).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from .smtlib import Script, SExpression, UnreadableScript

TRUE, FALSE = 1, -1
"""Literals are numbers, negated by their sign; the first truth value is fixed."""

ModelValue = int
"""An element of a sort, by its number, or a bit-vector as a number."""


class TooLarge(Exception):
    """There would be too many clauses."""

    steps = 0

    def __init__(self) -> None:
        super().__init__("there are too many clauses")


class Ground:
    """The clauses of a script whose sorts have `sizes` elements and whose bit-vector constants have `vectors`.

    `choices`: the truth values that all others follow from, in the order in which they are best chosen. Raises
    Unreadable for what is not part of the language, TooLarge beyond `most` clauses.
    """

    def __init__(self, script: Script, sizes: Mapping[str, int], vectors: Mapping[str, ModelValue], most: int) -> None:
        self.script, self.sizes, self.vectors, self.most = script, sizes, vectors, most
        self.clauses: list[tuple[int, ...]] = [(TRUE,)]
        self.count = 1
        self.choices: list[int] = []
        self._gates: dict[tuple[int, ...], int] = {}
        self._atoms: dict[tuple[SExpression, ...], int] = {}
        self._constants: dict[str, tuple[int, ...]] = {}
        self._place_constants()
        for assertion in script.assertions:
            self.clause((self.literal(assertion, {}),))

    def clause(self, literals: tuple[int, ...]) -> None:
        self.clauses.append(literals)
        if len(self.clauses) > self.most:
            raise TooLarge

    def _place_constants(self) -> None:
        """Each constant is one element. Elements are alike, so of all ways to name them one is enough: the constants of
        a sort take them in turn, each a taken one or the next."""
        for sort, size in self.sizes.items():
            names = [name for name, (args, result) in self.script.declarations.items() if not args and result == sort]
            for position, name in enumerate(names):
                literals = tuple(self._new() for _ in range(min(size, position + 1)))
                self.choices += literals
                self._constants[name] = literals
                self.clause(literals)
                for number, one in enumerate(literals):
                    for other in literals[:number]:
                        self.clause((-one, -other))
                for number in range(1, len(literals)):  # the next one only when the one before it is taken
                    before = [self._constants[other] for other in names[:position]]
                    taken = tuple(each[number - 1] for each in before if len(each) >= number)
                    self.clause((-literals[number], *taken))

    def _new(self) -> int:
        self.count += 1
        return self.count

    def all_of(self, literals: list[int]) -> int:
        """Return a literal that says that all of these hold."""
        kept = sorted(set(literals) - {TRUE})
        if FALSE in kept or any(-literal in kept for literal in kept if literal > 0):
            return FALSE
        if len(kept) < 2:
            return kept[0] if kept else TRUE
        key = tuple(kept)
        gate = self._gates.get(key)
        if gate is None:
            gate = self._gates[key] = self._new()
            for literal in key:
                self.clause((-gate, literal))
            self.clause((gate, *(-literal for literal in key)))
        return gate

    def any_of(self, literals: list[int]) -> int:
        return -self.all_of([-literal for literal in literals])

    def same(self, left: int, right: int) -> int:
        return self.all_of([self.any_of([-left, right]), self.any_of([left, -right])])

    def literal(self, term: SExpression, bound: dict[str, tuple[str, ModelValue]]) -> int:
        """Return the literal of a formula; `bound`: variables to (sort, element)."""
        if isinstance(term, str):
            if term in ("true", "false"):
                return TRUE if term == "true" else FALSE
            return self._atom((term,), bound)
        match term:
            case ("and", *parts):
                return self.all_of([self.literal(part, bound) for part in parts])
            case ("or", *parts):
                return self.any_of([self.literal(part, bound) for part in parts])
            case ("not", part):
                return -self.literal(part, bound)
            case ("=>", left, right):
                return self.any_of([-self.literal(left, bound), self.literal(right, bound)])
            case ("ite", condition, then, otherwise):
                chosen = self.literal(condition, bound)
                one, other = self.literal(then, bound), self.literal(otherwise, bound)
                return self.all_of([self.any_of([-chosen, one]), self.any_of([chosen, other])])
            case ("=", left, right):
                return self._equal(left, right, bound)
            case (("forall" | "exists") as quantifier, tuple(variables), body):
                cases = [self.literal(body, {**bound, **each}) for each in self._elements(variables)]
                return self.all_of(cases) if quantifier == "forall" else self.any_of(cases)
            case ("bvult", left, right):
                return TRUE if self._number(left)[0] < self._number(right)[0] else FALSE
            case (str(), *_):
                return self._atom(term, bound)
        raise UnreadableScript(f"no formula: {str(term)[:80]}")

    def _elements(self, variables: tuple[SExpression, ...]) -> list[dict[str, tuple[str, ModelValue]]]:
        names: list[tuple[str, str]] = []
        for variable in variables:
            match variable:
                case (str(name), str(sort)) if sort in self.sizes:
                    names.append((name, sort))
                case _:
                    raise UnreadableScript(f"no variable: {str(variable)[:80]}")
        ranges = (range(self.sizes[sort]) for _, sort in names)
        return [
            {name: (sort, value) for (name, sort), value in zip(names, values, strict=True)}
            for values in product(*ranges)
        ]

    def _equal(self, left: SExpression, right: SExpression, bound: dict[str, tuple[str, ModelValue]]) -> int:
        kind = self._sort(left, bound)
        if kind != self._sort(right, bound):
            raise UnreadableScript(f"of different sorts: {str((left, right))[:80]}")
        if kind == "Bool":
            return self.same(self.literal(left, bound), self.literal(right, bound))
        if kind == "bits":
            return TRUE if self._number(left) == self._number(right) else FALSE
        ones, others = self._where(left, bound), self._where(right, bound)
        return self.any_of([self.all_of([ones[value], others[value]]) for value in ones.keys() & others.keys()])

    def _sort(self, term: SExpression, bound: dict[str, tuple[str, ModelValue]]) -> str:
        if isinstance(term, str):
            if term in bound:
                return bound[term][0]
            if term.startswith("#"):
                return "bits"
            declared = self.script.declarations.get(term)
            if declared is None:
                return "Bool"
            return declared[1] if isinstance(declared[1], str) else "bits"
        if term[0] in ("bvand", "bvor", "bvnot", "bvlshr") or isinstance(term[0], tuple):
            return "bits"
        return "Bool"

    def _where(self, term: SExpression, bound: dict[str, tuple[str, ModelValue]]) -> dict[ModelValue, int]:
        """Which elements the term may be, each with the literal that says so."""
        if isinstance(term, str):
            if term in bound:
                return {bound[term][1]: TRUE}
            if term in self._constants:
                return dict(enumerate(self._constants[term]))
        raise UnreadableScript(f"neither a variable nor a constant: {str(term)[:80]}")

    def _atom(self, term: tuple[SExpression, ...], bound: dict[str, tuple[str, ModelValue]]) -> int:
        name, *arguments = term
        declared = self.script.declarations.get(name) if isinstance(name, str) else None
        if declared is None or declared[1] != "Bool":
            raise UnreadableScript(f"not a declared predicate: {str(term)[:80]}")
        if [self._sort(argument, bound) for argument in arguments] != list(declared[0]):
            raise UnreadableScript(f"arguments of other sorts than declared: {str(term)[:80]}")
        places = [self._where(argument, bound) for argument in arguments]
        cases = []
        for values in product(*places):
            here = [place[value] for place, value in zip(places, values, strict=True)]
            if FALSE not in here:
                cases.append(self.all_of([*here, self._fact(str(name), values)]))
        return self.any_of(cases)

    def _fact(self, name: str, values: tuple[ModelValue, ...]) -> int:
        key = (name, *map(str, values))
        atom = self._atoms.get(key)
        if atom is None:
            atom = self._atoms[key] = self._new()
            self.choices.append(atom)
        return atom

    def _number(self, term: SExpression) -> tuple[int, int]:
        """The value and the width of a bit-vector."""
        if isinstance(term, str):
            if term in self.vectors:
                sort = self.script.declarations[term][1]
                match sort:
                    case ("_", "BitVec", str(width)):
                        return self.vectors[term], int(width)
            if term[:2] in ("#b", "#x"):
                base = 2 if term[1] == "b" else 16
                return int(term[2:], base), (len(term) - 2) * (1 if base == 2 else 4)
            raise UnreadableScript(f"no bit-vector: {term[:80]}")
        match term:
            case (("bvand" | "bvor" | "bvlshr") as op, left, right):
                (one, bits), (other, same) = self._number(left), self._number(right)
                if bits != same:
                    raise UnreadableScript(f"of different widths: {str(term)[:80]}")
                if op == "bvlshr":
                    return (one >> other if other < bits else 0), bits
                return (one & other if op == "bvand" else one | other), bits
            case ("bvnot", inner):
                value, bits = self._number(inner)
                return ~value & (1 << bits) - 1, bits
            case (("_", "extract", str(high), str(low)), inner):
                value, _ = self._number(inner)
                bits = int(high) - int(low) + 1
                return value >> int(low) & (1 << bits) - 1, bits
        raise UnreadableScript(f"no bit-vector: {str(term)[:80]}")
