"""Each change of the graph that an operation makes as it starts is one that its effects announce
(semantics: races, starts), since coverage and races are about effects alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nac.entitlement import unannounced
from nac.plan import Plan
from nac.spec import Spec

from ..encoding.change_steps import Course
from ..encoding.encode import SymbolicJob
from ..encoding.structure import Structure, Term
from ..encoding.symbolic_sets import SymbolicSet
from ..smt.logic import Formula, and_, not_, or_
from .effects import active, at
from .kinds import Kind
from .question import Fact, Question, Side, Situation


def questions(spec: Spec) -> Iterator[Question]:
    """Yield a question for each operation that changes edges or nodes as it starts, if any operation has effects at
    all."""
    for operation in spec.operations if spec.promises else ():
        if any(each.rewires for each in operation.changes):
            yield _question(Side(operation, operation.start))


def _question(side: Side) -> Question:
    operation = side.operation
    place = operation.changes[0].span

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        (job,) = jobs
        course = Course(job.call)
        effects = [effect for effect in active(operation.effects, side.phase) if effect.verb == "rewires"]
        said = [(at(job, each), None if each.to is None else job.call.nodes(each.to)) for each in effects]

        def unsaid(ends: SymbolicSet | None, z: Term) -> Formula:
            node = not_(or_(*(nodes.has(z) for nodes, _ in said)))
            unsaid_here = node if ends is None else or_(node, ends.some(lambda t: unsaid_edge(z, t)))
            return and_(not_(course.made.has(z)), unsaid_here)

        def unsaid_edge(z: Term, t: Term) -> Formula:
            known = or_(*(and_(nodes.has(z), ends.has(t)) for nodes, ends in said if ends is not None))
            return not_(or_(course.made.has(t), known))

        # Nobody can say, or know of, an edge of a node that is made up or to it.
        return or_(*(step.nodes.some(partial(unsaid, step.ends)) for step in course.steps))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        (plan,) = situation.plans
        nodes, edges = unannounced(situation.graph, plan.after, plan, side.phase)
        made_up = {node for node in plan.after if node not in situation.graph} - set(_named(plan))
        edges = [edge for edge in edges if not made_up & {edge.upper, edge.lower}]
        done = {(edge.upper, edge.lower): f"puts {edge.upper} on {edge.lower}" for edge in edges}
        others = made_up | {edge.upper for edge in edges}
        changed = {(node,): f"changes {node}" for node in nodes if node not in others}
        return tuple(
            Fact(f"{side} {does} as it starts, and no effect of it says that it rewires that", about, place)
            for about, does in (done | changed).items()
        )

    title = f"what {side} changes of the graph as it starts is what its effects say"
    return Question(f"changes/{operation.name}", Kind.CHANGES, title, (side,), bad, explain, place=place, exact=False)


def _named(plan: Plan) -> Iterator[str]:
    """The new nodes that the call itself names."""
    for parameter in plan.operation.parameters:
        if parameter.kind == "new":
            for scope in plan.scopes:
                yield from scope.sets[parameter.name]
