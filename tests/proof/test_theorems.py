"""Every theorem is proved, is not vacuous, and fails where it must; a wrong kernel is caught."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.smt.logic import Formula
from checker.smt.outcome import Outcome, Proved, Refuted, Unknown
from checker.smt.solve import RLIMIT, Solver, Task
from checker.theorems import Model, TheoremResult, prove_theorems, theorems
from checker.theorems.model import Part, prove, theorem, twin, without
from checker.theorems.symbolic import Bits, SymbolicFlags
from checker.theorems.words import NOW, obligation
from nac import kernel

ROOT = Path(__file__).parents[2]
IDS = ("K1", "L1", *(f"T{n}" for n in range(1, 13)))
THEOREMS = {theorem.id: theorem for theorem in theorems()}
TWINS = {twin.obligation.name: (theorem.id, n) for theorem in THEOREMS.values() for n, twin in enumerate(theorem.twins)}


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver() as solver:
        yield solver


@pytest.fixture(scope="module")
def results(solver: Solver) -> dict[str, TheoremResult]:
    return {result.theorem.id: result for result in prove_theorems(solver)}


def scripts() -> list[tuple[str, str, str]]:
    """(name, the verdict that it must have, script) of everything."""
    found = []
    for each in theorems():
        found += [(main.name, "unsat", main.script()) for main in each.obligations]
        found += [(f"witness of {witness.name}", "sat", witness.vacuity_script()) for witness in each.witnesses]
        found += [(twin.obligation.name, "sat", twin.obligation.script()) for twin in each.twins]
    return found


def test_all_theorems_are_there() -> None:
    assert tuple(THEOREMS) == IDS


@pytest.mark.parametrize("id", IDS)
def test_proved(results: dict[str, TheoremResult], id: str) -> None:
    result = results[id]
    assert isinstance(result.outcome, Proved), result.outcome
    assert all(isinstance(outcome, Proved) for outcome in result.outcomes)
    assert len(result.outcomes) == len(result.theorem.obligations) == len(result.theorem.witnesses)


@pytest.mark.parametrize("id", IDS)
def test_not_vacuous(results: dict[str, TheoremResult], id: str) -> None:
    assert all(isinstance(outcome, Proved) for outcome in results[id].vacuity)
    for main, witness in zip(results[id].theorem.obligations, results[id].theorem.witnesses, strict=True):
        assert witness.hypotheses[:-1] == main.hypotheses
        assert witness.hypotheses[-1][1] != "true"


@pytest.mark.parametrize("name", TWINS)
def test_twin_is_refuted(results: dict[str, TheoremResult], name: str) -> None:
    id, number = TWINS[name]
    assert isinstance(results[id].twins[number], Refuted)


def test_every_obligation_has_a_twin() -> None:
    for each in THEOREMS.values():
        for main in each.obligations:
            start = f"{main.name}-without-"
            assert any(twin.obligation.name.startswith(start) for twin in each.twins), main.name


def test_names_are_unique_and_texts_differ() -> None:
    names = [name for name, _, _ in scripts()]
    assert len(set(names)) == len(names)
    texts = ["\n".join(line for line in script.splitlines() if line[0] != ";") for _, _, script in scripts()]
    assert len(set(texts)) > len(texts) * 0.95  # T2 and T4 share the obligation of release


def test_the_kernel_is_what_the_theorems_are_about() -> None:
    """Every function of the kernel is executed by some theorem."""
    called: set[str] = set()

    def spy(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            called.add(name)
            return function(*args)

        return call

    with pytest.MonkeyPatch.context() as patch:
        functions = [name for name, value in vars(kernel).items() if callable(value) and not isinstance(value, type)]
        functions = [name for name in functions if getattr(vars(kernel)[name], "__module__", "") == kernel.__name__]
        for name in functions:
            patch.setattr(kernel, name, spy(name, vars(kernel)[name]))
        theorems()
    assert called == set(functions) >= {"conflict", "join_require", "join_allow", "weaker"}


MUTANTS: list[tuple[str, Callable[..., Any], str]] = [
    ("conflict", lambda held_r, held_a, r, a: r & ~held_a, "T1 T2 T4 T5 T7 T9"),
    ("conflict", lambda held_r, held_a, r, a: held_r & ~a, "T1 T2 T4 T5 T7 T9"),
    ("conflict", lambda held_r, held_a, r, a: r & ~held_a & (held_r & ~a), "T1 T2 T7"),
    ("conflict", lambda held_r, held_a, r, a: r & held_a | held_r & a, "K1 T1 T2 T12"),
    ("conflict", lambda held_r, held_a, r, a: r & ~held_a | held_r & ~a | r & held_r, "T1 T8 T12"),
    ("conflict", lambda held_r, held_a, r, a: r & ~a | held_r & ~held_a, "T1 T2 T12"),
    ("conflict", lambda held_r, held_a, r, a: r & ~r, "T1 T2 T7"),
    ("conflict", lambda held_r, held_a, r, a: r | held_r, "T1 T12"),
    ("join_require", lambda x, y: x & y, "K1 T3"),
    ("join_require", lambda x, y: y, "T3"),
    ("join_require", lambda x, y: x, "K1 T3"),
    ("join_require", lambda x, y: x | ~y, "K1 T3"),
    ("join_allow", lambda x, y: x | y, "K1 T3 T7"),
    ("join_allow", lambda x, y: x, "K1 T3 T5 T7"),
    ("join_allow", lambda x, y: y, "T3 T5 T7"),
    ("weaker", lambda r, a, than_r, than_a: r & ~than_r, "T8 T9"),
    ("weaker", lambda r, a, than_r, than_a: than_a & ~a, "T8 T9"),
    ("weaker", lambda r, a, than_r, than_a: than_r & ~r | a & ~than_a, "K1 T8 T9"),
    ("weaker", lambda r, a, than_r, than_a: r & ~r, "T8 T9"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "function", "broken"), MUTANTS)
def test_a_wrong_kernel_is_refuted(
    solver: Solver, monkeypatch: pytest.MonkeyPatch, name: str, function: Callable[..., Any], broken: str
) -> None:
    monkeypatch.setattr(kernel, name, function)
    refuted = {
        result.theorem.id: result.outcome for result in prove_theorems(solver) if isinstance(result.outcome, Refuted)
    }
    assert set(broken.split()) <= set(refuted)
    model = refuted[broken.split(maxsplit=1)[0]].counterexample
    assert isinstance(model, Model)
    assert model.obligation.startswith(broken.split(maxsplit=1)[0])
    assert "define-fun" in model.text


@pytest.mark.parametrize(
    "function",
    [
        lambda held_r, held_a, r, a: r & ~held_a | held_r & ~a if r else r,
        lambda held_r, held_a, r, a: r & ~held_a if r == a else held_r & ~a,
        lambda held_r, held_a, r, a: r & ~held_a if r != a else held_r & ~a,
        lambda held_r, held_a, r, a: {r: held_r}[r],
        lambda held_r, held_a, r, a: r ^ held_a,
        lambda held_r, held_a, r, a: r - held_a,
        lambda held_r, held_a, r, a: int(r) & ~held_a,
        lambda held_r, held_a, r, a: not r,
    ],
)
def test_a_kernel_that_does_more_than_flag_algebra_is_not_misread(
    monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any]
) -> None:
    monkeypatch.setattr(kernel, "conflict", function)
    with pytest.raises(TypeError):
        theorems()


@pytest.mark.parametrize(("name", "value"), [("NONE", 1), ("ALL", 0xFFFF), ("ALL", 0), ("NONE", -1)])
def test_other_neutral_elements_are_not_misread(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    monkeypatch.setattr(kernel, name, value)
    with pytest.raises(ValueError, match="no flag"):
        theorems()


def test_flags_of_other_numbers_have_no_meaning() -> None:
    with pytest.raises(ValueError, match="5 is neither"):
        SymbolicFlags.of(5)


BIG = st.integers(-(1 << 130), 1 << 130)


@given(BIG, BIG, BIG, BIG, st.integers(0, 140))
def test_numbers_of_any_size_are_read_bit_by_bit(v1: int, v2: int, v3: int, v4: int, bit: int) -> None:
    """What K1 proves for 64 bits holds for Python's numbers: the same functions over truth values."""

    def flags(value: int) -> SymbolicFlags:
        return SymbolicFlags(lambda action: "true" if value >> bit & 1 else "false")

    def has(number: int) -> Formula:
        return "true" if number >> bit & 1 else "false"

    four = [flags(value) for value in (v1, v2, v3, v4)]
    assert kernel.conflict(*four).has("a") == has(kernel.conflict(v1, v2, v3, v4))
    assert kernel.weaker(*four).has("a") == has(kernel.weaker(v1, v2, v3, v4))
    assert kernel.join_require(*four[:2]).has("a") == has(kernel.join_require(v1, v2))
    assert kernel.join_allow(*four[:2]).has("a") == has(kernel.join_allow(v1, v2))


def test_bits_build_terms() -> None:
    one, other = Bits("x"), Bits("y")
    assert (~one & other | one).term == ("bvor", ("bvand", ("bvnot", "x"), "y"), "x")


@pytest.mark.slow
def test_resources_stay_far_below_the_limit(solver: Solver) -> None:
    all_of_them = scripts()
    answers = solver.decide(Task(script, rlimit=RLIMIT // 10) for _, _, script in all_of_them)
    wrong = [name for (name, verdict, _), answer in zip(all_of_them, answers, strict=True) if answer.verdict != verdict]
    assert wrong == []
    assert max(answer.resources for answer in answers) < RLIMIT // 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_verdicts_do_not_depend_on_the_seed(solver: Solver, seed: int) -> None:
    all_of_them = scripts()
    answers = solver.decide(Task(script, seed=seed) for _, _, script in all_of_them)
    assert [answer.verdict for answer in answers] == [verdict for _, verdict, _ in all_of_them]


def test_cores_name_hypotheses(solver: Solver) -> None:
    obligations = [main for each in THEOREMS.values() for main in each.obligations]
    answers = solver.decide(Task(main.script(), core=True) for main in obligations)
    for main, answer in zip(obligations, answers, strict=True):
        assert answer.verdict == "unsat"
        assert set(answer.core) <= {label for label, _ in main.hypotheses}
    assert "R is what the holders require" in answers[[main.name for main in obligations].index("T1.go")].core


@pytest.mark.slow
def test_the_text_is_the_same_with_any_hash_seed() -> None:
    code = """
import hashlib
from tests.proof.test_theorems import scripts
print(hashlib.sha256("".join(script for _, _, script in scripts()).encode()).hexdigest())
"""
    here = hashlib.sha256("".join(script for _, _, script in scripts()).encode()).hexdigest()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, capture_output=True, text=True, timeout=60, cwd=ROOT, env=environment, check=True)
        assert done.stdout.strip() == here


@pytest.mark.slow
def test_the_second_solver_agrees() -> None:
    """The same text, decided by cvc5."""
    cvc5 = pytest.importorskip("cvc5", reason="cvc5 is not installed (pip install 'node-access-control[recheck]')")
    for name, verdict, script in scripts():
        solver = cvc5.Solver()
        solver.setOption("rlimit", "10000000")
        solver.setOption("finite-model-find", "true")
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, name)
        symbols, said = parser.getSymbolManager(), ""
        while not (command := parser.nextCommand()).isNull():
            said += command.invoke(solver, symbols)
        assert said.strip() == verdict, name


# What the result says when something is amiss


def outcome(
    solver: Solver, goal: Formula, *hypotheses: tuple[str, Formula], interesting: Formula, wrong: Formula
) -> Outcome:
    main = obligation("X", "A statement.", hypotheses, goal)
    part = Part(main, interesting, (twin("it", "a thing", obligation("X", "A statement.", hypotheses, wrong)),))
    (result,) = prove((theorem("X", "title", "statement", part),), solver)
    return result.outcome


def test_overall_outcomes(solver: Solver) -> None:
    s, t = NOW.active("s"), NOW.active("t")
    assert isinstance(outcome(solver, s, ("s is active", s), interesting=t, wrong=t), Proved)
    refuted = outcome(solver, t, ("s is active", s), interesting=t, wrong=t)
    assert isinstance(refuted, Refuted)
    assert isinstance(refuted.counterexample, Model)
    vacuous = outcome(solver, s, ("s is active", s), interesting=("not", s), wrong=t)
    assert isinstance(vacuous, Unknown)
    assert "X may be vacuous" in vacuous.reason
    harmless = outcome(solver, s, ("s is active", s), interesting=t, wrong=s)
    assert isinstance(harmless, Unknown)
    assert "X-without-it should be refuted" in harmless.reason


def test_a_theorem_that_is_not_decided_is_unknown() -> None:
    with Solver(1, rlimit=1) as solver:
        for result in prove_theorems(solver):
            assert isinstance(result.outcome, Unknown)
            assert "max. resource limit exceeded" in result.outcome.reason or "canceled" in result.outcome.reason


def test_a_twin_must_drop_something() -> None:
    with pytest.raises(ValueError, match="no hypothesis 'nothing'"):
        without(THEOREMS["T1"].obligations[0], "nothing", "name")
