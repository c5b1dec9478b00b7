"""Jobs that begin: what comes after their admission (semantics: steps, starts). Values in, values out: no state that is
given is changed."""

from __future__ import annotations

from .errors import Misuse
from .following import InConflict, Unfounded, follow
from .founding import Lasting, fallen
from .plan import Job, Plan
from .plan import plan as planned
from .spec import Operation
from .state import State, ledger_of
from .words import brief


def asking(state: State, operation: Operation, plan: Plan, phase: str | None) -> Job:
    """Return what an admission into `phase` asks for at first, on the present graph; `operation`: what runs for the
    plan. Raises `Misuse` if that is nothing."""
    elsewhere = plan.graph is not state.graph and state.graph is not None
    if elsewhere or not plan.fresh or plan.operation is not operation:
        plan = planned(operation, plan.graph if state.graph is None else state.graph, plan.arguments)
    # A job that changes the graph always begins with the operation's own start.
    start = phase if phase is not None and plan.after is plan.graph else plan.operation.start
    asked = plan.job(start)
    if not asked.table and plan.after is plan.graph and not plan.parts:
        where = f" in its phase {start!r}" if start else ""
        raise Misuse(f"{brief(plan)} claims no node{where}: a job must claim one")
    return asked


def started(state: State, relied: Lasting, name: str, asked: Job, phase: str) -> State | InConflict | Unfounded:
    """Return the state after the admission of a job that changes the graph, on the graph that its start leaves. The
    others' claims have followed; users of nodes whose places are taken are where those are that take them."""
    if not state.ledger.fits(asked.table):
        return unfit(state, name, asked)
    plan = asked.plan
    later = follow(state.jobs, relied, plan.moves, plan.after, plan.gone)
    if not isinstance(later, State):
        return later
    if plan.after is not plan.graph:
        plan = plan.later(plan.after)
    job = plan.job(phase)
    if relied and (where := fallen(relied, asked, job)) is not None:
        return Unfounded(name, where)
    return _with(later, name, job)


def together(state: State, relied: Lasting, name: str, asked: Job, phase: str) -> State | InConflict | Unfounded:
    """Return the state after the admission of a transaction: its own job, and each that it calls on the graph that the
    one before leaves, as if it came alone. Raises `Misuse` if one of them claims nothing."""
    later = _begun(State(state.graph, dict(state.jobs), ledger_of(state.jobs)), relied, name, asked, phase)
    for member, part in zip(member_ids(name, asked.plan), asked.plan.parts, strict=True):
        if isinstance(later, State):
            called = asking(later, part.operation, part, None)
            later = _begun(later, relied, member, called, part.operation.then)
    return later


def unfit(state: State, name: str, job: Job) -> InConflict:
    """Return that the claims of a job which is not active conflict with those in the ledger."""
    return InConflict(name, State(state.graph, {**state.jobs, name: job}, state.ledger))


def member_id(job: str, number: int) -> str:
    """Return the id of the job of a transaction's call, counted from 1."""
    return f"{job}.{number}"


def member_ids(job: str, plan: Plan) -> list[str]:
    """Return the ids of the jobs that a transaction calls."""
    return [member_id(job, number) for number in range(1, len(plan.parts) + 1)]


def _begun(state: State, relied: Lasting, name: str, asked: Job, phase: str) -> State | InConflict | Unfounded:
    """The state after the admission of one job; the one before, which is nobody else's, may be used up."""
    if asked.plan.after is not state.graph:
        return started(state, relied, name, asked, phase)
    if not state.ledger.fits(asked.table):
        return unfit(state, name, asked)
    return _with(state, name, asked.plan.job(phase))


def _with(state: State, name: str, job: Job) -> State | InConflict:
    """The state, which is nobody else's, with one more job."""
    if not state.ledger.admit(name, job.table):
        return unfit(state, name, job)
    state.jobs[name] = job
    return state
