"""The controller: admits jobs on one graph, for the threads of one process (semantics: admission, stability, library).

The ledger decides; the controller adds a lock, clocks, ids, and the graph. Raised errors, all of which leave everything
as it was: `Misuse` for a call that can have no meaning, `Invalid` for a plan that does not exist on the present graph,
`Refused` for one that conflicts.

Every method is atomic, for other threads and when it is interrupted: an exception that comes between any two lines
(KeyboardInterrupt, MemoryError) leaves all as before or as after. Each step works out what comes after as values and
then makes it so by one store: of the state; or, where only one job comes, goes or changes its phase, of that job in the
state's dict of jobs. In the latter case the ledger is changed in place, and is marked as unsettled meanwhile. Whoever
finds it so marked makes it anew from the jobs.
"""

from __future__ import annotations

from itertools import count
from threading import Lock
from time import time
from typing import TYPE_CHECKING, NamedTuple

from .admission import asking, member_ids, started, together
from .entitlement import require_entitled, require_tags_kept
from .errors import Misuse, NotClaimed
from .following import InConflict, Unfounded, ended, follow
from .founding import Lasting
from .grant import Grant
from .graph import Graph
from .ledger import Ledger
from .plan import Job, Plan
from .refusal import Party, Refusal, Refused
from .spec import Operation, Spec, Where
from .state import State, ledger_of
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
    certificate: the path of another one that must say so. What runs then is a copy of the spec: what becomes of the one
    that was given has no part in it. The preconditions on which, by the certificate, the proofs rely are held against
    each change of the graph while their jobs are active; one that would fall keeps it away.
    """

    __slots__ = (
        "_flags",
        "_grants",
        "_lock",
        "_numbers",
        "_operations",
        "_relied",
        "_runs",
        "_state",
        "_unsettled",
        "spec",
    )

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
        self.spec = self._runs = spec
        self._relied: Lasting = {}
        if certified or certificate is not None:
            from .certificate import covered, relied_on, require_covered

            cover = require_covered(spec, certificate)
            self._runs = covered(spec, cover)
            self._relied = relied_on(cover, self._runs)
        self._operations = {operation.name: operation for operation in self._runs.operations}
        self._flags = {action.name: 1 << bit for bit, action in enumerate(self._runs.actions)}
        self._state = State(graph, {}, Ledger())
        self._unsettled = False
        self._grants: dict[str, Grant] = {}
        self._numbers = count(1)
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<Controller of {self.spec.name!r}: {len(self._state.jobs)} active>"

    @property
    def graph(self) -> Graph | None:
        """The present graph."""
        return self._state.graph

    @property
    def jobs(self) -> dict[str, Grant]:
        """The active jobs in the order of their admission, as they are now: a copy."""
        with self._lock:
            return {name: self._grants[name] for name in self._state.jobs}

    def admit(self, plan: Plan, *, job: str | None = None, phase: str | None = None) -> Grant:
        """Start a job: claim all that the plan says, or raise `Refused`.

        job: its id, by default the operation's name and a number. phase: the phase to start in; by default that of the
        operation, from which the claims then weaken to those that it holds afterwards (semantics: starts). A job that
        changes the graph as it starts always begins with the operation's own start.

        A plan that makes calls is a transaction: the job and each call, a job of its own, are admitted one after
        another, all or none (`Grant.members`). A refusal names the call.
        """
        operation = self._require_plan(plan, phase)
        with self._lock:
            if self._unsettled:
                self._settle()
            state = self._state
            # The plain case is made here and not by `asking` and `_grant`: two calls cost a tenth of an admission.
            plain = phase is None and plan.graph is state.graph and plan.fresh and plan.operation is operation
            asked = plan.job(operation.start) if plain else None
            if asked is None or not asked.table:
                asked = asking(state, operation, plan, phase)
                plan = asked.plan
            jobs = state.jobs
            if job is None:
                job = f"{operation.name}-{next(self._numbers)}"
                if job in jobs or plan.parts:
                    job = self._new_id(plan)
            elif not isinstance(job, str) or not job:
                raise Misuse(f"{brief(job)} cannot be a job's id: that is a text, not empty")
            elif job in jobs:
                raise Misuse(f"the job id {brief(job)} is taken: that job is active")
            grant = _new_grant(Grant)
            grant.job = job
            grant.since = time()
            grant.members = ()
            grant._controller = self
            then = operation.then if phase is None else phase
            if plan.parts:
                names = member_ids(job, plan)
                for name in names:
                    if name in jobs:
                        raise Misuse(f"the job id {brief(name)} is taken: that job is active")
                grant.members = tuple(self._grant(name) for name in names)
                later = self._later(together(state, self._relied, job, asked, then))
                self._grants |= {each.job: each for each in (grant, *grant.members)}
                self._state = later
            elif plan.after is not state.graph:
                later = self._later(started(state, self._relied, job, asked, then))
                self._grants[job] = grant
                self._state = later
            else:
                if then != asked.phase:
                    self._require_fit(state, job, asked)
                    asked = plan.job(then)
                self._unsettled = True
                if not state.ledger.admit(job, asked.table):
                    self._unsettled = False
                    raise Refused(self._refusal(state, job, asked))
                self._grants[job] = grant  # which counts for nothing until there is the job
                jobs[job] = asked
                self._unsettled = False
        return grant

    def verdict(self, plan: Plan, phase: str | None = None) -> Refusal | None:
        """Return the `Refusal` that `admit` would raise now, or None; nothing is admitted. Raises as `admit` does
        otherwise."""
        operation = self._require_plan(plan, phase)
        with self._lock:
            state = self._settled()
            asked = asking(state, operation, plan, phase)
            job, then = self._new_id(asked.plan), operation.then if phase is None else phase
            refusal = None
            try:
                if asked.plan.parts:
                    self._later(together(state, self._relied, job, asked, then))
                elif asked.plan.after is not state.graph:
                    self._later(started(state, self._relied, job, asked, then))
                else:
                    self._require_fit(state, job, asked)
                    self._require_fit(state, job, asked.plan.job(then))
            except Refused as refused:
                refusal = refused.refusal
        return refusal

    def advance(self, job: Grant | str, phase: str) -> None:
        """Move a job to another phase, which its operation must declare a transition to. To a weaker claim this always
        succeeds; else it may raise `Refused`, and the job stays in its phase."""
        with self._lock:
            state = self._settled()
            name, now = self._active(job)
            operation = now.plan.operation
            if (now.phase, phase) not in operation.transitions:
                known = ", ".join(repr(to) for start, to in operation.transitions if start == now.phase)
                raise Misuse(
                    f"{operation.name} has no transition from {now.phase!r} to {brief(phase)}"
                    f"; there {'is one to ' + known if known else 'is none from there'}"
                )
            later = now.plan.job(phase)
            self._unsettled = True
            if not state.ledger.advance(name, now.table, later.table):
                self._unsettled = False
                raise Refused(self._refusal(state, name, later, name))
            state.jobs[name] = later
            self._unsettled = False

    def release(self, job: Grant | str) -> None:
        """End a job: what is held afterwards is exactly what the other jobs imply. With a transaction end the jobs that
        it called and that have not ended yet."""
        with self._lock:
            if self._unsettled:
                self._settle()
            state = self._state
            jobs, grants = state.jobs, self._grants
            if not isinstance(job, Grant) or grants.get(job.job) is not job or job.job not in jobs:
                name, _ = self._active(job)
                job = grants[name]
            name = job.job
            job._last = now = jobs[name]
            if now.plan.filters or job.members:
                ending = [job, *(each for each in job.members if self.active(each))]
                for each in ending:
                    each._last = jobs[each.job]
                self._state = ended(state, self._relied, [each.job for each in reversed(ending)])
                for each in ending:
                    del grants[each.job]
            else:
                self._unsettled = True
                state.ledger.release(name, now.table)
                del jobs[name]
                self._unsettled = False
                del grants[name]

    def reconfigure(self, grant: Grant, graph: Graph) -> None:
        """Replace the graph, as an effect of an active job (semantics: stability).

        Its present claims must require an action that covers `rewires` on each node whose own edges differ or that
        vanishes, and any action on each that comes or whose tags differ; no node may come to lie above one that lay
        above it. If the spec promises something (`Spec.promises`), the job's effects must announce, as they are on the
        present graph, each of those nodes and new edges, and no condition on a tag that an active job reads may become
        another one by what tags nodes have. Nor may a precondition cease to hold of an active job on which, as a
        certificate says, what is proved relies. Else `Misuse` names the nodes or the job.

        The claims of all active jobs then become what their roles say on the new graph. `Refused` if these conflict:
        that others' never do is what the checker proves (stability).
        """
        _require_graph(graph)
        with self._lock:
            state = self._state
            name, job = self._active(grant)
            assert state.graph is not None  # there is an active job, and it was admitted on a graph
            require_entitled(self._runs, state.graph, graph, name, job)
            later = self._later(follow(state.jobs, self._relied, (), graph))
            require_tags_kept(self._runs, state.graph, state.jobs, later.jobs)
            self._state = later

    def check(self, job: Grant | str, node: str, action: str) -> None:
        """Return if the job requires the action on the node; see `Grant.check`."""
        name, now = self._active(job)
        flag = self._flag(action)
        try:
            if now.claims[node].require & flag:
                return
        except (KeyError, TypeError):
            with self._lock:
                self._require_node(self._settled(), node)
        own = self.require_active(job)
        claims = [each.claims[node] for each in (now, *self._active_members(own)) if node in each.claims]
        if not claims:
            raise NotClaimed(f"{visible(name)} does not claim the node {brief(node)}")
        if not any(claim.require & flag for claim in claims):
            raise NotClaimed(f"{visible(name)} does not require {action} on the node {brief(node)}")

    def held(self, node: str) -> Held:
        """Return the flags held on a node. Raises `Misuse` for a node that is neither in the graph nor claimed."""
        with self._lock:
            state = self._settled()
            self._require_node(state, node)
            require, allow = state.ledger.held(node)
        return Held(frozenset(self._runs.names(require)), frozenset(self._runs.names(allow)))

    def require_active(self, job: Grant | str) -> Grant:
        """Return the grant of an active job, given that or the job's id. Raises `Misuse` if there is none, or a later
        one."""
        if isinstance(job, Grant):
            self._active(job)
            return job
        return self._grants[self._active(job)[0]]

    def active(self, grant: Grant) -> Job | None:
        """Return what the job of the grant is now, None once it has ended. Raises `Misuse` for what is no grant."""
        if not isinstance(grant, Grant):
            raise Misuse(f"{brief(grant)} is not a grant; Controller.admit gives one")
        return self._state.jobs.get(grant.job) if self._grants.get(grant.job) is grant else None

    def _active_members(self, grant: Grant) -> list[Job]:
        """Return the jobs that a transaction called and that have not ended yet."""
        return [job for job in map(self.active, grant.members) if job is not None]

    def _active(self, job: Grant | str) -> tuple[str, Job]:
        """Return the id of an active job, and what it is now. Raises `Misuse`."""
        if isinstance(job, Grant):
            now = self.active(job)
            if now is None:
                raise Misuse(f"the grant of {brief(job.job)} is stale: the job has ended, or is another controller's")
            return job.job, now
        jobs = self._state.jobs
        now = jobs.get(job) if isinstance(job, str) else None
        if now is None:
            raise Misuse(f"there is no active job {brief(job)}{suggestion(job, jobs)}")
        return job, now

    def _settled(self) -> State:
        """Return the present state, with a ledger that agrees with its jobs. Called with the lock held."""
        if self._unsettled:
            self._settle()
        return self._state

    def _settle(self) -> None:
        """Make the ledger anew after an interrupted step: what it had begun goes, what it had committed stays."""
        jobs = self._state.jobs
        self._state.ledger = ledger_of(jobs)
        self._grants = {name: self._grants[name] for name in jobs}
        self._unsettled = False

    def _require_plan(self, plan: Plan, phase: str | None) -> Operation:
        """The operation that runs for the plan, which must be of one of the spec, with such a phase."""
        if not isinstance(plan, Plan):
            raise Misuse(f"{brief(plan)} is not a plan; make one with spec[NAME].plan(graph, ...)")
        known = self._operations.get(plan.operation.name)
        if known is not plan.operation or phase is not None:
            known = self._require_phase(plan.operation, phase)
        return known

    def _require_fit(self, state: State, name: str, job: Job) -> None:
        """Raises `Refused` if claims of a job that is not active conflict."""
        if not state.ledger.fits(job.table):
            raise Refused(self._refusal(state, name, job))

    def _later(self, found: State | InConflict | Unfounded) -> State:
        """Return the state. Raises `Refused` or `Misuse` if there is none."""
        if isinstance(found, Unfounded):
            raise _unfounded(*found)
        if isinstance(found, InConflict):
            name, state = found
            raise Refused(self._refusal(state, name, state.jobs[name]))
        return found

    def _refusal(self, state: State, name: str, job: Job, own: str | None = None) -> Refusal:
        """Return all conflicts of a job with those in the ledger, but for that of the id `own`."""
        sides: dict[str, Party] = {}
        clashes = state.ledger.conflicts(job.table, own)
        for clash in clashes:
            for other in clash.jobs:
                if other not in sides:
                    held, grant = state.jobs[other], self._grants.get(other)  # a call before has none yet
                    sides[other] = Party(other, held.plan, held.phase, time() if grant is None else grant.since)
        asker = Party(name, job.plan, job.phase)
        return Refusal(self._runs, asker, [(clash, [sides[other] for other in clash.jobs]) for clash in clashes])

    def _grant(self, job: str) -> Grant:
        grant = _new_grant(Grant)
        grant.job = job
        grant.since = time()
        grant.members = ()
        grant._controller = self
        return grant

    def _new_id(self, plan: Plan) -> str:
        job = f"{plan.operation.name}-{next(self._numbers)}"
        taken = any(name in self._state.jobs for name in (job, *member_ids(job, plan)))
        return job if not taken else self._new_id(plan)

    def _require_phase(self, operation: Operation, phase: str | None) -> Operation:
        known = self._operations.get(operation.name)
        given = any(operation is each for each in self.spec.operations)  # then it was the same when the spec was taken
        # What a call of others claims is theirs to say, and no part of its own definition.
        if known is None or not (given or (known == operation and known.others == operation.others)):
            raise Misuse(f"{operation.name!r} is not an operation of the spec {self.spec.name!r}, or another one there")
        if phase is not None and phase not in (known.phases or ("",)):
            raise Misuse(f"{known.name} has no phase {brief(phase)}{suggestion(phase, known.phases)}")
        return known

    def _require_node(self, state: State, node: str) -> None:
        """A node of the graph, a part of one, or one that a job claims since it is to come."""
        graph = state.graph
        if isinstance(node, str) and (graph is None or state.ledger.holders(node) or node.partition("[")[0] in graph):
            return
        raise Misuse(f"there is no node {brief(node)}{suggestion(node, graph or ())}")

    def _flag(self, action: str) -> int:
        try:
            return self._flags[action]
        except (KeyError, TypeError):
            raise Misuse(f"there is no action {brief(action)}{suggestion(action, self._flags)}") from None


def _unfounded(name: str, where: Where) -> Misuse:
    place = f" ({where.span})" if where.span else ""
    return Misuse(f"{visible(name)} relies on a precondition that would fall{place}: no change may do that")


def _require_graph(graph: object) -> None:
    if not isinstance(graph, Graph):
        raise Misuse(f"{brief(graph)} is not a Graph")
