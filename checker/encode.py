"""Calls, their conditions and their claims as formulas: the prover's interpreter (design.md 4).

One encoding serves both structures. Its twin is `nac.sets`, the planner's interpreter; tests hold the two together on
random graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy

from nac import kernel
from nac.spec import Condition, NodeSet, Operation, Parameter, Role, Spec
from nac.within import conditions, part_names

from .depends import isolated
from .flags import Flags
from .logic import FALSE, TRUE, Formula, and_, at_most_one, implies, not_, or_
from .small_graph import SmallGraph
from .structure import Body, Structure, Term
from .symbolic_sets import COMBINED, STEPS, Nodes, described, listed, walk


class Call:
    """A call of an operation with any arguments, in a structure. `prefix` keeps its symbols apart from other calls'.
    `relying`: which of its preconditions are taken to hold, by label (`a.where.0`); None: all. `after`: makes sets of
    which nothing is known, for all that names mean on the graph after the operation's changes. `objects`: how many
    objects the list of objects has, if the operation takes one: `others` are those beyond the first, which the call
    itself stands for. `shared`: the call of which this is another object. `fresh`: it is planned on this
    very graph, which has none of its new nodes yet."""

    def __init__(
        self,
        structure: Structure,
        operation: Operation,
        prefix: str,
        relying: frozenset[str] | None = None,
        after: Callable[[str], Body] | None = None,
        objects: int = 1,
        shared: Call | None = None,
        fresh: bool = True,
    ) -> None:
        self.structure = structure
        self.fresh = fresh
        self.operation = operation
        self.prefix = prefix
        self._sets: dict[str, Nodes] = {}
        self._given: dict[str, Formula] = {}
        self._values: dict[str, Mapping[str, Formula]] = {}
        self._texts: dict[str, Term] = {}
        self._cache: dict[NodeSet, Nodes] = {}
        for parameter in operation.parameters:
            if shared is None or parameter.group:
                self._bind(parameter)
            else:
                self._copy(parameter.name, shared)
        for let in operation.lets:
            self._sets[let.name] = self.nodes(let.value)
        if after:
            # On the graph after the operation's changes, what names mean was decided on another one.
            for name in self._sets:
                self._sets[name] = described(structure, after(f"{prefix}.{name} then"))
            self._cache.clear()
        grouped = any(parameter.group for parameter in operation.parameters)
        beyond = range(1, objects) if grouped and shared is None else ()
        self.others = tuple(
            Call(structure, operation, f"{prefix}{'+' * n}", after=after, shared=self, fresh=fresh) for n in beyond
        )
        for number, where in enumerate(operation.wheres):
            label = f"{prefix}.where.{number}"
            if shared is None and (relying is None or label in relying):
                held = and_(*(call.holds(where.condition) for call in (self, *self.others)))
                structure.hypotheses.append((label, held))

    def _bind(self, parameter: Parameter) -> None:
        structure, name = self.structure, f"{self.prefix}.{parameter.name}"
        may_lack = parameter.optional or parameter.null or parameter.object
        given: Formula = structure.truth(f"{name}?") if may_lack else TRUE
        values: dict[str, Formula] = {}
        if parameter.kind in ("node", "user", "new"):
            nodes = structure.node(name, given, self._known(parameter))
            self._sets[parameter.name] = listed(structure, nodes)
            if self._known(parameter) is None and parameter.name in isolated(self.operation):
                alone = and_(*(implies(each.guard, structure.end("up", "", each.term)) for each in nodes))
                structure.hypotheses.append((f"nothing above {name}", alone))
        elif parameter.kind == "nodes":
            member = structure.several(name)
            self._sets[parameter.name] = described(structure, lambda x: and_(given, member(x)))
        elif parameter.kind == "bool":
            given, lacks = structure.truth(f"{name}?"), parameter.optional or parameter.object
            absent = structure.truth(f"{name} absent") if lacks else FALSE
            values = {"true": given, "false": and_(not_(given), not_(absent))}
        elif parameter.kind == "choice":
            values = {choice: structure.truth(f"{name} is {choice}") for choice in parameter.choices}
            choices = list(values.values())
            whether: Formula = TRUE if parameter.default and not parameter.null else given
            given = whether
            structure.hypotheses.append((f"{name} is one", and_(at_most_one(choices), _iff(given, or_(*choices)))))
        elif parameter.kind == "text":
            text = self._texts[parameter.name] = structure.text(name)
            values = {
                word: and_(given, structure.reads(text, word)) for word in asked_values(self.operation, parameter)
            }
        elif parameter.kind == "any":  # any value may be asked for; of those that are at most one is there
            words = asked_values(self.operation, parameter)
            values = {value: structure.truth(f"{name} is {value}") for value in words}
            said = list(values.values())
            if said:
                structure.hypotheses.append((f"{name} is one", and_(at_most_one(said), implies(or_(*said), given))))
        if parameter.null:
            null = structure.truth(f"{name} is null")
            if parameter.kind == "bool":
                values["false"] = and_(values["false"], not_(null))
            must = (
                parameter.kind != "bool" and not parameter.object and bool(not parameter.optional or parameter.default)
            )
            structure.hypotheses.append((f"{name} null", not_(_iff(null, given) if must else and_(null, given))))
            values["null"] = null
        self._given[parameter.name] = given
        self._values[parameter.name] = values

    def _known(self, parameter: Parameter) -> bool | None:
        """Whether the node that it names is one of the graph; None: it may have come to it since."""
        return (False if self.fresh else None) if parameter.kind == "new" else True

    def _copy(self, name: str, shared: Call) -> None:
        self._given[name], self._values[name] = shared._given[name], shared._values[name]
        if name in shared._sets:
            self._sets[name] = shared._sets[name]
        if name in shared._texts:
            self._texts[name] = shared._texts[name]

    def naming(self, nodes: Mapping[str, Nodes]) -> Call:
        """The same call, but that these names mean these sets."""
        call = copy(self)
        call._sets, call._cache = {**self._sets, **nodes}, {}
        return call

    def holds(self, condition: Condition) -> Formula:
        op = condition.op
        if op == "given":
            return self._given[condition.name]
        if op == "equals":
            return self._values[condition.name].get(condition.value, FALSE)  # a value that no choice has
        if op == "in":
            left, right = map(self.nodes, condition.sets)
            return and_(left.occupied(), left.every(right.has))
        if op == "empty":
            return self._empty(condition.sets[0])
        if op == "has":
            nodes = self.nodes(condition.sets[0])
            return and_(nodes.occupied(), nodes.every(lambda x: self.structure.tagged(condition.name, x)))
        parts = map(self.holds, condition.conditions)
        return not_(next(parts)) if op == "not" else and_(*parts) if op == "and" else or_(*parts)

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

    def nodes(self, expression: NodeSet, node: Nodes | None = None) -> Nodes:
        """The set; `node` is what the name "node" means in it."""
        if node is not None:
            return self._nodes(expression, node)
        found = self._cache.get(expression)
        if found is None:
            found = self._cache[expression] = self._nodes(expression, None)
        return found

    def _nodes(self, expression: NodeSet, node: Nodes | None) -> Nodes:
        structure, op, kind = self.structure, expression.op, expression.name
        if op == "name":
            return node if node is not None and expression.name == "node" else self._sets[expression.name]
        args = [self.nodes(arg, node) for arg in expression.args]
        if op in COMBINED:
            return COMBINED[op](structure, *args)
        if op == "none":
            return listed(structure, ())
        if op == "everything":
            return described(structure, structure.inside)
        if op == "part":
            text, given = self._texts[kind], self._given[kind]
            found = described(
                structure, lambda x: and_(given, args[0].some(lambda owner: structure.part(owner, text, x)))
            )
            if isinstance(structure, SmallGraph):  # to the planner every part is there
                exists = args[0].every(lambda owner: structure.exists(lambda x: structure.part(owner, text, x)))
                label = f"{self.prefix}.parts {next(structure.numbers)}"
                structure.hypotheses.append((label, implies(given, exists)))
            return found
        return described(structure, walk(structure, op, kind, args))


def asked_values(operation: Operation, parameter: Parameter) -> list[str]:
    """The values of the parameter that conditions ask for and that it may have."""
    found = {leaf.value for leaf in conditions(operation) if leaf.op == "equals" and leaf.name == parameter.name}
    named = parameter.name in part_names(operation)
    return sorted(word for word in found - {"null"} if not (named and set(word) & set("[]")))


def _iff(left: Formula, right: Formula) -> Formula:
    return and_(implies(left, right), implies(right, left))


class Job:
    """A call in one phase: its claims as formulas, one for each action; of a list of objects, those of all of them.
    `roles`: others than its operation's."""

    def __init__(self, spec: Spec, call: Call, phase: str, roles: tuple[Role, ...] | None = None) -> None:
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
        """True as well where the job claims nothing: who is not there prohibits nothing."""
        return not_(or_(*(and_(when, n.has(x)) for role, when, n in self._roles if not role.allow >> action & 1)))

    def flags(self, action: int, x: Term) -> tuple[Flags, Flags]:
        return Flags(self.requires(action, x)), Flags(self.allows(action, x))


def conflict(spec: Spec, one: Job, other: Job, x: Term) -> Formula:
    """The two jobs conflict on node x: the shipped `kernel.conflict`, executed over formulas, action by action."""
    return or_(
        *(
            kernel.conflict(*one.flags(action, x), *other.flags(action, x)).formula
            for action in range(len(spec.actions))
        )
    )
