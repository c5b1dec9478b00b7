"""All that must be proved of one spec (semantics: obligations), and the proof of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from nac.spec import Span, Spec

from ..questions import announced, coverage, properties, races, satisfiable, stability, transitions
from ..questions.kinds import Kind
from ..questions.question import Question, Relied
from ..smt.outcome import Outcome, Proved, Refuted, Unknown
from ..smt.solve import Decider
from .finding import Finding
from .prove import decide


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that the spec owes: it holds if every finding is good, or where `any_of`, if one of them is. place:
    what of the spec it is about."""

    id: str
    kind: Kind
    title: str
    findings: tuple[Finding, ...]
    any_of: bool = False
    place: Span | None = None

    @property
    def outcome(self) -> Outcome:
        """Proved only if all that it takes is; the first finding that is not good says what it is else."""
        bad = [finding for finding in self.findings if not finding.good]
        if self.any_of and not self.findings:
            return Refuted()  # there is not even a candidate
        if not bad or (self.any_of and len(bad) < len(self.findings)):
            return Proved(sum(f.answer.resources for f in self.findings if f.answer is not None))
        # Where one is enough, there is none only if each is decided.
        outcome = next((f.outcome for f in bad if self.any_of and isinstance(f.outcome, Unknown)), bad[0].outcome)
        # Where an example is wanted, a proof that there is none refutes the obligation.
        return Refuted(bad[0]) if isinstance(outcome, Proved | Refuted) else outcome


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation before it is decided: what must be asked. `any_of`: whether one good answer is enough."""

    id: str
    kind: Kind
    title: str
    questions: tuple[Question, ...]
    any_of: bool = False
    place: Span | None = None

    def answered(self, findings: Iterable[Finding]) -> Obligation:
        """Return the obligation with the findings of its questions, in their order."""
        return Obligation(self.id, self.kind, self.title, tuple(findings), self.any_of, self.place)


def answered(owed: Iterable[Owed], ask: Callable[[list[Question]], Iterable[Finding]]) -> tuple[Obligation, ...]:
    """Return the obligations by what `ask` finds, which is given the questions of all at once and keeps their order."""
    entries = tuple(owed)
    findings = iter(ask([question for entry in entries for question in entry.questions]))
    return tuple(entry.answered(next(findings) for _ in entry.questions) for entry in entries)


def questions(spec: Spec, strict: bool = False) -> tuple[Owed, ...]:
    """Return all but stability, which depends on what the proofs of these rely on. `strict`: no race is tolerated."""
    single: list[Question] = [
        *coverage.questions(spec),
        *announced.questions(spec),
        *races.race_questions(spec, strict),
        *transitions.completion_questions(spec),
        *satisfiable.run_questions(spec),
    ]
    owed = [_single(question) for question in single]
    for asked in (*satisfiable.role_questions(spec), *satisfiable.effect_questions(spec)):
        owed.append(replace(_single(asked[0]), questions=asked, any_of=len(asked) > 1))
    for number, stated in enumerate(spec.properties):
        asked = tuple(properties.questions(spec, number))
        owed.append(Owed(f"{Kind.PROPERTY}/{number}", Kind.PROPERTY, stated.name, asked, place=stated.span))
    for number, stated in enumerate(spec.properties):
        for half, asked in properties.vacuity_questions(spec, number):
            name, title = f"{Kind.VACUITY}/{number}/{half}", f"{stated.name!r}: some job meets its {half} half"
            owed.append(Owed(name, Kind.VACUITY, title, asked, any_of=True, place=stated.span))
    return tuple(owed)


def _single(question: Question) -> Owed:
    return Owed(question.id, question.kind, question.title, (question,), place=question.place)


def check(spec: Spec, solver: Decider, progress: Callable[[int, int], None] | None = None) -> tuple[Obligation, ...]:
    """Return everything that the spec owes, decided. `progress` is told how many questions are decided, and of how
    many."""

    def ask(asked: list[Question]) -> Iterable[Finding]:
        told = None if progress is None else lambda done: progress(done, len(asked))
        return decide(spec, asked, solver, told)

    return settle(spec, questions(spec), lambda owed: answered(owed, ask))


def settle(
    spec: Spec, first: Iterable[Owed], decided: Callable[[Iterable[Owed]], tuple[Obligation, ...]]
) -> tuple[Obligation, ...]:
    """Return what `decided` says of the first obligations and of stability, asked again until all preconditions that
    proofs rely on are asked for."""
    owed = decided(_by_id(first).values())
    relied: frozenset[Relied] = frozenset()
    asked: dict[str, Owed] = {}
    while True:  # a proof of stability may itself rely on a precondition, which then must be stable too
        relied |= {each for one in owed for finding in one.findings for each in finding.relied}
        later = _by_id(_single(question) for question in stability.questions(spec, relied))
        new = [one for name, one in later.items() if name not in asked or asked[name].questions != one.questions]
        if not new:
            return owed
        asked |= later
        replaced = {one.id for one in new}
        owed = tuple(one for one in owed if one.id not in replaced) + decided(new)


def _by_id(owed: Iterable[Owed]) -> dict[str, Owed]:
    """The obligations by their ids. One that hides another would never be asked."""
    found: dict[str, Owed] = {}
    for one in owed:
        if found.setdefault(one.id, one) is not one:
            raise AssertionError(f"two obligations have the id {one.id!r}")
    return found
