"""Planning: an operation's claims evaluated on a concrete graph (semantics: words, claims, stability, starts)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from . import kernel
from .arguments import MOST_OBJECTS, kept, scopes
from .change import Changed, change
from .errors import Invalid
from .graph import Graph
from .sets import Scope, evaluate, holds
from .spec import Effect, Json, Operation, Role
from .words import brief, suggestion, visible

if TYPE_CHECKING:
    from .ledger import Table


class Claim(NamedTuple):
    """The flags of one job on one node."""

    require: int
    allow: int


class Job:
    """A plan in one of its phases: all that an active job is, but for its id. table: its claims, as the ledger takes
    them; claims: the same by node."""

    __slots__ = ("_claims", "phase", "plan", "table")

    def __init__(self, plan: Plan, phase: str, table: Table) -> None:
        self.plan = plan
        self.phase = phase
        self.table = table
        self._claims: dict[str, Claim] | None = None

    @property
    def claims(self) -> Mapping[str, Claim]:
        """The claims by node, kept for the next time; not to be changed."""
        if self._claims is None:
            self._claims = {node: Claim(*flags) for node, flags in self.table}
        return self._claims


class Plan:
    """An operation with arguments on a graph: what a job will claim, phase by phase. Made by `Operation.plan`.

    fresh: it is as the call was planned, not what a job that runs has come to (an admission plans that anew); graph:
    the one planned on; after: the one that the job's own changes leave, the same where it has none;
    moves: (node, the node that takes its place), by which the users of the former move to the latter; filters: the
    nodes that leave with the job; gone: those that the changes remove, also if others have their names then; scopes:
    what names mean, one for each object of a list argument; parts: the plans of the calls that a transaction makes, in
    order, each on the graph that the one before leaves. Each is a job of its own: nothing else here is about them.

    Planning one phase costs a walk of the sets of its roles; the phases beyond the first are planned when asked for.
    """

    __slots__ = (
        "_changed",
        "_jobs",
        "after",
        "arguments",
        "filters",
        "fresh",
        "gone",
        "graph",
        "moves",
        "operation",
        "parts",
        "renamed",
        "scopes",
    )

    def __init__(
        self,
        operation: Operation,
        graph: Graph,
        arguments: Mapping[str, Json],
        scopes: tuple[Scope, ...],
        parts: tuple[Plan, ...] = (),
    ) -> None:
        self.operation = operation
        self.fresh = True
        self.graph = graph
        self.arguments = arguments
        self.scopes = scopes
        self.parts = parts
        self.renamed: tuple[tuple[str, str], ...] = ()
        self.after = graph
        self.moves: tuple[tuple[str, str], ...] = ()
        self.filters: tuple[str, ...] = ()
        self.gone: frozenset[str] = frozenset()
        self._changed = scopes
        self._jobs: dict[str, Job] = {}
        if operation.changes:
            self._change(change(operation, graph, scopes))

    def _change(self, changed: Changed) -> None:
        self.after = changed.graph
        self._changed = tuple(self._now(scope, changed.graph) for scope in changed.scopes)
        self.moves, self.filters, self.gone = changed.moves, changed.filters, changed.gone

    def claims(self, phase: str | None = None) -> dict[str, Claim]:
        """Return the claim on each node in `phase` (the starting one when None); of a transaction what its own roles
        claim. Raises `Invalid` for what is no phase."""
        phase = self.operation.start if phase is None else phase
        if not isinstance(phase, str):
            raise self._no_phase(phase)
        return dict(self.job(phase).claims)

    def table(self, phase: str) -> Table:
        """Return the claims as the ledger takes them. Raises `Invalid` for a phase that the operation does not have."""
        return self.job(phase).table

    def job(self, phase: str) -> Job:
        """Return the job in that phase, the same value each time. Raises `Invalid` for a phase that the operation does
        not have."""
        job = self._jobs.get(phase) if isinstance(phase, str) else None
        if job is None:
            if phase not in (self.operation.phases or ("",)):
                raise self._no_phase(phase)
            job = self._jobs[phase] = Job(self, phase, self._plan(phase))
        return job

    def roles(self, node: str, phase: str) -> tuple[Role, ...]:
        """Return the roles that make the claim on `node`. Raises `Invalid` for a phase that the operation does not
        have."""
        self.job(phase)
        return tuple(dict.fromkeys(role for role, nodes in self.placed(phase) if node in nodes))

    def placed(self, phase: str) -> Iterator[tuple[Role, frozenset[str]]]:
        """Yield each role with the nodes that it claims; once for each scope that it is evaluated in."""
        for role in self.operation.roles:
            for scope in self._scopes(phase):
                if _active(role, phase, scope):
                    yield role, self._where_now(evaluate(role.at, scope))

    def _where_now(self, nodes: frozenset[str]) -> frozenset[str]:
        for old, new in self.renamed:
            nodes = nodes - {old} | {new} if old in nodes else nodes
        return nodes

    def on(self, graph: Graph) -> Plan:
        """Return a plan of the same call on another graph. Raises `Invalid`."""
        return plan(self.operation, graph, self.arguments)

    def uses(self, node: str) -> bool:
        """Return whether the job uses the node from outside the graph: a parameter of kind "user" names it."""
        for old, new in reversed(self.renamed):
            if node == old:
                return False  # its use has moved on
            node = old if node == new else node
        users = [parameter.name for parameter in self.operation.parameters if parameter.kind == "user"]
        return any(node in scope.sets[name] for scope in self.scopes for name in users)

    def effects(self, graph: Graph, phase: str, admitted: bool = False) -> Iterator[tuple[Effect, Scope]]:
        """Yield the effects that the job may have in the phase, each with what its names mean on a later graph:
        parameters the nodes that they meant or that took their places, lets what they come to there. admitted: but for
        what an operation has changed of the graph as it started."""
        done = admitted and self.operation.changes and phase == self.operation.start
        effects = [
            effect
            for effect in self.operation.effects
            if (not effect.during or phase in effect.during) and not (done and effect.verb == "rewires")
        ]
        for scope in self._scopes(phase):
            now = self._now(scope, graph)
            yield from ((effect, now) for effect in effects if effect.when is None or holds(effect.when, now))

    def moved(self, old: str, new: str) -> Plan:
        """Return the plan with the claim at `old` moved to `new`, which has taken its place."""
        copy = self._copy()
        copy.renamed = (*self.renamed, (old, new))
        return copy

    def moved_along(self, moves: Iterable[tuple[str, str]]) -> Plan:
        """Return the plan after others have taken the places of nodes, of which it may use some: each of `moves` is a
        node and the one that takes its place, in order."""
        plan = self
        for place, node in moves:
            if plan.uses(place):
                plan = plan.moved(place, node)
        return plan

    def later(self, graph: Graph, gone: frozenset[str] = frozenset()) -> Plan:
        """Return what the job, which is active, claims on a later graph: its parameters name the nodes that they named,
        or those that took their places, and all other sets are what they come to there. Its start it has done with.
        gone: the nodes that others removed on the way, whatever has their names on that graph."""
        copy = self._copy()
        copy.graph = copy.after = graph
        copy.scopes = copy._changed = tuple(self._now(scope, graph) for scope in self._changed)
        copy.renamed = copy.moves = ()
        copy.gone = frozenset()
        # Who takes a node out, whoever that is, ends its being a filter: another node may have its name later.
        copy.filters = tuple(node for node in self.filters if node in graph and node not in gone)
        return copy

    def _now(self, scope: Scope, graph: Graph) -> Scope:
        """Return what names mean on a later graph."""
        now = Scope(graph, dict(scope.sets), scope.given, scope.values)
        for user in (parameter.name for parameter in self.operation.parameters if parameter.kind == "user"):
            for old, new in self.renamed:
                now.sets[user] = frozenset(new if node == old else node for node in now.sets[user])
        for let in self.operation.lets:
            now.sets[let.name] = evaluate(let.value, now)
        return now

    def _copy(self) -> Plan:
        copy = Plan.__new__(Plan)
        for name in Plan.__slots__:
            setattr(copy, name, getattr(self, name))
        copy._jobs = {}
        copy.fresh = False
        return copy

    def _plan(self, phase: str) -> Table:
        placed = self.placed(phase)
        return _joined((node, role.require, role.allow) for role, nodes in placed for node in nodes)

    def _scopes(self, phase: str) -> tuple[Scope, ...]:
        return self.scopes if phase == self.operation.start else self._changed

    def _no_phase(self, phase: object) -> Invalid:
        return Invalid(f"{self.operation.name} has no phase {brief(phase)}")

    def __repr__(self) -> str:
        return f"Plan({self.operation.name}, {dict(self.arguments)!r})"


def _joined(claims: Iterable[tuple[str, int, int]]) -> Table:
    """One claim for each node: a job never conflicts with itself (semantics: claims)."""
    table: dict[str, tuple[int, int]] = {}
    for node, require, allow in claims:
        held_require, held_allow = table.get(node, (kernel.NONE, kernel.ALL))
        table[node] = kernel.join_require(held_require, require), kernel.join_allow(held_allow, allow)
    return tuple(sorted(table.items()))


def plan(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> Plan:
    """Plan a call. Raises `Invalid` when the arguments do not fit the parameters or a `where` is not met."""
    if not isinstance(graph, Graph):
        raise Invalid(f"{operation.name}: it is planned on a Graph, not on {brief(graph)}")
    arguments = kept(operation, arguments)
    bound = bind(operation, graph, arguments)
    for scope in bound:
        for where in operation.wheres:
            if not holds(where.condition, scope):
                message = where.message or f"its `{'fatal unless' if where.fatal else 'where'}` condition is not met"
                text, place = visible(f"{operation.name}: {message}"), where.span and visible(str(where.span))
                raise Invalid(text, place=place, fatal=where.fatal)
    return Plan(operation, graph, arguments, bound, tuple(_calls(operation, graph, arguments)))


def bind(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> tuple[Scope, ...]:
    """Return what names mean in a call, lets included, whether or not its preconditions are met. Raises `Invalid`."""
    bound = scopes(operation, graph, arguments)
    for scope in bound:
        for let in operation.lets:
            scope.sets[let.name] = evaluate(let.value, scope)
    return bound


def _calls(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> Iterator[Plan]:
    """Yield the plans of the calls that a transaction makes, each on the graph that the one before left."""
    for called, data in calls_of(operation, arguments):
        made = plan(called, graph, data)
        yield made
        graph = made.after


def calls_of(operation: Operation, arguments: Mapping[str, Json]) -> Iterator[tuple[Operation, Mapping[str, Json]]]:
    """Yield the operations that a transaction with these arguments calls, with theirs. Raises `Invalid` for one that it
    cannot call."""
    for parameter in operation.parameters:
        if parameter.kind != "calls":
            continue
        given = (value for name, value in arguments.items() if parameter.name in (name, name.replace("_", "-")))
        calls = next(given, None) or ()
        if not isinstance(calls, list | tuple) or len(calls) > MOST_OBJECTS:
            raise Invalid(f"{operation.name}: {parameter.name} must be a list of at most {MOST_OBJECTS} calls")
        for call in calls:
            if not isinstance(call, Mapping) or set(call) - {"type", "data"} or not isinstance(call.get("type"), str):
                raise Invalid(f"{operation.name}: a call in {parameter.name} is an object with `type` and `data`")
            data = call.get("data", {})
            called = next((other for other in operation.others if other.name == call["type"]), None)
            if called is None:
                close = suggestion(call["type"], [other.name for other in operation.others])
                raise Invalid(f"{operation.name}: {brief(call['type'])} is not an operation that it can call{close}")
            if not isinstance(data, Mapping):
                raise Invalid(
                    f"{operation.name}: the data of a call of {called.name} must be an object, not {brief(data)}"
                )
            yield called, data


def _active(role: Role, phase: str, scope: Scope) -> bool:
    return (not role.during or phase in role.during) and (role.when is None or holds(role.when, scope))
