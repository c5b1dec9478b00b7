"""What came of a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from .outcome import Outcome, Proved, Refuted
from .question import Question
from .solve import Answer

Relied: TypeAlias = tuple[str, int, bool]
"""A precondition that a proof relies on: the operation, the number of its `where`, and whether it must last whatever
the job itself does. What is proved of others' changes only says that they are granted: claims follow them anyhow."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a question. `searched`: graphs of up to so many nodes have no counterexample (0: not searched).
    `relying`: the preconditions that the proof needs, by label."""

    question: Question
    outcome: Outcome
    searched: int = 0
    relying: frozenset[str] = frozenset()
    answer: Answer | None = field(default=None, compare=False)

    @property
    def relied(self) -> frozenset[Relied]:
        """The same as data."""
        parts, lasting = (label.split(".") for label in self.relying), self.question.kind not in _GRANTED
        return frozenset((self.question.sides["ab".index(p[0])].operation.name, int(p[2]), lasting) for p in parts)

    @property
    def good(self) -> bool:
        """It is as its author hopes: proved, or where an example is wanted, found."""
        return isinstance(self.outcome, Refuted if self.question.wanted else Proved)


_GRANTED = frozenset({"stability", "completion", "weakening"})
