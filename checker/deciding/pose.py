"""Questions as obligations, texts for solvers: about every graph, or about the graphs of one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nac.operators import unknown
from nac.spec import NodeSet, Operation, Pattern, Spec
from nac.traversal import sets

from ..encoding.any_graph import AnyGraph
from ..encoding.argument import asked_values
from ..encoding.encode import Precondition, SymbolicCall, SymbolicJob, conflict
from ..encoding.feasible import feasible
from ..encoding.later_graph import LaterGraph
from ..encoding.small_graph import SmallGraph
from ..encoding.symbolic_sets import described
from ..questions.question import LETTERS, Question, Side, history
from ..smt.logic import Formula, Sequent, not_

Relying: TypeAlias = frozenset[Precondition] | None
"""On which preconditions of the operations a text relies; None: on all."""


def obligation(spec: Spec, question: Question, relying: Relying, finite: bool = False) -> Sequent:
    """Return the question about every graph, as text for solvers: `unsat` means that what is bad cannot be. The
    preconditions held when each job was planned; do they still? `checker.questions.stability` asks. `finite`: say as
    well that graphs are finite (`AnyGraph`)."""
    return AnyGraphs(spec).obligation(question, relying, finite)


class AnyGraphs:
    """Obligations about every graph. Questions about the same jobs share what says that these are planned and
    compatible: most of the text, and of the work."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._kept: tuple[object, AnyGraph, tuple[SymbolicJob, ...]] | None = None

    def obligation(self, question: Question, relying: Relying, finite: bool = False) -> Sequent:
        key = (question.sides, question.together, relying, question.wanted, question.safety, question.any_lets, finite)
        if self._kept is None or self._kept[0] != key:
            structure = AnyGraph(finite)
            jobs = _jobs(self.spec, question, structure, relying)
            self._kept = key, structure, jobs
        _, structure, jobs = self._kept
        with structure.aside():
            goal = not_(question.bad(structure, jobs))
            sorts, declarations, hypotheses = structure.finish()
        return Sequent(question.id, question.title, goal, _labelled(hypotheses), sorts, declarations)


@dataclass(frozen=True, slots=True)
class Posed:
    """A question about the graphs of one size, and whose symbols its text has: those of the calls and of the graph."""

    obligation: Sequent
    structure: SmallGraph
    calls: tuple[SymbolicCall, ...]


def small(spec: Spec, question: Question, size: int) -> Posed:
    """Return the question about the graphs of exactly `size` nodes."""
    operations = [side.operation for side in question.sides]
    kinds = _kinds(spec, operations)
    for side in question.sides:
        kinds |= {each.word for each in side.operation.changes if side.started and each.op in ("insert", "link")}
    structure = SmallGraph(size, kinds, _texts(operations))
    now, jobs = _happened(spec, question, structure)
    goal = not_((question.case or question.bad)(now, jobs))
    sorts, declarations, hypotheses = structure.finish()
    name = f"{question.id}/{size}"
    posed = Sequent(name, question.title, goal, _labelled(hypotheses), sorts, declarations)
    return Posed(posed, structure, tuple(job.call for job in jobs))


def _jobs(spec: Spec, question: Question, structure: AnyGraph, relying: Relying) -> tuple[SymbolicJob, ...]:
    """The jobs that the question is about, and among the hypotheses, if they are to be so, that they are compatible. A
    job that is held may have been planned on another graph; what is wanted is wanted of one that is planned on this."""
    objects, wanted, there = _objects(spec), question.wanted, not question.safety

    def call(prefix: str, side: Side) -> SymbolicCall:
        fresh = side.asked or wanted
        made = SymbolicCall(structure, side.operation, prefix, relying, objects, fresh=fresh, there=there)
        if not question.any_lets:
            return made
        lets = (let.name for let in side.operation.lets)
        return made.naming({let: described(structure, structure.any_set(f"{prefix}.let {let}")) for let in lets})

    jobs = tuple(SymbolicJob(spec, call(prefix, side), side.phase) for prefix, side in question.named_sides.items())
    if question.together:
        structure.hypotheses.append(("compatible", _compatible(spec, *jobs)))
    return jobs


def _happened(spec: Spec, question: Question, structure: SmallGraph) -> tuple[SmallGraph, tuple[SymbolicJob, ...]]:
    """A history: the jobs come one after another, each planned on the graph as it is then, which those change that
    have started. The graph at the end, and the jobs on it."""
    objects, now = _objects(spec), structure
    calls: dict[int, SymbolicCall] = {}
    for number in history(question.sides):
        side = question.sides[number]
        call = SymbolicCall(now, side.operation, LETTERS[number], None, objects)
        if side.operation.changes:
            structure.hypotheses.append((f"{call.prefix} can start", feasible(call)))
        if side.started:
            asked = SymbolicJob(spec, call, side.operation.start)
            for other, there in calls.items() if question.together else ():
                met = _compatible(spec, asked, SymbolicJob(spec, there, question.sides[other].phase))
                structure.hypotheses.append((f"{call.prefix} is asked", met))
            later = LaterGraph(now, call)
            calls = {other: later.followed(there) for other, there in calls.items()}
            now, call = later, later.started
        calls[number] = call
    jobs = tuple(SymbolicJob(spec, calls[number], side.phase) for number, side in enumerate(question.sides))
    if question.together:
        structure.hypotheses.append(("compatible", _compatible(spec, *jobs)))
    return now, jobs


def _compatible(spec: Spec, one: SymbolicJob, other: SymbolicJob) -> Formula:
    return one.call.structure.forall(lambda x: not_(conflict(spec, one, other, x)))


def _objects(spec: Spec) -> int:
    """So many objects of a list can together do all that a longer list can: one has the effect, another one does not
    allow what would be tolerated; or each of them meets another part of what a property asks for."""

    def parts(pattern: Pattern) -> int:
        return sum(map(parts, pattern.patterns)) or 1

    return max([2, *(parts(half) for stated in spec.properties for half in (stated.left, stated.right))])


def _labelled(hypotheses: Sequence[tuple[str, Formula]]) -> tuple[tuple[str, Formula], ...]:
    return tuple((_label(label), formula) for label, formula in hypotheses)


def _label(hypothesis: str) -> str:
    """No declared name starts with `h `."""
    return f"h {hypothesis}"


def preconditions(question: Question, core: Sequence[str]) -> frozenset[Precondition]:
    """Return the preconditions among the labels of the hypotheses that a proof used."""
    known = {_label(str(each)): each for each in question.preconditions()}
    return frozenset(known[label] for label in core if label in known)


def _kinds(spec: Spec, operations: list[Operation]) -> set[str]:
    """The edge kinds to search over: those that actions or operations name, and one that is not followed by chains."""
    kinds = {"file"}.union(*(_kinds_of(cover.at) for action in spec.actions for cover in action.covers))
    for operation in operations:
        for nodes in sets(operation):
            kinds |= _kinds_of(nodes)
    return kinds - {"", "chain"}


def _kinds_of(nodes: NodeSet) -> set[str]:
    inner: set[str] = set().union(*map(_kinds_of, nodes.args))
    match nodes.op:
        case "parents" | "children" | "above" | "below":
            return {nodes.name} | inner
        case "name" | "none" | "everything" | "union" | "and" | "except" | "or":
            return inner
        case "backing" | "overlays" | "chain" | "between" | "bottom" | "root" | "part":
            return inner
        case _:
            raise unknown("node set", nodes.op)


def _texts(operations: list[Operation]) -> int:
    """So many texts can all be different, and none of the words that conditions ask for."""
    texts = [(each, p) for each in operations for p in each.parameters if p.kind == "text"]
    words = {word for each, parameter in texts for word in asked_values(each, parameter)}
    return max(1, len(texts) + len(words))
