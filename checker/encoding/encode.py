"""Calls, their conditions and their claims as formulas: the prover's interpreter (semantics: language).

One encoding serves both structures. Its twin is `nac.sets`, the planner's interpreter; tests hold the two together on
random graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

from nac import kernel
from nac.operators import unknown
from nac.spec import Condition, NodeSet, Operation, Parameter, Role, Spec

from ..smt.logic import FALSE, TRUE, Formula, and_, implies, not_, or_
from .argument import Argument, argument
from .flags import FlagFormula
from .growth import isolated
from .structure import Element, Structure, Term
from .symbolic_sets import COMBINED, STEPS, SymbolicSet, described, listed, walk


@dataclass(frozen=True, slots=True, order=True)
class Precondition:
    """The `where` of this number of the operation that a job runs; or, with `alone`, that nothing stands above its new
    node of this name (then the number is -1). side: the job, by the letter with which its symbols begin, which is
    `SymbolicCall.prefix`."""

    side: str
    number: int
    alone: str = ""

    def __str__(self) -> str:
        """The label of its hypothesis."""
        return f"{self.side}.alone.{self.alone}" if self.alone else f"{self.side}.where.{self.number}"


class SymbolicCall:
    """A call of an operation with any arguments, in a structure. `prefix` keeps its symbols apart from other calls'.
    `relying`: what is taken to hold, of this call or others: preconditions and, unless `fresh`, that nothing stands
    above new nodes; None: all. `objects`: how many objects the list of objects has, if the operation
    takes one: `others` are those beyond the first, which the call itself stands for. `shared`: the call of which this
    is another object. `fresh`: it is planned on this very graph, which has none of its new nodes yet. Else its job is
    held: the graph is whatever it has become, what its names mean may have left it or come to it, and a new node that
    its operation makes up may have been made up; `there`: but that the nodes that it named are in the graph."""

    def __init__(
        self,
        structure: Structure,
        operation: Operation,
        prefix: str,
        relying: frozenset[Precondition] | None = None,
        objects: int = 1,
        shared: SymbolicCall | None = None,
        fresh: bool = True,
        there: bool = False,
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
                known = parameter.kind != "new" if fresh else (there and self._there(parameter)) or None
                given = argument(structure, operation, parameter, f"{prefix}.{name}", known)
            else:
                given = shared._arguments[name]
            self._arguments[name] = given
            if given.nodes is not None:
                self._sets[name] = given.nodes if fresh else self._held(parameter, given.nodes, there)
        grouped = any(parameter.group for parameter in operation.parameters)
        beyond = range(1, objects) if grouped and shared is None else ()
        self.others = tuple(
            SymbolicCall(structure, operation, f"{prefix}{'+' * n}", shared=self, fresh=fresh, there=there)
            for n in beyond
        )
        if shared is None:
            for number, where in enumerate(operation.wheres):
                holds = partial(SymbolicCall.holds, condition=where.condition)
                self._rely(Precondition(prefix, number), relying, holds)
            for name in () if fresh else sorted(isolated(operation)):
                self._rely(Precondition(prefix, -1, name), relying, partial(SymbolicCall.alone, name=name))

    def _there(self, parameter: Parameter) -> bool:
        """Whether what it names is in the graph unless it has gone: of what is new, what the start is sure to bring."""
        return parameter.kind != "new" or any(
            self.operation.makes_up(each) and each.nodes.name == parameter.name and each.when is None
            for each in self.operation.changes
        )

    def _held(self, parameter: Parameter, nodes: SymbolicSet, there: bool) -> SymbolicSet:
        """What the name of a job that is held means: also a node made up as it started."""
        if nodes.listed is None or not any(
            self.operation.makes_up(each) and each.nodes.name == parameter.name for each in self.operation.changes
        ):
            return nodes
        made = self.structure.truth(f"{self.prefix}.{parameter.name} made up")
        if there:
            place = and_(*(implies(made, self.structure.inside(e.term)) for e in nodes.listed))
            self.structure.hypotheses.append((f"place of {self.prefix}.{parameter.name} made up", place))
        return listed(self.structure, tuple(Element(or_(e.guard, made), e.term) for e in nodes.listed))

    def _rely(
        self, on: Precondition, relying: frozenset[Precondition] | None, holds: Callable[[SymbolicCall], Formula]
    ) -> None:
        if relying is None or on in relying:
            self.structure.hypotheses.append((str(on), and_(*(holds(call) for call in (self, *self.others)))))

    def parameter(self, name: str) -> SymbolicSet:
        """Return what the parameter of this name names."""
        return self._sets[name]

    def names(self, x: Term) -> Formula:
        """State that a parameter names the node."""
        return or_(*(nodes.has(x) for nodes in self._sets.values()))

    def alone(self, name: str) -> Formula:
        """State that nothing stands above the node of this name."""
        return self._sets[name].every(lambda x: self.structure.end("up", "", x))

    def naming(self, nodes: Mapping[str, SymbolicSet]) -> SymbolicCall:
        """Return the same call, but that these names mean these sets."""
        call = copy(self)
        call._sets, call._cache = {**self._sets, **nodes}, {}
        return call

    def on(self, structure: Structure, others: tuple[SymbolicCall, ...] | None = None) -> SymbolicCall:
        """Return the same call on another graph of the same nodes: parameters name what they named, all other sets are
        what they come to there. `others`: for those of the call, if they are there already."""
        call = copy(self)
        call.structure, call._cache = structure, {}
        call._sets = {name: replace(nodes, structure=structure) for name, nodes in self._sets.items()}
        call.others = tuple(each.on(structure) for each in self.others) if others is None else others
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
