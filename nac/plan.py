"""Planning: an operation's claims evaluated on a concrete graph (design.md 2, 3.1, 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from . import kernel
from .arguments import scopes
from .errors import Invalid
from .graph import Graph
from .sets import Scope, evaluate, holds
from .spec import Json, Operation, Role

if TYPE_CHECKING:
    from .ledger import Table


class Claim(NamedTuple):
    """The flags of one job on one node."""

    require: int
    allow: int


class Plan:
    """An operation with arguments on a graph: what a job will claim, phase by phase. Made by `Operation.plan`.

    Planning one phase costs a walk of the sets of its roles; the phases beyond the first are planned when asked for.
    """

    __slots__ = ("_tables", "arguments", "graph", "operation", "scopes")

    def __init__(
        self, operation: Operation, graph: Graph, arguments: Mapping[str, Json], scopes: tuple[Scope, ...]
    ) -> None:
        self.operation = operation
        self.graph = graph
        self.arguments = arguments
        self.scopes = scopes
        """What names mean in it, one scope for each object of a list argument."""
        self._tables: dict[str, Table] = {}

    def claims(self, phase: str | None = None) -> dict[str, Claim]:
        """Node to claim in `phase` (the starting one when None)."""
        return {node: Claim(*flags) for node, flags in self.table(self.operation.start if phase is None else phase)}

    def table(self, phase: str) -> Table:
        """The claims as the ledger takes them. Raises `Invalid` for a phase that the operation does not have."""
        table = self._tables.get(phase)
        if table is None:
            if phase not in (self.operation.phases or ("",)):
                raise Invalid(f"{self.operation.name} has no phase {phase!r}")
            table = self._tables[phase] = self._plan(phase)
        return table

    def roles(self, node: str, phase: str) -> tuple[Role, ...]:
        """The roles that make the claim on `node`."""
        return tuple(
            role
            for role in self.operation.roles
            if any(_active(role, phase, scope) and node in evaluate(role.at, scope) for scope in self.scopes)
        )

    def on(self, graph: Graph) -> Plan:
        """The same call, planned anew on another graph. Raises `Invalid`."""
        return plan(self.operation, graph, self.arguments)

    def _plan(self, phase: str) -> Table:
        claims: dict[str, tuple[int, int]] = {}
        for scope in self.scopes:
            for role in self.operation.roles:
                if not _active(role, phase, scope):
                    continue
                for node in evaluate(role.at, scope):
                    require, allow = claims.get(node, (kernel.NONE, kernel.ALL))
                    claims[node] = (
                        kernel.join_require(require, role.require),
                        kernel.join_allow(allow, role.allow),
                    )
        return tuple(sorted(claims.items()))

    def __repr__(self) -> str:
        return f"Plan({self.operation.name}, {dict(self.arguments)!r})"


def plan(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> Plan:
    """Plan a call. Raises `Invalid` when the arguments do not fit the parameters or a `where` is not met."""
    found = bind(operation, graph, arguments)
    for scope in found:
        for where in operation.wheres:
            if not holds(where.condition, scope):
                place = f" ({where.span})" if where.span else ""
                message = where.message or "its `where` condition is not met"
                raise Invalid(f"{operation.name}: {message}{place}")
    return Plan(operation, graph, arguments, found)


def bind(operation: Operation, graph: Graph, arguments: Mapping[str, Json]) -> tuple[Scope, ...]:
    """What names mean in a call, lets included, whether or not its preconditions are met. Raises `Invalid`."""
    found = scopes(operation, graph, arguments)
    for scope in found:
        for let in operation.lets:
            scope.sets[let.name] = evaluate(let.value, scope)
    return found


def _active(role: Role, phase: str, scope: Scope) -> bool:
    return (not role.during or phase in role.during) and (role.when is None or holds(role.when, scope))
