"""A folder of evidence on disk: what must lie there, and whether it does, byte for byte (design 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nac.certificate import LARGEST, NAME, THEOREMS, Certificate, kernel_answers, loads
from nac.errors import Uncertified

from .evidence import Files, files_digest, scripts, sha

SUMS = "SHA256SUMS"
"""The list of all files, in the format of sha256sum(1)."""

_SUM = re.compile(r"([0-9a-f]{64})  ([a-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,2})\Z")
_FOLDERS = 3
"""How deep folders may lie in each other."""


@dataclass(frozen=True, slots=True)
class Script:
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
    """What was read. `problems`: what is missing, damaged, swapped or not listed, each naming the file."""

    certificates: Mapping[str, Certificate]
    scripts: tuple[Script, ...]
    problems: tuple[str, ...]


def read(root: Path) -> Folder:
    """All evidence in a folder: `proofs/` as a whole, or what it holds of one spec."""
    problems: list[str] = []
    if not root.is_dir():
        return Folder({}, (), (f"{root}: there is no such folder",))
    present = {path.relative_to(root).as_posix(): path for path in _walk(root, problems)}
    content = {name: data for name, path in present.items() if (data := _bytes(path, problems)) is not None}
    listed = {NAME, SUMS} & content.keys()
    found: dict[str, Certificate] = {}
    texts: list[Script] = []
    for name in sorted(content):
        if Path(name).name == NAME:
            folder = name.removesuffix(NAME)
            try:
                certificate = loads(content[name])
            except Uncertified as error:
                problems.append(f"{root / name}: {error}")
                listed |= {other for other in content if other.startswith(folder)}
                continue
            found[folder.rstrip("/") or certificate.spec] = certificate
            listed |= {name, *(folder + file for file, _ in certificate.files)}
            texts += _texts(certificate, folder, content, root, problems)
    if SUMS in content or (found and NAME not in content):  # all of it, not the part of one spec
        problems += _sums(content, root)
        problems += _theorems(found, root)
    problems += [f"{root / name}: no certificate mentions this file" for name in sorted(content.keys() - listed)]
    if not found and not problems:
        problems.append(f"{root}: there is no certificate")
    return Folder(found, tuple(texts), tuple(dict.fromkeys(problems)))


def sums(files: Files) -> str:
    """The list of files by their paths."""
    return "".join(f"{sha(text)}  {name}\n" for name, text in sorted(files.items()))


def _walk(folder: Path, problems: list[str], depth: int = 0) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if depth < _FOLDERS:
                yield from _walk(path, problems, depth + 1)
            else:
                problems.append(f"{path}: folders lie too deep in each other")
        elif path.is_file() and not path.is_symlink():
            yield path
        else:
            problems.append(f"{path}: not an ordinary file")


def _bytes(path: Path, problems: list[str]) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror})")
        return None
    if len(data) > LARGEST:
        problems.append(f"{path}: more than {LARGEST} bytes")
        return None
    return data


def _texts(
    certificate: Certificate, folder: str, content: Mapping[str, bytes], root: Path, problems: list[str]
) -> Iterator[Script]:
    """The scripts of one certificate, each being what that says it is."""
    parts: dict[str, list[str]] = {}
    for name, digest in certificate.files:
        data = content.get(folder + name)
        if data is None:
            problems.append(f"{root / folder / name}: missing")
        elif sha256(data).hexdigest() != digest:
            problems.append(f"{root / folder / name}: damaged or swapped, its sha256 is not that of the certificate")
        else:
            parts[name] = scripts(data.decode("utf-8", "replace"))[::-1]
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
        place = folder.rstrip("/") or certificate.spec
        yield Script(place, text.file.removesuffix(".smt2"), question.id, script, text.answer)
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


def _theorems(found: Mapping[str, Certificate], root: Path) -> Iterator[str]:
    theorems = found.get(THEOREMS)
    if theorems is None:
        yield f"{root / THEOREMS / NAME}: missing or damaged"
        return
    digest = files_digest(dict(theorems.files))
    for name, certificate in found.items():
        if name != THEOREMS and certificate.theorems != digest:
            yield f"{root / name / NAME}: it rests on other theorems than those in {root / THEOREMS}"
        if name != certificate.spec:
            yield f"{root / name / NAME}: it is the certificate of {certificate.spec!r}"
