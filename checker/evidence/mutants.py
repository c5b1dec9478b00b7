"""Does every clause of a spec matter to something that is proved or tried of it? (semantics: evidence)

Each mutant is the spec without one clause (or with one more `allow`). It is caught if a scenario goes otherwise, an
example that must exist does not, or an obligation is no longer proved. What is caught by nothing is listed: the clause
may be right, but nothing says so. Only that is asked again whose proof used the clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nac.spec import Scenario, Spec

from ..deciding.finding import Finding
from ..deciding.obligations import Owed, questions
from ..deciding.prove import decide
from ..deciding.scenarios import play_all
from ..questions.kinds import Kind
from ..questions.question import Question, Relied
from ..questions.stability import questions as stability_questions
from ..smt.cache import Remembering
from ..smt.outcome import Proved
from ..smt.solve import Decider, Solver
from .clauses import Clause, clauses, used, without
from .contents import SpecFindings
from .difference import DecidedOtherwise, difference
from .findings import tried

RLIMIT = 1_000_000
"""Many of these questions have no proof, and the solver would look for one up to its limit. No proof of a shipped spec
needs a third of this."""
_BATCH = 24
"""How many questions are asked together before looking whether one of them catches the mutant."""


@dataclass(frozen=True, slots=True)
class Catch:
    """Something that catches a mutant: an obligation or a scenario, in words."""

    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """caught: what catches it, if anything does. proofs: how many proofs used the clause. differs: where nothing
    catches it, jobs that it may decide otherwise; None if it is proved that there are none."""

    clause: Clause
    caught: Catch | None
    proofs: int
    differs: DecidedOtherwise | None = None

    @property
    def by(self) -> str:
        """In one word."""
        return self.caught.kind.value if self.caught else "nothing"


def solver() -> Remembering:
    """Return a solver for mutants."""
    return Remembering(None, lambda: Solver(rlimit=RLIMIT))


def mutants(
    spec: Spec, shown: SpecFindings, decider: Decider, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[Mutant, ...]:
    """Return every mutant of a spec of which `found` is known. decider: as `solver` makes it."""
    findings = {finding.question.id: finding for owed in shown.owed for finding in owed.findings}
    proofs = [finding for finding in findings.values() if isinstance(finding.outcome, Proved)]
    hunt = _Hunt(spec, findings, used(spec, proofs, decider), decider)
    every = list(clauses(spec))
    result = []
    for number, clause in enumerate(every):
        progress(number, len(every))
        count = sum(clause in each for each in hunt.used.values())
        caught = hunt.catch(clause)
        result.append(Mutant(clause, caught, count, None if caught else difference(spec, clause, decider)))
    return tuple(result)


class _Hunt:
    def __init__(
        self, spec: Spec, findings: Mapping[str, Finding], used: Mapping[str, frozenset[Clause]], solver: Decider
    ) -> None:
        self.spec, self.findings, self.used, self.solver = spec, findings, used, solver
        self.relied = frozenset(each for finding in findings.values() for each in finding.relied)

    def catch(self, clause: Clause) -> Catch | None:
        """Return what catches the mutant without the clause."""
        mutant = without(self.spec, clause)
        for played in play_all(mutant):
            if not isinstance(played.outcome, Proved):
                return Catch(Kind.SCENARIO, f"scenario {played.scenario.name!r}")
        entries = questions(mutant)
        for entry in entries:
            if entry.questions and not entry.questions[0].wanted:
                continue
            if not self._possible(mutant, clause, entry):
                return Catch(entry.kind, entry.id)
        relied = frozenset(_renumbered(clause, self.relied))
        asked = [question for entry in entries for question in entry.questions if not question.wanted]
        asked += stability_questions(mutant, relied)
        known = {question.id: question for question in asked}
        while asked:
            proved = []
            for finding in self._ask(mutant, [q for q in asked if self._open(clause, q)]):
                if not isinstance(finding.outcome, Proved):
                    return Catch(finding.question.kind, finding.question.id)
                proved.append(finding)
            relied |= {each for finding in proved for each in finding.relied}
            asked = [q for q in stability_questions(mutant, relied) if known.get(q.id) != q]
            known |= {question.id: question for question in asked}
        return None

    def _ask(self, mutant: Spec, asked: Sequence[Question]) -> Iterator[Finding]:
        for start in range(0, len(asked), _BATCH):
            yield from decide(mutant, asked[start : start + _BATCH], self.solver, search=False)

    def _open(self, clause: Clause, question: Question) -> bool:
        """Whether the mutant may change the answer: the proof of the question used the clause."""
        if all(side.operation.name != clause.operation for side in question.sides):
            return False
        used = self.used.get(question.id)
        if used is None or clause.kind == "allow":
            return True
        if clause.kind != "role":
            return clause in used
        here = (clause.operation, clause.number)
        return any((each.operation, each.number) == here for each in used if each.kind != "where")

    def _possible(self, mutant: Spec, clause: Clause, entry: Owed) -> bool:
        """Whether what must be possible still is: by the example known for it, else by asking anew."""
        enough = any if entry.any_of else all
        good = []
        for question in entry.questions:
            known = self.findings.get(question.id)
            good.append(known is not None and tried(mutant, question, known))
        if enough(good):
            return True
        findings = decide(mutant, entry.questions, self.solver)
        return enough(finding.good for finding in findings)


def _renumbered(clause: Clause, relied: Iterable[Relied]) -> Iterator[Relied]:
    """The preconditions by their numbers in the mutant."""
    for each in relied:
        if clause.kind != "where" or each.operation != clause.operation or each.number < clause.number:
            yield each
        elif each.number > clause.number:
            yield replace(each, number=each.number - 1)


def report(spec: Spec, name: str, mutants: Sequence[Mutant], about: str) -> str:
    """Return the summary as a text (Markdown). `about`: the line that names the spec it is about."""
    words = {
        "caught": [mutant for mutant in mutants if mutant.caught],
        "without effect": [mutant for mutant in mutants if not mutant.caught and not mutant.differs],
        "caught by nothing": [mutant for mutant in mutants if not mutant.caught and mutant.differs],
    }
    counts = ", ".join(f"{len(each)} {word}" for word, each in words.items())
    lines = [f"# Mutants of {name}", "", about, ""]
    lines += [f"{len(mutants)} mutants, each the spec with one clause changed: {counts}.", ""]
    lines += ["| change | mutants | " + " | ".join(COLUMNS) + " | no effect | nothing |"]
    lines += ["| --- |" + " --: |" * (len(COLUMNS) + 3)]
    for kind, title in _KINDS.items():
        mine = [mutant for mutant in mutants if mutant.clause.kind == kind]
        by = [mutant.caught.kind for mutant in mine if mutant.caught]
        numbers = [len(mine), *(sum(each in kinds for each in by) for kinds in COLUMNS.values())]
        numbers += [sum(mutant in words[word] for mutant in mine) for word in ("without effect", "caught by nothing")]
        lines.append(f"| {title} | " + " | ".join(map(str, numbers)) + " |")
    if words["caught by nothing"]:
        lines += ["", "## Caught by nothing", "", *_UNCAUGHT, ""]
    for m in words["caught by nothing"]:
        assert m.differs is not None
        lines.append(f"- {m.clause.operation}: {m.clause.change(spec)} ({m.differs.title})")
        if m.differs.scenario is not None:
            lines.append(f"  `{_on_one_line(m.differs.scenario, spec)}`")
    if words["without effect"]:
        lines += ["", "## Without effect", "", "It is proved that no two jobs are ever decided otherwise:", ""]
    lines += [f"- {m.clause.operation}: {m.clause.change(spec)}" for m in words["without effect"]]
    lines += ["", "## All", "", "Proofs: how many used the clause, by the solver's unsat cores.", ""]
    lines += ["| operation | change | proofs | caught by |", "| --- | --- | --: | --- |"]
    for m in mutants:
        proofs = "" if m.clause.kind == "allow" else str(m.proofs)
        caught = m.caught.what if m.caught else "**nothing**" if m.differs else "no effect"
        lines.append(f"| {m.clause.operation} | {m.clause.change(spec)} | {proofs} | {caught} |")
    return "\n".join(lines) + "\n"


def _on_one_line(scenario: Scenario, spec: Spec) -> str:
    from nac.language import format_scenario

    return " ".join(line.strip() for line in format_scenario(scenario, spec).split("\n"))


_UNCAUGHT = (
    "Nothing proved or tried depends on these. The scenario, where one is shown, goes as written with the clause",
    "and not without it: copied into the spec it notices the change.",
)
_KINDS = {
    "where": "drop a `where`",
    "role": "drop a role",
    "require": "drop a require",
    "prohibit": "add an allow",
    "allow": "drop an allow",
}
COLUMNS: Mapping[str, tuple[Kind, ...]] = {
    "scenario": (Kind.SCENARIO,),
    "example": tuple(kind for kind in Kind if kind.traits.wanted),
    "property": (Kind.PROPERTY,),
    "proof": (Kind.COVERAGE, Kind.CHANGES, Kind.RACE, Kind.STABILITY, Kind.COMPLETION),
}
