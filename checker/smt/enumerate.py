"""Decides a script by looking at every model of a few elements: no solver takes part (semantics: evidence).

The search is plain: choose a truth value, draw what follows at once from single clauses, go back where a clause
fails. It says nothing about larger models; it is there to disagree with a solver, and with the text, if one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from .ground import Ground, TooLarge
from .smtlib import Script, read

LARGEST = 2
"""The most elements of a sort that are looked at, unless told otherwise."""
CLAUSES = 400_000
COST = 4
"""Writing down a clause takes as long as so many steps of the search."""
WIDTH = 2
"""Bit-vectors are looked at up to so many low bits, the others zero (and those that number bits, up to so many)."""


SHARE = 4
"""One choice of the numbers of elements may use a part of the steps, so that the others are looked at as well."""


class Exhausted(Exception):
    """The steps allowed are used up."""

    def __init__(self, steps: int, why: str = "the steps allowed were not enough") -> None:
        super().__init__(why)
        self.steps = steps


@dataclass(frozen=True, slots=True)
class ModelSearch:
    """verdict: "sat", a model was found; "unsat", there is none of up to `size` elements of each sort; "unknown", not
    even one of a single element was excluded. `reason` says in words what was covered, `steps` what it took."""

    verdict: str
    size: int
    steps: int
    reason: str


def enumerate_models(text: str, largest: int = LARGEST, steps: int = 3_000_000) -> ModelSearch:
    """Look for a model with 1, 2, … up to `largest` elements of each sort, and no further than the steps reach: after
    the first size that is not covered, a larger one would say nothing. Raises UnreadableScript."""
    script = read(text)
    left = steps
    covered, why = 0, ""
    for size in range(1, largest + 1):
        for sizes in _sizes(script, size):
            if not left:
                why = why or f"; with {_counted(sizes)} the steps allowed were not enough"
                break
            try:
                model, used = _any_model(script, sizes, min(left, steps // SHARE))
            except Exhausted as stopped:
                used = stopped.steps
                why = why or f"; with {_counted(sizes)} {stopped}"
                model = False
            left = max(0, left - used)
            if model:
                return ModelSearch("sat", size, steps - left, f"a model with {_counted(sizes) or 'these numbers'}")
        if why:
            break
        covered = size
        if not script.sorts:
            break
    if not covered:
        return ModelSearch("unknown", 0, steps - left, f"nothing covered{why}")
    what = f"no model with up to {covered} elements of each sort" if script.sorts else "no model"
    if any(isinstance(result, tuple) for _, result in script.declarations.values()):
        what += f" in {WIDTH} low bits"
    return ModelSearch("unsat", covered, steps - left, what + why)


def _any_model(script: Script, sizes: Mapping[str, int], most: int) -> tuple[bool, int]:
    """Whether there is a model with these numbers of elements, and the steps taken to see it."""
    used = 0
    for vectors in _vectors(script):
        try:
            ground = Ground(script, sizes, vectors, CLAUSES)
        except TooLarge as stopped:
            raise Exhausted(used + COST * CLAUSES, str(stopped)) from None
        used += COST * len(ground.clauses)
        try:
            model, taken = search(ground, most - used)
        except Exhausted as stopped:
            raise Exhausted(used + stopped.steps) from None
        used += taken + 1
        if model:
            return True, used
    return False, used


def _counted(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {sort}" for sort, number in sizes.items())


def _sizes(script: Script, largest: int) -> Iterator[Mapping[str, int]]:
    """The sizes of all sorts, one of them being the largest."""
    for sizes in product(range(1, largest + 1), repeat=len(script.sorts)):
        if not sizes or max(sizes) == largest:
            yield dict(zip(script.sorts, sizes, strict=True))


def _vectors(script: Script) -> Iterator[Mapping[str, int]]:
    names = [name for name, (args, result) in script.declarations.items() if not args and isinstance(result, tuple)]
    for values in product(range(1 << WIDTH), repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def search(ground: Ground, steps: int) -> tuple[bool, int]:
    """Return whether some truth values meet all clauses, and how many were set to find out. Raises Exhausted."""
    search = _Search(ground, steps)
    return search.run(), search.steps


class _Search:
    """Each clause is watched at two of its literals; `value` is 0 for what is open."""

    def __init__(self, ground: Ground, most: int) -> None:
        self.most, self.steps = most, 0
        self.choices = ground.choices
        self.value = [0] * (ground.count + 1)
        self.watched: list[list[list[int]]] = [[] for _ in range(2 * ground.count + 2)]
        self.trail: list[int] = []
        self.contradictory = False
        single = []
        for clause in ground.clauses:
            literals = list(dict.fromkeys(clause))
            if len(literals) == 1:
                single.append(literals[0])
            else:
                for literal in literals[:2]:
                    self.watched[literal].append(literals)
        self.contradictory = not self.set(single)

    def set(self, literals: list[int]) -> bool:
        """Make the literals true and draw what follows; False if a clause fails."""
        value, watched, trail = self.value, self.watched, self.trail
        done = len(trail)
        for literal in literals:
            if value[abs(literal)] == (-1 if literal > 0 else 1):
                return False
            if not value[abs(literal)]:
                value[abs(literal)] = 1 if literal > 0 else -1
                trail.append(literal)
        while done < len(trail):
            false = -trail[done]
            done += 1
            self.steps += 1
            clauses = watched[false]
            kept = 0
            for index, clause in enumerate(clauses):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                first = clause[0]
                now = value[first] if first > 0 else -value[-first]
                if now != 1:
                    for position in range(2, len(clause)):
                        other = clause[position]
                        if (value[other] if other > 0 else -value[-other]) != -1:
                            clause[1], clause[position] = other, false
                            watched[other].append(clause)
                            break
                    else:
                        clauses[kept] = clause
                        kept += 1
                        if now == -1:
                            clauses[kept:] = clauses[index + 1 :]
                            return False
                        value[abs(first)] = 1 if first > 0 else -1
                        trail.append(first)
                    continue
                clauses[kept] = clause
                kept += 1
            del clauses[kept:]
        return True

    def undo(self, length: int) -> None:
        for literal in self.trail[length:]:
            self.value[abs(literal)] = 0
        del self.trail[length:]

    def run(self) -> bool:
        if self.contradictory:
            return False
        decisions: list[tuple[int, int, int]] = []  # (length of the trail, position among the choices, literal)
        position = 0
        while True:
            while position < len(self.choices) and self.value[self.choices[position]]:
                position += 1
            if position == len(self.choices):
                return True
            decisions.append((len(self.trail), position, self.choices[position]))
            good = self.set([self.choices[position]])
            while not good:
                if self.steps > self.most:
                    raise Exhausted(self.steps)
                if not decisions:
                    return False
                length, position, literal = decisions.pop()
                self.undo(length)
                good = self.set([-literal])
