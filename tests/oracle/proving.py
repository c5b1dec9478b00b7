"""Whether all obligations of a spec that speak of safety are proved."""

from __future__ import annotations

from collections.abc import Iterable

from checker.deciding.obligations import Obligation, Owed, answered, questions, settle
from checker.deciding.prove import decide
from checker.questions.question import Question
from checker.smt.outcome import Proved
from checker.smt.solve import Decider
from nac.spec import Spec


class NotProved(Exception):
    """One of them is not."""


def proved(spec: Spec, solver: Decider) -> bool:
    """Return whether they all are. What must be possible is no matter of safety, and left aside; no counterexample is
    looked for."""

    def ask(asked: list[Question]) -> Iterable[object]:
        found = decide(spec, asked, solver, search=False)
        if not all(isinstance(finding.outcome, Proved) for finding in found):
            raise NotProved
        return found

    def decided(owed: Iterable[Owed]) -> tuple[Obligation, ...]:
        return answered([each for each in owed if not any(q.wanted for q in each.questions)], ask)  # type: ignore[arg-type]

    try:
        settle(spec, questions(spec), decided)
    except NotProved:
        return False
    return True
