"""The clauses of a spec one by one: the spec without one of them, and which of them a proof used (semantics: evidence).

A clause is a `where`, a role, or one flag of a role. Which clauses a proof used is seen from the spec with a switch
at every clause: the switches are preconditions, so the solver names those that its proof needs (its unsat core).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from nac.operators import unknown
from nac.spec import Condition, Operation, Parameter, Role, Spec, Where

from ..deciding.finding import Finding
from ..deciding.pose import obligation, preconditions
from ..smt.solve import Decider, Task
from .findings import every_question

T = TypeVar("T")


ClauseKind = Literal["where", "role", "require", "allow", "prohibit"]


@dataclass(frozen=True, slots=True, order=True)
class Clause:
    """kind: "require" and "allow" are flags that a role has, "prohibit" is one that it does not allow.
    number: which `where` or role of the operation; action: which flag."""

    operation: str
    kind: ClauseKind
    number: int
    action: int = -1

    def change(self, spec: Spec) -> str:
        """Return what the spec without it is, in words."""
        match self.kind:
            case "where":
                return f"drop `where` {self.number + 1}"
            case "role":
                return f"drop role {self.number + 1}"
            case "require" | "allow" as flag:
                return f"drop `{flag} {spec.actions[self.action].name}` in role {self.number + 1}"
            case "prohibit":
                return f"add `allow {spec.actions[self.action].name}` in role {self.number + 1}"
            case _:
                raise unknown("kind of clause", self.kind)


def clauses(spec: Spec) -> Iterator[Clause]:
    """Yield every clause of every operation, in the order of the spec."""
    bits = range(len(spec.actions))
    for operation in spec.operations:
        name = operation.name
        yield from (Clause(name, "where", number) for number in range(len(operation.wheres)))
        for number, role in enumerate(operation.roles):
            yield Clause(name, "role", number)
            yield from (Clause(name, "require", number, bit) for bit in bits if role.require >> bit & 1)
            yield from (Clause(name, "allow", number, bit) for bit in bits if role.allow >> bit & 1)
            yield from (Clause(name, "prohibit", number, bit) for bit in bits if not role.allow >> bit & 1)


def without(spec: Spec, clause: Clause) -> Spec:
    """Return the spec without the clause."""

    def changed(operation: Operation) -> Operation:
        if operation.name != clause.operation:
            return operation
        match clause.kind:
            case "where":
                return replace(operation, wheres=_dropped(operation.wheres, clause.number))
            case "role":
                return replace(operation, roles=_dropped(operation.roles, clause.number))
            case "require":
                role = operation.roles[clause.number]
                role = replace(role, require=role.require & ~(1 << clause.action))
            case "allow" | "prohibit":
                role = operation.roles[clause.number]
                role = replace(role, allow=role.allow ^ 1 << clause.action)
            case _:
                raise unknown("kind of clause", clause.kind)
        roles = (*operation.roles[: clause.number], role, *operation.roles[clause.number + 1 :])
        return replace(operation, roles=roles)

    return replace(spec, operations=tuple(map(changed, spec.operations)))


def _dropped(items: tuple[T, ...], number: int) -> tuple[T, ...]:
    return items[:number] + items[number + 1 :]


# Which clauses a proof used


def switched(spec: Spec) -> tuple[Spec, Mapping[tuple[str, int], Clause]]:
    """Return a spec that means the same, with a switch at each clause but the `allow`s (they only ever permit): each
    role is split into one for each of its flags. The switches are the `where`s that the mapping names, (operation,
    number)."""
    by_number: dict[tuple[str, int], Clause] = {}
    operations = []
    for operation in spec.operations:
        wheres = list(operation.wheres)
        by_number |= {(operation.name, n): Clause(operation.name, "where", n) for n in range(len(wheres))}
        parameters = list(operation.parameters)
        roles = []
        for clause in clauses(spec):
            if clause.operation == operation.name and clause.kind in ("role", "require", "prohibit"):
                name = f"switch {len(parameters)}"
                parameters.append(Parameter(name, "bool"))
                by_number[operation.name, len(wheres)] = clause
                wheres.append(Where(Condition("given", name=name)))
                roles.append(_only(spec, operation.roles[clause.number], clause, name))
        operations.append(replace(operation, parameters=tuple(parameters), wheres=tuple(wheres), roles=tuple(roles)))
    return replace(spec, operations=tuple(operations)), by_number


def _only(spec: Spec, role: Role, clause: Clause, switch: str) -> Role:
    """The role with nothing but the clause, behind the switch."""
    on = Condition("given", name=switch)
    when = on if role.when is None else Condition("and", (role.when, on))
    bit = 0 if clause.kind == "role" else 1 << clause.action
    require = bit if clause.kind == "require" else 0
    allow = spec.all & ~bit if clause.kind == "prohibit" else spec.all
    return replace(role, require=require, allow=allow, when=when)


def used(spec: Spec, findings: Iterable[Finding], solver: Decider) -> dict[str, frozenset[Clause]]:
    """Return for each proof among the findings, by the id of its question, clauses that are enough for it. One that has
    no answer this way is left out."""
    proofs = {finding.question.id: finding for finding in findings}
    relied = frozenset(each for finding in proofs.values() for each in finding.relied)
    twin, switches = switched(spec)
    asked = {question.id: question for question in every_question(twin, relied) if question.id in proofs}
    tasks = []
    for name, question in asked.items():
        own = {letter: len(spec[side.operation.name].wheres) for letter, side in question.named_sides.items()}
        on = {each for each in question.preconditions() if each.number >= own[each.side]}
        proof = proofs[name]
        tasks.append(Task(obligation(twin, question, proof.relying | on, proof.finite).script(), core=True))
    enough = {}
    for (name, question), answer in zip(asked.items(), solver.decide(tasks), strict=True):
        if answer.verdict == "unsat":
            sides = question.named_sides
            needed = preconditions(question, answer.core)
            enough[name] = frozenset(
                switches[sides[each.side].operation.name, each.number] for each in needed if not each.alone
            )
    return enough
