"""For every transition of every operation: always granted, or which operations can refuse it (semantics: phases)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nac.spec import Operation, Role, Spec

from ..questions.kinds import Kind
from ..questions.races import held_sides
from ..questions.transitions import Move, moves, refusal_question, weakening_question
from ..smt.outcome import Proved, Refuted
from ..smt.solve import Decider
from .finding import Finding
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


def _fewer(move: Move) -> bool:
    """The phase after has no role that the one before has not: it is weaker on any graph, without a solver."""

    def roles(phase: str) -> set[Role]:
        held = (role for role in move.side.operation.roles if not role.during or phase in role.during)
        return {replace(role, during=()) for role in held}

    return roles(move.after) <= roles(move.side.phase)


def _granted(finding: Finding) -> bool:
    """Whether it is proved, and of nothing that might be so no longer: nobody asks here whether it lasts."""
    return isinstance(finding.outcome, Proved) and not finding.relied


def passages(spec: Spec, solver: Decider) -> tuple[Passage, ...]:
    """Return every transition. What is weaker on every node is always granted (theorem T8); else each operation is
    asked."""
    every = list(moves(spec))
    weakenings = decide(spec, [weakening_question(spec, move) for move in every], solver)
    open_moves = [
        move for move, finding in zip(every, weakenings, strict=True) if not _granted(finding) and not _fewer(move)
    ]
    asked = [
        (move, refusal_question(spec, move, other, kind=Kind.REFUSAL))
        for move in open_moves
        for other in held_sides(spec)
    ]
    findings = decide(spec, [question for _, question in asked], solver)
    result = []
    for move in every:
        mine = [finding for (of, _), finding in zip(asked, findings, strict=True) if of == move]
        refusers = tuple(finding for finding in mine if isinstance(finding.outcome, Refuted))
        undecided = tuple(each for each in mine if not isinstance(each.outcome, Refuted) and not _granted(each))
        result.append(Passage(move.side.operation, move.side.phase, move.after, refusers, undecided))
    return tuple(result)
