"""For every transition of every operation: always granted, or which operations can refuse it (semantics: phases)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nac.spec import Operation, Role, Spec

from ..questions.question import Side
from ..questions.races import sides
from ..questions.transitions import refusal_question, weakening_questions
from ..smt.outcome import Proved, Refuted, Unknown
from ..smt.solve import Decider
from .found import Finding
from .prove import decide


@dataclass(frozen=True, slots=True)
class Passage:
    """`refusers`: for each job that can refuse it, the finding with an example. `undecided`: for which others that is
    not known. None of either: the passage is always granted."""

    operation: Operation
    before: str
    after: str
    refusers: tuple[Finding, ...] = ()
    undecided: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        text = f"{self.operation.name}: {self.before} -> {self.after} "
        if not self.refusers and not self.undecided:
            return text + "is always granted"
        named = [str(finding.question.sides[1]) for finding in self.refusers]
        text += f"can be refused by {', '.join(named)}" if named else "is not decided"
        open_ = [str(finding.question.sides[1]) for finding in self.undecided]
        return text + (f"; not decided for {', '.join(open_)}" if open_ else "")


def _fewer(side: Side, after: str) -> bool:
    """The phase after has no role that the one before has not: it is weaker on any graph, without a solver."""

    def roles(phase: str) -> set[Role]:
        held = (role for role in side.operation.roles if not role.during or phase in role.during)
        return {replace(role, during=()) for role in held}

    return roles(after) <= roles(side.phase)


def passages(spec: Spec, solver: Decider) -> tuple[Passage, ...]:
    """Every transition. What is weaker on every node is always granted (theorem T8); else each operation is asked."""
    weakenings = list(weakening_questions(spec))
    moves = [(question.sides[0], question.id.rpartition("/")[2]) for question in weakenings]
    open_moves = [
        move
        for move, finding in zip(moves, decide(spec, weakenings, solver), strict=True)
        if not isinstance(finding.outcome, Proved) and not (_fewer(*move) and not move[0].operation.makes_calls)
    ]
    asked = [
        (number, refusal_question(spec, side, after, other, kind="refusal"))
        for number, (side, after) in enumerate(open_moves)
        for other in (sides(spec) if side.plannable(side.phase) and side.plannable(after) else (side,))
    ]
    findings = decide(spec, [question for _, question in asked], solver)
    found = []
    for side, after in moves:
        mine: list[Finding] = []
        if (side, after) in open_moves:
            number = open_moves.index((side, after))
            mine = [finding for (of, _), finding in zip(asked, findings, strict=True) if of == number]
        refusers = tuple(finding for finding in mine if isinstance(finding.outcome, Refuted))
        undecided = tuple(finding for finding in mine if isinstance(finding.outcome, Unknown))
        found.append(Passage(side.operation, side.phase, after, refusers, undecided))
    return tuple(found)
