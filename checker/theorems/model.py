"""The parts of a theorem: obligations, witnesses that they are not vacuous, and twins that must fail; and its
result."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.smt.logic import Formula, Sequent
from checker.smt.outcome import Outcome, Proved, Refuted, Unknown
from checker.smt.solve import Answer, Decider, Task

from .words import assuming, declared


@dataclass(frozen=True, slots=True)
class Twin:
    """An obligation like one of the theorem's but for one thing, without which it must be refuted."""

    name: str
    dropped: str
    obligation: Sequent


@dataclass(frozen=True, slots=True)
class Theorem:
    """`witnesses[i]` is `obligations[i]` with one hypothesis more, which makes its premises interesting (two jobs meet
    on a node, say); its hypotheses must be satisfiable, or the obligation would say nothing."""

    id: str
    title: str
    statement: str
    obligations: tuple[Sequent, ...]
    witnesses: tuple[Sequent, ...]
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A counterexample to an obligation that speaks of every number of jobs: the solver's model, as it prints it."""

    obligation: str
    text: str


@dataclass(frozen=True, slots=True)
class TheoremResult:
    """`outcomes` of the obligations; `vacuity`: proved where a witness exists; `twins`: each should be refuted.

    `outcome` is Proved only if all of this is so; Refuted if an obligation is; otherwise Unknown, and why.
    """

    theorem: Theorem
    outcomes: tuple[Outcome, ...]
    vacuity: tuple[Outcome, ...]
    twins: tuple[Outcome, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Part:
    """An obligation, what makes its premises interesting, and its twins: how the theorems below are put together."""

    obligation: Sequent
    interesting: Formula
    twins: tuple[Twin, ...] = ()


def theorem(id: str, title: str, statement: str, *parts: Part) -> Theorem:
    witnesses = tuple(assuming(part.obligation, "the case is of interest", part.interesting) for part in parts)
    twins = tuple(twin for part in parts for twin in part.twins)
    return Theorem(id, title, statement, tuple(part.obligation for part in parts), witnesses, twins)


def twin(name: str, dropped: str, obligation: Sequent) -> Twin:
    statement = f"{obligation.statement}\nTwin that must be refuted: {dropped}."
    return Twin(name, dropped, replace(obligation, name=f"{obligation.name}-without-{name}", statement=statement))


def without(obligation: Sequent, label: str, name: str) -> Twin:
    """Return the twin that lacks the hypothesis `label`."""
    rest = tuple(pair for pair in obligation.hypotheses if pair[0] != label)
    if len(rest) == len(obligation.hypotheses):
        raise ValueError(f"{obligation.name} has no hypothesis {label!r}")
    return twin(name, f"it is not assumed that {label}", declared(replace(obligation, hypotheses=rest)))


def prove(theorems: tuple[Theorem, ...], solver: Decider) -> tuple[TheoremResult, ...]:
    """Decide every obligation, witness and twin of the theorems."""
    tasks = (task for theorem in theorems for task in _tasks(theorem))
    answers = iter(solver.decide(tasks))
    return tuple(_result(theorem, [next(answers) for _ in _tasks(theorem)]) for theorem in theorems)


def _tasks(theorem: Theorem) -> list[Task]:
    tasks = [Task(obligation.script(), model=True) for obligation in theorem.obligations]
    tasks += [Task(witness.vacuity_script()) for witness in theorem.witnesses]
    return tasks + [Task(twin.obligation.script()) for twin in theorem.twins]


def _result(theorem: Theorem, answers: list[Answer]) -> TheoremResult:
    count = len(theorem.obligations)
    outcomes = tuple(
        Refuted(Model(obligation.name, answer.model)) if answer.verdict == "sat" else answer.outcome()
        for obligation, answer in zip(theorem.obligations, answers, strict=False)
    )
    vacuity = tuple(
        satisfiable(witness.name, answer) for witness, answer in zip(theorem.witnesses, answers[count:], strict=False)
    )
    twins = tuple(answer.outcome() for answer in answers[2 * count :])
    return TheoremResult(theorem, outcomes, vacuity, twins, _overall(theorem, outcomes, vacuity, twins))


def satisfiable(name: str, answer: Answer) -> Outcome:
    """Read the answer to a vacuity script: satisfiable is what we want to see."""
    if answer.verdict == "sat":
        return Proved(answer.resources)
    if answer.verdict == "unsat":
        return Refuted(f"the hypotheses of {name} contradict each other")
    return Unknown(answer.reason)


def _overall(
    theorem: Theorem, outcomes: tuple[Outcome, ...], vacuity: tuple[Outcome, ...], twins: tuple[Outcome, ...]
) -> Outcome:
    for outcome in outcomes:
        if isinstance(outcome, Refuted):
            return outcome
    reasons = []
    for obligation, outcome in zip(theorem.obligations, outcomes, strict=True):
        if isinstance(outcome, Unknown):
            reasons.append(f"{obligation.name}: {outcome.reason}")
    for witness, outcome in zip(theorem.witnesses, vacuity, strict=True):
        if not isinstance(outcome, Proved):
            reasons.append(f"{witness.name} may be vacuous: {outcome}")
    for each, outcome in zip(theorem.twins, twins, strict=True):
        if not isinstance(outcome, Refuted):
            reasons.append(f"{each.obligation.name} should be refuted, but: {outcome}")
    if reasons:
        return Unknown("; ".join(reasons))
    return Proved(sum(outcome.resources for outcome in outcomes if isinstance(outcome, Proved)))
