"""The controller: admits jobs on one graph, for the threads of one process (semantics: admission, stability, library).

The ledger decides; the controller adds a lock, clocks, ids, and the graph. Every method is atomic. Raised errors, all
of which leave everything as it was: `Misuse` for a call that can have no meaning, `Invalid` for a plan that does not
exist on the present graph, `Refused` for one that conflicts.
"""

from __future__ import annotations

from itertools import count
from threading import Lock
from time import time
from typing import TYPE_CHECKING, NamedTuple

from .entitlement import require_entitled
from .errors import Misuse, NotClaimed
from .following import Moves, Plans, followed, replan, restore, take_out
from .grant import Grant
from .graph import Graph
from .ledger import Ledger, Table
from .plan import Claim, Plan
from .refusal import Refusal, Refused, Side
from .spec import Operation, Spec
from .words import brief, suggestion, visible

if TYPE_CHECKING:
    from os import PathLike

_new_grant = object.__new__  # a Grant is made by the controller only, and without the cost of an __init__


class Held(NamedTuple):
    """The actions that the holders of a node require together, and those that all of them allow, by name."""

    require: frozenset[str]
    allow: frozenset[str]


class Controller:
    """Go or no-go for the jobs of one spec on one graph.

    graph: what the jobs work on; without it, that of the first plan which is admitted. A plan that was made on another
    graph value than the present one is planned anew at its admission, in the same atomic step (semantics: stability).
    certified: raise `Uncertified` unless a shipped certificate says that this very spec, and this kernel, are proved;
    certificate: the path of another one that must say so.
    """

    __slots__ = ("_flags", "_grants", "_graph", "_ledger", "_lock", "_numbers", "_operations", "spec")

    def __init__(
        self,
        spec: Spec,
        graph: Graph | None = None,
        *,
        certified: bool = False,
        certificate: str | PathLike[str] | None = None,
    ) -> None:
        if not isinstance(spec, Spec):
            raise Misuse(f"{brief(spec)} is not a spec; nac.load and nac.compile make one")
        if graph is not None:
            _require_graph(graph)
        if certified or certificate is not None:
            from .certificate import require_covered

            require_covered(spec, certificate)
        self.spec = spec
        self._operations = {operation.name: operation for operation in spec.operations}
        self._flags = {action.name: 1 << bit for bit, action in enumerate(spec.actions)}
        self._graph = graph
        self._ledger: Ledger[Grant] = Ledger()
        self._grants: dict[str, Grant] = {}
        self._numbers = count(1)
        self._lock = Lock()

    @property
    def graph(self) -> Graph | None:
        """The present graph."""
        return self._graph

    @property
    def jobs(self) -> dict[str, Grant]:
        """The active jobs in the order of their admission, as they are now: a copy."""
        with self._lock:
            return dict(self._grants)

    def admit(self, plan: Plan, *, job: str | None = None, phase: str | None = None) -> Grant:
        """Start a job: claim all that the plan says, or raise `Refused`.

        job: its id, by default the operation's name and a number. phase: the phase to start in; by default that of the
        operation, from which the claims then weaken to those that it holds afterwards (semantics: starts). A job that
        changes the graph as it starts always begins with the operation's own start.
        """
        operation = self._require_plan(plan, phase)
        with self._lock:
            plan, start, table = self._asked(plan, phase)
            grants = self._grants
            if job is None:
                job = f"{operation.name}-{next(self._numbers)}"
                if job in grants:
                    job = self._new_id(operation)
            elif not isinstance(job, str) or not job:
                raise Misuse(f"{brief(job)} cannot be a job's id: that is a text, not empty")
            elif job in grants:
                raise Misuse(f"the job id {brief(job)} is taken: that job is active")
            grant = _new_grant(Grant)
            if not self._ledger.admit(grant, table):
                raise Refused(self._refusal(job, plan, start, table))
            then = operation.then if phase is None else phase
            if then != start or plan.after is not plan.graph:
                plan, _ = self._start(grant, job, plan, then)
                start = then
            grant.job = job
            grant.plan = plan
            grant.phase = start
            grant.since = time()
            grant._controller = self
            grant._claims = None
            grants[job] = grant
            self._graph = plan.after
        return grant

    def verdict(self, plan: Plan, phase: str | None = None) -> Refusal | None:
        """Return the `Refusal` that `admit` would raise now, or None; nothing is admitted. Raises as `admit` does
        otherwise."""
        operation = self._require_plan(plan, phase)
        with self._lock:
            plan, start, table = self._asked(plan, phase)
            probe, job = _new_grant(Grant), self._new_id(operation)
            if not self._ledger.admit(probe, table):
                return self._refusal(job, plan, start, table)
            try:
                _, before = self._start(probe, job, plan, operation.then if phase is None else phase)
            except Refused as refused:
                return refused.refusal
            self._ledger.release(probe)
            restore(self._ledger, before)
            return None

    def advance(self, job: Grant | str, phase: str) -> None:
        """Move a job to another phase, which its operation must declare a transition to. To a weaker claim this always
        succeeds; else it may raise `Refused`, and the job stays in its phase."""
        with self._lock:
            grant = self.require_active(job)
            operation = grant.plan.operation
            if (grant.phase, phase) not in operation.transitions:
                known = ", ".join(repr(to) for start, to in operation.transitions if start == grant.phase)
                raise Misuse(
                    f"{operation.name} has no transition from {grant.phase!r} to {brief(phase)}"
                    f"; there {'is one to ' + known if known else 'is none from there'}"
                )
            table = grant.plan.table(phase)
            if not self._ledger.advance(grant, table):
                raise Refused(self._refusal(grant.job, grant.plan, phase, table, grant))
            grant.phase = phase
            grant._claims = None

    def release(self, job: Grant | str) -> None:
        """End a job: what is held afterwards is exactly what the other jobs imply."""
        with self._lock:
            if not isinstance(job, Grant) or self._grants.get(job.job) is not job:
                job = self.require_active(job)
            self._ledger.release(job)
            del self._grants[job.job]
            if job.plan.filters:
                self._graph = take_out(self._ledger, self._present_graph(), job.plan.filters)

    def reconfigure(self, grant: Grant, graph: Graph) -> None:
        """Replace the graph, as an effect of an active job (semantics: stability).

        Its present claims must require an action that covers `rewires` on each node whose own edges differ or that
        vanishes, and any action on each that comes or whose tags differ; no new edge may put a node on what stood
        above it. If the spec promises something (`Spec.promises`), the job's effects must announce, as they are on the
        present graph, each of those nodes and new edges, and no tag may change on which a claim depends. Else `Misuse`
        names the nodes.

        The claims of all active jobs then become what their roles say on the new graph. `Refused` if these conflict:
        that others' never do is what the checker proves (stability).
        """
        _require_graph(graph)
        with self._lock:
            require_entitled(self.spec, self._present_graph(), graph, self.require_active(grant))
            self._follow((), graph)
            self._graph = graph

    def check(self, job: Grant | str, node: str, action: str) -> None:
        """Return if the job requires the action on the node; see `Grant.check`."""
        grant = self.require_active(job)
        claims = grant._claims or self._read_claims(grant)
        flag = self._flag(action)
        try:
            claim = claims[node]
        except (KeyError, TypeError):
            self._require_node(node)
            raise NotClaimed(f"{visible(grant.job)} does not claim the node {brief(node)}") from None
        if not claim.require & flag:
            raise NotClaimed(f"{visible(grant.job)} does not require {action} on the node {brief(node)}")

    def held(self, node: str) -> Held:
        """Return the flags held on a node. Raises `Misuse` for a node that is neither in the graph nor claimed."""
        with self._lock:
            self._require_node(node)
            require, allow = self._ledger.held(node)
        return Held(frozenset(self.spec.names(require)), frozenset(self.spec.names(allow)))

    def require_active(self, job: Grant | str) -> Grant:
        """Return the grant of an active job, given that or the job's id. Raises `Misuse` if there is none, or a later
        one."""
        if isinstance(job, Grant):
            if self._grants.get(job.job) is not job:
                raise Misuse(f"the grant of {brief(job.job)} is stale: the job has ended, or is another controller's")
            return job
        grant = self._grants.get(job) if isinstance(job, str) else None
        if grant is None:
            raise Misuse(f"there is no active job {brief(job)}{suggestion(job, self._grants)}")
        return grant

    def _on_present_graph(self, plan: Plan) -> Plan:
        return plan if self._graph is None else plan.on(self._graph)

    def _require_plan(self, plan: Plan, phase: str | None) -> Operation:
        """The operation that the plan is of, which must be one of the spec, with such a phase."""
        if not isinstance(plan, Plan):
            raise Misuse(f"{brief(plan)} is not a plan; make one with spec[NAME].plan(graph, ...)")
        operation = plan.operation
        if self._operations.get(operation.name) is not operation or phase is not None:
            self._require_phase(operation, phase)
        return operation

    def _asked(self, plan: Plan, phase: str | None) -> tuple[Plan, str, Table]:
        """Return what an admission into `phase` asks for at first: the plan on the present graph, the phase and its
        claims. Raises `Misuse` if that is nothing."""
        if plan.graph is not self._graph:
            plan = self._on_present_graph(plan)
        # A job that changes the graph always begins with the operation's own start.
        start = phase if phase is not None and plan.after is plan.graph else plan.operation.start
        table = plan.table(start)
        if not table and plan.after is plan.graph:
            where = f" in its phase {start!r}" if start else ""
            raise Misuse(f"{brief(plan)} claims no node{where}: a job must claim one")
        return plan, start, table

    def _present_graph(self) -> Graph:
        assert self._graph is not None  # an active grant has been admitted, on a graph
        return self._graph

    def _start(self, grant: Grant, job: str, plan: Plan, phase: str) -> tuple[Plan, Plans]:
        """Move the job just admitted on to the phase that it holds after its start, on the graph that its start leaves,
        and the users of nodes whose places are taken to those that take them (semantics: starts). Or undo its
        admission. Returns its plan from then on, and the former plans of the jobs that have others now."""
        self._ledger.release(grant)  # what it asked for at its start was meant on the graph before
        before: Plans = {}
        if plan.after is not plan.graph:
            before = self._follow(plan.moves, plan.after, plan.gone)
            plan = plan.later(plan.after)
        table = plan.table(phase)
        if not self._ledger.admit(grant, table):
            refusal = self._refusal(job, plan, phase, table)
            restore(self._ledger, before)
            raise Refused(refusal)
        return plan, before

    def _follow(self, moves: Moves, graph: Graph, gone: frozenset[str] = frozenset()) -> Plans:
        """Let the claims of the active jobs follow to a later graph, or raise `Refused` and let all be as it was.
        Returns the former plans of the jobs that have others now."""
        plans = followed(self._ledger, moves, graph, gone)
        before = {grant: grant.plan for grant in plans}
        if refused := replan(self._ledger, plans):
            plan = plans[refused]
            refusal = self._refusal(refused.job, plan, refused.phase, plan.table(refused.phase))
            restore(self._ledger, before)
            raise Refused(refusal)
        return before

    def _refusal(self, job: str, plan: Plan, phase: str, table: Table, grant: Grant | None = None) -> Refusal:
        """All conflicts of the table with the holders as they are now. Called with the lock held."""
        sides: dict[Grant, Side] = {}
        clashes = self._ledger.conflicts(table, grant)
        for clash in clashes:
            for other in clash.jobs:
                if other not in sides:
                    sides[other] = Side(other.job, other.plan, other.phase, other.since)
        asker = Side(job, plan, phase)
        return Refusal(self.spec, asker, [(clash, [sides[other] for other in clash.jobs]) for clash in clashes])

    def _read_claims(self, grant: Grant) -> dict[str, Claim]:
        """Return the claims of a grant, and keep them until they change."""
        with self._lock:
            claims = grant._claims = grant.plan.claims(grant.phase)
            return claims

    def _new_id(self, operation: Operation) -> str:
        job = f"{operation.name}-{next(self._numbers)}"
        return job if job not in self._grants else self._new_id(operation)

    def _require_phase(self, operation: Operation, phase: str | None) -> None:
        known = self._operations.get(operation.name)
        # What a call of others claims is theirs to say, and no part of its own definition.
        if known is None or known != operation or known.others != operation.others:
            raise Misuse(f"{operation.name!r} is not an operation of the spec {self.spec.name!r}, or another one there")
        if phase is not None and phase not in (operation.phases or ("",)):
            raise Misuse(f"{operation.name} has no phase {brief(phase)}{suggestion(phase, operation.phases)}")

    def _require_node(self, node: str) -> None:
        """A node of the graph, a part of one, or one that a job claims since it is to come."""
        graph = self._graph
        if isinstance(node, str) and (graph is None or self._ledger.holders(node) or node.partition("[")[0] in graph):
            return
        raise Misuse(f"there is no node {brief(node)}{suggestion(node, graph or ())}")

    def _flag(self, action: str) -> int:
        try:
            return self._flags[action]
        except (KeyError, TypeError):
            raise Misuse(f"there is no action {brief(action)}{suggestion(action, self._flags)}") from None


def _require_graph(graph: object) -> None:
    if not isinstance(graph, Graph):
        raise Misuse(f"{brief(graph)} is not a Graph")
