"""Theorem L1 is about the ledger that runs: with a fault planted in its source it is refuted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver
from checker.theorems import theorems
from checker.theorems.executed import MOST_BRANCHES, BranchingFlags, Choices, lifted, ways
from checker.theorems.ledger import l1
from checker.theorems.model import prove
from nac import kernel, ledger
from nac.ledger import Ledger

SOURCE = Path(ledger.__file__).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver() as solver:
        yield solver


def changed(*changes: tuple[str, str]) -> type[Ledger[str]]:
    """The ledger with lines of its source changed."""
    source = SOURCE
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    module: dict[str, object] = {"__name__": "nac.ledger", "__package__": "nac"}
    exec(compile(source, "ledger.py", "exec"), module)
    made = module["Ledger"]
    assert isinstance(made, type)
    return made


REFOLDS = "held[0], held[1] = fold(claims)"
FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "release does not refold": ((REFOLDS, "pass"), ("((held[0], held[1]),) = claims", "pass")),
    "release does not refold where several claims stay": ((REFOLDS, "pass"),),
    "release does not refold where one claim stays": (("((held[0], held[1]),) = claims", "pass"),),
    "an emptied node keeps its flags": (("                del nodes[node]\n", "                claims.clear()\n"),),
    "a shared claim is dropped with its first holder": (("if len(jobs) > 1:", "if False:"),),
    "a fold forgets what is required": (("join_require(require, more_require), ", "require, "),),
    "a fold allows what one does not": ((", join_allow(allow, more_allow)", ", allow | more_allow"),),
    "a new claim is not joined": (("held[1] = join_allow(held_allow, allow)", "pass"),),
    "a newcomer's requirement is not joined": (("held[0] = join_require(held_require, require)", "pass"),),
    "a holder of a shared claim is not noted": (("jobs[job] = None  # a claim", "pass  # a claim"),),
    "a job that advances meets itself": (("mine.get(node)", "None"),),
    "a job that advances does not meet its twin": (("if own is None or len(held[2][own]) > 1:", "if own is None:"),),
    "an advance leaves the old claims": (("        self.release(job, own)\n", ""),),
    "an advance takes what conflicts": (("if conflict(*self._others(", "if False and conflict(*self._others("),),
}


def test_it_is_one_of_the_theorems_and_about_what_runs(solver: Solver) -> None:
    (stated,) = [each for each in theorems() if each.id == "L1"]
    assert [one.script() for one in stated.obligations] == [one.script() for one in l1(Ledger).obligations]
    (same,) = prove((l1(changed()),), solver)
    assert isinstance(same.outcome, Proved)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_source_is_refuted(fault: str, solver: Solver) -> None:
    (result,) = prove((l1(changed(*FAULTS[fault])),), solver)
    assert isinstance(result.outcome, Refuted)


def test_the_shipped_ledger_is_read_when_it_is_asked(solver: Solver, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `nac check` asks: the theorems are made of the functions as they are then."""
    faulty = changed(*FAULTS["an emptied node keeps its flags"])
    monkeypatch.setattr(Ledger, "release", faulty.release)
    (stated,) = [each for each in theorems() if each.id == "L1"]
    (result,) = prove((stated,), solver)
    assert isinstance(result.outcome, Refuted)


def test_every_way_is_taken_once() -> None:
    def run(choices: Choices) -> str:
        one, two = (BranchingFlags(lambda a, name=name: (name, a), choices) for name in "pq")  # type: ignore[misc]
        if one & two:
            return "both"
        return "one" if one else "none"

    found = sorted(answer for _, answer in ways(run) if isinstance(answer, str))
    assert found == ["both", "none", "one"]


def test_a_way_without_end_is_an_error() -> None:
    def run(choices: Choices) -> str:
        flags = BranchingFlags(lambda a: ("p", a), choices)
        while flags:
            pass
        return "never"

    with pytest.raises(RuntimeError, match="too many branches"):
        list(ways(run))
    assert MOST_BRANCHES > 10


def test_flags_of_no_holder_are_symbols_too() -> None:
    assert lifted(kernel.NONE).has("a") == "false"
    assert lifted(kernel.ALL).has("a") == "true"
    with pytest.raises(ValueError, match="neither"):
        lifted(1)
