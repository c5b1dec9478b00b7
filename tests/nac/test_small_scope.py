"""Every short history on a small scope, without a solver and without chance: the ledger against the definition.

The ledger's answer is a function of who holds what (that is part of what is checked here), so that all histories of any
length are covered by all reachable states and, in each, all operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement, product

import pytest

from nac.kernel import ALL, NONE
from nac.ledger import Flags, Ledger, Table

JOBS = ("x", "y", "z")
CLAIMS: tuple[Flags, ...] = tuple((require, allow) for require in range(4) for allow in range(4))
"""All claims over two actions."""
Row = tuple[Flags | None, ...]
"""What one job claims on each node; None for nothing."""


def rows(nodes: int) -> list[Row]:
    """All tables over so many nodes, the empty one left out."""
    choices: tuple[Flags | None, ...] = (None, *CLAIMS)
    return [row for row in product(choices, repeat=nodes) if any(row)]


def table(row: Row) -> Table:
    return tuple((f"n{at}", flags) for at, flags in enumerate(row) if flags is not None)


def as_set(bits: int) -> frozenset[int]:
    return frozenset(bit for bit in (0, 1) if bits >> bit & 1)


SETS = {flags: (as_set(flags[0]), as_set(flags[1])) for flags in CLAIMS}
COMPATIBLE = {
    (one, other): SETS[one][0] <= SETS[other][1] and SETS[other][0] <= SETS[one][1]
    for one, other in product(CLAIMS, repeat=2)
}
"""The definition (semantics: claims)."""


def compatible(one: Row, other: Row) -> bool:
    return all(a is None or b is None or COMPATIBLE[a, b] for a, b in zip(one, other, strict=True))


def held(*jobs: Row) -> list[Flags]:
    """By bits, written out: NONE and ALL where nobody claims."""
    found = []
    for claims in zip(*jobs, strict=True):
        require, allow = NONE, ALL
        for claim in claims:
            if claim is not None:
                require, allow = require | claim[0], allow & claim[1]
        found.append((require, allow))
    return found


def flags_of(ledger: Ledger[str], nodes: int) -> list[Flags]:
    return [ledger.held(f"n{at}") for at in range(nodes)]


def test_one_node_all_histories_of_three_jobs() -> None:
    """Every reachable state of three jobs, two actions and one node, with every operation in it."""
    choices: list[Row | None] = [None, *rows(1)]
    states = steps = 0
    for state in product(choices, repeat=3):
        active = {job: row for job, row in zip(JOBS, state, strict=True) if row is not None}
        if not all(compatible(a, b) for a, b in combinations(active.values(), 2)):
            continue
        states += 1
        for job in JOBS:
            others = [row for other, row in active.items() if other != job]
            for row in choices:
                if row is None and job not in active:
                    continue
                ledger: Ledger[str] = Ledger()
                for each, claims in active.items():
                    assert ledger.admit(each, table(claims))
                before = flags_of(ledger, 1)
                assert before == held((None,), *active.values())
                steps += 1
                if row is None:
                    ledger.release(job, table(active[job]))
                    assert flags_of(ledger, 1) == held((None,), *others)
                    continue
                expected = all(compatible(row, other) for other in others)
                clashes = ledger.conflicts(table(row), job)
                assert bool(clashes) != expected
                own = active.get(job)
                done = ledger.advance(job, table(own), table(row)) if own else ledger.admit(job, table(row))
                assert done == expected
                assert flags_of(ledger, 1) == (held(row, *others) if done else before)
    assert (states, steps) == (616, 31_074)


def swaps(row: Row) -> Iterator[Row]:
    """The row with its nodes, its actions, or both, exchanged."""
    for nodes in (row, row[::-1]):
        yield nodes
        yield tuple(None if flags is None else (EXCHANGED[flags[0]], EXCHANGED[flags[1]]) for flags in nodes)


EXCHANGED = (0, 2, 1, 3)


@pytest.mark.slow
def test_two_nodes_every_third_job() -> None:
    """Two jobs that are compatible, all pairs up to exchange of nodes, of actions and of the jobs; then every third job
    is admitted and released again, and the second one advances to every claim."""
    everything = rows(2)
    rank = {row: at for at, row in enumerate(everything)}
    tables = {row: table(row) for row in everything}
    agrees = {row: frozenset(other for other in everything if compatible(row, other)) for row in everything}
    pairs = covered = steps = 0
    for one, two in combinations_with_replacement(everything, 2):
        if two not in agrees[one]:
            continue
        turned = {
            tuple(sorted(pair)) for pair in zip(*(map(rank.__getitem__, swaps(row)) for row in (one, two)), strict=True)
        }
        if min(turned) != (rank[one], rank[two]):
            continue
        pairs += 1
        covered += len(turned)
        ledger: Ledger[str] = Ledger()
        assert ledger.admit("x", tables[one])
        assert ledger.admit("y", tables[two])
        before = flags_of(ledger, 2)
        assert before == held(one, two)
        for third in everything:
            steps += 1
            admitted = ledger.admit("z", tables[third])
            assert admitted == (third in agrees[one] and third in agrees[two])
            if admitted:
                assert flags_of(ledger, 2) == held(one, two, third)
                ledger.release("z", tables[third])
            assert flags_of(ledger, 2) == before
            advanced = ledger.advance("y", tables[two], tables[third])
            assert advanced == (third in agrees[one])
            if advanced:
                assert flags_of(ledger, 2) == held(one, third)
                assert ledger.advance("y", tables[third], tables[two])
            assert flags_of(ledger, 2) == before
    assert covered == sum(two in agrees[one] for one, two in combinations_with_replacement(everything, 2))
    assert (pairs, steps) == (1660, 478_080)
