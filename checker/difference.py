"""Whether a clause ever changes what is admitted: if not, its mutant cannot be caught by anything (design 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from nac.spec import Condition, Operation, Parameter, Role, Spec

from .clauses import Clause
from .encode import Job, conflict
from .logic import FALSE, TRUE, Formula, and_, iff, implies, ite, not_, or_
from .outcome import Proved
from .prove import decide
from .question import Question, Side
from .races import sides
from .solve import Decider
from .structure import Structure, Term

_SWITCH = "switch"


def difference(spec: Spec, clause: Clause, solver: Decider) -> str:
    """The jobs that may be decided otherwise without the clause, as far as that is not excluded; "" if it is proved
    that none are, on any graph."""
    if clause.kind == "where":
        return f"{clause.operation} with arguments that it excludes"
    both = _with_switch(spec, clause)
    asked = list(_questions(both, clause))
    later = [question for question in asked if not all(side.plannable(side.phase) for side in question.sides)]
    for finding in decide(both, [question for question in asked if question not in later], solver, search=False):
        if not isinstance(finding.outcome, Proved):
            return finding.question.title
    return f"{later[0].title}, past a change of the graph: not decided" if later else ""


def _with_switch(spec: Spec, clause: Clause) -> Spec:
    """The spec and its mutant in one: a parameter of the operation tells which."""

    def changed(operation: Operation) -> Operation:
        if operation.name != clause.operation:
            return operation
        role = operation.roles[clause.number]
        on = Condition("given", name=_SWITCH)
        when = on if role.when is None else Condition("and", (role.when, on))
        parts = _parts(spec, role, clause, when)
        roles = (*operation.roles[: clause.number], *parts, *operation.roles[clause.number + 1 :])
        parameters = (*operation.parameters, Parameter(_SWITCH, "bool"))
        return replace(operation, roles=roles, parameters=parameters)

    return replace(spec, operations=tuple(map(changed, spec.operations)))


def _parts(spec: Spec, role: Role, clause: Clause, when: Condition) -> tuple[Role, ...]:
    """The role, with the clause (or for an `allow`, with what comes in its place) behind the switch."""
    bit = 1 << max(0, clause.action)
    if clause.kind == "role":
        return (replace(role, when=when),)
    if clause.kind == "require":
        return replace(role, require=role.require & ~bit), replace(role, require=bit, allow=spec.all, when=when)
    less = replace(role, require=0, allow=spec.all & ~bit, when=when)
    return replace(role, allow=role.allow | bit), less


def _questions(spec: Spec, clause: Clause) -> Iterator[Question]:
    every = [side for side in sides(spec) if any(_holds(side, role) for role in side.operation.roles)]
    for one in every:
        if one.operation.name == clause.operation:
            for other in every:
                title = f"{one} beside {other}"
                yield Question(f"difference/{title}", "difference", title, (one, other), _differ(spec), lambda _: ())


def _holds(side: Side, role: Role) -> bool:
    return not role.during or side.phase in role.during


def _differ(spec: Spec) -> Callable[[Structure, tuple[Job, ...]], Formula]:
    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        one, other = jobs

        def conflicts(x: Term, switch: Formula) -> Formula:
            return put(conflict(spec, one, other, x), {f"{prefix}.{_SWITCH}?": switch for prefix in "ab"})

        on = structure.exists(lambda x: conflicts(x, TRUE))
        return not_(iff(on, structure.exists(lambda x: conflicts(x, FALSE))))

    return bad


def put(formula: Formula, values: Mapping[str, Formula]) -> Formula:
    """The formula with values for some of its atoms, and what follows from them done."""
    if isinstance(formula, str):
        return values.get(formula, formula)
    op, *args = formula
    if op in ("forall", "exists"):
        body = put(args[1], values)
        return body if body in (TRUE, FALSE) else (op, args[0], body)
    done = [put(arg, values) for arg in args]
    if op == "and":
        return and_(*done)
    if op == "or":
        return or_(*done)
    if op == "not":
        return not_(done[0])
    if op == "=>":
        return implies(done[0], done[1])
    if op == "ite":
        return ite(done[0], done[1], done[2])
    return (op, *done)
