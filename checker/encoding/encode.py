"""Calls, their conditions and their claims as formulas: the prover's interpreter (semantics: language).

One encoding serves both structures. Its twin is `nac.sets`, the planner's interpreter; tests hold the two together on
random graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass

from nac import kernel
from nac.operators import unknown
from nac.spec import Condition, NodeSet, Operation, Role, Spec

from ..smt.logic import FALSE, TRUE, Formula, and_, implies, not_, or_
from .argument import Argument, argument
from .flags import FlagFormula
from .structure import Body, Structure, Term
from .symbolic_sets import COMBINED, STEPS, SymbolicSet, described, listed, walk


@dataclass(frozen=True, slots=True, order=True)
class Precondition:
    """The `where` of this number of the operation that a job runs. side: the job, by the letter with which its symbols
    begin, which is `SymbolicCall.prefix`."""

    side: str
    number: int

    def __str__(self) -> str:
        """The label of its hypothesis."""
        return f"{self.side}.where.{self.number}"


class SymbolicCall:
    """A call of an operation with any arguments, in a structure. `prefix` keeps its symbols apart from other calls'.
    `relying`: which preconditions are taken to hold, of this call or others; None: all. `after`: makes sets of which
    nothing is known, for all that names mean on the graph after the operation's changes. `objects`: how many
    objects the list of objects has, if the operation takes one: `others` are those beyond the first, which the call
    itself stands for. `shared`: the call of which this is another object. `fresh`: it is planned on this
    very graph, which has none of its new nodes yet."""

    def __init__(
        self,
        structure: Structure,
        operation: Operation,
        prefix: str,
        relying: frozenset[Precondition] | None = None,
        after: Callable[[str], Body] | None = None,
        objects: int = 1,
        shared: SymbolicCall | None = None,
        fresh: bool = True,
    ) -> None:
        self.structure = structure
        self.operation = operation
        self.prefix = prefix
        self._sets: dict[str, SymbolicSet] = {}
        self._arguments: dict[str, Argument] = {}
        self._lets = {let.name: let.value for let in operation.lets}
        self._cache: dict[NodeSet, SymbolicSet] = {}
        for parameter in operation.parameters:
            name = parameter.name
            if shared is None or parameter.group:
                known = True if parameter.kind != "new" else False if fresh else None
                given = argument(structure, operation, parameter, f"{prefix}.{name}", known)
            else:
                given = shared._arguments[name]
            self._arguments[name] = given
            if given.nodes is not None:
                self._sets[name] = given.nodes
        if after:
            # On the graph after the operation's changes, what parameters name was decided on another one. That lets are
            # what they come to there is not said: it makes proofs hard, and none needs it.
            for name in (*self._sets, *self._lets):
                self._sets[name] = described(structure, after(f"{prefix}.{name} then"))
        grouped = any(parameter.group for parameter in operation.parameters)
        beyond = range(1, objects) if grouped and shared is None else ()
        self.others = tuple(
            SymbolicCall(structure, operation, f"{prefix}{'+' * n}", after=after, shared=self, fresh=fresh)
            for n in beyond
        )
        for number, where in enumerate(operation.wheres):
            precondition = Precondition(prefix, number)
            if shared is None and (relying is None or precondition in relying):
                held = and_(*(call.holds(where.condition) for call in (self, *self.others)))
                structure.hypotheses.append((str(precondition), held))

    def naming(self, nodes: Mapping[str, SymbolicSet]) -> SymbolicCall:
        """Return the same call, but that these names mean these sets."""
        call = copy(self)
        call._sets, call._cache = {**self._sets, **nodes}, {}
        return call

    def holds(self, condition: Condition) -> Formula:
        match condition.op:
            case "given":
                return self._arguments[condition.name].given
            case "equals":
                return self._arguments[condition.name].values.get(condition.value, FALSE)
            case "in":
                left, right = map(self.nodes, condition.sets)
                return and_(left.occupied(), left.every(right.has))
            case "empty":
                return self._empty(condition.sets[0])
            case "has":
                nodes = self.nodes(condition.sets[0])
                return and_(nodes.occupied(), nodes.every(lambda x: self.structure.tagged(condition.name, x)))
            case "not":
                return not_(self.holds(condition.conditions[0]))
            case "and":
                return and_(*map(self.holds, condition.conditions))
            case "or":
                return or_(*map(self.holds, condition.conditions))
            case _:
                raise unknown("condition", condition.op)

    def _empty(self, expression: NodeSet) -> Formula:
        empty = not_(self.nodes(expression).occupied())
        if expression.op not in STEPS:
            return empty
        # Said once more as the end of a path: then nothing lies further on either, which the axioms cannot tell else.
        way, kind = STEPS[expression.op]
        nodes = self.nodes(expression.args[0])
        return and_(empty, nodes.every(lambda x: self.structure.end(way, kind or expression.name, x)))

    def when(self, condition: Condition | None) -> Formula:
        return TRUE if condition is None else self.holds(condition)

    def nodes(self, expression: NodeSet, node: SymbolicSet | None = None) -> SymbolicSet:
        """Return the set; `node` is what the name "node" means in it."""
        if node is not None:
            return self._nodes(expression, node)
        nodes = self._cache.get(expression)
        if nodes is None:
            nodes = self._cache[expression] = self._nodes(expression, None)
        return nodes

    def _nodes(self, expression: NodeSet, node: SymbolicSet | None) -> SymbolicSet:
        structure = self.structure
        args = [self.nodes(arg, node) for arg in expression.args]
        match expression.op:
            case "name":
                return node if node is not None and expression.name == "node" else self._named(expression.name)
            case "none":
                return listed(structure, ())
            case "everything":
                return described(structure, structure.inside)
            case "union" | "and" | "except" | "or" as op:
                return COMBINED[op](structure, *args)
            case "part":
                return self._parts(expression.name, args[0])
            case op:
                return described(structure, walk(structure, op, expression.name, args))

    def _named(self, name: str) -> SymbolicSet:
        known = self._sets.get(name)
        return self.nodes(self._lets[name]) if known is None else known

    def _parts(self, name: str, owners: SymbolicSet) -> SymbolicSet:
        structure, given, text = self.structure, self._arguments[name].given, self._arguments[name].text
        assert text is not None  # wellformed: a parameter that is a text

        def there() -> Formula:  # to the planner every part is
            return owners.every(lambda owner: structure.exists(lambda x: structure.part(owner, text, x)))

        structure.expect(f"{self.prefix}.parts", lambda: implies(given, there()))
        return described(structure, lambda x: and_(given, owners.some(lambda owner: structure.part(owner, text, x))))


class SymbolicJob:
    """A call in one phase: its claims as formulas, one for each action; of a list of objects, those of all of them.
    `roles`: others than its operation's."""

    def __init__(self, spec: Spec, call: SymbolicCall, phase: str, roles: tuple[Role, ...] | None = None) -> None:
        self.call, self.phase = call, phase
        self._roles = [
            (role, each.when(role.when), each.nodes(role.at))
            for each in (call, *call.others)
            for role in (call.operation.roles if roles is None else roles)
            if not role.during or phase in role.during
        ]

    def claims(self, x: Term) -> Formula:
        return or_(*(and_(when, nodes.has(x)) for _, when, nodes in self._roles))

    def requires(self, action: int, x: Term) -> Formula:
        return or_(*(and_(when, n.has(x)) for role, when, n in self._roles if role.require >> action & 1))

    def allows(self, action: int, x: Term) -> Formula:
        """State that the job allows the action, also where it claims nothing: who is not there prohibits nothing."""
        return not_(or_(*(and_(when, n.has(x)) for role, when, n in self._roles if not role.allow >> action & 1)))

    def flags(self, action: int, x: Term) -> tuple[FlagFormula, FlagFormula]:
        return FlagFormula(self.requires(action, x)), FlagFormula(self.allows(action, x))


def conflict(spec: Spec, one: SymbolicJob, other: SymbolicJob, x: Term) -> Formula:
    """State that the two jobs conflict on node x: the shipped `kernel.conflict`, executed over formulas, action by
    action."""
    return or_(
        *(
            kernel.conflict(*one.flags(action, x), *other.flags(action, x)).formula
            for action in range(len(spec.actions))
        )
    )
