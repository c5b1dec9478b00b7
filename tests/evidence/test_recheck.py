"""`nac recheck`: other solvers decide the same texts; what is not in order has a name; what differs is told."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import main
from checker.evidence.contents import BETWEEN, scripts, sha
from checker.evidence.folder import SUMS, Folder, ProofText
from checker.evidence.recheck import Rechecked, Run, as_json, as_text, recheck, spreads
from checker.smt.engines import CVC5, ENGINES, ENUMERATE, Z3
from checker.smt.solve import Answer, Solver, SolverMissing, Task
from nac.certificate import NAME
from tests.proof.scripts import SAT, UNSAT, pigeons

from .conftest import RWLOCK, forge

pytestmark = pytest.mark.slow  # evidence is made again and again

needs_cvc5 = pytest.mark.skipif(importlib.util.find_spec("cvc5") is None, reason="cvc5 is not installed")
EVERY = [Z3, pytest.param(CVC5, marks=needs_cvc5), ENUMERATE]


@pytest.fixture(scope="module")
def part(made: Path) -> Path:
    return made / RWLOCK


@needs_cvc5
def test_all_agree_on_a_spec(part: Path) -> None:
    result = recheck(part, list(ENGINES.values()))
    assert result.exit_code == 0
    assert len(result.folder.scripts) > 20
    assert as_text(result).count(f"{len(result.folder.scripts)} agree") == 3


@pytest.mark.parametrize("engine", [Z3, pytest.param(CVC5, marks=needs_cvc5)])
def test_solvers_agree_on_the_theorems(made: Path, engine: object) -> None:
    assert isinstance(engine, type(Z3))
    result = recheck(made / "theorems", [engine])
    assert result.exit_code == 0
    assert {script.answer for script in result.folder.scripts} == {"sat", "unsat"}


@pytest.mark.parametrize("engine", EVERY)
def test_engines_answer(engine: object) -> None:
    assert isinstance(engine, type(Z3))
    with Solver(1, engine=engine, hard_limit=20, rlimit=20_000) as solver:
        unsat = "(declare-fun p () Bool)(assert p)(assert (not p))(check-sat)"
        answers = solver.decide([Task(UNSAT), Task(SAT), Task(unsat), Task("(assert"), Task(pigeons(12)), Task(SAT)])
    assert [answer.verdict for answer in answers] == ["unsat", "sat", "unsat", "unknown", "unknown", "sat"]
    assert all(answer.reason for answer in answers if answer.verdict == "unknown")


@needs_cvc5
def test_a_hanging_solver_is_ended() -> None:
    with Solver(1, engine=CVC5, hard_limit=1, rlimit=2**31) as solver:
        answers = solver.decide([Task(pigeons(14)), Task(SAT)])
    assert [answer.verdict for answer in answers] == ["unknown", "sat"]
    assert "hard limit" in answers[0].reason


def test_a_solver_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SolverMissing, match=r"cvc5: pip install 'node-access-control\[recheck\]'"):
        Solver(1, engine=CVC5)


def test_seeds_and_their_spread(part: Path) -> None:
    result = recheck(part, [Z3, ENUMERATE], seeds=3)
    assert [len(run.answers) for run in result.runs] == [3, 1]
    rows = {(each.engine, each.kind): each for each in spreads(result)}
    assert rows["z3", "race"].median > 0
    assert all(each.spread >= 1 for each in rows.values())
    assert "spread" in as_text(result)
    assert len(as_json(result)["texts"][0]["engines"]["z3"]["answers"]) == 3


def never(*arguments: object) -> list[Answer]:
    raise AssertionError("something was decided")


def test_a_missing_solver_is_told_before_anything_is_decided(
    part: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    genuine = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "cvc5" else genuine(name))
    monkeypatch.setattr(Solver, "decide", never)
    assert main(["recheck", str(part)]) == 2
    said = capsys.readouterr().err
    assert "nothing was decided: this needs cvc5: pip install 'node-access-control[recheck]'" in said
    assert "--solver z3" in said


def test_what_cannot_be_loaded_is_told_before_anything_is_decided(
    part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cvc5.py").write_text("raise OSError('no such library')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(Solver, "decide", never)
    assert main(["recheck", str(part)]) == 2
    said = capsys.readouterr().err
    assert "nothing was decided: cvc5 cannot be loaded (OSError: no such library)" in said


def test_one_solver_is_enough(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None)
    assert main(["recheck", str(part), "--solver", "enumerate"]) == 0


def test_a_seed_without_an_answer_has_no_part_in_the_spread() -> None:
    """It counted as one resource, and made the largest ratio."""

    def answers(*resources: int) -> tuple[Answer, ...]:
        return tuple(
            Answer("unsat", "", count) if count else Answer("unknown", "hard limit of 1 s") for count in resources
        )

    texts = tuple(
        ProofText("a", kind, f"{kind}/{n}", "", "unsat") for kind, n in (("race", 0), ("race", 1), ("other", 0))
    )
    run = Run("z3", "1", (answers(5000, 70, 0), answers(0, 80, 0), answers(5500, 90, 0)))
    result = Rechecked(Folder({}, texts, ()), (run,))
    other, race = spreads(result)
    assert (race.texts, race.median, race.most, race.worst) == (2, 2665.0, 5500, "a: race/1")
    assert 1.2 < race.spread < 1.3
    assert (race.unanswered, other.unanswered) == (1, 3)
    assert (other.median, other.most, other.spread, other.worst) == (0, 0, 1, "")
    text = as_text(result)
    assert "z3       race             2      2665      5500    1.3x  a: race/1; 1 unanswered\n" in text
    assert "1.0x  3 unanswered\n" in text


# What is not in order


def truncated(root: Path) -> str:
    path = root / RWLOCK / "race.smt2"
    path.write_bytes(path.read_bytes()[:-20])
    return "rwlock/race.smt2"


def changed(root: Path) -> str:
    path = root / RWLOCK / "race.smt2"
    path.write_bytes(path.read_bytes().replace(b"unsat", b"UNSAT", 1))
    return "rwlock/race.smt2"


def missing(root: Path) -> str:
    (root / RWLOCK / "coverage.smt2").unlink()
    return "rwlock/coverage.smt2"


def swapped(root: Path) -> str:
    one, other = root / RWLOCK / "coverage.smt2", root / RWLOCK / "race.smt2"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return "rwlock/race.smt2"


def swapped_specs(root: Path) -> str:
    one, other = root / "examples" / "mgl", root / RWLOCK
    one.rename(root / "x")
    other.rename(one)
    (root / "x").rename(other)
    return "rwlock/certificate.json"


def one_too_many(root: Path) -> str:
    (root / RWLOCK / "extra.smt2").write_text("(check-sat)", encoding="utf-8")
    return "rwlock/extra.smt2"


def no_certificate(root: Path) -> str:
    (root / RWLOCK / NAME).unlink()
    return "rwlock/certificate.json"


def no_spec(root: Path) -> str:
    shutil.rmtree(root / RWLOCK)
    return "rwlock/certificate.json"


def no_theorems(root: Path) -> str:
    shutil.rmtree(root / "theorems")
    return "theorems/certificate.json"


def damaged_certificate(root: Path) -> str:
    path = root / RWLOCK / NAME
    path.write_bytes(path.read_bytes().replace(b"proved", b"PROVED", 1))
    return "rwlock/certificate.json"


def no_list(root: Path) -> str:
    (root / SUMS).unlink()
    return SUMS


def damaged_list(root: Path) -> str:
    path = root / SUMS
    path.write_bytes(path.read_bytes()[:-3])
    return SUMS


def a_link(root: Path) -> str:
    (root / RWLOCK / "link.smt2").symlink_to(root / RWLOCK / "race.smt2")
    return "rwlock/link.smt2"


def nothing_there(root: Path) -> str:
    shutil.rmtree(root)
    return "no such folder"


HARMS = (
    *(truncated, changed, missing, swapped, swapped_specs, one_too_many, no_certificate, no_spec, no_theorems),
    *(damaged_certificate, no_list, damaged_list, a_link, nothing_there),
)


@pytest.mark.parametrize(
    "harm",
    HARMS,
    ids=lambda harm: harm.__name__,
)
def test_what_is_not_in_order_is_named(
    proofs: Path, harm: Callable[[Path], str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = harm(proofs)
    assert main(["recheck", str(proofs), "--solver", "z3"]) == 2
    out, err = capsys.readouterr()
    assert named in out
    assert err == ""
    assert "nothing was decided" in out


def test_texts_in_another_order_are_not_in_their_places(proofs: Path) -> None:
    path = proofs / RWLOCK / "race.smt2"
    parts = scripts(path.read_text(encoding="utf-8"))
    forge(proofs, "race.smt2", BETWEEN.join([*parts[1:], parts[0]]), {})
    assert any("not in its place" in problem for problem in recheck(proofs, [Z3]).folder.problems)


@pytest.mark.parametrize("engine", EVERY)
def test_a_forged_proof_is_found_out(proofs: Path, engine: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(engine, type(Z3))
    path = proofs / RWLOCK / "race.smt2"
    parts = scripts(path.read_text(encoding="utf-8"))
    lines = parts[0].split("\n")
    weaker = "\n".join(line for line in lines if "compatible" not in line)
    assert weaker != parts[0]
    forge(proofs, "race.smt2", BETWEEN.join([weaker, *parts[1:]]), {sha(parts[0]): sha(weaker)})
    assert main(["recheck", str(proofs / RWLOCK), "--solver", engine.name]) == 1
    out = capsys.readouterr().out
    assert f"the certificate says unsat, {engine.name} says sat" in out
    assert main(["recheck", str(proofs / RWLOCK), "--solver", engine.name, "--format", "json"]) == 1
    found = [
        each
        for each in json.loads(capsys.readouterr().out)["texts"]
        if each["engines"][engine.name]["outcome"] == "differ"
    ]
    assert [each["id"] for each in found] == [lines[0].removeprefix("; ")]


@pytest.mark.parametrize("engine", EVERY)
def test_unknown_is_no_success(made: Path, engine: object) -> None:
    assert isinstance(engine, type(Z3))
    result = recheck(made / "theorems", [engine], rlimit=1)
    assert result.exit_code == 3
    assert "open: " in as_text(result)


@needs_cvc5
def test_the_shipped_evidence_under_ten_seeds() -> None:
    assert main(["recheck", "--solver", "z3", "--seeds", "10"]) == 0
    assert main(["recheck", "--solver", "cvc5", "--seeds", "10"]) == 0


def test_the_shipped_evidence_without_a_solver() -> None:
    assert main(["recheck", "--solver", "enumerate"]) == 0
