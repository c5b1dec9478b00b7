"""The state of a controller at one time: the graph, and the active jobs on it (semantics: state). Plain data."""

from __future__ import annotations

from collections.abc import Mapping

from .graph import Graph
from .ledger import Ledger
from .plan import Job

Jobs = Mapping[str, Job]
"""By id, in the order of their admission."""


class State:
    """The graph and the jobs are the truth; the ledger is what follows from the jobs, kept so that a decision need not
    look at all of them."""

    __slots__ = ("graph", "jobs", "ledger")

    def __init__(self, graph: Graph | None, jobs: dict[str, Job], ledger: Ledger[str]) -> None:
        self.graph = graph
        self.jobs = jobs
        self.ledger = ledger


def ledger_of(jobs: Jobs) -> Ledger[str]:
    """Return the ledger of jobs that are compatible."""
    ledger: Ledger[str] = Ledger()
    for name, job in jobs.items():
        ledger.admit(name, job.table)
    return ledger
