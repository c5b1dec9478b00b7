"""Claims that follow the graph: what active jobs claim once it has changed (semantics: stability, starts). A user's
claim moves to the node that takes its node's place, and back when that one leaves; and all that a job claims becomes
what its roles say on the graph as it is. Values in, values out: nothing that is given is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .change import without
from .founding import Lasting, fallen
from .graph import CHAIN, Graph
from .ledger import Ledger
from .plan import Job
from .spec import Where
from .state import Jobs, State, ledger_of

Moves = tuple[tuple[str, str], ...]
"""(node, the node that takes its place)."""

NOBODY: frozenset[str] = frozenset()


class InConflict(NamedTuple):
    """The claims of the job `name` would conflict in the state on a later graph, whose ledger has those of the jobs
    before it only."""

    name: str
    state: State


class Unfounded(NamedTuple):
    """The precondition of the job `name`, on which what is proved relies, would no longer hold on a later graph."""

    name: str
    where: Where


def followed(job: Job, moves: Moves, graph: Graph, gone: frozenset[str] = NOBODY) -> Job:
    """Return the active job on a later graph, after these moves and without the nodes that are gone."""
    return job.plan.moved_along(moves).later(graph, gone).job(job.phase)


def follow(
    jobs: Jobs, relied: Lasting, moves: Moves, graph: Graph, gone: frozenset[str] = NOBODY
) -> State | InConflict | Unfounded:
    """Return the state after the graph has become a later one, or the first job that keeps it from that.

    Those whose claims stay as they are keep them; the others get theirs one after another.
    """
    later = {name: followed(job, moves, graph, gone) for name, job in jobs.items()}
    for name, job in jobs.items():
        if relied and (where := fallen(relied, job, later[name])) is not None:
            return Unfounded(name, where)
    ledger: Ledger[str] = Ledger()
    for name in sorted(jobs, key=lambda name: later[name].table != jobs[name].table):  # else as they came
        if not ledger.admit(name, later[name].table):
            return InConflict(name, State(graph, later, ledger))
    return State(graph, later, ledger)


def ended(state: State, relied: Lasting, names: Sequence[str]) -> State:
    """Return the state after the end of these jobs, one after another."""
    later = State(state.graph, dict(state.jobs), ledger_of(state.jobs))
    for name in names:
        job = later.jobs.pop(name)
        later.ledger.release(name, job.table)
        later = take_out(later, relied, job.plan.filters)
    return later


def take_out(state: State, relied: Lasting, filters: tuple[str, ...]) -> State:
    """Return the state without the nodes that a job inserted, which has ended; claims follow, and users go back. Where
    any would conflict then, or lose what is relied on, the node stays: a release never fails and never breaks what
    holds."""
    for node in reversed(filters):
        graph = state.graph
        if graph is None or node not in graph or not any(edge.kind in CHAIN for edge in graph.children(node)):
            continue  # somebody else has taken it out already
        shorter, below = without(graph, node)
        later = follow(state.jobs, relied, ((node, below),), shorter)
        if isinstance(later, State):
            state = later
    return state
