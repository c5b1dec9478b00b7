"""Two specs of the same operations, compared by what they admit: every pair of calls on every small graph.

No solver: both controllers are asked. What the first spec says that operations do (their effects) tells a refusal that
costs time from one that saves data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from nac import kernel
from nac.controller import Controller
from nac.errors import Error, Invalid
from nac.graph import Edge, Graph
from nac.plan import Plan
from nac.refusal import Refusal
from nac.spec import Effect, Json, Spec

from ..questions.effects import active, disturbances, tolerates
from ..questions.question import Called, Counterexample, Fact, Side, Situation
from .calls import ComparedCall, calls
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


def _on(
    graph: Graph, one: Spec, other: Spec, shared: tuple[str, ...], known: frozenset[_Key]
) -> Iterator[tuple[_Key, Difference]]:
    keys = set(known)
    firsts = [call for name in shared for call in calls(graph, one, other, name, "made")]
    seconds = [call for name in shared for call in calls(graph, one, other, name, "made-too")]
    for first in firsts:
        controller = Controller(other, graph)
        grant = controller.admit(other[first.operation].plan(graph, first.arguments), job="first")
        if not grant.claims:
            continue  # it is over at once: nothing runs beside it
        for second in seconds:
            refused = _refused(controller, other, second)
            kind = _kind(one, graph, first, second, refused)
            if kind:
                variant = _variant(one, graph, first, second) if kind == DATA else ""
                key = (kind, first.operation, second.operation, variant)
                if key not in keys:
                    keys.add(key)
                    example = _example(one, graph, first, second, kind, refused)
                    yield key, Difference(kind, first.operation, second.operation, example)


def _variant(spec: Spec, graph: Graph, first: ComparedCall, second: ComparedCall) -> str:
    """Return what disturbs what, whether it is seen only from above, and whether a link is dropped."""
    disturbed = races(spec, graph, first.plan, second.plan)
    seen = all(race.lands != race.seen for race in disturbed)
    drops = any(_drops(call.arguments) for call in (first, second))
    verbs = (disturbed[0].first.verb, disturbed[0].second.verb)
    return " ".join((*verbs, "seen" if seen else "", "drops" if drops else ""))


def _drops(value: Json) -> bool:
    if isinstance(value, dict):
        return any(map(_drops, value.values()))
    return any(map(_drops, value)) if isinstance(value, list) else value is None


def _kind(one: Spec, graph: Graph, first: ComparedCall, second: ComparedCall, refused: Refusal | Error | None) -> str:
    """Return what difference it makes that the other spec says this of the second call."""
    admitted = not _conflict(one, first, second)
    if isinstance(refused, Invalid) and refused.fatal:
        return DEATH
    if admitted and refused is None:
        return ""
    race = bool(races(one, graph, first.plan, second.plan))
    if refused is None:
        return DATA if race else STRICT
    return TIME if admitted and not race else ""


def _conflict(spec: Spec, first: ComparedCall, second: ComparedCall) -> bool:
    held = first.plan.claims()
    return any(
        kernel.conflict(*held[node], *claim) & spec.all for node, claim in second.plan.claims().items() if node in held
    )


def _refused(controller: Controller, spec: Spec, call: ComparedCall) -> Refusal | Error | None:
    """Return why the call is refused now, or has no plan; None if it is admitted."""
    graph = controller.graph
    assert graph is not None  # the first call was admitted on it
    try:
        return controller.verdict(spec[call.operation].plan(graph, call.arguments))
    except Error as error:
        return error


@dataclass(frozen=True, slots=True)
class Race:
    """`one` does `first` at the node `lands`, which disturbs `second` of `other` at the node `seen`, and not both allow
    it."""

    one: Side
    first: Effect
    lands: str
    other: Side
    second: Effect
    seen: str

    @property
    def fact(self) -> Fact:
        where = self.lands if self.lands == self.seen else f"{self.lands}, seen at {self.seen}"
        text = f"{self.one} {self.first.verb} {where}, which {self.other} {self.second.verb}"
        return Fact(text, (self.lands, self.seen))


def races(spec: Spec, graph: Graph, first: Plan, second: Plan) -> tuple[Race, ...]:
    """Return what the two disturb of one another in any of their phases and not both allow where it lands."""
    found = []
    plans = (first, second)
    for phases in product(*(plan.operation.phases or ("",) for plan in plans)):
        sides = tuple(Side(plan.operation, phase) for plan, phase in zip(plans, phases, strict=True))
        case = Situation(spec, graph, sides, plans, graph)
        for a, b in ((0, 1), (1, 0)):
            for does in active(sides[a].operation.effects, sides[a].phase):
                for suffers in active(sides[b].operation.effects, sides[b].phase):
                    found += [
                        Race(sides[a], does, x, sides[b], suffers, y)
                        for x, y in disturbances(case, a, does, b, suffers)
                        if not tolerates(case, a, does, b, suffers, x)
                    ]
    return tuple(found)


def _example(
    one: Spec, graph: Graph, first: ComparedCall, second: ComparedCall, kind: str, refused: Refusal | Error | None
) -> Counterexample:
    calls = tuple(Called(call.operation, call.arguments, "") for call in (first, second))
    if refused is not None:
        facts: tuple[Fact, ...] = (Fact(_because(refused)),)
    elif kind == DATA:
        facts = (races(one, graph, first.plan, second.plan)[0].fact,)
    else:
        held = Controller(one, graph)
        held.admit(first.plan, job="first")
        facts = _denied(one, _refused(held, one, second))
    return Counterexample(graph, calls, facts)


def _denied(spec: Spec, refused: Refusal | Error | None) -> tuple[Fact, ...]:
    """Return how the spec refuses what the other one admits."""
    if isinstance(refused, Refusal):
        conflict = refused.conflicts[0]
        return (Fact(f"{spec.name} refuses at {conflict.node}: {conflict.action}", (conflict.node,)),)
    return () if refused is None else (Fact(f"{spec.name}: {refused}"),)  # no plan on the graph that the first has left


def _because(refused: Refusal | Error) -> str:
    """Return why the second call is refused, in short."""
    if isinstance(refused, Invalid):
        return refused.why
    if isinstance(refused, Error):
        return str(refused)
    conflict = refused.conflicts[0]
    sides = {"first": "the first", refused.job: "the second"}
    requires, denies = (sides.get(job, job) for job in (conflict.requires, conflict.denies))
    return f"at {conflict.node} {requires} requires {conflict.action}, which {denies} does not allow"
