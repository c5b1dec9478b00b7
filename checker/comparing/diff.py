"""Two specs of the same operations, compared by what they admit: every pair of calls on every small graph.

No solver: both controllers are asked. What the first spec says that operations do (their effects) tells a refusal that
costs time from one that saves data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from nac import kernel
from nac.controller import Controller
from nac.errors import Error
from nac.graph import Edge, Graph
from nac.plan import Plan
from nac.refusal import Refused
from nac.spec import VERBS, Condition, Json, NodeSet, Operation, Parameter, Spec

from ..questions.effects import active, disturbances, tolerates
from ..questions.question import Called, Counterexample, Fact, Side, Situation
from .shared import common

TIME = "refuses what is free of races"
DATA = "admits a race"
STRICT = "admits what the other refuses without need"
DEATH = "does not survive"
KINDS = (DATA, DEATH, TIME, STRICT)


@dataclass(frozen=True, slots=True)
class Difference:
    """The second spec `kind`s on the smallest graph for this pair of operations, the first call before the second."""

    kind: str
    first: str
    second: str
    example: Counterexample


def compare(
    one: Spec, other: Spec, nodes: int, progress: Callable[[str], None] = lambda text: None
) -> tuple[Difference, ...]:
    """Return the differences of `other` from `one`, on graphs of up to so many nodes: the smallest for each kind and
    ordered pair of operations; of races, those of other effects, seen from above only, or with a link dropped apart.
    Calls that either spec refuses on the idle graph are left out: that is no matter of jobs. Raises `Error` where
    `common` does."""
    differences: dict[_Key, Difference] = {}
    shared = common(one, other).names
    for size in range(1, nodes + 1):
        for number, graph in enumerate(forests(size), 1):
            progress(f"graphs of {size} nodes: {number}")
            for key, difference in _on(graph, one, other, shared, frozenset(differences)):
                differences.setdefault(key, difference)
    return tuple(differences[key] for key in sorted(differences, key=lambda key: (KINDS.index(key[0]), *key[1:])))


_Key = tuple[str, str, str, str]
"""Kind, first operation, second operation, variant."""


def forests(size: int) -> Iterator[Graph]:
    """Yield every graph of `size` nodes whose edges are backing edges, each shape once."""
    seen = set()
    for parents in product(*(range(-1, node) for node in range(size))):
        shape = _shape(parents)
        if shape not in seen:
            seen.add(shape)
            edges = [Edge(f"n{node}", f"n{below}") for node, below in enumerate(parents) if below >= 0]
            yield Graph(edges, [f"n{node}" for node in range(size)])


def _shape(parents: tuple[int, ...]) -> tuple[object, ...]:
    """The same for two forests that differ in names only."""

    def tree(node: int) -> tuple[object, ...]:
        return tuple(sorted((tree(above) for above, below in enumerate(parents) if below == node), key=repr))

    return tuple(sorted((tree(node) for node, below in enumerate(parents) if below < 0), key=repr))


@dataclass(frozen=True, slots=True)
class _ComparedCall:
    """A call that both specs admit on the idle graph."""

    operation: str
    arguments: dict[str, Json]
    plan: Plan


def _on(
    graph: Graph, one: Spec, other: Spec, shared: tuple[str, ...], known: frozenset[_Key]
) -> Iterator[tuple[_Key, Difference]]:
    keys = set(known)
    firsts = [call for name in shared for call in _calls(graph, one, other, name, "made")]
    seconds = [call for name in shared for call in _calls(graph, one, other, name, "made-too")]
    for first in firsts:
        controller = Controller(other, graph)
        grant = controller.admit(other[first.operation].plan(graph, first.arguments), job="first")
        if not grant.claims:
            continue  # it is over at once: nothing runs beside it
        for second in seconds:
            kind = _kind(one, controller, other, graph, first, second)
            if kind:
                variant = _variant(one, graph, first, second) if kind == DATA else ""
                key = (kind, first.operation, second.operation, variant)
                if key not in keys:
                    keys.add(key)
                    example = _example(one, controller, other, graph, first, second, kind)
                    yield key, Difference(kind, first.operation, second.operation, example)


def _variant(spec: Spec, graph: Graph, first: _ComparedCall, second: _ComparedCall) -> str:
    """Return what disturbs what, whether it is seen only from above, and whether a link is dropped."""
    facts = races(spec, graph, first.plan, second.plan)
    seen = all(fact.nodes[0] != fact.nodes[-1] for fact in facts)
    drops = any(_drops(call.arguments) for call in (first, second))
    verbs = [word for word in facts[0].text.split() if word in VERBS]
    return " ".join((*verbs, "seen" if seen else "", "drops" if drops else ""))


def _drops(value: Json) -> bool:
    if isinstance(value, dict):
        return any(map(_drops, value.values()))
    return any(map(_drops, value)) if isinstance(value, list) else value is None


def _kind(
    one: Spec, controller: Controller, other: Spec, graph: Graph, first: _ComparedCall, second: _ComparedCall
) -> str:
    admitted = not _conflict(one, first, second)
    refusal = _refusal(controller, other, second)
    theirs = refusal == ""
    if "not survive" in refusal:  # the precondition that says so stands for a program that dies
        return DEATH
    if admitted and theirs:
        return ""
    race = bool(races(one, graph, first.plan, second.plan))
    if theirs:
        return DATA if race else STRICT
    return TIME if admitted and not race else ""


def _conflict(spec: Spec, first: _ComparedCall, second: _ComparedCall) -> bool:
    held = first.plan.claims()
    return any(
        kernel.conflict(*held[node], *claim) & spec.all for node, claim in second.plan.claims().items() if node in held
    )


def _refusal(controller: Controller, spec: Spec, call: _ComparedCall) -> str:
    """Why the call is refused now, "" if it is not."""
    graph = controller.graph
    assert graph is not None
    try:
        refusal = controller.verdict(spec[call.operation].plan(graph, call.arguments))
    except Error as error:
        return str(error)
    return "" if refusal is None else str(refusal)


def races(spec: Spec, graph: Graph, first: Plan, second: Plan) -> tuple[Fact, ...]:
    """Return what the two disturb of one another in any of their phases and not both allow where it lands."""
    facts = []
    plans = (first, second)
    for phases in product(*(plan.operation.phases or ("",) for plan in plans)):
        sides = tuple(Side(plan.operation, phase) for plan, phase in zip(plans, phases, strict=True))
        case = Situation(spec, graph, sides, plans, graph)
        for a, b in ((0, 1), (1, 0)):
            for does in active(sides[a].operation.effects, sides[a].phase):
                for suffers in active(sides[b].operation.effects, sides[b].phase):
                    for x, y in disturbances(case, a, does, b, suffers):
                        if not tolerates(case, a, does, b, suffers, x):
                            where = x if x == y else f"{x}, seen at {y}"
                            text = f"{sides[a]} {does.verb} {where}, which {sides[b]} {suffers.verb}"
                            facts.append(Fact(text, (x, y)))
    return tuple(dict.fromkeys(facts))


def _example(
    one: Spec, controller: Controller, other: Spec, graph: Graph, first: _ComparedCall, second: _ComparedCall, kind: str
) -> Counterexample:
    calls = tuple(Called(call.operation, call.arguments, "") for call in (first, second))
    if kind == DATA:
        facts = races(one, graph, first.plan, second.plan)[:1]
    elif kind in (TIME, DEATH):
        facts = (Fact(_because(controller, other, second)),)
    else:
        held = Controller(one, graph)
        held.admit(first.plan, job="first")
        try:
            held.admit(second.plan, job="second")
            facts = ()
        except Refused as refused:
            conflict = refused.refusal.conflicts[0]
            facts = (Fact(f"{one.name} refuses at {conflict.node}: {conflict.action}", (conflict.node,)),)
        except Error as error:  # it has no plan on the graph that the first has left
            facts = (Fact(f"{one.name}: {error}"),)
    return Counterexample(graph, calls, facts)


def _because(controller: Controller, spec: Spec, call: _ComparedCall) -> str:
    """Why the call is refused, in short."""
    graph = controller.graph
    assert graph is not None
    try:
        refusal = controller.verdict(spec[call.operation].plan(graph, call.arguments))
    except Error as error:
        return str(error).partition(" (")[0]
    assert refusal is not None
    conflict = refusal.conflicts[0]
    sides = {"first": "the first", refusal.job: "the second"}
    requires, denies = (sides.get(job, job) for job in (conflict.requires, conflict.denies))
    return f"at {conflict.node} {requires} requires {conflict.action}, which {denies} does not allow"


def _calls(graph: Graph, one: Spec, other: Spec, name: str, made: str) -> Iterator[_ComparedCall]:
    operation = one[name]
    for arguments in _arguments(operation, other[name], graph, _names(operation) | _names(other[name]), made):
        try:
            plan = operation.plan(graph, arguments)
            Controller(one, graph).admit(plan)
            Controller(other, graph).admit(other[name].plan(graph, arguments))
        except Error:
            continue
        yield _ComparedCall(name, arguments, plan)


def _arguments(
    operation: Operation, theirs: Operation, graph: Graph, matters: set[str], made: str
) -> Iterator[dict[str, Json]]:
    """Every call that can matter: a parameter that no set or condition names has one value, or none."""
    names, choices = [], []
    for parameter in operation.parameters:
        known = theirs.parameter(parameter.name)
        if known is not None:
            chosen = known if parameter.kind == "any" else parameter
            chosen = replace(chosen, optional=parameter.optional and known.optional, group=parameter.group)
            names.append(chosen)
            choices.append(_values(chosen, graph, parameter.name in matters, made))
    for values in product(*choices):
        arguments: dict[str, Json] = {}
        for parameter, value in zip(names, values, strict=True):
            if value is not _ABSENT:
                place = arguments.setdefault(parameter.group, [{}])[0] if parameter.group else arguments
                place[parameter.name] = value
        yield arguments


class _Absent:
    """The value of an argument that is not given."""


_ABSENT = _Absent()


def _values(parameter: Parameter, graph: Graph, matters: bool, made: str) -> list[Json]:
    absent: list[Json] = [_ABSENT] if parameter.optional else []
    if not matters and absent:
        return absent
    if parameter.kind in ("node", "user"):
        return [*absent, *([None] if parameter.null else []), *graph.nodes]
    if parameter.kind == "bool":
        return [*absent, True] if absent else [False, True]
    if parameter.kind == "choice":
        usual = [choice for choice in ("qcow2", "nbd") if choice in parameter.choices]
        if usual:  # of many drivers one stands for all
            return usual
        return [*absent, *parameter.choices] if matters else [parameter.choices[0]]
    if parameter.kind == "new":
        return [*absent, made]
    if parameter.kind == "nodes":
        return [[node] for node in graph.nodes]
    return absent or ["text"]


def _names(operation: Operation) -> set[str]:
    """The names that the operation's sets and conditions use."""
    sets: list[NodeSet] = [let.value for let in operation.lets] + [role.at for role in operation.roles]
    conditions: list[Condition | None] = [where.condition for where in operation.wheres]
    conditions += [role.when for role in operation.roles]
    for effect in operation.effects:
        sets += [nodes for nodes in (effect.at, effect.to, effect.unseen_by) if nodes is not None]
        conditions.append(effect.when)
    for change in operation.changes:
        sets += [nodes for nodes in (change.nodes, change.at, change.sparing) if nodes is not None]
        conditions.append(change.when)
    names: set[str] = set()
    while conditions:
        condition = conditions.pop()
        if condition is not None:
            names.add(condition.name)
            sets += condition.sets
            conditions += condition.conditions
    for nodes in sets:
        names |= {leaf.name for leaf in nodes.names()} | _texts(nodes)
    return names


def _texts(nodes: NodeSet) -> set[str]:
    own = {nodes.name} if nodes.op == "part" else set()
    return own.union(*map(_texts, nodes.args))
