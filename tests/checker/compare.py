"""Holds what the checker finds against what the brute force finds on all small graphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from checker.deciding.finding import Finding
from checker.deciding.obligations import Obligation
from checker.questions.question import Counterexample, Question
from checker.smt.outcome import Proved, Refuted
from nac.change import without
from nac.graph import Graph
from nac.sets import evaluate, holds
from nac.spec import Operation, Spec, Where

from ..specs import all_small
from . import brute
from .assumption import left_behind
from .brute import Job


@dataclass
class World:
    """All jobs of a spec on all graphs of one size."""

    spec: Spec
    size: int
    objects: int = 1
    _jobs: dict[tuple[int, str, str, str], list[Job]] = field(default_factory=dict)
    _distinct: dict[tuple[int, str, str, str], list[Job]] = field(default_factory=dict)
    _apart: dict[tuple[int, int], bool] = field(default_factory=dict)

    def graphs(self) -> tuple[Graph, ...]:
        return all_small.graphs(self.size, all_small.kinds(self.spec), all_small.tags(self.spec))

    def jobs(self, number: int, operation: Operation, phase: str, new: str = "new") -> list[Job]:
        key = number, operation.name, phase, new
        if key not in self._jobs:
            found = all_small.plans(operation, self.graphs()[number], (new,), self.objects)
            self._jobs[key] = [brute.job(self.spec, plan, phase) for plan in found]
        return self._jobs[key]

    def distinct(self, number: int, operation: Operation, phase: str, new: str = "new") -> list[Job]:
        """The jobs, but one of each that claim and do the same."""
        key = number, operation.name, phase, new
        if key not in self._distinct:
            every = self.jobs(*key[:1], operation, phase, new)
            alike = {(frozenset(job.claims.items()), job.deeds): job for job in every}
            self._distinct[key] = list(alike.values())
        return self._distinct[key]

    def cases(self, question: Question) -> Iterator[tuple[Job, ...]]:
        """Every single job, or every pair, that the question is about."""
        if question.kind in ("race", "property"):
            for number in range(len(self.graphs())):
                yield from self._pairs(question, number)
            return
        one, *others = question.sides
        for number in range(len(self.graphs())):
            for job in self.jobs(number, one.operation, one.phase):
                if not others:
                    yield (job,)
                for side in others:
                    both = [p.kind == "new" for s in question.sides for p in s.operation.parameters]
                    for new in ("new", "other") if any(both) else ("new",):
                        for other in self.jobs(number, side.operation, side.phase, new):
                            if not question.together or not self._conflict(job, other):
                                yield job, other

    def _pairs(self, question: Question, number: int) -> Iterator[tuple[Job, ...]]:
        one, two = question.sides
        new = ("new", "other") if any(p.kind == "new" for p in two.operation.parameters) else ("new",)
        others = [job for name in new for job in self.distinct(number, two.operation, two.phase, name)]
        for job in self.distinct(number, one.operation, one.phase):
            if question.kind == "race" and not job.deeds:
                continue
            for other in others:
                if not question.together or not self._conflict(job, other):
                    yield job, other

    def _conflict(self, job: Job, other: Job) -> bool:
        key = id(job), id(other)  # all jobs are kept, so no other job gets the same number
        if key not in self._apart:
            self._apart[key] = bool(brute.clashes(job.claims, other.claims))
        return self._apart[key]


def shows(question: Question, case: tuple[Job, ...], wide: bool = True) -> bool:
    """Whether the case is an answer to the question: what must not be, or what is wanted. Not `wide`: by the change of
    one node alone."""
    one = case[0]
    if question.together and brute.clashes(one.claims, case[1].claims):
        return False
    match question.kind:
        case "coverage":
            _, _, _, effect, action, *_ = question.id.split("/")
            return any((str(n), a) == (effect.split("-")[0], action) for n, a, _ in brute.uncovered(one))
        case "race":
            return any(True for _ in brute.races(one, case[1]))
        case "completion" | "weakening" | "start":
            later = brute.claims(one.plan, question.id.rsplit("/")[-1], one.plan.scopes)
            if question.kind == "completion":
                return bool(brute.clashes(later, case[1].claims))
            return any(True for _ in brute.outgrown(one, Job(one.spec, one.plan, "", later, ())))
        case "property":
            stated = one.spec.properties[int(question.id.split("/")[1])]
            return any(True for _ in brute.broken(stated, one, case[1]))
        case "changes":
            return brute.unsaid(one)
        case "stability" if question.id.endswith("/changes"):
            found = brute.started(one, case[1].plan)
            return found is not None and any(True for _ in brute.outgrown(*found[:2]))
        case "stability" if question.id.endswith("/changes/founded"):
            plan = case[1].plan
            for place, node in plan.moves:
                one = replace(one, plan=one.plan.moved(place, node) if one.plan.uses(place) else one.plan)
            return not kept(question, one, plan.after)
        case "stability" if question.id.endswith("/changes/itself"):
            return not kept(question, one, one.plan.after)
        case "stability" if question.id.endswith("/itself"):
            return unfounded(question, one, one, wide)
        case "stability" if question.id.endswith("/filter"):
            graph = one.plan.graph
            filters = [edge.upper for edge in graph.edges if edge.kind == "filter"]
            return not all(kept(question, one, without(graph, node)[0]) for node in filters)
        case "stability" if question.id.endswith("/founded"):
            return unfounded(question, one, case[1], wide)
        case "stability":
            if not any(deed.verb == "rewires" for deed in case[1].deeds):
                return False
            return destabilised(one, case[1], wide, excused=wide) is not None
        case "run":
            operation = question.sides[0].operation
            idle = operation.changes or any(parameter.kind == "calls" for parameter in operation.parameters)
            return bool(one.claims) or bool(idle)
        case "role" | "effect":
            operation = question.sides[0].operation
            clauses = operation.roles if question.kind == "role" else operation.effects
            clause = clauses[int(question.id.split("/")[2])]
            plan = one.plan.later(one.plan.after) if question.sides[0].started else one.plan
            return any(
                (clause.when is None or holds(clause.when, scope)) and evaluate(clause.at, scope)
                for scope in plan.scopes
            )
        case "vacuity":
            _, number, half, *_ = question.id.split("/")
            pattern = getattr(one.spec.properties[int(number)], half)
            return any(brute.meets(pattern, one, node) for node in one.claims)
    raise AssertionError(f"what is {question.kind}?")


def destabilised(holder: Job, changer: Job, wide: bool = True, excused: bool = False) -> Graph | None:
    """A graph that the changer may make and on which the claims of the holder are too few. `excused`: but for changes
    that the assumption of the rules of growth leaves out."""
    for graph in brute.changes(holder.plan.graph, changer, wide):
        if too_few(holder, graph) and not (excused and assumed_away(holder, graph)):
            return graph
    return None


@lru_cache(maxsize=100_000)
def too_few(holder: Job, graph: Graph) -> bool:
    """On this graph the job would have to claim more than it holds."""
    now = brute.after(holder, graph)
    return now is not None and any(True for _ in brute.outgrown(holder, now))


def assumed_away(holder: Job, graph: Graph) -> bool:
    """The change to this graph is one that the checker's assumption about `except` leaves out."""
    sets = list(all_small.all_sets(holder.plan.operation))
    scopes = brute.rebound(holder.plan, graph) or ()
    return any(left_behind(sets, was, now) for was, now in zip(holder.plan.scopes, scopes, strict=False))


def unfounded(question: Question, holder: Job, changer: Job, wide: bool = True) -> bool:
    """The changer may make a graph on which a precondition of the holder, which proofs rely on, holds no longer."""
    if not any(isinstance(about, Where) for about in question.about):
        return False
    return not all(kept(question, holder, graph) for graph in brute.changes(holder.plan.graph, changer, wide))


def kept(question: Question, holder: Job, graph: Graph) -> bool:
    """The preconditions that the question is about hold for the job when the graph has become this."""
    wheres = [about for about in question.about if isinstance(about, Where)]
    scopes = holder.plan.later(graph).scopes
    return all(holds(where.condition, scope) for scope in scopes for where in wheres)


def weight(case: tuple[Job, ...]) -> int:
    """The nodes of the case: those of the graph, those to come, made up or not, and the parts that it speaks of."""
    named = set(case[0].plan.graph.nodes)
    for job in case:
        named |= {*job.claims, *job.plan.after, *(deed.node for deed in job.deeds)}
        for scope in job.plan.scopes:
            named |= frozenset().union(*scope.sets.values())
    return len(named)


@dataclass(frozen=True)
class Disagreement:
    question: str
    checker: str
    brute: str

    def __str__(self) -> str:
        return f"{self.question}: the checker says {self.checker}; the brute force {self.brute}"


def disagreements(worlds: list[World], owed: tuple[Obligation, ...]) -> tuple[list[Disagreement], list[Finding]]:
    """What is wrong, and the findings that are unknown."""
    wrong, unknown = [], []
    for finding in (finding for one in owed for finding in one.findings):
        question, outcome = finding.question, finding.outcome
        if not isinstance(outcome, Proved | Refuted):
            unknown.append(finding)
        wide = isinstance(outcome, Proved)
        for world in worlds:
            case = next((case for case in world.cases(question) if shows(question, case, wide)), None)
            if isinstance(outcome, Proved) and case is not None:
                wrong.append(Disagreement(question.id, "proved", f"finds {described(case)}"))
                break
            if isinstance(outcome, Refuted) and isinstance(outcome.counterexample, Counterexample):
                size = finding.searched + 1
                if case is not None and weight(case) < size:
                    text = f"finds {described(case)} on {weight(case)} nodes"
                    wrong.append(Disagreement(question.id, f"that the smallest has {size} nodes", text))
                    break
                shown = len(outcome.counterexample.graph)
                if case is None and world.size == shown:
                    wrong.append(Disagreement(question.id, f"refuted on {shown} nodes", "finds nothing there"))
                    break
            if not isinstance(outcome, Proved | Refuted) and case is not None and weight(case) <= finding.searched:
                wrong.append(Disagreement(question.id, f"none up to {finding.searched}", f"finds {described(case)}"))
                break
    return wrong, unknown


def described(case: tuple[Job, ...]) -> str:
    graph = case[0].plan.graph
    edges = ", ".join(f"{edge.lower} <{edge.kind}- {edge.upper}" for edge in graph.edges)
    calls = "; ".join(f"{job.plan.operation.name}{dict(job.plan.arguments)} {job.phase}" for job in case)
    return f"{list(graph.nodes)} {edges}: {calls}"
