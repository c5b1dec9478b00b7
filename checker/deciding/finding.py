"""The answers to questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..encoding.encode import Precondition
from ..questions.question import Question, Relied
from ..smt.outcome import Outcome, Proved, Refuted
from ..smt.solve import Answer


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to a question. `searched`: graphs of up to so many nodes have no counterexample (0: not searched).
    `relying`: the preconditions that the proof needs; `finite`: whether it needs that graphs are finite."""

    question: Question
    outcome: Outcome
    searched: int = 0
    relying: frozenset[Precondition] = frozenset()
    finite: bool = False
    answer: Answer | None = field(default=None, compare=False)

    @property
    def relied(self) -> frozenset[Relied]:
        """The same by the operations that they stand in, of held jobs: of one that is planned on this very graph all of
        it holds."""
        if self.question.wanted:
            return frozenset()
        sides, lasting = self.question.named_sides, self.question.safety
        held = (each for each in self.relying if not sides[each.side].asked)
        return frozenset(Relied(sides[e.side].operation.name, e.number, lasting, e.alone) for e in held)

    @property
    def good(self) -> bool:
        """It is as its author hopes: proved, or where an example is wanted, found."""
        return isinstance(self.outcome, Refuted if self.question.wanted else Proved)
