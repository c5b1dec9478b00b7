"""All evidence is read before any is decided: no script does more than ask, and what else lies there is named."""

from __future__ import annotations

import importlib.util
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from checker.cli import main
from checker.evidence.folder import read
from nac.certificate import NAME, Witness, proofs_folder
from nac.certificate import read as certificate_in

from .conftest import RWLOCK, disguise, forge, relist, reseal

needs_cvc5 = pytest.mark.skipif(importlib.util.find_spec("cvc5") is None, reason="cvc5 is not installed")
SOLVERS = ("z3", pytest.param("cvc5", marks=needs_cvc5), "enumerate")
CHANNELS = (
    ':regular-output-channel "{}"',
    ':diagnostic-output-channel "{}"',
    ':out "{}"',
    ':err "{}"',
    ':trace-file-name "{}"',
    ":global-negate true",
)
ASKED = "(declare-fun p () Bool)\n(assert p)\n(assert (not p))\n"
MORE = {
    "an assertion after the question": "(declare-fun p () Bool)\n(check-sat)\n(assert (and p (not p)))\n",
    "a text after the question": f'{ASKED}(check-sat)\n(echo "unsat")\n',
    "nothing": "",
    "no question": ASKED,
    "two questions": f"{ASKED}(check-sat)\n(check-sat)\n",
    "an echo": f'(echo "unsat")\n{ASKED}(check-sat)\n',
    "a reset inside": f"{ASKED}(reset) \n(check-sat)\n",
    "a reset before": f"(reset)\n{ASKED}(check-sat)\n",
    "information": f"(get-info :version)\n{ASKED}(check-sat)\n",
    "a push": f"(push 1)\n{ASKED}(check-sat)\n",
    "an end": f"{ASKED}(check-sat)\n(exit)\n",
    "a macro": f"(define-fun q () Bool true)\n{ASKED}(check-sat)\n",
    "another logic": f"(set-logic HORN)\n{ASKED}(check-sat)\n",
    "a command in quotes": f"{ASKED}(|check-sat|)\n",
}


def refused(root: Path, solver: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of evidence of which nothing is decided."""
    code = main(["recheck", str(root), "--solver", solver])
    out, err = capsys.readouterr()
    assert code == 2, out + err
    assert "nothing was decided" in out
    return out


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("option", CHANNELS)
def test_no_script_sets_options(
    proofs: Path, tmp_path: Path, solver: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "written"
    disguise(proofs, f"(set-option {option.format(written)})\n{ASKED}(check-sat)\n")
    said = refused(proofs, solver, capsys)
    assert "rwlock/race.smt2" in said
    assert "race/" in said
    assert not written.exists()


@pytest.mark.parametrize("script", MORE.values(), ids=MORE)
def test_a_script_asks_one_question_and_no_more(proofs: Path, script: str, capsys: pytest.CaptureFixture[str]) -> None:
    disguise(proofs, script)
    said = refused(proofs, "z3", capsys)
    assert "rwlock/race.smt2" in said


def test_bytes_that_are_no_text_are_refused(proofs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Else two names of other bytes would be one."""
    path = proofs / RWLOCK / "race.smt2"
    content = path.read_bytes() + b"; \xff\n"
    forge(proofs, "race.smt2", content.decode("utf-8", "surrogateescape").replace("\udcff", "?"), {})
    path.write_bytes(content)
    assert "race.smt2: " in refused(proofs, "z3", capsys)


def test_the_shipped_texts_are_read_at_once() -> None:
    start = time.monotonic()
    folder = read(proofs_folder())
    assert time.monotonic() - start < 20  # half a second on a machine at rest
    assert not [problem for problem in folder.problems if ".smt2" in problem]
    assert len(folder.scripts) > 800


# What a certificate must have


def test_a_certificate_of_nothing_is_not_in_order(proofs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = proofs / RWLOCK
    empty = replace(certificate_in(place / NAME), obligations=(), files=(), witnesses=(), scenarios=())
    for path in place.iterdir():
        path.unlink()
    reseal(proofs, empty)
    assert "rwlock/certificate.json" in refused(proofs, "enumerate", capsys)


def test_evidence_without_a_text_says_that_nothing_was_to_decide(
    proofs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = proofs / RWLOCK
    certificate = certificate_in(place / NAME)
    shown = tuple(each for each in certificate.obligations if all(q.text is None for q in each.questions))
    reseal(proofs, replace(certificate, obligations=shown, files=(), witnesses=tuple[Witness, ...]()))
    for path in place.iterdir():
        if path.name != NAME:
            path.unlink()
    assert main(["recheck", str(place), "--solver", "enumerate"]) == 0
    assert "nothing to decide" in capsys.readouterr().out


def test_a_certificate_above_others_hides_nothing(proofs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With one at the top the folder was taken for the part of one spec, and the rest for in order."""
    certificate = certificate_in(proofs / RWLOCK / NAME)
    for path in (proofs / RWLOCK).iterdir():
        (proofs / path.name).write_bytes(path.read_bytes())
    (proofs / "SHA256SUMS").unlink()
    (proofs / "theorems" / NAME).unlink()
    for path in (proofs / "theorems").iterdir():
        path.unlink()
    assert certificate.spec == "examples/rwlock"
    said = refused(proofs, "enumerate", capsys)
    assert "SHA256SUMS: missing" in said
    assert "theorems/certificate.json: missing" in said
    relist(proofs)
    assert f"{proofs / NAME}: " in refused(proofs, "enumerate", capsys)


# What lies there


def test_links_to_folders_are_not_followed(proofs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (proofs / RWLOCK).rename(tmp_path / "elsewhere")
    (proofs / RWLOCK).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert f"{proofs / RWLOCK}: not an ordinary file" in refused(proofs, "enumerate", capsys)


def test_a_pipe_is_not_opened(proofs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (proofs / RWLOCK / "race.smt2").unlink()
    os.mkfifo(proofs / RWLOCK / "race.smt2")
    assert "race.smt2: not an ordinary file" in refused(proofs, "enumerate", capsys)


@pytest.mark.parametrize("name", ["a" * 5000, "\0"])
def test_what_can_be_no_folder(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not in order" in refused(Path(name), "enumerate", capsys)


@pytest.mark.parametrize("arguments", [["recheck", ""], ["prove", "-o", ""], ["prove", "--check", "-o", ""]])
def test_an_empty_text_is_no_folder(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert "empty" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("denied", [".", "examples"])
def test_a_folder_that_may_not_be_read(
    proofs: Path, denied: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    genuine = Path.iterdir

    def iterdir(path: Path) -> object:
        if path == proofs / denied:
            raise PermissionError(13, "Permission denied", str(path))
        return genuine(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert f"{proofs / denied}: cannot be read (Permission denied)" in refused(proofs, "enumerate", capsys)
