"""Questions about what must be possible, or a definition says nothing: every operation can run, every role can hold a
node, every effect can reach one (semantics: obligations)."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Effect, Operation, Role, Spec

from ..encoding.encode import SymbolicJob
from ..encoding.structure import Structure
from ..smt.logic import TRUE, Formula, and_
from .kinds import Kind
from .question import Fact, Question, Side, Situation


def run_questions(spec: Spec) -> Iterator[Question]:
    for operation in spec.operations:
        yield _can_run(Side(operation, operation.start))


def _can_run(side: Side) -> Question:
    operation = side.operation
    # What changes the graph as it starts, or makes calls, which are jobs of their own, need claim nothing itself.
    idle = bool(operation.changes) or operation.makes_calls

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return TRUE if idle else structure.exists(jobs[0].claims)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        claims = sorted(situation.plans[0].claims(side.phase))
        return (Fact(f"claims {', '.join(claims) or 'nothing'}", tuple(claims)),) if claims or idle else ()

    name = f"run/{operation.name}"
    title = f"{operation.name} can run: some call of it on some graph claims a node"
    place = operation.wheres[0].span if operation.wheres else operation.span
    return Question(name, Kind.RUN, title, (side,), bad, explain, place=place)


def role_questions(spec: Spec) -> Iterator[tuple[Question, ...]]:
    """Yield for each role the questions of which one must have an example."""
    for operation in spec.operations:
        for number, role in enumerate(operation.roles):
            if asked := _where(operation, role):
                yield tuple(_can_be(side, Kind.ROLE, number, role, "can hold a node") for side in asked)


def effect_questions(spec: Spec) -> Iterator[tuple[Question, ...]]:
    """Yield the same for each effect: of what cannot happen everything is proved."""
    for operation in spec.operations:
        for number, effect in enumerate(operation.effects):
            if asked := _where(operation, effect):
                yield tuple(
                    _can_be(side, Kind.EFFECT, number, effect, f"({effect.verb}) can reach a node") for side in asked
                )


def _where(operation: Operation, clause: Role | Effect) -> tuple[Side, ...]:
    """How a job can be there, by the first phase of the clause that is decided on the graph that the call is planned
    on; none if there is no such phase. Of what changes the graph as it starts also how it can be held afterwards."""
    phases = [phase for phase in operation.phases or ("",) if not clause.during or phase in clause.during]
    first = next(filter(Side(operation, "").plannable, phases), None)
    if first is None:
        return ()
    held = [phase for phase in phases if operation.changes and (phase != operation.start or phase == operation.then)]
    return Side(operation, first), *(Side(operation, phase, started=True) for phase in held)


def _can_be(side: Side, kind: Kind, number: int, clause: Role | Effect, can: str) -> Question:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        call = jobs[0].call
        return and_(call.when(clause.when), call.nodes(clause.at).occupied())

    def explain(situation: Situation) -> tuple[Fact, ...]:
        nodes = situation.scoped(0, clause.at, clause.when)
        return (Fact(f"holds {', '.join(sorted(nodes))}", tuple(sorted(nodes))),) if nodes else ()

    name = f"{kind}/{side.operation.name}/{number}" + (f"/{side.phase or '-'}/started" if side.started else "")
    title = f"{kind} {number + 1} of {side.operation.name} {can}"
    return Question(name, kind, title, (side,), bad, explain, place=clause.span)
