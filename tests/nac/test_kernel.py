"""The laws of the claims algebra (semantics: claims, admission, phases), on the shipped functions."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from nac.kernel import ALL, NONE, conflict, join_allow, join_require, weaker
from nac.ledger import fold

ACTIONS = 4
flags = st.integers(0, (1 << ACTIONS) - 1)
claims = st.tuples(flags, flags)


def as_set(bits: int) -> set[int]:
    return {bit for bit in range(ACTIONS) if bits >> bit & 1}


def compatible(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """The definition, on sets."""
    return as_set(one[0]) <= as_set(other[1]) and as_set(other[0]) <= as_set(one[1])


@given(claims, claims)
def test_conflict_is_the_definition(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (conflict(*one, *other) == 0) == compatible(one, other)
    denied = (as_set(one[0]) - as_set(other[1])) | (as_set(other[0]) - as_set(one[1]))
    assert as_set(conflict(*one, *other)) == denied


@given(claims, claims)
def test_compatibility_is_symmetric(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert conflict(*one, *other) == conflict(*other, *one)


@given(claims)
def test_no_holder_conflicts_with_nothing(one: tuple[int, int]) -> None:
    assert conflict(NONE, ALL, *one) == NONE
    assert fold([one]) == one
    assert fold([]) == (NONE, ALL)


@given(claims, claims, claims)
def test_more_requires_and_fewer_allows_conflict_more(
    one: tuple[int, int], other: tuple[int, int], more: tuple[int, int]
) -> None:
    stronger = join_require(one[0], more[0]), join_allow(one[1], more[1])
    assert conflict(*one, *other) & ~conflict(*stronger, *other) == 0
    assert weaker(*one, *stronger) == 0


@given(claims, claims)
def test_weaker_is_the_order_of_conflicts(one: tuple[int, int], other: tuple[int, int]) -> None:
    everything = [(require, allow) for require in range(1 << ACTIONS) for allow in range(1 << ACTIONS)]
    never_worse = all(conflict(*one, *third) & ~conflict(*other, *third) == 0 for third in everything)
    assert (weaker(*one, *other) == 0) == never_worse


@given(flags, flags, flags)
def test_joins_are_lattice_operations(a: int, b: int, c: int) -> None:
    for join, neutral in ((join_require, NONE), (join_allow, ALL)):
        assert join(a, b) == join(b, a)
        assert join(a, join(b, c)) == join(join(a, b), c)
        assert join(a, a) == a
        assert join(a, neutral) == a
    assert as_set(join_require(a, b)) == as_set(a) | as_set(b)
    assert as_set(join_allow(a, b)) == as_set(a) & as_set(b)


@given(st.lists(claims, max_size=5), claims)
def test_the_fold_decides_as_all_pairs_do(held: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    """T1."""
    assert (conflict(*fold(held), *asked) == 0) == all(compatible(each, asked) for each in held)
    bits = reduce(int.__or__, (conflict(*each, *asked) for each in held), 0)
    assert conflict(*fold(held), *asked) == bits


@given(st.lists(claims, max_size=5), st.randoms(use_true_random=False))
def test_the_fold_has_no_order_and_counts_no_claim_twice(held: list[tuple[int, int]], random: object) -> None:
    shuffled = held * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(held)
