"""The theorems: what holds for any number of jobs, nodes and actions, about the kernel that runs
(semantics: theorems)."""

from __future__ import annotations

from checker.smt.solve import Decider

from . import admission, bits, folding, ledger, races, refusal, stability, states, waiting
from .model import Model, Theorem, TheoremResult, Twin, prove
from .symbolic import Algebra, shipped

__all__ = ["Model", "Theorem", "TheoremResult", "Twin", "prove_theorems", "theorems"]


def theorems() -> tuple[Theorem, ...]:
    """Return every theorem, about the functions of the kernel and of the ledger as they are now. TypeError: those of
    the kernel do more than `&`, `|` and `~`."""
    makers = (
        bits.k1, _about_the_ledger, admission.t1, states.t2, folding.t3, states.t4, admission.t5, refusal.t6,
        refusal.t7, states.t8, waiting.t9, races.t10, stability.t11, refusal.t12,
    )  # fmt: skip
    algebra = shipped()
    return tuple(make(algebra) for make in makers)


def _about_the_ledger(_: Algebra) -> Theorem:
    return ledger.l1()


def prove_theorems(solver: Decider) -> tuple[TheoremResult, ...]:
    """Decide them all, with their witnesses and twins."""
    return prove(theorems(), solver)
