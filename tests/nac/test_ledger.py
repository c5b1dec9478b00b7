"""The ledger's own contract: who holds what, and every conflict (semantics: claims, admission, release, phases)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nac.kernel import ALL, NONE
from nac.ledger import Clash, Ledger, Table

SHARED = (1, 3)
WRITER = (2, 3)
SOLE = (3, 0)


def table(**claims: tuple[int, int]) -> Table:
    return tuple(claims.items())


def test_admission_is_all_or_nothing() -> None:
    ledger: Ledger[str] = Ledger()
    assert ledger.admit("x", table(b=SOLE))
    assert not ledger.admit("y", table(a=SHARED, b=SHARED, c=SHARED))
    assert [ledger.held(node) for node in "abc"] == [(NONE, ALL), SOLE, (NONE, ALL)]
    assert not ledger.fits(table(a=SHARED, b=SHARED, c=SHARED))
    assert not ledger.holders("a")
    assert not ledger.holders("c")


def test_each_half_of_the_rule_refuses() -> None:
    ledger: Ledger[str] = Ledger()
    ledger.admit("x", table(a=(1, 1)))
    assert not ledger.admit("y", table(a=(2, 3)))  # what it requires is not allowed
    assert not ledger.admit("y", table(a=(0, 2)))  # what it does not allow is required
    assert ledger.admit("y", table(a=(0, 1)))


def test_release_leaves_what_the_others_hold() -> None:
    ledger: Ledger[str] = Ledger()
    for job, flags in {"x": SHARED, "y": SHARED, "z": WRITER}.items():
        assert ledger.admit(job, table(a=flags))
    assert ledger.held("a") == (3, 3)
    ledger.release("x", table(a=SHARED))
    assert ledger.held("a") == (3, 3)
    ledger.release("y", table(a=SHARED))
    assert ledger.held("a") == WRITER
    ledger.release("z", table(a=WRITER))
    assert ledger.held("a") == (NONE, ALL)
    assert not ledger.holders("a")


def test_advance_does_not_count_the_claims_of_the_job_itself() -> None:
    ledger: Ledger[str] = Ledger()
    ledger.admit("x", table(a=SOLE, b=SHARED))
    assert ledger.advance("x", table(a=SOLE, b=SHARED), table(a=SOLE, c=SOLE))
    assert [ledger.held(node) for node in "abc"] == [SOLE, (NONE, ALL), SOLE]
    assert not ledger.holders("b")
    ledger.admit("y", table(b=SHARED))
    assert not ledger.advance("x", table(a=SOLE, c=SOLE), table(a=SHARED, b=SOLE))
    assert [ledger.held(node) for node in "abc"] == [SOLE, SHARED, SOLE]


def test_a_twin_holder_counts_though_its_claim_is_the_same() -> None:
    ledger: Ledger[str] = Ledger()
    ledger.admit("x", table(a=SHARED))
    ledger.admit("y", table(a=SHARED))
    assert not ledger.advance("x", table(a=SHARED), table(a=SOLE))
    assert ledger.conflicts(table(a=SOLE), "x") == (Clash("a", 1, False, ("y",)),)


def test_conflicts_name_both_directions_and_all_holders() -> None:
    ledger: Ledger[str] = Ledger()
    ledger.admit("x", table(a=(1, 1)))
    ledger.admit("y", table(a=(1, 1), b=(0, 2)))
    assert ledger.conflicts(table(a=(2, 0), b=(3, 0), c=SOLE)) == (
        Clash("a", 2, True, ("x", "y")),
        Clash("a", 1, False, ("x", "y")),
        Clash("b", 1, True, ("y",)),
    )
    assert ledger.conflicts(table(a=(1, 1))) == ()
    assert ledger.conflicts(table(a=(2, 0)), "x") == (Clash("a", 2, True, ("y",)), Clash("a", 1, False, ("y",)))


claims = st.tuples(st.integers(0, 7), st.integers(0, 7))
tables = st.dictionaries(st.sampled_from("abc"), claims, min_size=1).map(lambda found: tuple(found.items()))


@given(st.lists(tables, max_size=6), st.randoms(use_true_random=False))
def test_order_and_history_leave_no_trace(asked: list[Table], random: object) -> None:
    """T5, T6: the set of those that are admitted can come in any order, and refusals and releases leave nothing."""
    ledger: Ledger[str] = Ledger()
    admitted = {str(at): each for at, each in enumerate(asked) if ledger.admit(str(at), each)}
    before = [ledger.held(node) for node in "abc"]
    order = list(admitted)
    random.shuffle(order)  # type: ignore[attr-defined]
    again: Ledger[str] = Ledger()
    assert all(again.admit(job, admitted[job]) for job in order)
    assert [again.held(node) for node in "abc"] == before
    for job in order:
        again.release(job, admitted[job])
    assert [again.held(node) for node in "abc"] == [(NONE, ALL)] * 3


@given(st.lists(tables, max_size=6), tables)
def test_conflicts_are_there_exactly_when_it_refuses(held: list[Table], asked: Table) -> None:
    """T12: a refusal names a holder."""
    ledger: Ledger[str] = Ledger()
    for at, each in enumerate(held):
        ledger.admit(str(at), each)
    clashes = ledger.conflicts(asked)
    assert ledger.fits(asked) == (not clashes)
    assert all(clash.jobs and clash.bits for clash in clashes)
    assert ledger.admit("new", asked) == (not clashes)
