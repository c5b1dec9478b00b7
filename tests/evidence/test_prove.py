"""`nac prove`: the same bytes wherever it runs, and what is stale has a name."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import nac
from checker.cli import main
from checker.evidence.clauses import Clause, without
from checker.evidence.contents import BETWEEN, scripts
from checker.evidence.disk import Unusable
from checker.evidence.findings import NotShown, by_solver, everything
from checker.evidence.proofs import MUTANTS, about, check, folder_name, prove
from checker.smt.solve import Solver
from nac.certificate import NAME, CertifiedObligation, dumps, proofs_folder, read, sealed
from nac.compiled import dumps as compiled

from .conftest import SPECS

ROOT = Path(__file__).parents[2]


def content(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_shipped_evidence_is_not_stale() -> None:
    assert check(proofs_folder(), {name: name for name in nac.shipped()}, whole=True) == ()


def test_nothing_is_stale_after_proving(made: Path) -> None:
    assert check(made, SPECS, whole=True) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_bytes_with_any_hash_seed(made: Path, tmp_path: Path, seed: str) -> None:
    for name in ("examples/rwlock", "examples/mgl"):
        run = subprocess.run(
            [sys.executable, "-m", "checker", "prove", name, "-o", str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            timeout=120,
            check=True,
        )
        assert run.stderr == b""
    assert content(tmp_path) == content(made)


def test_scripts_can_be_told_apart(made: Path) -> None:
    certificate = read(made / "examples" / "rwlock" / NAME)
    for name, _ in certificate.files:
        text = (made / "examples" / "rwlock" / name).read_text(encoding="utf-8")
        listed = [question.id for question in certificate.questions() if question.text and question.text.file == name]
        assert [script.split("\n")[0].removeprefix("; ") for script in scripts(text)] == listed
        assert text.count(BETWEEN) == len(listed) - 1


def test_every_text_has_a_witness_of_its_hypotheses(made: Path) -> None:
    for spec in SPECS:
        certificate = read(made / spec / NAME)
        witnesses = {witness.id for witness in certificate.witnesses}
        assert {question.witness for question in certificate.questions() if question.text} == witnesses


def test_a_changed_spec_makes_its_evidence_stale(made: Path, tmp_path: Path) -> None:
    text = (ROOT / "spec" / "examples" / "rwlock.nac").read_text(encoding="utf-8")
    changed = tmp_path / "rwlock.nac"
    changed.write_text(text + "\n", encoding="utf-8")
    assert check(made, {"examples/rwlock": str(changed)}, whole=False) == ()  # it means the same
    spec = nac.load("examples/rwlock")
    for flag, holds in (("write", True), ("read", False)):
        mutant = without(spec, Clause("write-lock", "prohibit", 0, spec.flags(flag).bit_length() - 1))
        changed = tmp_path / f"{flag}.json"
        changed.write_text(compiled(mutant), encoding="utf-8")
        stale = check(made, {"examples/rwlock": str(changed)}, whole=False)
        assert stale
        assert all("rwlock" in line for line in stale)
        assert any(f"{NAME}: another text is called for" in line for line in stale) == holds


def test_damage_is_stale(proofs: Path) -> None:
    (proofs / "examples" / "rwlock" / "race.smt2").unlink()
    (proofs / "theorems" / "twins.smt2").write_text("", encoding="utf-8")
    (proofs / "examples" / "mgl" / "more.smt2").write_text("", encoding="utf-8")
    stale = check(proofs, SPECS, whole=True)
    assert [line.rpartition("/")[2] for line in stale] == [
        "twins.smt2: another text is called for",
        "race.smt2: missing",
        "more.smt2: not called for",
    ]


def test_a_spec_too_many_is_named(made: Path) -> None:
    assert check(made, {"examples/mgl": "examples/mgl"}, whole=False) == ()
    assert check(made, {"examples/mgl": "examples/mgl"}, whole=True) == (f"{made / 'examples' / 'rwlock'}: of no spec",)


def test_an_example_that_shows_nothing_is_not_believed(proofs: Path) -> None:
    place = proofs / "examples" / "rwlock" / NAME
    certificate = read(place)

    def spoilt(obligation: CertifiedObligation) -> CertifiedObligation:
        if obligation.kind != "role":
            return obligation
        return replace(obligation, questions=tuple(replace(q, example=other) for q in obligation.questions))

    other = next(q.example for q in certificate.questions() if q.example is not None)
    certificate = sealed(replace(certificate, obligations=tuple(map(spoilt, certificate.obligations))))
    place.write_text(dumps(certificate), encoding="utf-8")
    stale = check(proofs, SPECS, whole=True)
    assert any("role/" in line and "there is no example" in line for line in stale)


WRONG = """
action write "w" covers writes at node
operation put(n) { at n { require write allow write } effects { writes n } }
property "one" { never a requires write while b requires write }
scenario "s" { graph { node x } refuse put(n: x) }
"""
VACUOUS = """
action write "w" covers writes at node
operation put(n) { where empty n  at n { require write } effects { writes n } }
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "named"), [(WRONG, ("property/0", "scenario s")), (VACUOUS, ("run/put", "together/put/put: no example"))]
)
def test_what_does_not_hold_gets_no_certificate(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    spec = nac.compile(text)
    with Solver() as solver, pytest.raises(NotShown) as raised:
        everything(spec, by_solver(spec, solver))
    for name in named:
        assert any(name in line for line in raised.value.what)
    path = tmp_path / "wrong.nac"
    path.write_text(text, encoding="utf-8")
    assert main(["prove", str(path), "-o", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out" / "wrong").exists()
    assert (tmp_path / "out" / "theorems" / NAME).exists()


def test_exit_codes(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "examples/mgl", "--check", "-o", str(made)]) == 0
    assert "nothing is stale" in capsys.readouterr().out
    assert main(["prove", "examples/nfs4", "--check", "-o", str(made)]) == 1
    assert "nfs4/certificate.json: there is no such file" in capsys.readouterr().out
    assert main(["prove", "no-such-spec", "-o", str(tmp_path)]) == 2


def test_names_of_folders(tmp_path: Path) -> None:
    for name in ("My Own.nac", "rfc.nac", "theorems.nac", "ü.nac"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert folder_name("examples/mgl") == "examples/mgl"
    assert folder_name(str(tmp_path / "My Own.nac")) == "my-own"
    assert folder_name(str(tmp_path / "rfc.nac")) == "rfc-spec"
    assert folder_name(str(tmp_path / "theorems.nac")) == "theorems-spec"
    assert folder_name(str(tmp_path / "ü.nac")) == "spec"
    twice = [str(tmp_path / name) for name in ("a b.nac", "a-b.nac")]
    for name in twice:
        Path(name).write_text("action a\n", encoding="utf-8")
    with pytest.raises(Unusable, match="rename one"):
        prove(tmp_path / "out", {name: name for name in twice})


@pytest.mark.slow
def test_the_report_on_mutants_stays_while_the_spec_does(proofs: Path) -> None:
    place = proofs / "examples" / "mgl"
    spec = nac.load("examples/mgl")
    (place / MUTANTS).write_text(f"# Mutants\n\n{about(spec)}\n", encoding="utf-8")
    assert prove(proofs, SPECS).failed == ()
    assert (MUTANTS in dict(read(place / NAME).files)) is True
    assert check(proofs, SPECS, whole=True) == ()
    (place / MUTANTS).write_text("# Mutants\n\nSpec: sha256 0.\n", encoding="utf-8")
    assert any(MUTANTS in line for line in check(proofs, SPECS, whole=True))
    assert prove(proofs, SPECS).failed == ()
    assert not (place / MUTANTS).exists()
