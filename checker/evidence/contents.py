"""The evidence for one spec, or for the theorems: texts for solvers, examples, and the certificate
(semantics: evidence).

What is found (`checker.evidence.findings`) and what is written are kept apart: the same function writes what a solver
has just found and what an earlier certificate says was found. So whether the files on disk are stale needs no solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from nac import certificate as form
from nac.certificate import Bounds, Call, Certificate, Example, Text, Witness, dumps, kernel_answers, sealed
from nac.compiled import digest
from nac.spec import Spec

from ..deciding.finding import Finding
from ..deciding.obligations import Obligation
from ..deciding.pose import obligation
from ..deciding.search import LARGEST
from ..questions.kinds import Kind
from ..questions.question import Counterexample, Relied, Side
from ..questions.races import side_name
from ..smt.outcome import Proved, Refuted
from ..smt.solve import HARD_LIMIT, RLIMIT
from ..theorems import Theorem

BETWEEN = "(reset)\n"
"""The line between two scripts of a file: a solver that is given the file answers each on its own."""

Files = Mapping[str, str]
"""Name to content."""


@dataclass(frozen=True, slots=True)
class SpecFindings:
    """All that is found of a spec. `witnesses`: by id, an example of the jobs, and whether one that meets was asked
    for."""

    owed: tuple[Obligation, ...]
    witnesses: Mapping[str, tuple[Counterexample, bool]]
    scenarios: tuple[str, ...]


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def of_spec(spec: Spec, name: str, shown: SpecFindings, solvers: Sequence[str], theorems: str, extra: Files) -> Files:
    """Return the files of a spec's evidence. solvers: who found it. theorems: the digest of the theorems' texts. extra:
    what else is to lie there."""
    from nac.language import format_spec

    texts = _Texts()
    entries = []
    for each in shown.owed:
        questions = [_question(spec, finding, each.kind, texts) for finding in each.findings]
        entries.append(form.CertifiedObligation(each.id, each.kind.value, each.title, "proved", tuple(questions)))
    witnesses = [Witness(key, example_of(case), _meet(case)) for key, (case, _) in sorted(shown.witnesses.items())]
    files = {**extra, **texts.files()}
    certificate = Certificate(
        form.FORMAT,
        name,
        digest(spec),
        sha(format_spec(spec)),
        kernel_answers(),
        theorems,
        tuple(solvers),
        _bounds(),
        _digests(files),
        tuple(entries),
        tuple(witnesses),
        shown.scenarios,
        tuple(sorted({(each.operation, each.number, each.alone) for each in _relied(shown) if each.lasting})),
    )
    return {**files, form.NAME: dumps(sealed(certificate))}


def _relied(shown: SpecFindings) -> Iterator[Relied]:
    """Yield the preconditions that the proofs rely on."""
    for owed in shown.owed:
        for finding in owed.findings:
            if isinstance(finding.outcome, Proved):
                yield from finding.relied


def of_theorems(theorems: Iterable[Theorem], solvers: Sequence[str]) -> Files:
    """Return the files of the theorems' evidence: each with its witnesses, and its twins that must fail."""
    texts = _Texts()
    entries = []
    for theorem in theorems:
        questions = [
            form.CertifiedQuestion(one.name, texts.add("theorems", one.name, one.script()))
            for one in theorem.obligations
        ]
        for one in theorem.witnesses:
            name = f"{one.name}/can-hold"
            questions.append(form.CertifiedQuestion(name, texts.add("witnesses", name, one.vacuity_script(), "sat")))
        for one in (twin.obligation for twin in theorem.twins):
            questions.append(form.CertifiedQuestion(one.name, texts.add("twins", one.name, one.script(), "sat")))
        entries.append(
            form.CertifiedObligation(theorem.id, Kind.THEOREM.value, theorem.title, "proved", tuple(questions))
        )
    files = texts.files()
    certificate = Certificate(
        form.FORMAT,
        form.THEOREMS,
        "",
        "",
        kernel_answers(),
        "",
        tuple(solvers),
        _bounds(),
        _digests(files),
        tuple(entries),
    )
    return {**files, form.NAME: dumps(sealed(certificate))}


def theorems_digest(theorems: Iterable[Theorem]) -> str:
    """Return one digest for all texts of the theorems."""
    files = of_theorems(theorems, ())
    return files_digest({name: sha(text) for name, text in files.items() if name != form.NAME})


def files_digest(digests: Mapping[str, str]) -> str:
    """Return one digest for files of which each has one."""
    return sha("".join(f"{name} {digest}\n" for name, digest in sorted(digests.items())))


def witness_id(sides: Sequence[Side], together: bool) -> str:
    """Return the id of the witness for such jobs: that the hypotheses of a question can hold depends on its jobs
    alone."""
    names = sorted(map(side_name, sides))
    return "/".join(["one" if len(names) == 1 else "together" if together else "both", *names])


def scripts(content: str) -> list[str]:
    """Return the scripts of a file. Only a whole line separates them: a name in a comment may read like it."""
    *first, last = content.split("\n" + BETWEEN)
    return [*(script + "\n" for script in first), last]


class _Texts:
    """The scripts by file, as they are added."""

    def __init__(self) -> None:
        self._scripts: dict[str, list[str]] = {}

    def add(self, kind: str, name: str, script: str, answer: str = "unsat") -> Text:
        if not script.endswith("\n") or BETWEEN.rstrip() in script.split("\n"):
            raise ValueError(f"{name}: a script may not hold the line that separates scripts")
        self._scripts.setdefault(f"{kind}.smt2", []).append(script)
        return Text(f"{kind}.smt2", sha(script), answer)

    def files(self) -> Files:
        return {name: BETWEEN.join(parts) for name, parts in sorted(self._scripts.items())}


def _question(spec: Spec, finding: Finding, kind: str, texts: _Texts) -> form.CertifiedQuestion:
    question = finding.question
    if isinstance(finding.outcome, Refuted):
        assert isinstance(finding.outcome.counterexample, Counterexample)
        return form.CertifiedQuestion(question.id, example=example_of(finding.outcome.counterexample))
    assert isinstance(finding.outcome, Proved)
    script = obligation(spec, question, finding.relying, finding.finite).script()
    text = texts.add(kind, question.id, script)
    witness = witness_id(question.sides, question.together)
    return form.CertifiedQuestion(
        question.id, text, None, tuple(sorted(map(str, finding.relying))), witness, finding.finite
    )


def example_of(case: Counterexample) -> Example:
    graph = case.graph
    return Example(
        tuple(graph.nodes),
        tuple((edge.upper, edge.lower, edge.kind) for edge in graph.edges),
        tuple((node, tag) for node, tags in sorted(graph.tags.items()) for tag in sorted(tags)),
        tuple(Call(call.operation, call.arguments, call.phase) for call in case.calls),
    )


def _meet(case: Counterexample) -> bool:
    """Whether the jobs of a witness claim a node in common, by what was found on its graph: nobody's word is taken."""
    return any(fact.nodes for fact in case.facts)


def _digests(files: Files) -> tuple[tuple[str, str], ...]:
    return tuple((name, sha(text)) for name, text in sorted(files.items()))


def _bounds() -> Bounds:
    return Bounds(LARGEST, RLIMIT, HARD_LIMIT)
