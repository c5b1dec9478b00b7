"""Measuring and tabulating."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Effort(NamedTuple):
    """How much to measure: calls in a round, rounds, other active jobs, of these on the same nodes, processes."""

    calls: int
    rounds: int
    others: int
    near: int
    runs: int


FULL = Effort(20_000, 15, 100_000, 10_000, 7)
QUICK = Effort(50, 3, 200, 20, 1)
"""Enough to see that everything still runs."""


class Row(NamedTuple):
    """One measurement. seconds: the median round, for one call. limit: what was promised for it, 0 for no promise."""

    group: str
    name: str
    seconds: float
    limit: float = 0.0


def together(calls: Mapping[str, Callable[[], object]], effort: Effort) -> dict[str, float]:
    """Seconds of one call of each, in the median round. Each round measures all of them, so that what else the machine
    does falls on all alike."""
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    steps = range(max(1, effort.calls // 10))
    gc.collect()
    for _ in range(10 * effort.rounds):
        for name, call in calls.items():
            start = perf_counter()
            for _ in steps:
                call()
            rounds[name].append((perf_counter() - start) / len(steps))
    return {name: median(found) for name, found in rounds.items()}


def per_call(call: Callable[[], object], effort: Effort) -> float:
    """Seconds of one call, in the median round. The cost of the loop itself is in it, for all alike."""
    rounds = []
    steps = range(effort.calls)
    call()
    gc.collect()
    for _ in range(effort.rounds):
        start = perf_counter()
        for _ in steps:
            call()
        rounds.append((perf_counter() - start) / effort.calls)
    return median(rounds)


def once(call: Callable[[], object], runs: int) -> float:
    """Seconds of one slow call, in the median run."""
    found = []
    for _ in range(runs):
        start = perf_counter()
        call()
        found.append(perf_counter() - start)
    return median(found)


def show(seconds: float) -> str:
    for unit, factor in (("s ", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:8.2f} {unit}"
    return f"{seconds * 1e9:8.1f} ns"


def table(rows: Iterable[Row]) -> str:
    """The rows, each group by itself, with the ratio to the first of its group."""
    lines: list[str] = []
    width = 76
    first = Row("", "", 1.0)
    for row in rows:
        if row.group != first.group:
            first = row
            lines += ["", f"{row.group:{width + 2}} {'median':>11}  {'ratio':>8}"]
        promise = ""
        if row.limit:
            promise = f"  {'within' if row.seconds <= row.limit else 'OVER'} {show(row.limit).strip()}"
        lines.append(f"  {row.name:{width}} {show(row.seconds)}  {row.seconds / first.seconds:7.2f}x{promise}")
    return "\n".join(lines[1:])
