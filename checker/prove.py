"""Decides questions: a proof for every graph, or the smallest graph that shows the opposite, or neither (design 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nac.spec import NodeSet, Operation, Spec

from . import example
from .encode import Call, Job, conflict
from .logic import Formula, Obligation, not_, symbol
from .outcome import Outcome, Proved, Refuted, Unknown
from .question import Question
from .solve import Answer, Solver, Task
from .structure import AnyGraph, SmallGraph, Structure

LARGEST = 5
"""The largest graphs, in nodes, that are searched for a counterexample."""


class CheckerBug(Exception):
    """The prover has a counterexample that planner and controller do not reproduce: one of them is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a question. `searched`: graphs of up to so many nodes have no counterexample (0: not searched).
    `relied`: the preconditions that the proof needs, as (operation, number of the `where`)."""

    question: Question
    outcome: Outcome
    searched: int = 0
    relied: frozenset[tuple[str, int]] = frozenset()
    answer: Answer | None = field(default=None, compare=False)

    @property
    def good(self) -> bool:
        """It is as its author hopes: proved, or where an example is wanted, found."""
        return isinstance(self.outcome, Refuted if self.question.wanted else Proved)


def obligation(spec: Spec, question: Question, relying: bool) -> Obligation:
    """The question about every graph, as text for solvers: `unsat` means that what is bad cannot be. `relying`: on the
    preconditions of the operations. They held when each job was planned; do they still? `checker.stability` asks."""
    structure = AnyGraph()
    goal = not_(_bad(spec, question, structure, relying))
    sorts, declarations, hypotheses = structure.finish()
    return Obligation(question.id, question.title, goal, _labelled(hypotheses), sorts, declarations)


def small(spec: Spec, question: Question, size: int) -> tuple[Obligation, SmallGraph]:
    """The question about the graphs of exactly `size` nodes."""
    operations = [side.operation for side in question.sides]
    structure = SmallGraph(size, _kinds(operations), _texts(operations))
    goal = not_(_bad(spec, question, structure, relying=True))
    sorts, declarations, hypotheses = structure.finish()
    name = f"{question.id}/{size}"
    return Obligation(name, question.title, goal, _labelled(hypotheses), sorts, declarations), structure


def _bad(spec: Spec, question: Question, structure: Structure, relying: bool) -> Formula:
    jobs = tuple(
        Job(spec, Call(structure, side.operation, prefix, relying), side.phase)
        for prefix, side in zip("ab", question.sides, strict=False)
    )
    if question.together:
        one, other = jobs
        apart = structure.forall(lambda x: not_(conflict(spec, one, other, x)))
        structure.hypotheses.append(("compatible", apart))
    return question.bad(structure, jobs)


def _labelled(hypotheses: Sequence[tuple[str, Formula]]) -> tuple[tuple[str, Formula], ...]:
    return tuple((f"h{number} {label}", formula) for number, (label, formula) in enumerate(hypotheses))


def decide(
    spec: Spec,
    questions: Iterable[Question],
    solver: Solver,
    progress: Callable[[int], None] | None = None,
    search: bool = True,
) -> list[Finding]:
    """The findings, in the order of the questions. `search`: look for a counterexample of what is not proved."""
    asked = list(questions)
    findings: dict[int, Finding] = {}

    def proved(numbers: list[int], relying: bool) -> list[int]:
        """Prove what can be; the numbers of the others."""
        scripts = (Task(obligation(spec, asked[number], relying).script(), core=relying) for number in numbers)
        others = []
        for position, answer in solver.stream(scripts):
            number = numbers[position]
            if answer.verdict == "unsat":
                relied = _relied(asked[number], answer.core)
                findings[number] = Finding(asked[number], Proved(answer.resources), relied=relied, answer=answer)
                if progress is not None:
                    progress(len(findings))
            else:
                others.append(number)
        return sorted(others)

    # What must be possible is no matter of proof: see first whether there is an example.
    left = proved([number for number, question in enumerate(asked) if not question.wanted], relying=False)
    left = proved(left, relying=True)
    if not search:
        findings |= {number: Finding(asked[number], Unknown("no proof")) for number in left}
        left = []
    left += [number for number, question in enumerate(asked) if question.wanted]
    for number, finding in _search(spec, [(number, asked[number]) for number in left], solver):
        findings[number] = finding
        if progress is not None:
            progress(len(findings))
    hopeless = [n for n in left if asked[n].wanted and isinstance(findings[n].outcome, Unknown)]
    for number in hopeless:
        del findings[number]
    for number in proved(hopeless, relying=True):
        findings[number] = Finding(asked[number], Unknown(_NEITHER), LARGEST)
    return [findings[number] for number in range(len(asked))]


_WHERE = re.compile(r"([ab])\.where\.(\d+)\Z")
_NEITHER = f"no proof, and no counterexample on graphs of up to {LARGEST} nodes"


def _relied(question: Question, core: Sequence[str]) -> frozenset[tuple[str, int]]:
    """The preconditions among the hypotheses that a proof used."""
    found = set()
    for label in core:
        match = _WHERE.search(label)
        if match is not None:
            found.add((question.sides["ab".index(match[1])].operation.name, int(match[2])))
    return frozenset(found)


def _search(spec: Spec, asked: list[tuple[int, Question]], solver: Solver) -> Iterator[tuple[int, Finding]]:
    """Graphs of 1, 2, … nodes until each question has a counterexample or the largest size is reached."""
    for size in range(1, LARGEST + 1):
        structures: list[SmallGraph] = []
        names: list[tuple[str, ...]] = []

        def tasks(
            size: int = size, structures: list[SmallGraph] = structures, names: list[tuple[str, ...]] = names
        ) -> Iterator[Task]:
            for _, question in asked:
                grounded, structure = small(spec, question, size)
                wanted = tuple(name for name, _, _ in grounded.declarations if not name.startswith("d"))
                structures.append(structure)
                names.append(wanted)
                yield Task(grounded.script(), values=tuple(map(symbol, wanted)))

        left = []
        for position, answer in enumerate(solver.decide(tasks())):
            number, question = asked[position]
            if answer.verdict == "unsat":
                left.append((number, question))
            elif answer.verdict == "unknown":
                yield number, Finding(question, Unknown(f"no answer for graphs of {size} nodes"), size - 1, answer=answer)
            else:
                values = zip(names[position], answer.values, strict=True)
                true = frozenset(name for name, value in values if value == "true")
                yield number, _counterexample(spec, question, structures[position], true, answer)
        asked = left
        if not asked:
            return
    for number, question in asked:
        yield number, Finding(question, Unknown(_NEITHER), LARGEST)


def _counterexample(
    spec: Spec, question: Question, structure: SmallGraph, true: frozenset[str], answer: Answer
) -> Finding:
    case = example.situation(spec, question, structure, true)
    if case is None or not example.confirmed(question, case):
        if not question.exact:
            return Finding(question, Unknown("no proof, and the rules of growth decide nothing here"), answer=answer)
        raise CheckerBug(
            f"{question.id}: the prover finds a counterexample that the planner does not reproduce: {sorted(true)}"
        )
    case = example.smallest(question, case)
    facts = example.confirmed(question, case)
    found = example.counterexample(question, case, facts)
    return Finding(question, Refuted(found), structure.size - 1, answer=answer)


def _kinds(operations: list[Operation]) -> set[str]:
    """The edge kinds to search over: those that the operations name, and one that is not followed by chains."""
    kinds = {"file"}
    for operation in operations:
        for nodes in _sets(operation):
            kinds |= _kinds_of(nodes)
    return kinds - {"", "chain"}


def _kinds_of(nodes: NodeSet) -> set[str]:
    found = {nodes.name} if nodes.op in ("parents", "children", "above", "below") else set()
    return found.union(*(_kinds_of(arg) for arg in nodes.args))


def _sets(operation: Operation) -> Iterator[NodeSet]:
    yield from (let.value for let in operation.lets)
    yield from (role.at for role in operation.roles)
    for effect in operation.effects:
        yield from (nodes for nodes in (effect.at, effect.to, effect.unseen_by) if nodes is not None)
    conditions = [where.condition for where in operation.wheres]
    conditions += [item.when for item in (*operation.roles, *operation.effects) if item.when is not None]
    while conditions:
        condition = conditions.pop()
        yield from condition.sets
        conditions += condition.conditions


def _texts(operations: list[Operation]) -> int:
    return max(1, sum(parameter.kind == "text" for operation in operations for parameter in operation.parameters))


