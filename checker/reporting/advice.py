"""Advice where something that must be possible is not: a line under `there is no such case`."""

from __future__ import annotations

from ..deciding.obligations import Obligation
from ..questions.kinds import Kind

NO_CASE = "there is no such case, on any graph"

_NEVER = "its set, its `when` and the preconditions can never be together: mend one of them, or drop the"
_ADVICE = {
    Kind.RUN: "its preconditions and what its roles hold can never be together: "
    "mend a `where`, or a role's set or `when`",
    Kind.ROLE: f"{_NEVER} role",
    Kind.EFFECT: f"{_NEVER} effect",
    Kind.VACUITY: "no job has such claims, so the property says nothing: mend that half, or drop the property",
}


def no_case(owed: Obligation) -> tuple[str, ...]:
    """Return the lines about an obligation of which there should be a case, and is none."""
    if owed.kind is Kind.RUN and owed.findings:
        side = owed.findings[0].question.sides[0]
        if not any(not role.during or side.phase in role.during for role in side.operation.roles):
            claims_nothing = f"in its phase {side.phase!r}, in which it starts, it claims nothing"
            return NO_CASE, f"{claims_nothing}: give it a role there, or another phase to `start` in"
    return NO_CASE, *filter(None, [_ADVICE.get(owed.kind)])
