"""The controller: admission and release, alone and in a crowd, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nac.controller import Controller
from nac.graph import Graph
from nac.refusal import Refused
from nac.spec import Spec

from ..specs.by_hand import EDIT, READ, SHARES, WRITE, share
from .others import REFUSE, locks
from .timing import Effort, Row, per_call, together

NODES = ("base", "mid", "top")
MADE = ", an id made for it"
SPEC = Spec(
    "benchmark",
    SHARES,
    (
        share("reader", READ, READ | WRITE | EDIT, *NODES, line=1),
        share("writer", READ | WRITE, READ | WRITE | EDIT, *NODES, line=11),
        share("owner", WRITE, 0, *NODES, line=21),
        share("keeper", READ, READ, "base", line=31),
    ),
)


def crowd(controller: Controller, graph: Graph, effort: Effort) -> None:
    """Readers: some on the nodes that are measured, the others each on nodes of its own."""
    reader = SPEC["reader"]
    for at in range(effort.others):
        suffix = "" if at < effort.near else str(at)
        controller.admit(reader.plan(graph, {node: node + suffix for node in NODES}))


def admissions(effort: Effort) -> Iterator[Row]:
    graph = Graph(nodes=[*NODES, *(f"{node}{at}" for at in range(effort.near, effort.others) for node in NODES)])
    idle, crowded = Controller(SPEC, graph), Controller(SPEC, graph)
    crowd(crowded, graph, effort)
    reader, writer = (SPEC[name].plan(graph, {node: node for node in NODES}) for name in ("reader", "writer"))
    among = f"nac, {effort.others:,} others active, {effort.near:,} on the same nodes"
    alone = "nac, nothing else active"
    calls: dict[str, Callable[[], object]] = {
        alone: lambda: idle.admit(writer, job="backup").release(),
        f"{alone}{MADE}": lambda: idle.admit(writer).release(),
        f"{among}, a claim they hold too": lambda: crowded.admit(reader, job="backup").release(),
        f"{among}, another claim": lambda: crowded.admit(writer, job="backup").release(),
        f"{among}{MADE}": lambda: crowded.admit(reader).release(),
        **locks(),
    }
    found = together(calls, effort)
    limits = {alone: 2e-6}
    for name in (name for name in calls if name.startswith(among)):
        like = f"{alone}{MADE}" if name.endswith(MADE) else alone
        limits[name] = 1.2 * found[like]
    for name, seconds in found.items():
        yield Row("admit and release a job on 3 nodes", name, seconds, limits.get(name, 0.0))


def refusals(effort: Effort) -> Iterator[Row]:
    graph = Graph(nodes=NODES)
    controller = Controller(SPEC, graph)
    owner = SPEC["owner"].plan(graph, {node: node for node in NODES})
    controller.admit(SPEC["keeper"].plan(graph, base="base"), job="backup-of-vm7")

    def refuse() -> Refused:
        try:
            controller.admit(owner, job="resize-of-vm7")
        except Refused as refused:
            return refused
        raise AssertionError("it must be refused")

    fewer = effort._replace(calls=max(1, effort.calls // 10))
    conflicts = len(refuse().refusal.conflicts)
    yield Row(REFUSE, f"nac, {conflicts} conflicts, not read", per_call(refuse, fewer), 50e-6)
    yield Row(REFUSE, "nac, all conflicts as data", per_call(lambda: refuse().refusal.conflicts, fewer), 50e-6)
    yield Row(REFUSE, "nac, as data and as text", per_call(lambda: str(refuse()), fewer), 50e-6)
    for _ in range(effort.near):
        controller.admit(SPEC["keeper"].plan(graph, base="base"))
    conflicts = len(refuse().refusal)
    few = effort._replace(calls=max(1, effort.calls // 5000), rounds=3)
    yield Row(REFUSE, f"nac, {conflicts:,} conflicts, not read", per_call(refuse, few))
    yield Row(REFUSE, "nac, the same, as text (20 spelled out)", per_call(lambda: str(refuse()), few))
    yield Row(REFUSE, "nac, the same, all as data", per_call(lambda: refuse().refusal.conflicts, few))
