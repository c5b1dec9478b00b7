"""The smallest require and the largest allow of an operation's roles, from its effects and the rest of the spec.

Flags are tried one at a time, role by role, and kept where everything still has a proof. What comes
out is minimal in require and maximal in allow: no single flag can go or come. It need not be the only such table.

No race is tolerated here. To tolerate one is a decision, not a consequence: add that allow by hand, on both sides, and
`nac audit` lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nac import kernel
from nac.language import format_role
from nac.plan import Plan
from nac.spec import NodeSet, Operation, Role, Spec

from ..deciding.obligations import Obligation, Owed, answered, questions, settle
from ..deciding.prove import decide
from ..encoding.encode import SymbolicJob, conflict
from ..encoding.structure import Structure
from ..questions import coverage
from ..questions.kinds import Kind
from ..questions.question import Fact, Question, Side, Situation
from ..questions.races import meet, sides
from ..smt.logic import Formula
from ..smt.outcome import Refuted
from ..smt.solve import Decider, Progress

_HARMLESS = ("inspects", "reads", "updates", "writes", "rewires")
_NODE = NodeSet("name", name="node")


@dataclass(frozen=True, slots=True)
class Bought:
    """The jobs that may run beside the operation, on some graph, only because role number `role` allows `action`."""

    role: int
    action: int
    beside: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`roles` for the operation, and what each of their allows buys. `proved`: with them everything has a proof; else
    `open` are the obligations that no table of flags on these sets proves."""

    operation: Operation
    roles: tuple[Role, ...]
    bought: tuple[Bought, ...]
    open: tuple[Obligation, ...]

    @property
    def proved(self) -> bool:
        return not self.open


def suggest(spec: Spec, name: str, solver: Decider, progress: Progress = lambda text: None) -> Suggestion:
    """Return the roles for an operation of the spec. KeyError: it has no such operation."""
    search = _FlagSearch(spec, spec[name], solver, progress)
    search.reduce()
    open_ = search.failing()
    if not open_:
        search.extend()
    roles = tuple(role for role in search.roles if role.require or role.allow != spec.all)
    operation = replace(spec[name], roles=roles)
    bought = tuple(_bought(_with(spec, operation), operation, solver)) if not open_ else ()
    return Suggestion(operation, roles, bought, tuple(open_))


def candidates(spec: Spec, operation: Operation) -> tuple[Role, ...]:
    """Return the sets to put flags on, without flags: those of the roles that it has, or of the nodes that its effects
    reach and lean on."""
    places: dict[Role, None] = {}
    for role in operation.roles:
        places[Role(role.at, 0, 0, role.when, role.during)] = None
    if not places:
        for effect in operation.effects:
            for at in _reached(spec, operation, effect.verb, effect.at, effect.unseen_by):
                places[Role(at, 0, 0, effect.when, effect.during)] = None
            if effect.to is not None:
                places[Role(effect.to, 0, 0, effect.when, effect.during)] = None
    return tuple(places)


def _reached(spec: Spec, operation: Operation, verb: str, at: NodeSet, unseen_by: NodeSet | None) -> Iterator[NodeSet]:
    for action in spec.actions:
        for cover in action.covers:
            if cover.verb == verb:
                for part in cover.at.args if cover.at.op == "union" else (cover.at,):
                    reached = _put(part, at)
                    if unseen_by is not None and verb == "writes":
                        above = NodeSet("above", (unseen_by,))
                        reached = NodeSet("except", (reached, NodeSet("union", (unseen_by, above))))
                    yield reached
    if verb == "reads":  # what lies below shows through
        yield NodeSet("below", (at,))


def _put(nodes: NodeSet, node: NodeSet) -> NodeSet:
    if nodes == _NODE:
        return node
    return NodeSet(nodes.op, tuple(_put(arg, node) for arg in nodes.args), nodes.name)


def _with(spec: Spec, operation: Operation) -> Spec:
    changed = tuple(operation if each.name == operation.name else each for each in spec.operations)
    return replace(spec, operations=changed)


class _FlagSearch:
    """The roles as far as they are known, and the questions that refused a flag before: they are asked first."""

    def __init__(self, spec: Spec, operation: Operation, solver: Decider, progress: Progress) -> None:
        self.spec, self.operation, self.solver, self.progress = spec, operation, solver, progress
        self.roles = [replace(role, require=spec.all) for role in candidates(spec, operation)]
        self._killers: list[str] = []

    def reduce(self) -> None:
        """Take away every require that coverage does not need; where more than coverage needs them, that decides."""
        full = list(self.roles)
        self._try_all("require", self._covered)
        if self.failing():
            self.roles = full
            if not self.failing():
                self._try_all("require", self._holds)

    def extend(self) -> None:
        """Give every allow with which everything still has a proof."""
        generous = [replace(role, allow=self.spec.all) for role in self.roles]
        if self._holds(generous):
            self.roles = generous
        else:
            self._try_all("allow", self._holds)

    def _try_all(self, what: str, good: Callable[[list[Role]], bool]) -> None:
        for number in range(len(self.roles)):
            for bit in self._order():
                role = self.roles[number]
                flipped = role.require ^ 1 << bit if what == "require" else role.require
                allow = role.allow ^ 1 << bit if what == "allow" else role.allow
                tried = [*self.roles]
                tried[number] = replace(role, require=flipped, allow=allow)
                action = self.spec.actions[bit].name
                self.progress(f"role {number + 1} of {len(self.roles)}: {what} {action}")
                if good(tried):
                    self.roles = tried

    def _order(self) -> list[int]:
        """The actions, by number, those first whose effects disturb least: of two allows that exclude each other the
        one for readers is the more useful."""

        def rank(bit: int) -> int:
            return max((_HARMLESS.index(cover.verb) for cover in self.spec.actions[bit].covers), default=0)

        return sorted(range(len(self.spec.actions)), key=rank)

    def _changed(self, roles: list[Role]) -> Spec:
        return _with(self.spec, replace(self.operation, roles=tuple(roles)))

    def _covered(self, roles: list[Role]) -> bool:
        spec = self._changed(roles)
        asked = [q for q in coverage.questions(spec) if q.sides[0].operation.name == self.operation.name]
        return all(finding.good for finding in decide(spec, asked, self.solver, search=False))

    def _holds(self, roles: list[Role]) -> bool:
        spec = self._changed(roles)
        owed = [one for one in self._owed(spec) if not any(question.wanted for question in one.questions)]
        killers = [one for one in owed if one.id in self._killers]
        if killers and self._refused(spec, killers):
            return False
        return not self._refused(spec, owed)

    def _refused(self, spec: Spec, owed: list[Owed]) -> bool:
        failing = [one.id for one in settle(spec, owed, self._decider(spec, False)) if not _good(one)]
        self._killers += [name for name in failing if name not in self._killers]
        return bool(failing)

    def failing(self) -> list[Obligation]:
        """Return the obligations about the operation that the roles do not meet."""
        spec = self._changed(self.roles)
        return [one for one in settle(spec, self._owed(spec), self._decider(spec, True)) if not _good(one)]

    def _owed(self, spec: Spec) -> list[Owed]:
        return [one for one in questions(spec, strict=True) if not one.kind.traits.clause and self._concerns(one)]

    def _concerns(self, owed: Owed) -> bool:
        return any(side.operation.name == self.operation.name for question in owed.questions for side in question.sides)

    def _decider(self, spec: Spec, search: bool) -> Callable[..., tuple[Obligation, ...]]:
        def decided(entries: list[Owed]) -> tuple[Obligation, ...]:
            mine = [one for one in entries if self._concerns(one)]
            return answered(mine, lambda asked: decide(spec, asked, self.solver, search=search))

        return decided


def _good(owed: Obligation) -> bool:
    good = [finding.good for finding in owed.findings]
    return any(good) if owed.any_of else all(good)


def _bought(spec: Spec, operation: Operation, solver: Decider) -> Iterator[Bought]:
    asked = [
        (number, bit, other, _buys(spec, side, number, bit, other))
        for number, role in enumerate(operation.roles)
        for bit in range(len(spec.actions))
        if role.allow >> bit & 1
        for side in sides(spec)
        if side.operation.name == operation.name and (not role.during or side.phase in role.during)
        for other in sides(spec)
        if meet(side, other)
    ]
    findings = decide(spec, [question for *_, question in asked], solver)
    for number, role in enumerate(operation.roles):
        for bit in range(len(spec.actions)):
            if role.allow >> bit & 1:
                beside = [
                    other
                    for (of, flag, other, _), finding in zip(asked, findings, strict=True)
                    if (of, flag) == (number, bit) and isinstance(finding.outcome, Refuted)
                ]
                yield Bought(number, bit, tuple(dict.fromkeys(beside)))


def _buys(spec: Spec, side: Side, number: int, bit: int, other: Side) -> Question:
    """Is there a graph where the two run together, and would not if the role did not allow the action?"""
    roles = list(side.operation.roles)
    roles[number] = replace(roles[number], allow=roles[number].allow & ~(1 << bit))
    poorer = replace(side.operation, roles=tuple(roles))

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        without = SymbolicJob(spec, jobs[0].call, side.phase, poorer.roles)
        return structure.exists(lambda x: conflict(spec, without, jobs[1], x))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        plan = situation.plans[0]
        mine = Plan(replace(poorer, changes=()), situation.graph, plan.arguments, plan.scopes).claims(side.phase)
        theirs = situation.plans[1].claims(other.phase)
        nodes = [node for node in mine if node in theirs and _apart(spec, mine[node], theirs[node])]
        return (Fact("without it they conflict", tuple(nodes)),) if nodes else ()

    name = f"buys/{side.operation.name}/{side.phase}/{number}/{bit}/{other}"
    title = f"no {other} runs beside {side} because of this allow"
    return Question(name, Kind.BUYS, title, (side, other), bad, explain, together=True)


def _apart(spec: Spec, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
    return bool(kernel.conflict(*theirs, *mine) & spec.all)


def text(spec: Spec, suggestion: Suggestion) -> str:
    """Return the roles as text to paste, each with comments on what its allows buy."""
    lines = []
    for number, role in enumerate(suggestion.roles):
        for bought in suggestion.bought:
            if bought.role == number:
                beside = ", ".join(dict.fromkeys(map(str, bought.beside))) or "nothing in this spec needs it"
                lines.append(f"    // allow {spec.actions[bought.action].name}: {beside}")
        lines.append("    " + format_role(role, spec))
    return "\n".join(lines)
