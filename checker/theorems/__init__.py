"""The theorems: what holds for any number of jobs, nodes and actions, about the kernel that runs
(semantics: theorems)."""

from __future__ import annotations

from checker.smt.solve import Decider

from . import admission, bits, folding, races, refusal, stability, states, waiting
from .model import Model, Theorem, TheoremResult, Twin, prove
from .symbolic import shipped

__all__ = ["Model", "Theorem", "TheoremResult", "Twin", "prove_theorems", "theorems"]


def theorems() -> tuple[Theorem, ...]:
    """Return every theorem, about the kernel's functions as they are now. TypeError: they do more than `&`, `|` and
    `~`."""
    makers = (
        bits.k1, admission.t1, states.t2, folding.t3, states.t4, admission.t5, refusal.t6, refusal.t7, states.t8,
        waiting.t9, races.t10, stability.t11, refusal.t12,
    )  # fmt: skip
    algebra = shipped()
    return tuple(make(algebra) for make in makers)


def prove_theorems(solver: Decider) -> tuple[TheoremResult, ...]:
    """Decide them all, with their witnesses and twins."""
    return prove(theorems(), solver)
