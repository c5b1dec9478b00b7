"""`nac prove --check` and what lies in the folder: nothing too many, no pipe opened, nobody believed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import nac
from checker.cli import main
from checker.evidence.folder import SUMS
from checker.evidence.proofs import MUTANTS, about, check, prove
from nac import certificate as form
from nac.certificate import NAME, read

from .conftest import RWLOCK, SPECS, relist, reseal

pytestmark = pytest.mark.slow  # evidence is made again and again

ROOT = Path(__file__).parents[2]


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("(check-sat)\n", encoding="utf-8")
    return path


def certified(root: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes((root / RWLOCK / NAME).read_bytes())
    return place


def dangling(path: Path) -> Path:
    path.symlink_to("nowhere")
    return path


def linked(path: Path) -> Path:
    path.rename(path.parents[3] / "elsewhere")
    path.symlink_to(path.parents[3] / "elsewhere")
    return path


def linked_folder(path: Path) -> Path:
    path.rename(path.parents[2] / "folder")
    path.symlink_to(path.parents[2] / "folder", target_is_directory=True)
    return path


def piped(path: Path) -> Path:
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


EXTRA: dict[str, Callable[[Path], Path]] = {
    "a file at the top": lambda root: written(root / "junk.txt"),
    "a folder without a certificate": lambda root: written(root / "old" / "race.smt2"),
    "a folder in that of a spec": lambda root: written(root / RWLOCK / "sub" / "race.smt2"),
    "a file beside the specs": lambda root: written(root / "examples" / "x.smt2"),
    "a certificate far down": lambda root: certified(root, root / "a" / "b" / "c" / NAME).parent,
    "a certificate at the top": lambda root: certified(root, root / NAME),
    "a link to nothing": lambda root: dangling(root / "dangling"),
    "a link in the place of a file": lambda root: linked(root / RWLOCK / "race.smt2"),
    "a link in the place of a folder": lambda root: linked_folder(root / RWLOCK),
    "a pipe": lambda root: piped(root / "theorems" / "pipe"),
}


@pytest.mark.parametrize("harm", EXTRA.values(), ids=EXTRA)
def test_what_is_not_called_for_is_named(
    proofs: Path, harm: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    named = harm(proofs)
    stale = check(proofs, SPECS, whole=True)
    assert any(line.startswith(f"{named}: ") for line in stale), stale
    assert all(line.startswith(f"{named}") for line in stale)
    assert main(["recheck", str(proofs), "--solver", "enumerate"]) == 2
    assert str(named) in capsys.readouterr().out


def test_of_one_spec_its_own_folder_is_looked_at(proofs: Path) -> None:
    mgl = {"examples/mgl": "examples/mgl"}
    written(proofs / "junk.txt")
    assert check(proofs, mgl, whole=False) == ()
    extra = written(proofs / "examples" / "mgl" / "sub" / "race.smt2")
    assert check(proofs, mgl, whole=False) == (f"{extra}: not called for",)
    extra.unlink()
    link = linked_folder(proofs / "examples" / "mgl")
    assert check(proofs, mgl, whole=False) == (f"{link}: not an ordinary folder",)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: a pipe that is opened holds it up for ever."""
    command = [sys.executable, "-m", "checker", "prove", "examples/rwlock", "examples/mgl", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("name", [RWLOCK / "race.smt2", RWLOCK / MUTANTS, RWLOCK / NAME, Path(SUMS)], ids=str)
def test_a_pipe_holds_nothing_up(proofs: Path, made: Path, name: Path) -> None:
    piped(proofs / name)
    checked = run("--check", "-o", str(proofs))
    assert (checked.returncode, checked.stderr) == (1, "")
    assert str(proofs / name) in checked.stdout
    again = run("-o", str(proofs))
    assert (again.returncode, again.stderr) == (0, "")
    if name.name == MUTANTS:
        assert not (proofs / name).exists()
    else:
        assert (proofs / name).read_bytes() == (made / name).read_bytes()
    assert check(proofs, SPECS, whole=True) == ()


def test_a_link_is_replaced_and_not_written_through(proofs: Path, tmp_path: Path) -> None:
    linked(proofs / RWLOCK / "race.smt2")
    (tmp_path / "elsewhere").write_text("kept", encoding="utf-8")
    assert prove(proofs, SPECS).failed == ()
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "kept"
    assert check(proofs, SPECS, whole=True) == ()


def a_folder_for_the_list(root: Path) -> str:
    (root / SUMS).unlink()
    (root / SUMS).mkdir()
    return SUMS


def a_folder_for_a_file(root: Path) -> str:
    (root / RWLOCK / "race.smt2").unlink()
    written(root / RWLOCK / "race.smt2" / "x")
    return "race.smt2"


def no_utf8(root: Path) -> str:
    (root / RWLOCK / os.fsdecode(b"\xff.txt")).write_bytes(b"")
    return "\\udcff.txt"


def two_lines(root: Path) -> str:
    (root / RWLOCK / "a\nb").write_bytes(b"")
    return "a\\nb"


def a_linked_folder(root: Path) -> str:
    linked_folder(root / RWLOCK)
    return "rwlock: not an ordinary folder"


@pytest.mark.parametrize("harm", [a_folder_for_the_list, a_folder_for_a_file, no_utf8, two_lines, a_linked_folder])
def test_what_stands_in_the_way_is_named(
    proofs: Path, harm: Callable[[Path], str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = harm(proofs)
    assert main(["prove", "examples/rwlock", "-o", str(proofs)]) == 2
    assert named in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a" * 5000, "\0"])
def test_what_can_be_no_folder(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "examples/rwlock", "-o", name]) == 2
    assert main(["prove", "examples/rwlock", "--check", "-o", name]) == 1
    shown = capsys.readouterr()
    assert "cannot be" in shown.err
    assert "cannot be" in shown.out or "no such file" in shown.out


# Whom to believe


def test_whether_jobs_meet_is_found_anew(proofs: Path) -> None:
    """It was taken over from the certificate, and a weaker witness passed for what is called for."""
    certificate = read(proofs / RWLOCK / NAME)
    assert any(witness.meet for witness in certificate.witnesses)
    apart = tuple(replace(witness, meet=False) for witness in certificate.witnesses)
    reseal(proofs, replace(certificate, witnesses=apart))
    assert check(proofs, SPECS, whole=True) == (f"{proofs / RWLOCK / NAME}: another text is called for",)
    together = tuple(replace(witness, meet=True) for witness in certificate.witnesses)
    reseal(proofs, replace(certificate, witnesses=together))
    assert (check(proofs, SPECS, whole=True) == ()) == (together == certificate.witnesses)


def reported(root: Path) -> Path:
    """With a report on the mutants, as if `--mutants` had made it."""
    path = root / RWLOCK / MUTANTS
    path.write_text(f"# Mutants\n\n{about(nac.load('examples/rwlock'))}\n", encoding="utf-8")
    assert prove(root, SPECS).failed == ()
    assert check(root, SPECS, whole=True) == ()
    return path


def test_the_report_on_mutants_is_missed(proofs: Path) -> None:
    path = reported(proofs)
    path.unlink()
    relist(proofs)
    assert f"{path}: missing" in check(proofs, SPECS, whole=True)


def test_another_report_on_mutants_is_noticed(proofs: Path) -> None:
    path = reported(proofs)
    path.write_bytes(path.read_bytes() + b"All are caught.\n")
    relist(proofs)
    assert f"{path}: not the one that the certificate lists" in check(proofs, SPECS, whole=True)


# Names and places


RESET = """
action write "w" covers updates
operation put(n) { at n { require write } effects { updates n } }
property "nobody writes twice (reset)" { never a requires write while b requires write }
property "(reset)" { never a requires write while b requires write }
"""


def test_a_name_may_read_like_the_line_between_texts(tmp_path: Path) -> None:
    path, out = tmp_path / "resets.nac", tmp_path / "out"
    path.write_text(RESET, encoding="utf-8")
    assert main(["prove", str(path), "-o", str(out)]) == 0
    assert main(["prove", str(path), "--check", "-o", str(out)]) == 0
    assert main(["recheck", str(out / "resets"), "--solver", "z3"]) == 0
    assert "(reset)\n" in (out / "resets" / "property.smt2").read_text(encoding="utf-8").split("(check-sat)")[0]


def test_of_nothing_there_is_no_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "idle.nac"
    path.write_text('action write "w"\n', encoding="utf-8")
    assert main(["prove", str(path), "-o", str(tmp_path / "out")]) == 1
    assert "idle: there is nothing to prove of it" in capsys.readouterr().err
    assert not (tmp_path / "out" / "idle").exists()


def test_without_a_folder_here_the_shipped_evidence_is_checked(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(form, "proofs_folder", lambda: made)
    monkeypatch.chdir(tmp_path)
    assert main(["prove", "examples/rwlock", "--check"]) == 0
    assert f"{made}: nothing is stale" in capsys.readouterr().out
    assert main(["prove", "examples/rwlock"]) == 0
    assert "proofs/examples/rwlock: " in capsys.readouterr().out
    assert (tmp_path / "proofs" / RWLOCK / NAME).exists()
    assert main(["prove", "examples/rwlock", "--check"]) == 0
    assert "proofs: nothing is stale" in capsys.readouterr().out.removeprefix(str(made))
