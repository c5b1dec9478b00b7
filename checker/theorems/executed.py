"""Functions that branch on flags, executed over symbols on every way that they can take (semantics: theorems)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

from ..smt.logic import Formula, and_, not_
from .symbolic import SymbolicFlags
from .words import some

MOST_BRANCHES = 40
"""A way with more branches than this is not followed: something goes round without end."""


class Choices:
    """The branches of one way through a function: those given, and from there on the first."""

    def __init__(self, given: tuple[bool, ...]) -> None:
        self.given = given
        self.taken: list[tuple[Formula, bool]] = []

    def choose(self, condition: Formula) -> bool:
        """Return which branch this way takes at a condition. Raises `RuntimeError` on a way without end."""
        if len(self.taken) == MOST_BRANCHES:
            raise RuntimeError("a way through the function has too many branches")
        at = len(self.taken)
        choice = self.given[at] if at < len(self.given) else True
        self.taken.append((condition, choice))
        return choice

    def condition(self) -> Formula:
        """Return what holds on this way."""
        return and_(*(formula if choice else not_(formula) for formula, choice in self.taken))


class BranchingFlags(SymbolicFlags):
    """Flags that may be asked whether they are any, which takes both branches in turn, and that are equal to themselves
    only. That two which are not the same may yet be equal is no matter: then they are the same in another case."""

    __slots__ = ("choices",)
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __init__(self, has: Callable[[Formula], Formula], choices: Choices) -> None:
        super().__init__(has)
        self.choices = choices

    def __bool__(self) -> bool:
        return self.choices.choose(some("a", self.has("a")))

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __and__(self, other: Any) -> Self:
        return self._made(super().__and__(lifted(other)))

    def __or__(self, other: Any) -> Self:
        return self._made(super().__or__(lifted(other)))

    def __rand__(self, other: int) -> Self:
        return self & other

    def __ror__(self, other: int) -> Self:
        return self | other

    def __invert__(self) -> Self:
        return self._made(super().__invert__())

    def _made(self, flags: SymbolicFlags) -> Self:
        return type(self)(flags.has, self.choices)


def lifted(flags: SymbolicFlags | int) -> SymbolicFlags:
    """Return flags as symbols; of numbers there are those of no holder only, `NONE` and `ALL`."""
    return SymbolicFlags.of(flags) if isinstance(flags, int) else flags


def ways(run: Callable[[Choices], Formula]) -> Iterator[tuple[Formula, Formula]]:
    """Yield what holds on each way through a function, with what `run` returns there."""
    waiting: list[tuple[bool, ...]] = [()]
    while waiting:
        choices = Choices(waiting.pop())
        found = run(choices)
        took = tuple(choice for _, choice in choices.taken)
        waiting += [(*took[:at], not took[at]) for at in range(len(choices.given), len(took))]
        yield choices.condition(), found
