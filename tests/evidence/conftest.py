"""Evidence of two small specs, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from checker.evidence import proofs as proofs_module
from checker.evidence.contents import BETWEEN, scripts, sha
from checker.evidence.folder import SUMS, sums
from checker.evidence.proofs import prove
from checker.smt.cache import Remembering
from nac.certificate import NAME, Certificate, CertifiedQuestion, dumps, read, sealed


@pytest.fixture(scope="package", autouse=True)
def answers() -> Iterator[Remembering]:
    """What solvers have answered in one of these tests is known to the others: most write the same evidence. That it is
    the same with other processes and seeds is a test of its own, in processes of its own."""
    with Remembering(None) as known, pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofs_module, "Remembering", lambda path: nullcontext(known))
        yield known


SPECS = {"examples/rwlock": "examples/rwlock", "examples/mgl": "examples/mgl"}
RWLOCK = Path("examples", "rwlock")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("evidence") / "proofs"
    assert prove(root, SPECS).failed == ()
    return root


@pytest.fixture
def proofs(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "proofs"))


def relist(root: Path) -> None:
    """Make the list of all files fit what is there."""
    everything = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != SUMS
    }
    (root / SUMS).write_text(sums(everything), encoding="utf-8")


def reseal(root: Path, certificate: Certificate) -> None:
    """Put another certificate in the place of rwlock's, with every digest made to fit."""
    (root / RWLOCK / NAME).write_text(dumps(sealed(certificate)), encoding="utf-8")
    relist(root)


def _told(question: CertifiedQuestion, digests: dict[str, str]) -> CertifiedQuestion:
    if question.text is None or question.text.sha256 not in digests:
        return question
    return replace(question, text=replace(question.text, sha256=digests[question.text.sha256]))


def forge(root: Path, file: str, text: str, digests: dict[str, str]) -> None:
    """Put another text into the evidence, with every digest made to fit: what only deciding it can find out."""
    place = root / RWLOCK
    certificate = read(place / NAME)
    (place / file).write_text(text, encoding="utf-8")
    files = tuple((name, sha(text) if name == file else digest) for name, digest in certificate.files)
    obligations = []
    for obligation in certificate.obligations:
        questions = tuple(_told(question, digests) for question in obligation.questions)
        obligations.append(replace(obligation, questions=questions))
    reseal(root, replace(certificate, files=files, obligations=tuple(obligations)))


def disguise(root: Path, script: str) -> None:
    """Put a script in the place of the first text about races, with every digest made to fit."""
    parts = scripts((root / RWLOCK / "race.smt2").read_text(encoding="utf-8"))
    forge(root, "race.smt2", BETWEEN.join([script, *parts[1:]]), {sha(parts[0]): sha(script)})
