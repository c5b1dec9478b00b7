"""Decides questions: a proof for every graph, or the smallest graph that shows the opposite, or neither (design 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from nac.spec import NodeSet, Operation, Pattern, Spec
from nac.within import sets

from . import example
from .any_graph import AnyGraph
from .argument import asked_values
from .encode import Call, Job, conflict
from .feasible import feasible
from .logic import Formula, Obligation, not_, symbol
from .outcome import Outcome, Proved, Refuted, Unknown
from .question import Question, Side
from .small_graph import SmallGraph
from .solve import Answer, Decider, Task
from .structure import Body, Structure

LARGEST = 5
"""The largest graphs, in nodes, that are searched for a counterexample."""


class CheckerBug(Exception):
    """The prover has a counterexample that planner and controller do not reproduce: one of them is wrong."""


Relied: TypeAlias = tuple[str, int, bool]
"""A precondition that a proof relies on: the operation, the number of its `where`, and whether it must last whatever
the job itself does. What is proved of others' changes only says that they are granted: claims follow them anyhow."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a question. `searched`: graphs of up to so many nodes have no counterexample (0: not searched).
    `relying`: the preconditions that the proof needs, by label."""

    question: Question
    outcome: Outcome
    searched: int = 0
    relying: frozenset[str] = frozenset()
    answer: Answer | None = field(default=None, compare=False)

    @property
    def relied(self) -> frozenset[Relied]:
        """The same as data."""
        parts, lasting = (label.split(".") for label in self.relying), self.question.kind not in _GRANTED
        return frozenset((self.question.sides["ab".index(p[0])].operation.name, int(p[2]), lasting) for p in parts)

    @property
    def good(self) -> bool:
        """It is as its author hopes: proved, or where an example is wanted, found."""
        return isinstance(self.outcome, Refuted if self.question.wanted else Proved)


def obligation(spec: Spec, question: Question, relying: frozenset[str] | None) -> Obligation:
    """The question about every graph, as text for solvers: `unsat` means that what is bad cannot be. `relying`: on
    which preconditions of the operations, by label; None: on all. They held when each job was planned; do they still?
    `checker.stability` asks."""
    return _AnyGraphs(spec).obligation(question, relying)


class _AnyGraphs:
    """Obligations about every graph. Questions about the same jobs share what says that these are planned and
    compatible: most of the text, and of the work."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._kept: tuple[object, AnyGraph, tuple[Job, ...]] | None = None

    def obligation(self, question: Question, relying: frozenset[str] | None) -> Obligation:
        key = (question.sides, question.together, relying, question.wanted)
        if self._kept is None or self._kept[0] != key:
            structure = AnyGraph()
            self._kept = key, structure, _jobs(self.spec, question, structure, relying)
        _, structure, jobs = self._kept
        with structure.aside():
            goal = not_(question.bad(structure, jobs))
            sorts, declarations, hypotheses = structure.finish()
        return Obligation(question.id, question.title, goal, _labelled(hypotheses), sorts, declarations)


def small(spec: Spec, question: Question, size: int) -> tuple[Obligation, SmallGraph]:
    """The question about the graphs of exactly `size` nodes."""
    operations = [side.operation for side in question.sides]
    structure = SmallGraph(size, _kinds(spec, operations), _texts(operations))
    jobs = _jobs(spec, question, structure, None)
    changing = [job.call for job in jobs if job.call.operation.changes]
    structure.hypotheses += [(f"{call.prefix} can start", feasible(call)) for call in changing]
    goal = not_(question.bad(structure, jobs))
    sorts, declarations, hypotheses = structure.finish()
    name = f"{question.id}/{size}"
    return Obligation(name, question.title, goal, _labelled(hypotheses), sorts, declarations), structure


def _jobs(spec: Spec, question: Question, structure: Structure, relying: frozenset[str] | None) -> tuple[Job, ...]:
    """The jobs that the question is about, and among the hypotheses, if they are to be so, that they are compatible."""
    objects = _objects(spec)

    def call(prefix: str, side: Side) -> Call:
        # Cases are planned on their graph. To a proof a job that runs may have been planned on an earlier one; not so
        # what changes the graph as it starts, which is that of its start.
        planned = isinstance(structure, SmallGraph) or question.wanted
        fresh = planned or bool(side.operation.changes)
        return Call(structure, side.operation, prefix, relying, _whatever(structure, side), objects, fresh=fresh)

    jobs = tuple(Job(spec, call(prefix, side), side.phase) for prefix, side in zip("ab", question.sides, strict=False))
    if question.together:
        one, other = jobs
        apart = structure.forall(lambda x: not_(conflict(spec, one, other, x)))
        structure.hypotheses.append(("compatible", apart))
    return jobs


def _objects(spec: Spec) -> int:
    """So many objects of a list can together do all that a longer list can: one has the effect, another one does not
    allow what would be tolerated; or each of them meets another part of what a property asks for."""

    def parts(pattern: Pattern) -> int:
        return sum(map(parts, pattern.patterns)) or 1

    return max([2, *(parts(half) for stated in spec.properties for half in (stated.left, stated.right))])


def _whatever(structure: Structure, side: Side) -> Callable[[str], Body] | None:
    """Where the sets of a job come from that is past a change of the graph: only what holds of any sets is proved."""
    return structure.whatever if isinstance(structure, AnyGraph) and not side.plannable(side.phase) else None


def _labelled(hypotheses: Sequence[tuple[str, Formula]]) -> tuple[tuple[str, Formula], ...]:
    """No declared name starts with `h `."""
    return tuple((f"h {label}", formula) for label, formula in hypotheses)


def decide(
    spec: Spec,
    questions: Iterable[Question],
    solver: Decider,
    progress: Callable[[int], None] | None = None,
    search: bool = True,
) -> list[Finding]:
    """The findings, in the order of the questions. `search`: look for a counterexample of what is not proved.

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
        found = findings.get(first[key]) if key is not None else None
        if number not in findings and found is not None and isinstance(found.outcome, Proved):
            findings[number] = replace(found, question=asked[number])
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
        if question.kind in _SHARED
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

    def attempt(numbers: list[int], relying: Callable[[int], frozenset[str] | None]) -> dict[int, Answer]:
        """The answers to the questions about every graph, each relying on what it is told to."""
        graphs = _AnyGraphs(spec)
        numbers = sorted(numbers, key=lambda number: _shared(asked[number]))
        scripts = (
            Task(graphs.obligation(asked[number], relying(number)).script(), core=relying(number) is None)
            for number in numbers
        )
        return {numbers[position]: answer for position, answer in solver.stream(scripts)}

    def proved(numbers: list[int]) -> list[int]:
        """Prove what can be; the numbers of the others."""
        first = attempt(numbers, lambda number: _NOTHING)
        keep({number: (answer, _NOTHING) for number, answer in first.items()})
        second = attempt([number for number in numbers if number not in findings], lambda number: None)
        used = {number: _wheres(answer.core) for number, answer in second.items() if answer.verdict == "unsat"}
        answers = {number: second[number] for number in used}
        for turn in range(max(map(len, used.values()), default=0)):  # what a proof used, it need not need
            fewer = {}
            for number, wheres in used.items():
                named = sorted(_wheres(second[number].core))
                if turn < len(named):
                    fewer[number] = wheres - {named[turn]}
            for number, answer in attempt(list(fewer), fewer.__getitem__).items():
                if answer.verdict == "unsat":
                    used[number], answers[number] = fewer[number], answer
        keep({number: (answers[number], used[number]) for number in used})
        return [number for number in numbers if number not in findings]

    def keep(answers: dict[int, tuple[Answer, frozenset[str]]]) -> None:
        for number, (answer, relied) in answers.items():
            if answer.verdict == "unsat":
                findings[number] = Finding(asked[number], Proved(answer.resources), relying=relied, answer=answer)
        if progress is not None:
            progress(len(findings))

    for number, question in enumerate(asked):
        if question.open or not all(side.plannable(side.phase) for side in question.sides):
            findings[number] = Finding(question, Unknown(question.open or _AFTER))
    later = [n for n, each in enumerate(asked) if n in findings and each.kind in _WHATEVER and not each.open]
    for number, answer in attempt(later, lambda number: _NOTHING).items():
        if answer.verdict == "unsat":
            findings[number] = Finding(asked[number], Proved(answer.resources), answer=answer)
    # What must be possible is no matter of proof: see first whether there is an example.
    left = proved([n for n, question in enumerate(asked) if not question.wanted and n not in findings])
    if not search:
        findings |= {number: Finding(asked[number], Unknown("no proof")) for number in left}
        left = []
    left += [n for n, question in enumerate(asked) if question.wanted and n not in findings]
    for number, finding in _search(spec, [(number, asked[number]) for number in left], solver):
        findings[number] = finding
        if progress is not None:
            progress(len(findings))
    hopeless = [n for n in left if asked[n].wanted and isinstance(findings[n].outcome, Unknown)]
    for number in hopeless:
        del findings[number]
    for number in proved(hopeless):
        findings[number] = Finding(asked[number], Unknown(_NO_EXAMPLE), LARGEST)
    return [findings[number] for number in range(len(asked))]


_NOTHING: frozenset[str] = frozenset()
_WHERE = re.compile(r"\Ah ([ab]\.where\.\d+)\Z")
_SHARED = frozenset({"coverage", "changes", "race", "stability", "completion", "weakening"})
_GRANTED = frozenset({"stability", "completion", "weakening"})
_WHATEVER = frozenset({"coverage", "property", "race", "weakening"})
"""Kinds of questions that may have a proof whatever names mean, past what an operation changes of the graph."""
_AFTER = "no proof that holds whatever its names mean once the operation has changed the graph as it starts"
_NEITHER = f"no proof, and no counterexample on graphs of up to {LARGEST} nodes"
_NO_PLAN = "the case that is found has no plan: what the operation changes as it starts leaves no graph there"
_NO_EXAMPLE = f"no example on graphs of up to {LARGEST} nodes, and no proof that there is none"


def _shared(question: Question) -> tuple[str, ...]:
    """Questions about the same jobs are asked one after another."""
    return (*map(str, question.sides), str(question.together))


def _wheres(core: Sequence[str]) -> frozenset[str]:
    """The preconditions among the hypotheses that a proof used, by label."""
    return frozenset(match[1] for label in core if (match := _WHERE.search(label)))


def _search(spec: Spec, asked: list[tuple[int, Question]], solver: Decider) -> Iterator[tuple[int, Finding]]:
    """Graphs of 1, 2, … nodes until each question has a counterexample or the largest size is reached."""
    for size in range(1, LARGEST + 1):
        structures: list[SmallGraph] = []
        names: list[tuple[str, ...]] = []
        left = []
        for position, answer in enumerate(solver.decide(_small_tasks(spec, asked, size, structures, names))):
            number, question = asked[position]
            if answer.verdict == "unsat":
                left.append((number, question))
            elif answer.verdict == "unknown":
                reason = f"no answer for graphs of {size} nodes"
                yield number, Finding(question, Unknown(reason), size - 1, answer=answer)
            else:
                values = zip(names[position], answer.values, strict=True)
                true = frozenset(name for name, value in values if value == "true")
                yield number, _counterexample(spec, question, structures[position], true, answer)
        asked = left
        if not asked:
            return
    for number, question in asked:
        yield number, Finding(question, Unknown(_NEITHER), LARGEST)


def _small_tasks(
    spec: Spec, asked: list[tuple[int, Question]], size: int, structures: list[SmallGraph], names: list[tuple[str, ...]]
) -> Iterator[Task]:
    """A task for each question; what its values are to be read with is added to `structures` and `names`."""
    for _, question in asked:
        grounded, structure = small(spec, question, size)
        wanted = tuple(name for name, _, _ in grounded.declarations if name not in structure.defined)
        structures.append(structure)
        names.append(wanted)
        yield Task(grounded.script(), values=tuple(map(symbol, wanted)))


def _counterexample(
    spec: Spec, question: Question, structure: SmallGraph, true: frozenset[str], answer: Answer
) -> Finding:
    case = example.situation(spec, question, structure, true)
    if case is None or not example.confirmed(question, case):
        if not question.exact:
            return Finding(question, Unknown("no proof, and the rules of growth decide nothing here"), answer=answer)
        if case is None and any(side.operation.changes for side in question.sides):
            return Finding(question, Unknown(_NO_PLAN), answer=answer)
        raise CheckerBug(
            f"{question.id}: the prover finds a counterexample that the planner does not reproduce: {sorted(true)}"
        )
    case = example.smallest(question, case)
    facts = example.confirmed(question, case)
    found = example.counterexample(question, case, facts)
    return Finding(question, Refuted(found), structure.size - 1, answer=answer)


def _kinds(spec: Spec, operations: list[Operation]) -> set[str]:
    """The edge kinds to search over: those that actions or operations name, and one that is not followed by chains."""
    kinds = {"file"}.union(*(_kinds_of(cover.at) for action in spec.actions for cover in action.covers))
    for operation in operations:
        for nodes in sets(operation):
            kinds |= _kinds_of(nodes)
    return kinds - {"", "chain"}


def _kinds_of(nodes: NodeSet) -> set[str]:
    found = {nodes.name} if nodes.op in ("parents", "children", "above", "below") else set()
    return found.union(*(_kinds_of(arg) for arg in nodes.args))


def _texts(operations: list[Operation]) -> int:
    """So many texts can all be different, and none of the words that conditions ask for."""
    texts = [(each, p) for each in operations for p in each.parameters if p.kind == "text"]
    words = {word for each, parameter in texts for word in asked_values(each, parameter)}
    return max(1, len(texts) + len(words))
