"""Scripts for the tests of the solver pool."""

from __future__ import annotations

UNSAT = """; two things that contradict each other
(set-logic UF)
(declare-sort N 0)
(declare-fun n () N)
(declare-fun p (N) Bool)
(declare-fun q (N) Bool)
(assert (! (forall ((x N)) (p x)) :named |all are p|))
(assert (! (forall ((x N)) (q x)) :named |all are q|))
(assert (not (p n)))
(check-sat)
"""
SAT = UNSAT.replace("(assert (not (p n)))", "(assert (p n))")


def pigeons(count: int) -> str:
    """One pigeon too many for the holes: more than a solver without cardinalities can decide, from some 11 on."""
    holes = range(count - 1)
    lines = [f"(declare-fun in-{p}-{h} () Bool)" for p in range(count) for h in holes]
    lines += [f"(assert (or {' '.join(f'in-{p}-{h}' for h in holes)}))" for p in range(count)]
    lines += [f"(assert (or (not in-{p}-{h}) (not in-{q}-{h})))" for h in holes for p in range(count) for q in range(p)]
    return "\n".join(["(set-logic QF_UF)", *lines, "(check-sat)"])
