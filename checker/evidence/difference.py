"""Whether a clause ever changes what is admitted: if not, its mutant cannot be caught by anything
(semantics: evidence)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from nac.errors import Invalid
from nac.ledger import Ledger
from nac.operators import StepOperator
from nac.spec import Condition, Json, Operation, Parameter, Role, Scenario, Spec, Step

from ..deciding.finding import Finding
from ..deciding.prove import decide
from ..deciding.scenarios import play
from ..encoding.encode import SymbolicJob, conflict
from ..encoding.structure import Structure, Term
from ..questions.kinds import Kind
from ..questions.question import LETTERS, Counterexample, Fact, Question, Side, Situation
from ..questions.races import sides
from ..smt.logic import FALSE, TRUE, Formula, and_, iff, implies, ite, not_, or_
from ..smt.outcome import Proved, Refuted
from ..smt.solve import Decider
from .clauses import Clause, without

_SWITCH = "switch"
_TRIES = 4
"""How many pairs of jobs are searched for a scenario."""


@dataclass(frozen=True, slots=True)
class DecidedOtherwise:
    """The jobs that may be decided otherwise without a clause. scenario: a smallest one that goes as written with the
    clause, and not without it; None if none was found."""

    title: str
    scenario: Scenario | None = None


def difference(spec: Spec, clause: Clause, solver: Decider) -> DecidedOtherwise | None:
    """Return what may be decided otherwise without the clause, as far as that is not excluded; None if it is proved
    that nothing is, on any graph."""
    if clause.kind == "where":
        asked, about = [_excluded(spec, clause)], without(spec, clause)
    else:
        about = _with_switch(spec, clause)
        asked = list(_questions(spec, about, clause))
    now = [question for question in asked if all(side.plannable(side.phase) for side in question.sides)]
    findings = decide(about, now, solver, search=False)
    left = [finding.question for finding in findings if not isinstance(finding.outcome, Proved)]
    for question in left[:_TRIES]:
        (finding,) = decide(about, [question], solver)
        if scenario := _scenario(spec, clause, finding):
            return DecidedOtherwise(question.title, scenario)
    later = [f"{question.title}, past a change of the graph: not decided" for question in asked if question not in now]
    titles = [*(question.title for question in left), *later]
    return DecidedOtherwise(titles[0]) if titles else None


def _scenario(spec: Spec, clause: Clause, finding: Finding) -> Scenario | None:
    """Return what was found, as a scenario; None if nothing was, or if the controller does not make the difference."""
    if not isinstance(finding.outcome, Refuted):
        return None
    case = finding.outcome.counterexample
    assert isinstance(case, Counterexample)
    graph = case.graph
    tags = tuple((node, word) for node, words in graph.tags.items() for word in sorted(words))
    steps = [
        Step("admit", operation=call.operation, arguments=_without_switch(call.arguments), phase=call.phase)
        for call in case.calls
    ]
    ops: tuple[StepOperator, ...] = ("invalid",) if clause.kind == "where" else ("refuse", "admit")
    for op in ops:
        last = replace(steps[-1], op=op)
        scenario = Scenario(
            f"{clause.operation}: {clause.change(spec)}", graph.nodes, graph.edges, tags, (*steps[:-1], last)
        )
        if isinstance(play(spec, scenario).outcome, Proved):
            mutant = play(without(spec, clause), scenario)
            return scenario if isinstance(mutant.outcome, Refuted) else None
    return None


# A precondition


def _excluded(spec: Spec, clause: Clause) -> Question:
    """A call that only this precondition excludes."""
    operation = without(spec, clause)[clause.operation]
    condition = spec[clause.operation].wheres[clause.number].condition

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return not_(and_(*(call.holds(condition) for call in (jobs[0].call, *jobs[0].call.others))))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        try:
            spec[clause.operation].plan(situation.graph, situation.plans[0].arguments)
        except Invalid as error:
            return (Fact(str(error)),)
        return ()

    title = f"{clause.operation} with arguments that it excludes"
    side = Side(operation, operation.start)
    return Question(f"difference/{title}", Kind.DIFFERENCE, title, (side,), bad, explain)


# A role, or a flag of one


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


def _without_switch(arguments: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in arguments.items() if name != _SWITCH}


def _parts(spec: Spec, role: Role, clause: Clause, when: Condition) -> tuple[Role, ...]:
    """The role, with the clause (or for an `allow`, with what comes in its place) behind the switch."""
    bit = 1 << max(0, clause.action)
    if clause.kind == "role":
        return (replace(role, when=when),)
    if clause.kind == "require":
        return replace(role, require=role.require & ~bit), replace(role, require=bit, allow=spec.all, when=when)
    less = replace(role, require=0, allow=spec.all & ~bit, when=when)
    return replace(role, allow=role.allow | bit), less


def _questions(spec: Spec, both: Spec, clause: Clause) -> Iterator[Question]:
    every = [side for side in sides(both) if _kept(side) and any(_holds(side, role) for role in side.operation.roles)]
    for one in every:
        if one.operation.name == clause.operation:
            for other in every:
                title = f"{one} beside {other}"
                name = f"difference/{title}"
                yield Question(name, Kind.DIFFERENCE, title, (one, other), _differ(both), _decides(spec, clause))


def _kept(side: Side) -> bool:
    """Jobs stay so: of what is left as soon as it has started nothing is told here."""
    return not side.started or side.phase != side.operation.start or side.phase == side.operation.then


def _holds(side: Side, role: Role) -> bool:
    return not role.during or side.phase in role.during


def _differ(spec: Spec) -> Callable[[Structure, tuple[SymbolicJob, ...]], Formula]:
    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        one, other = jobs

        def conflicts(x: Term, switch: Formula) -> Formula:
            return put(conflict(spec, one, other, x), {f"{prefix}.{_SWITCH}?": switch for prefix in LETTERS})

        on = structure.exists(lambda x: conflicts(x, TRUE))
        return not_(iff(on, structure.exists(lambda x: conflicts(x, FALSE))))

    return bad


def _decides(spec: Spec, clause: Clause) -> Callable[[Situation], tuple[Fact, ...]]:
    specs = {"with": spec, "without": without(spec, clause)}

    def together(spec: Spec, situation: Situation) -> bool:
        ledger: Ledger[int] = Ledger()
        for number, (side, plan) in enumerate(zip(situation.sides, situation.plans, strict=True)):
            own = spec[side.operation.name].plan(situation.graph, _without_switch(plan.arguments))
            if not ledger.admit(number, own.table(side.phase)):
                return False
        return True

    def explain(situation: Situation) -> tuple[Fact, ...]:
        both = {word: together(each, situation) for word, each in specs.items()}
        if both["with"] == both["without"]:
            return ()
        return (Fact(f"they run together {'with' if both['with'] else 'without'} the clause only"),)

    return explain


def put(formula: Formula, values: Mapping[str, Formula]) -> Formula:
    """Return the formula with values for some of its atoms, and what follows from them done."""
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
