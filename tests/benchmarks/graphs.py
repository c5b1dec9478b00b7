"""A change of the graph: what it costs with so many jobs active, all of whose claims follow (docs/decisions/0007)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import nac
from nac.controller import Controller
from nac.grant import Grant
from nac.graph import Graph

from .timing import Effort, Row, per_call

SPEC = nac.compile(
    """
    action read   covers reads
    action rewire covers rewires
    operation read(node) { at node, below(node) { require read   allow read, rewire }   effects { reads node } }
    operation attach(upper, lower) { at upper { require rewire   allow all }   effects { rewires upper to lower } }
    """,
    name="graphs",
)
JOBS = (10, 100, 1_000, 10_000)
"""Each reads a node with a file below it, apart from the others."""


def changes(effort: Effort) -> Iterator[Row]:
    for jobs in JOBS:
        if jobs > effort.others:
            continue
        chains = [(f"node{at}", f"file{at}", "file") for at in range(jobs)]
        apart, attached = Graph(chains, ["upper", "lower"]), Graph([*chains, ("upper", "lower")])
        controller = Controller(SPEC, apart)
        for at in range(jobs):
            controller.admit(SPEC["read"].plan(apart, node=f"node{at}"))
        job = controller.admit(SPEC["attach"].plan(apart, upper="upper", lower="lower"))

        few = effort._replace(calls=max(1, 200 // jobs), rounds=min(effort.rounds, 5))
        seconds = per_call(partial(_there_and_back, job, attached, apart), few) / 2
        yield Row("change an edge of the graph", f"nac, {jobs:,} others active", seconds)


def _there_and_back(job: Grant, there: Graph, back: Graph) -> None:
    job.reconfigure(there)
    job.reconfigure(back)
