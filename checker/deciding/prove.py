"""Decides questions: a proof for every graph, or the smallest graph that shows the opposite, or neither
(semantics: obligations)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from nac.spec import Operation, Spec

from ..encoding.encode import Precondition
from ..questions.question import Question
from ..smt.outcome import Proved, Unknown
from ..smt.solve import Answer, Decider, Task
from .finding import Finding
from .pose import AnyGraphs, Relying, preconditions
from .search import cases


def decide(
    spec: Spec,
    questions: Iterable[Question],
    solver: Decider,
    progress: Callable[[int], None] | None = None,
    search: bool = True,
) -> list[Finding]:
    """Return the findings, in the order of the questions. `search`: look for a counterexample of what is not proved.

    Questions that differ in the names of their operations only are proved once. If that fails each is asked for itself:
    a counterexample should bear the right names.
    """
    asked = list(questions)
    keys = _shapes(asked)
    first: dict[object, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(number if key is None else key, number)
    chosen = sorted(first.values())
    findings = dict(zip(chosen, _decide(spec, [asked[n] for n in chosen], solver, progress, search), strict=True))
    for number, key in enumerate(keys):
        finding = findings.get(first[key]) if key is not None else None
        if number not in findings and finding is not None and isinstance(finding.outcome, Proved):
            findings[number] = replace(finding, question=asked[number])
    rest = [number for number in range(len(asked)) if number not in findings]
    findings |= dict(zip(rest, _decide(spec, [asked[n] for n in rest], solver, progress, search), strict=True))
    return [findings[number] for number in range(len(asked))]


def _shapes(asked: list[Question]) -> list[object]:
    """For each question a key that is the same for another of the same shape, or None if it is never shared."""
    shapes: dict[Operation, int] = {}
    known: dict[int, int] = {}

    def shape(operation: Operation) -> int:
        if id(operation) not in known:
            nameless = replace(operation, name="", doc="")
            known[id(operation)] = shapes.setdefault(nameless, len(shapes))
        return known[id(operation)]

    return [
        (
            question.kind,
            question.together,
            question.about,
            *((shape(side.operation), side.phase, side.started) for side in question.sides),
        )
        if question.kind.traits.nameless
        else None
        for question in asked
    ]


def _decide(
    spec: Spec,
    asked: list[Question],
    solver: Decider,
    progress: Callable[[int], None] | None,
    search: bool,
) -> list[Finding]:
    findings: dict[int, Finding] = {}

    def attempt(numbers: list[int], relying: Callable[[int], Relying], finite: bool = False) -> dict[int, Answer]:
        """Return the answers to the questions about every graph, each relying on what it is told to."""
        graphs = AnyGraphs(spec)
        numbers = sorted(numbers, key=lambda number: _shared(asked[number]))
        scripts = (
            Task(graphs.obligation(asked[number], relying(number), finite).script(), core=relying(number) is None)
            for number in numbers
        )
        return {numbers[position]: answer for position, answer in solver.stream(scripts)}

    def proved(numbers: list[int], finite: bool = False) -> list[int]:
        """Prove what can be; return the numbers of the others. `finite`: from the fact as well that graphs are."""
        first = attempt(numbers, lambda number: _NOTHING, finite)
        keep({number: (answer, _NOTHING) for number, answer in first.items()}, finite)
        second = attempt([number for number in numbers if number not in findings], lambda number: None, finite)
        proofs = {number: answer for number, answer in second.items() if answer.verdict == "unsat"}
        named = {number: preconditions(asked[number], answer.core) for number, answer in proofs.items()}
        used, answers = dict(named), dict(proofs)
        for turn in range(max(map(len, used.values()), default=0)):  # what a proof used, it need not need
            fewer = {}
            for number, wheres in used.items():
                if turn < len(named[number]):
                    fewer[number] = wheres - {sorted(named[number], key=str)[turn]}
            for number, answer in attempt(list(fewer), fewer.__getitem__, finite).items():
                if answer.verdict == "unsat":
                    used[number], answers[number] = fewer[number], answer
        keep({number: (answers[number], used[number]) for number in used}, finite)
        return [number for number in numbers if number not in findings]

    def keep(answers: dict[int, tuple[Answer, frozenset[Precondition]]], finite: bool) -> None:
        for number, (answer, relied) in answers.items():
            if answer.verdict == "unsat":
                outcome = Proved(answer.resources)
                findings[number] = Finding(asked[number], outcome, relying=relied, finite=finite, answer=answer)
        if progress is not None:
            progress(len(findings))

    # What must be possible is no matter of proof: see first whether there is an example.
    left = proved([n for n, question in enumerate(asked) if not question.wanted and n not in findings])
    if not search:
        findings |= {number: Finding(asked[number], Unknown("no proof")) for number in left}
        left = []
    left += [n for n, question in enumerate(asked) if question.wanted and n not in findings]
    for number, finding in cases(spec, [(number, asked[number]) for number in left], solver):
        findings[number] = finding
        if progress is not None:
            progress(len(findings))
    open_ = {number: findings.pop(number) for number in left if isinstance(findings[number].outcome, Unknown)}
    proved([number for number in open_ if asked[number].wanted])
    undecided = proved([number for number in open_ if number not in findings], finite=True)
    findings |= {number: open_[number] for number in undecided}
    return [findings[number] for number in range(len(asked))]


_NOTHING: frozenset[Precondition] = frozenset()


def _shared(question: Question) -> tuple[str, ...]:
    """Questions about the same jobs are asked one after another."""
    return (*map(str, question.sides), str(question.together))
