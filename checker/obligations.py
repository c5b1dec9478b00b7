"""All that must be proved of one spec (design 6), and the proof of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nac.spec import Spec

from . import coverage, properties, races, sanity, transitions
from .outcome import Outcome, Proved, Refuted
from .prove import Finding, decide
from .question import Question
from .solve import Solver

KINDS = ("coverage", "race", "stability", "completion", "property", "vacuity", "run", "role")


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that the spec owes: it holds if every finding is good, or where `any_of`, if one of them is."""

    id: str
    kind: str
    title: str
    findings: tuple[Finding, ...]
    any_of: bool = False

    @property
    def outcome(self) -> Outcome:
        """Proved only if all that it takes is; the first finding that is not good says what it is else."""
        bad = [finding for finding in self.findings if not finding.good]
        if not bad or (self.any_of and len(bad) < len(self.findings)):
            return Proved(sum(f.answer.resources for f in self.findings if f.answer is not None))
        outcome = bad[0].outcome
        # Where an example is wanted, a proof that there is none refutes the obligation.
        return Refuted(bad[0]) if isinstance(outcome, Proved | Refuted) else outcome


def questions(spec: Spec) -> tuple[tuple[str, str, str, bool, tuple[Question, ...]], ...]:
    """(id, kind, title, whether one good answer is enough, the questions) of each obligation."""
    single: list[Question] = [
        *coverage.questions(spec),
        *races.race_questions(spec),
        *races.stability_questions(spec),
        *transitions.completion_questions(spec),
        *sanity.run_questions(spec),
        *sanity.role_questions(spec),
    ]
    found = [(question.id, question.kind, question.title, False, (question,)) for question in single]
    for number, stated in enumerate(spec.properties):
        asked = tuple(q for q in properties.questions(spec) if q.id.startswith(f"property/{number}/"))
        found.append((f"property/{number}", "property", stated.name, False, asked))
    for stated, half, asked in properties.vacuity_questions(spec):
        number = spec.properties.index(stated)
        title = f"{stated.name!r}: some job meets its {half} half"
        found.append((f"vacuity/{number}/{half}", "vacuity", title, True, asked))
    return tuple(found)


def check(
    spec: Spec, solver: Solver, progress: Callable[[int, int], None] | None = None, kinds: Iterable[str] = KINDS
) -> tuple[Obligation, ...]:
    """Everything that the spec owes, decided. `progress` is told how many questions are decided, and of how many."""
    chosen = frozenset(kinds)
    owed = [entry for entry in questions(spec) if entry[1] in chosen]
    asked = [question for entry in owed for question in entry[4]]
    told = None if progress is None else lambda done: progress(done, len(asked))
    findings = iter(decide(spec, asked, solver, told))
    return tuple(
        Obligation(name, kind, title, tuple(next(findings) for _ in own), any_of)
        for name, kind, title, any_of, own in owed
    )
