"""Threads hammer one controller; at no time do two active jobs conflict (T2)."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from threading import Barrier, Lock, Thread
from time import sleep
from typing import Any

import pytest

from nac.controller import Controller
from nac.errors import Misuse
from nac.graph import Graph
from nac.kernel import conflict
from nac.ledger import Ledger, Table
from nac.refusal import Refused

from ..specs.by_hand import SPEC, plan

THREADS = 8
ROUNDS = 1500
NODES = ("base", "mid", "top")


class Registry:
    """Who is at work, and with what claims.

    A job is written in after its admission and out before its release, a weaker claim before it is taken and a stronger
    one after. So each job always holds at least what is written here, and no two entries may conflict.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.jobs: dict[str, Table] = {}
        self.wrong: list[tuple[str, str, str]] = []

    def enter(self, job: str, table: Table) -> None:
        with self.lock:
            mine = dict(table)
            for other, claims in self.jobs.items():
                for node, flags in claims:
                    if other != job and node in mine and conflict(*flags, *mine[node]):
                        self.wrong.append((job, other, node))
            self.jobs[job] = table

    def leave(self, job: str) -> None:
        with self.lock:
            del self.jobs[job]


def work(controller: Controller, registry: Registry, seed: int, outcomes: Counter[str]) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        name = chance.choice(("reader", "guarded", "writer", "owner", "copy", "guest", "mirror", "editor"))
        node, other = chance.sample(NODES, 2)
        arguments = {"source": node, "target": other} if name == "copy" else {"node": node}
        graph = controller.graph
        assert graph is not None
        try:
            grant = controller.admit(SPEC[name].plan(graph, arguments))
        except Refused as refused:
            assert refused.refusal.conflicts
            outcomes["refused"] += 1
            continue
        registry.enter(grant.job, grant.plan.table(grant.phase))
        outcomes["admitted"] += 1
        if name == "guest":
            try:
                registry.enter(grant.job, grant.plan.table("paused"))
                grant.advance("paused")  # weaker: always granted
                sleep(0)
                grant.advance("running")
                outcomes["advanced"] += 1
            except Refused:
                outcomes["not advanced"] += 1
            registry.enter(grant.job, grant.plan.table(grant.phase))
            sleep(0)
        elif name == "editor":
            tags = {node: [str(chance.random())]} if chance.random() < 0.5 else None
            try:
                grant.reconfigure(Graph(graph.edges, graph.nodes, tags))
                outcomes["reconfigured"] += 1
            except Misuse:  # another editor's tags came between
                outcomes["not reconfigured"] += 1
        registry.leave(grant.job)
        grant.release()


@pytest.fixture
def hectic() -> Iterator[None]:
    """Threads take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def hammer(controller: Controller) -> tuple[Registry, Counter[str], list[BaseException]]:
    registry, start = Registry(), Barrier(THREADS)
    outcomes = [Counter[str]() for _ in range(THREADS)]
    errors: list[BaseException] = []

    def run(seed: int) -> None:
        start.wait()
        try:
            work(controller, registry, seed, outcomes[seed])
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(seed,), daemon=True) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return registry, sum(outcomes, Counter()), errors


@pytest.mark.usefixtures("hectic")
def test_no_two_active_jobs_ever_conflict() -> None:
    controller = Controller(SPEC, plan("reader", node="base").graph)
    registry, outcomes, errors = hammer(controller)
    assert errors == []
    assert registry.wrong == []
    assert outcomes["admitted"] + outcomes["refused"] == THREADS * ROUNDS
    for each in ("admitted", "refused", "advanced", "not advanced", "reconfigured"):
        assert outcomes[each] > 10, outcomes
    assert controller.jobs == {}
    for node in NODES:
        assert controller.held(node) == (frozenset(), frozenset({"read", "write", "edit"}))


class NoLock:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.usefixtures("hectic")
def test_without_the_lock_that_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The must-fail twin."""
    admit = Ledger.admit

    def slow(self: Ledger[Any], job: Any, table: Table) -> bool:
        if self.conflicts(table):
            return False
        sleep(0)  # time for another thread to come between check and claim
        assert admit(self, job, table), "somebody came between"
        return True

    monkeypatch.setattr(Ledger, "admit", slow)
    controller = Controller(SPEC, plan("reader", node="base").graph)
    controller._lock = NoLock()  # type: ignore[assignment]
    registry, _, errors = hammer(controller)
    assert errors or registry.wrong
