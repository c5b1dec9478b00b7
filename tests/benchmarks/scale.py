"""How the cost of proving grows with the number of operations. Pairs are quadratic; equal ones share the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from time import perf_counter

import nac
from nac.spec import Operation, Parameter, Spec

from .timing import FULL, Effort, Row

GROUP = "prove all that a spec owes, the solver started"
SHAPES = 10


def synthetic(count: int, alike: bool) -> Spec:
    """A spec of `count` operations, copies of ten of spec/rfc under other names. Unless they are to be alike, each copy
    has a parameter of its own, so that nothing can be shared between it and another."""
    rfc = nac.load("rfc")
    plain = [operation for operation in rfc.operations if not operation.phases][:SHAPES]
    copies = []
    for number in range(count):
        copy: Operation = replace(plain[number % len(plain)], name=f"operation-{number}")
        if not alike:
            copy = replace(copy, parameters=(*copy.parameters, Parameter(f"own-{number}", "any", optional=True)))
        copies.append(copy)
    return Spec(f"{count} operations", rfc.actions, tuple(copies))


def scales(effort: Effort) -> Iterator[Row]:
    if not find_spec("z3"):
        return
    full = effort == FULL
    rfc = nac.load("rfc")
    yield Row(GROUP, "spec/rfc", _seconds(rfc), 3.0)
    for count in (10, 50, 200) if full else (2,):
        yield Row(GROUP, f"{count} operations of {min(count, SHAPES)} shapes", _seconds(synthetic(count, True)))
    for count in (10, 20, 50) if full else (2,):
        yield Row(GROUP, f"{count} operations, no two alike", _seconds(synthetic(count, False)))


def _seconds(spec: Spec) -> float:
    from checker.deciding.obligations import check
    from checker.smt.solve import Solver

    with Solver() as solver:
        solver.version()
        start = perf_counter()
        check(spec, solver)
        return perf_counter() - start
