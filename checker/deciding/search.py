"""The search for the smallest graph that shows the opposite of what a question hopes for, or an example of what it
wants."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Spec

from ..questions.question import Question
from ..smt.logic import symbol
from ..smt.outcome import Refuted, Unknown
from ..smt.solve import Answer, Decider, Task
from . import example
from .finding import Finding
from .pose import Posed, small

LARGEST = 5
"""The largest graphs, in nodes, that are searched for a counterexample."""


class CheckerBug(Exception):
    """The prover has a counterexample that planner and controller do not reproduce: one of them is wrong."""


def cases(spec: Spec, asked: list[tuple[int, Question]], solver: Decider) -> Iterator[tuple[int, Finding]]:
    """Try graphs of 1, 2, … nodes until each question has a counterexample or the largest size is reached."""
    for size in range(1, LARGEST + 1):
        posed: list[Posed] = []
        left = []
        for position, answer in enumerate(solver.decide(_small_tasks(spec, asked, size, posed))):
            number, question = asked[position]
            if answer.verdict == "unsat":
                left.append((number, question))
            elif answer.verdict == "unknown":
                reason = f"no answer for graphs of {size} nodes"
                yield number, Finding(question, Unknown(reason), size - 1, answer=answer)
            else:
                values = zip(_free(posed[position]), answer.values, strict=True)
                true = frozenset(name for name, value in values if value == "true")
                yield number, _counterexample(spec, question, posed[position], true, answer)
        asked = left
        if not asked:
            return
    for number, question in asked:
        yield number, Finding(question, Unknown(_NO_EXAMPLE if question.wanted else _NEITHER), LARGEST)


def _small_tasks(spec: Spec, asked: list[tuple[int, Question]], size: int, posed: list[Posed]) -> Iterator[Task]:
    """A task for each question; what its values are to be read with is added to `posed`."""
    for _, question in asked:
        one = small(spec, question, size)
        posed.append(one)
        yield Task(one.obligation.script(), values=tuple(map(symbol, _free(one))))


def _free(posed: Posed) -> tuple[str, ...]:
    """The truth values that do not follow from others."""
    return tuple(name for name, _, _ in posed.obligation.declarations if name not in posed.structure.defined)


def _counterexample(spec: Spec, question: Question, posed: Posed, true: frozenset[str], answer: Answer) -> Finding:
    case = example.situation(spec, question.sides, posed.calls, posed.structure, true)
    if case is None or not example.confirmed(question, case):
        if not question.exact:
            return Finding(question, Unknown("no proof, and the rules of growth decide nothing here"), answer=answer)
        if any(side.started for side in question.sides) or (
            case is None and any(side.operation.changes for side in question.sides)
        ):
            return Finding(question, Unknown(_NO_PLAN), answer=answer)
        raise CheckerBug(
            f"{question.id}: the prover finds a counterexample that the planner does not reproduce: {sorted(true)}"
        )
    case = example.smallest(question, case)
    facts = example.confirmed(question, case)
    smallest = example.counterexample(question, case, facts)
    return Finding(question, Refuted(smallest), posed.structure.size - 1, answer=answer)


_NEITHER = f"no proof, and no counterexample on graphs of up to {LARGEST} nodes"
_NO_PLAN = "the case that is found has no plan: what the operation changes as it starts leaves no graph there"
_NO_EXAMPLE = f"no example on graphs of up to {LARGEST} nodes, and no proof that there is none"
