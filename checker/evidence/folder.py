"""A folder of evidence on disk: what must lie there, and whether it does, byte for byte (semantics: evidence)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nac.certificate import NAME, THEOREMS, Certificate, kernel_answers, loads
from nac.errors import Uncertified

from ..smt.smtlib import UnreadableScript
from ..smt.smtlib import read as read_script
from .contents import files_digest, scripts, sha
from .disk import Unusable, is_folder, walk
from .disk import content as content_of

SUMS = "SHA256SUMS"
"""The list of all files, in the format of sha256sum(1)."""

_NAME = re.compile(r"[a-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,2}\Z")
_SUM = re.compile(rf"([0-9a-f]{{64}})  ({_NAME.pattern})")


@dataclass(frozen=True, slots=True)
class ProofText:
    """One text to decide again. `place`: folder, file and name; `answer`: what its certificate says."""

    folder: str
    kind: str
    id: str
    text: str
    answer: str

    def __str__(self) -> str:
        return f"{self.folder}: {self.id}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was read. `problems`: what is missing, damaged, swapped or not listed, each naming the file."""

    certificates: Mapping[str, Certificate]
    scripts: tuple[ProofText, ...]
    problems: tuple[str, ...]


def read(root: Path) -> Folder:
    """Return all evidence in a folder: `proofs/` as a whole, or what it holds of one spec."""
    problems: list[str] = []
    if not is_folder(root):
        return Folder({}, (), (f"{str(root)[:1000]}: there is no such folder",))
    present = {path.relative_to(root).as_posix(): path for path in walk(root, problems)}
    content = {name: data for name, path in present.items() if (data := content_of(path, problems)) is not None}
    known = {NAME, SUMS} & content.keys()
    certificates: dict[str, Certificate] = {}
    texts: list[ProofText] = []
    for name in sorted(content):
        if Path(name).name == NAME:
            folder = name.removesuffix(NAME)
            try:
                certificate = loads(content[name])
            except Uncertified as error:
                problems.append(f"{root / name}: {error}")
                known |= {other for other in content if other.startswith(folder)}
                continue
            certificates[folder.rstrip("/") or certificate.spec] = certificate
            known |= {name, *(folder + file for file, _ in certificate.files)}
            texts += _texts(certificate, folder, content, root, problems)
    if SUMS in content or any(name.endswith(f"/{NAME}") for name in content):  # all of it, not the part of one spec
        if NAME in content:
            problems.append(f"{root / NAME}: it lies above the evidence of others")
        problems += _sums(content, root)
        problems += _theorems(certificates, root)
    problems += [f"{root / name}: no certificate mentions this file" for name in sorted(content.keys() - known)]
    if not certificates and not problems:
        problems.append(f"{root}: there is no certificate")
    return Folder(certificates, tuple(texts), tuple(dict.fromkeys(problems)))


def listed(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that belong into the list, each with its name there: all beside a certificate. Raises
    Unusable."""
    paths = list(walk(root, [])) if is_folder(root) else []
    folders = {path.parent for path in paths if path.name == NAME} - {root}
    for path in paths:
        if path.parent in folders:
            name = path.relative_to(root).as_posix()
            if not _NAME.match(name):
                raise Unusable(f"{str(path)!r}: a file of this name cannot be listed in {SUMS}; remove it")
            yield name, path


def sums(files: Mapping[str, bytes]) -> str:
    """Return the list of files by their paths."""
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))


def _texts(
    certificate: Certificate, folder: str, content: Mapping[str, bytes], root: Path, problems: list[str]
) -> Iterator[ProofText]:
    """The scripts of one certificate, each being what that says it is."""
    parts: dict[str, list[str]] = {}
    for name, digest in certificate.files:
        data = content.get(folder + name)
        if data is None:
            problems.append(f"{root / folder / name}: missing")
        elif sha256(data).hexdigest() != digest:
            problems.append(f"{root / folder / name}: damaged or swapped, its sha256 is not that of the certificate")
        else:
            try:
                parts[name] = scripts(data.decode())[::-1]
            except UnicodeDecodeError:
                problems.append(f"{root / folder / name}: not in UTF-8")
    if certificate.kernel != kernel_answers():
        problems.append(f"{root / folder / NAME}: it is about another kernel than the one here")
    for question in certificate.questions():
        text = question.text
        if text is None or text.file not in parts:
            continue
        script = parts[text.file].pop() if parts[text.file] else ""
        if sha(script) != text.sha256:
            problems.append(f"{root / folder / text.file}: the text of {question.id} is not there, or not in its place")
            parts.pop(text.file)
            continue
        try:
            read_script(script)
        except UnreadableScript as error:
            problems.append(f"{root / folder / text.file}: {question.id} is not for a solver: {error}")
            continue
        place = folder.rstrip("/") or certificate.spec
        yield ProofText(place, text.file.removesuffix(".smt2"), question.id, script, text.answer)
    for name, rest in parts.items():
        if rest and name.endswith(".smt2"):
            problems.append(f"{root / folder / name}: it holds a text that the certificate does not have")


def _sums(content: Mapping[str, bytes], root: Path) -> Iterator[str]:
    if SUMS not in content:
        yield f"{root / SUMS}: missing"
        return
    lines = content[SUMS].decode("utf-8", "replace").split("\n")
    expected: dict[str, str] = {}
    for line in lines[:-1]:
        match = _SUM.match(line)
        if match is None or match[2] in expected:
            yield f"{root / SUMS}: damaged: {line[:80]!r}"
        else:
            expected[match[2]] = match[1]
    if lines[-1]:
        yield f"{root / SUMS}: damaged: its last line does not end"
    for name, digest in expected.items():
        if name not in content:
            yield f"{root / name}: missing"
        elif sha256(content[name]).hexdigest() != digest:
            yield f"{root / name}: damaged or swapped, its sha256 is not that of {SUMS}"
    for name in sorted(content.keys() - expected.keys() - {SUMS}):
        yield f"{root / name}: not listed in {SUMS}"


def _theorems(certificates: Mapping[str, Certificate], root: Path) -> Iterator[str]:
    theorems = certificates.get(THEOREMS)
    if theorems is None:
        yield f"{root / THEOREMS / NAME}: missing or damaged"
        return
    digest = files_digest(dict(theorems.files))
    for name, certificate in certificates.items():
        if name != THEOREMS and certificate.theorems != digest:
            yield f"{root / name / NAME}: it rests on other theorems than those in {root / THEOREMS}"
        if name != certificate.spec:
            yield f"{root / name / NAME}: it is the certificate of {certificate.spec!r}"
