"""The steps of the controller, as relations between the state before and the one after; s is the job that takes one."""

from __future__ import annotations

from checker.smt.logic import Formula, and_, eq, iff, not_, or_

from .words import AFTER, NOW, Hypothesis, every, meets, same

NEW: Hypothesis = ("s is not active", not_(NOW.active("s")))
OTHERS = and_(NOW.active("h"), meets("h", "s"))
INITIAL: Hypothesis = ("no job is active", every("j", not_(NOW.active("j"))))
JOINS: Hypothesis = ("s becomes active", every("j", iff(AFTER.active("j"), or_(NOW.active("j"), eq("j", "s")))))
LEAVES: Hypothesis = ("s is released", every("j", iff(AFTER.active("j"), and_(NOW.active("j"), not_(eq("j", "s"))))))
STAYS: Hypothesis = ("the same jobs are active", every("j", iff(AFTER.active("j"), NOW.active("j"))))
ACTIVE: Hypothesis = ("s is active", NOW.active("s"))

CLEARED: list[Hypothesis] = [  # what a wrong release would do
    ("R loses what s required", same(AFTER.R, lambda n: NOW.R(n) & ~NOW.require("s", n))),
    ("A gains what s did not allow", same(AFTER.A, lambda n: NOW.A(n) | ~NOW.allow("s", n))),
]


def kept(but: Formula | None = None) -> Hypothesis:
    """State that no job's claims change, or only those of one job."""
    same_flags = [iff(AFTER.requires("j", "n", "a"), NOW.requires("j", "n", "a"))]
    same_flags += [iff(AFTER.allows("j", "n", "a"), NOW.allows("j", "n", "a"))]
    same_claims = and_(iff(AFTER.claims("j", "n"), NOW.claims("j", "n")), *same_flags)
    if but is None:
        return "no job's claims change", every("j n a", same_claims)
    return "no other job's claims change", every("j n a", or_(eq("j", but), same_claims))


def others(j: Formula) -> Formula:
    return and_(NOW.active(j), not_(eq(j, "s")))
