"""Scenarios: from the tree to the model."""

from __future__ import annotations

from nac.admission import member_id
from nac.spec import Operation, Reason, Scenario, Span, Step

from . import tree as t
from .calls import ScenarioCall
from .diagnostics import quoted, suggest
from .literals import Literal, literal
from .names import Names
from .nodes import SceneNodes


def scenario(item: t.ScenarioItem, names: Names) -> Scenario:
    """Return the scenario that an item tells."""
    return _ScenarioResolver(item, names).scenario()


class _ScenarioResolver:
    def __init__(self, item: t.ScenarioItem, names: Names) -> None:
        self.item = item
        self.names = names
        self.sink = names.sink
        self.graph: Literal = literal(self._graph(), names.sink)
        self.nodes = SceneNodes(set(self.graph.nodes))
        self.jobs: dict[str, tuple[Operation | None, str, Span]] = {}  # of active jobs: operation, phase, place
        self.members: dict[str, set[str]] = {}  # of transactions: what they called and has not ended yet

    def _graph(self) -> t.GraphClause | None:
        graphs = [clause for clause in self.item.clauses if isinstance(clause, t.GraphClause)]
        for other in graphs[1:]:
            first = (graphs[0].span, "the first is here")
            self.sink.add("NAC040", "the graph is given twice", other.span, first, help="a scenario has one graph")
        return graphs[0] if graphs else None

    def scenario(self) -> Scenario:
        item = self.item
        steps = [self.step(clause) for clause in item.clauses if isinstance(clause, t.StepClause)]
        if not steps:
            hint = "add `admit`, `refuse` or `invalid`"
            self.sink.add("NAC090", f"the scenario {quoted(item.name.text)} has no steps", item.name.span, help=hint)
        graph = self.graph
        return Scenario(
            item.name.text,
            tuple(graph.nodes),
            tuple(graph.edges),
            tuple(graph.tags),
            tuple(steps),
            item.doc,
            item.span,
        )

    def step(self, clause: t.StepClause) -> Step:
        if clause.run is not None:
            return self.run(clause, clause.run)
        job = clause.job
        assert job is not None
        known = job.text in self.jobs
        if not known:
            hint = suggest(job.text, self.jobs, "give the job an id where it is admitted: `admit id = ...`")
            self.sink.add("NAC087", f"no admitted job has the id {quoted(job.text)} here", job.span, help=hint)
        elif clause.op == "release":
            self.release(job.text)
        elif clause.phase is not None:
            self.advance(job, clause.phase, moves=clause.op == "advance")
        phase = clause.phase.text if clause.phase else ""
        return Step(clause.op, job.text, phase=phase, because=self.because(clause), span=clause.span)

    def release(self, job: str) -> None:
        for called in self.members.values():
            called.discard(job)
        for ended in (job, *self.members.pop(job, ())):
            del self.jobs[ended]

    def advance(self, job: t.Word, target: t.Word, *, moves: bool) -> None:
        operation, phase, place = self.jobs[job.text]
        if operation is None or not self.phase(operation, target):
            return
        if phase and (phase, target.text) not in operation.transitions:
            targets = [end for begin, end in operation.transitions if begin == phase]
            hint = f"from there it goes to {', '.join(targets)}" if targets else "from there it goes nowhere"
            message = f"the job is in phase {quoted(phase)}, which has no transition to {quoted(target.text)}"
            self.sink.add("NAC089", message, target.span, (place, "the job is admitted here"), help=hint)
        if moves:
            self.jobs[job.text] = operation, target.text, place

    def phase(self, operation: Operation, word: t.Word) -> bool:
        if word.text in operation.phases:
            return True
        hint = suggest(word.text, operation.phases, "it has no phases" if not operation.phases else "")
        message = f"the operation {quoted(operation.name)} has no phase {quoted(word.text)}"
        self.sink.add("NAC034", message, word.span, (operation.span, "it is defined here"), help=hint)
        return False

    def run(self, clause: t.StepClause, run: t.RunClause) -> Step:
        operation = self.names.operation(run.operation)
        lenient = clause.op == "invalid"
        call = ScenarioCall(operation, run.pairs, run.operation.span, self.nodes, self.names, lenient=lenient)
        arguments = call.arguments()
        phase = clause.phase.text if clause.phase else ""
        right = operation is None or clause.phase is None or self.phase(operation, clause.phase)
        job = run.job
        if job is not None and job.text in self.jobs:
            first = (self.jobs[job.text][2], "the first is admitted here")
            hint = "release it first, or choose another id"
            self.sink.add("NAC088", f"a job {quoted(job.text)} is still active here", job.span, first, help=hint)
        elif job is not None and clause.op == "admit":
            held = phase
            if operation is not None and phase in ("", operation.start):
                held = operation.then
            self.jobs[job.text] = operation if right else None, held, job.span
            called = {member_id(job.text, number): each for number, each in enumerate(call.calls, 1)}
            self.jobs |= {name: (each, each.then if each else "", job.span) for name, each in called.items()}
            self.members[job.text] = set(called)
        because = self.because(clause, call.made)
        if clause.op == "admit":
            self.nodes.add(call.made)
        name = job.text if job else ""
        return Step(clause.op, name, run.operation.text, arguments, phase, because, clause.span)

    def because(self, clause: t.StepClause, made: SceneNodes | None = None) -> tuple[Reason, ...]:
        reasons: list[Reason] = []
        for node, action in clause.because:
            owner = node.text.partition("[")[0] if node.text.endswith("]") else node.text
            if owner not in self.nodes and (made is None or owner not in made):
                hint = suggest(node.text, self.graph.nodes)
                message = f"there is no node {quoted(node.text)} in the graph"
                self.sink.add("NAC083", message, node.span, help=hint)
            reasons.append(Reason(node.text, self.names.action(action)))
        return tuple(reasons)
