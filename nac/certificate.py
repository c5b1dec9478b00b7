"""Certificates: what says that a compiled spec is proved, as plain data (semantics: evidence).

A certificate is written by `nac prove` and lies beside the texts that any solver can decide again (`nac recheck`). It
names the compiled spec by its digest, and the kernel by what its functions answer. Its seal shows damage, not malice:
who can write a certificate can write any; only deciding the texts again is proof.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from os import PathLike
from pathlib import Path

from . import compiled, kernel, strict_json
from .compiled import decode, digest, encode
from .errors import SpecError, Uncertified
from .record import Record, field
from .spec import Condition, Json, NodeSet, Spec, Where

NAME = "certificate.json"
FORMAT = 1
LARGEST = 64 << 20
"""How many bytes a certificate may have."""
THEOREMS = "theorems"
"""The name of the certificate of the theorems, which are about every spec."""

_SHA = re.compile(r"[0-9a-f]{64}\Z")
_FILE = re.compile(r"[a-z][a-z0-9-]*\.(smt2|json|md)\Z")


class Call(Record):
    operation: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    phase: str = ""


class Example(Record):
    """A graph, its edges as (upper, lower, kind), its tags as (node, tag), and calls on it."""

    nodes: tuple[str, ...] = ()
    edges: tuple[tuple[str, str, str], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    calls: tuple[Call, ...] = ()


class Text(Record):
    """A script in a file beside the certificate. `answer`: what a solver must say, "unsat" or "sat"."""

    file: str
    sha256: str
    answer: str = "unsat"


class CertifiedQuestion(Record):
    """One part of an obligation, shown by a text or by an example. `relying`: the preconditions that the text takes to
    hold; `finite`: it says as well that graphs are finite. `witness`: the example that shows that the text's hypotheses
    can hold."""

    id: str
    text: Text | None = None
    example: Example | None = None
    relying: tuple[str, ...] = ()
    witness: str = ""
    finite: bool = False


class CertifiedObligation(Record):
    id: str
    kind: str
    title: str
    outcome: str
    questions: tuple[CertifiedQuestion, ...] = ()


class Witness(Record):
    """Jobs that are planned on one graph, compatible if need be. `meet`: they claim a node in common."""

    id: str
    example: Example
    meet: bool = False


class Bounds(Record):
    """Within what it was found: graphs of up to so many nodes were searched for counterexamples, and a proof was given
    up after so many of the solver's resources or seconds."""

    nodes: int
    resources: int
    seconds: int


class Certificate(Record):
    """table: digest of the compiled spec. text: that of its canonical text. kernel: what the functions of the kernel
    answer. theorems: digest of the texts of the theorems. solvers: who proved it. files: name and digest of each file
    beside the certificate. relied: what must last while a job is active, by operation: the number of a `where`, or -1
    and the parameter above whose new node nothing stands:
    what is proved relies on them. seal: digest of all the rest."""

    format: int
    spec: str
    table: str
    text: str
    kernel: tuple[tuple[str, str], ...]
    theorems: str
    solvers: tuple[str, ...]
    bounds: Bounds
    files: tuple[tuple[str, str], ...]
    obligations: tuple[CertifiedObligation, ...]
    witnesses: tuple[Witness, ...] = ()
    scenarios: tuple[str, ...] = ()
    relied: tuple[tuple[str, int, str], ...] = ()
    seal: str = ""

    def __repr__(self) -> str:
        return f"<Certificate of {self.spec!r}: {len(self.obligations)} obligations, {len(self.witnesses)} witnesses>"

    def questions(self) -> Iterator[CertifiedQuestion]:
        for obligation in self.obligations:
            yield from obligation.questions


def sealed(certificate: Certificate) -> Certificate:
    """Return the certificate with its seal."""
    return replace(certificate, seal=_seal(certificate))


def dumps(certificate: Certificate) -> str:
    """Return the text of a certificate: the only one that `loads` accepts for it."""
    return json.dumps(encode(certificate), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str | bytes) -> Certificate:
    """Return the certificate of a text that `dumps` wrote, every byte of it. Raises `Uncertified`."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        if len(text) > LARGEST:
            raise ValueError(f"longer than {LARGEST} characters")
        certificate = decode(Certificate, strict_json.loads(text))
        if dumps(certificate) != text:
            raise ValueError("its text is not as it is written")
        _validate(certificate)
    except (ValueError, TypeError, RecursionError, SpecError) as error:
        raise Uncertified(f"not a certificate, or a damaged one: {str(error)[:500]}") from None
    return certificate


def read(path: str | PathLike[str]) -> Certificate:
    """Return the certificate in a file. Raises `Uncertified`."""
    try:
        place = Path(path)
        if not place.is_file():
            there = "this is not an ordinary file" if place.exists() else "there is no such file"
            raise Uncertified(f"{str(path) or repr('')}: {there}")
        with place.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, TypeError, ValueError) as error:
        raise Uncertified(f"{str(path)[:200]}: cannot be read ({error})") from None
    try:
        return loads(content)
    except Uncertified as error:
        raise Uncertified(f"{place}: {error}") from None


def proofs_folder() -> Path:
    """Return where the shipped evidence lies: beside the code of an installed package, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "shipped-proofs"
    return installed if installed.is_dir() else here.parent / "proofs"


def certificates(folder: Path) -> list[Path]:
    """Return the certificates in a folder of evidence."""
    return sorted([*folder.glob(f"*/{NAME}"), *folder.glob(f"*/*/{NAME}")])


def require_covered(spec: Spec, certificate: str | PathLike[str] | None = None) -> Certificate:
    """Return the certificate that covers this spec and the kernel that runs: that in the file, or a shipped one. Raises
    `Uncertified`, saying how to get one."""
    try:
        table = digest(spec)
    except SpecError as error:
        raise Uncertified(f"{spec.name!r} cannot be covered: {error}") from None
    for operation in spec.operations:
        if operation.makes_calls and operation.others != spec.callable:
            # What may be called is no part of the digest, which is that of the spec: it must follow from that.
            raise Uncertified(
                f"{spec.name!r} cannot be covered: {operation.name} calls operations that are not its own"
            )
    if certificate is not None:
        cover = read(certificate)
        if cover.table != table:
            raise Uncertified(
                f"{certificate}: this certificate is for another spec: {cover.spec!r} with the digest {cover.table}, "
                f"and this is {spec.name!r} with {table}. {_ADVICE}"
            )
    else:
        cover = _shipped(spec, table)
    if cover.kernel != kernel_answers():
        raise Uncertified("the kernel that runs is not the one that the theorems are about: reinstall the package")
    return cover


def relied_on(certificate: Certificate, spec: Spec) -> dict[str, tuple[Where, ...]]:
    """Return the preconditions that must last, by operation. Raises `Uncertified` for one that the spec does not
    have."""
    kept: dict[str, tuple[Where, ...]] = {}
    operations = {operation.name: operation for operation in spec.operations}
    for name, number, new in certificate.relied:
        operation = operations.get(name)
        if operation is not None and 0 <= number < len(operation.wheres) and not new:
            where = operation.wheres[number]
        elif operation is not None and number == -1 and any(new == each.name for each in operation.parameters):
            above = NodeSet("parents", (NodeSet("name", name=new),))
            where = Where(Condition("empty", sets=(above,)), f"nothing stands above {new}")
        else:
            said = f"above {new!r}" if new else str(number)
            raise Uncertified(f"the certificate speaks of a precondition {said} of {name!r}, which there is not")
        kept[name] = (*kept.get(name, ()), where)
    return kept


def covered(spec: Spec, certificate: Certificate) -> Spec:
    """Return a copy of the spec that the certificate covers, to which nothing happens that happens to the spec. Raises
    `Uncertified`."""
    try:
        copy = compiled.loads(compiled.dumps(spec))
    except SpecError as error:
        raise Uncertified(f"{spec.name!r} cannot be covered: {error}") from None
    if digest(copy) != certificate.table:
        raise Uncertified(f"{spec.name!r} cannot be covered: it is being changed")
    return copy


_ADVICE = (
    "To get one: prove it with `nac prove PATH`, and give the file proofs/NAME/certificate.json that this writes to "
    "Controller(spec, certificate=...)"
)


def _shipped(spec: Spec, table: str) -> Certificate:
    folder = proofs_folder()
    for path in certificates(folder):
        try:
            if table.encode() in path.read_bytes():
                cover = read(path)
                if cover.table == table:
                    return cover
        except OSError as error:
            raise Uncertified(f"{path}: cannot be read ({error.strerror})") from None
    raise Uncertified(f"no shipped certificate covers the spec {spec.name!r} with the digest {table}. {_ADVICE}")


def kernel_answers() -> tuple[tuple[str, str], ...]:
    """Return all that the functions of the kernel can answer. They treat each bit alone (theorem K1), so what they make
    of all combinations of four bits says it all."""
    a, b, c, d = (pattern * _WIDE for pattern in (0xFF00, 0xF0F0, 0xCCCC, 0xAAAA))
    answers = {
        "conflict": kernel.conflict(a, b, c, d),
        "join_allow": kernel.join_allow(c, d),
        "join_require": kernel.join_require(c, d),
        "weaker": kernel.weaker(a, b, c, d),
    }
    alike = {name: answer & 0xFFFF for name, answer in answers.items()}
    shown = {
        name: f"{alike[name]:04x}" if alike[name] * _WIDE == answer else hex(answer) for name, answer in answers.items()
    }
    return *shown.items(), ("NONE", str(kernel.NONE)), ("ALL", str(kernel.ALL))


_WIDE = sum(1 << 16 * place for place in range(64))
"""Repeats sixteen bits, so that a kernel which treats a later bit otherwise is noticed."""


def _seal(certificate: Certificate) -> str:
    return sha256(dumps(replace(certificate, seal="")).encode()).hexdigest()


def _validate(certificate: Certificate) -> None:
    """All that the types do not say. Raises ValueError."""
    if certificate.format != FORMAT:
        raise ValueError(f"its format is {certificate.format}, and {FORMAT} is understood here")
    if certificate.seal != _seal(certificate):
        raise ValueError("its content and its seal differ")
    digests = [sha for _, sha in certificate.files] + [q.text.sha256 for q in certificate.questions() if q.text]
    if certificate.spec != THEOREMS:
        digests += [certificate.table, certificate.text, certificate.theorems]
    names = [name for name, _ in certificate.files]
    checks = {
        "a digest is none": all(map(_SHA.match, digests)),
        "a file's name is none": all(map(_FILE.match, names)),
        "a file is named twice": len(names) == len(set(names)),
        "a text is in no file": all(q.text.file in names for q in certificate.questions() if q.text),
        "an obligation has nothing to show": all(obligation.questions for obligation in certificate.obligations),
        "a question has not one thing to show": all(
            (q.text is None) != (q.example is None) for q in certificate.questions()
        ),
        "an answer is neither unsat nor sat": all(
            q.text.answer in ("unsat", "sat") for q in certificate.questions() if q.text
        ),
        "it has no obligations": bool(certificate.obligations),
        "not every obligation is proved": all(each.outcome == "proved" for each in certificate.obligations),
    }
    for problem, good in checks.items():
        if not good:
            raise ValueError(problem)
