"""What must be possible, or a definition says nothing: every operation can run, every role can hold (design 6)."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Spec

from .encode import Job
from .logic import TRUE, Formula, and_
from .question import Fact, Question, Side, Situation
from .races import sides
from .structure import Structure


def run_questions(spec: Spec) -> Iterator[Question]:
    for operation in spec.operations:
        yield _can_run(Side(operation, operation.start))


def _can_run(side: Side) -> Question:
    operation = side.operation
    # What changes the graph as it starts, or calls others, need claim nothing itself.
    idle = bool(operation.changes) or any(parameter.kind == "calls" for parameter in operation.parameters)

    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        return TRUE if idle else structure.exists(jobs[0].claims)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        claims = sorted(situation.plans[0].claims(side.phase))
        return (Fact(f"claims {', '.join(claims) or 'nothing'}", tuple(claims)),) if claims or idle else ()

    name = f"run/{operation.name}"
    title = f"{operation.name} can run: some call of it on some graph claims a node"
    place = operation.wheres[0].span if operation.wheres else operation.span
    return Question(name, "run", title, (side,), bad, explain, wanted=True, place=place)


def role_questions(spec: Spec) -> Iterator[Question]:
    """For each role, in the first of its phases that is decided on the graph that the call is planned on."""
    for side in sides(spec):
        for number, role in enumerate(side.operation.roles):
            phases = [phase for phase in side.operation.phases or ("",) if not role.during or phase in role.during]
            if side.phase == next(filter(Side(side.operation, "").plannable, phases), None):
                yield _can_hold(side, number)


def _can_hold(side: Side, number: int) -> Question:
    role = side.operation.roles[number]

    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        call = jobs[0].call
        return and_(call.when(role.when), call.nodes(role.at).some(lambda x: TRUE))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        nodes = situation.scoped(0, role.at, role.when)
        return (Fact(f"holds {', '.join(sorted(nodes))}", tuple(sorted(nodes))),) if nodes else ()

    name = f"role/{side.operation.name}/{number}"
    title = f"role {number + 1} of {side.operation.name} can hold a node"
    return Question(name, "role", title, (side,), bad, explain, wanted=True, place=role.span)
