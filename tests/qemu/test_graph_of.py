"""`nac.qemu.graph_of` against running QEMUs: the graph that was built is the graph that is read back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

import nac
from nac.errors import GraphError
from nac.graph import Graph
from nac.qemu import devices_of, graph_of

from .harness import Node, Program, Qemu, Step, chain, job
from .images import Images

PROGRAMS: tuple[Program, ...] = ("system", "daemon")


def triples(graph: Graph) -> set[str]:
    """The edges as the language writes them."""
    return {f"{edge.lower} <{edge.kind}- {edge.upper}" for edge in graph.edges}


def files(*names: str) -> set[str]:
    return {f"{name}-file <file- {name}" for name in names}


def backing(*names: str) -> set[str]:
    return {f"{lower} <backing- {upper}" for lower, upper in pairwise(names)}


def read(qemu: Qemu) -> tuple[Graph, Graph]:
    """The graph by descriptions and by names; both have to be right."""
    nodes = qemu.must("query-named-block-nodes")
    debug = qemu.must("x-debug-query-block-graph")
    return graph_of(nodes), graph_of(nodes, None, debug)


@pytest.mark.qemu
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_chain(images: Images, program: Program, length: int) -> None:
    names = [f"n{i}" for i in range(length)]
    with Qemu(images, program) as qemu:
        qemu.add(*chain(*names))
        for graph in read(qemu):
            assert triples(graph) == files(*names) | backing(*names)
            assert set(graph.nodes) == {*names, *(f"{name}-file" for name in names)}
            assert {node for node in graph if graph.has(node, "read-only")} == set(names[:-1])


@pytest.mark.qemu
def test_fork(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(*chain("base", "mid", "top"), Node("fork", backing="mid"), Node("alone"))
        for graph in read(qemu):
            expected = files("base", "mid", "top", "fork", "alone") | backing("base", "mid", "top")
            assert triples(graph) == expected | backing("mid", "fork")


@pytest.mark.qemu
@pytest.mark.parametrize("program", PROGRAMS)
def test_filters_that_were_added(images: Images, program: Program) -> None:
    with Qemu(images, program) as qemu:
        qemu.add(*chain("base", "top"), Node("under", driver="file"))
        qemu.must("object-add", qom_type="throttle-group", id="group")
        qemu.add(
            Node("slow", driver="throttle", file="top", options={"throttle-group": "group"}),
            Node("copier", driver="copy-on-read", file="slow"),
            Node("slow-under", driver="throttle", file="under", options={"throttle-group": "group"}),
            Node("on-slow", driver="raw", file="slow-under"),
            Node("over", backing="copier"),
        )
        for graph in read(qemu):
            filters = {"top <filter- slow", "slow <filter- copier", "under <filter- slow-under"}
            rest = files("base", "top", "over") | backing("base", "top") | backing("copier", "over")
            assert triples(graph) == filters | rest | {"slow-under <file- on-slow"}
            assert {node for node in graph if graph.has(node, "filter")} == {"slow", "copier", "slow-under"}


@pytest.mark.qemu
def test_quorum(images: Images) -> None:
    with Qemu(images) as qemu:
        leaves = [Node(name, driver="raw") for name in "abc"]
        qemu.add(*leaves, Node("quorum", driver="quorum", children=("a", "b", "c")), Node("over", backing="quorum"))
        for graph in read(qemu):
            voters = {f"{name} <children- quorum" for name in "abc"}
            assert triples(graph) == voters | files("a", "b", "c", "over") | backing("quorum", "over")


@pytest.mark.qemu
def test_nodes_without_files(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(Node("null", driver="null-co"), Node("over", backing="null"))
        for graph in read(qemu):
            assert triples(graph) == files("over") | backing("null", "over")


JOBS: dict[str, tuple[Step, set[str]]] = {
    "stream": (
        job("block-stream", "j", device="top", base_node="base", filter_node_name="F"),
        {"top <filter- F"},
    ),
    "commit": (
        job("block-commit", "j", device="top", top_node="mid", base_node="base", filter_node_name="F"),
        {"F <backing- top", "mid <filter- F"},
    ),
    "active commit": (
        job("block-commit", "j", device="top", base_node="base", filter_node_name="F"),
        {"top <filter- F"},
    ),
    "mirror": (
        job("blockdev-mirror", "j", device="top", target="target", sync="full", filter_node_name="F"),
        {"top <filter- F"},
    ),
    "backup": (
        job("blockdev-backup", "j", device="top", target="target", sync="full", filter_node_name="F"),
        {"top <filter- F", "target <target- F"},
    ),
    "backup of the middle": (
        job("blockdev-backup", "j", device="mid", target="target", sync="full", filter_node_name="F"),
        {"F <backing- top", "mid <filter- F", "target <target- F"},
    ),
}


@pytest.mark.qemu
@pytest.mark.parametrize("named", [True, False], ids=["named", "implicit"])
@pytest.mark.parametrize("case", JOBS)
def test_filters_of_running_jobs(images: Images, case: str, named: bool) -> None:
    step, expected = JOBS[case]
    with Qemu(images) as qemu:
        qemu.add(*chain("base", "mid", "top"), Node("target"))
        before = triples(graph_of(qemu.must("query-named-block-nodes")))
        arguments = {key: value for key, value in step.arguments.items() if named or key != "filter-node-name"}
        assert qemu.start(Step(step.command, arguments, step.state, step.id)).state == "running"
        described, exact = read(qemu)
        made = next(node for node in exact if node == "F" or node.startswith("#"))
        wanted = before | {edge.replace("F", made) for edge in expected}
        if any(edge.startswith("F <backing") for edge in expected):
            wanted -= {"mid <backing- top"}
        assert triples(exact) == wanted
        assert exact.has(made, "filter")
        # 7.2 describes the filter of a backup as what it stands on: nothing tells its target.
        assert triples(described) == wanted - {f"target <target- {made}"}


@pytest.mark.qemu
def test_job_filters_stack(images: Images) -> None:
    """Two backups of one node, and a quorum whose child gets a filter: parents stand on the highest filter."""
    with Qemu(images) as qemu:
        qemu.add(Node("a"), Node("t1"), Node("t2"), Node("quorum", driver="quorum", children=("a",)))
        for id, target in (("j1", "t1"), ("j2", "t2")):
            assert qemu.start(job("blockdev-backup", id, device="a", target=target, sync="full")).state == "running"
        described, exact = read(qemu)
        assert {edge for edge in triples(exact) if "target" not in edge} == triples(described)
        (voter,) = exact.children("quorum")
        assert voter.lower.startswith("#")


@pytest.mark.qemu
def test_devices(images: Images) -> None:
    with Qemu(images, guest=True) as qemu:
        qemu.add(*chain("base", "top"))
        qemu.must("device_add", driver="virtio-blk-pci", id="disk", drive="top")
        nodes, blocks = qemu.must("query-named-block-nodes"), qemu.must("query-block")
        graph = graph_of(nodes, blocks)
        assert {node for node in graph if graph.has(node, "attached")} == {"top"}
        assert set(devices_of(blocks).values()) == {"top"}
        assert any("disk" in name for name in devices_of(blocks))
        debug = qemu.must("x-debug-query-block-graph")
        assert graph == graph_of({"return": nodes}, {"return": blocks}, {"return": debug})


@pytest.mark.qemu
def test_one_image_twice_needs_the_debug_reply(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(Node("a", driver="raw", read_only=True))
        again = {"driver": "file", "filename": qemu.path("a.raw"), "read-only": True, "locking": "off"}
        qemu.must("blockdev-add", driver="raw", node_name="b", read_only=True, file={**again, "node-name": "b-file"})
        nodes = qemu.must("query-named-block-nodes")
        with pytest.raises(GraphError, match=r"2 match.*x-debug-query-block-graph"):
            graph_of(nodes)
        assert triples(graph_of(nodes, None, qemu.must("x-debug-query-block-graph"))) == files("a", "b")


@pytest.mark.qemu
def test_a_flat_reply_is_refused(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(*chain("base", "top"))
        with pytest.raises(GraphError, match="without `flat`"):
            graph_of(qemu.must("query-named-block-nodes", flat=True))


# No QEMU needed below


def entry(name: str, driver: str = "qcow2", file: str | None = None, **more: Any) -> dict[str, Any]:
    return {"node-name": name, "drv": driver, "ro": False, "file": file or f"/{name}", "image": {}, **more}


def test_children_of_newer_qemus_are_used() -> None:
    nodes = [
        entry("top", children=[{"child": "file", "node-name": "f"}, {"child": "backing", "node-name": "quorum"}]),
        entry("f", "file", children=[]),
        entry("quorum", "quorum", children=[{"child": "children.0", "node-name": "throttle"}]),
        entry("throttle", "throttle", children=[{"child": "file", "node-name": "f2"}]),
        entry("f2", "file", children=[]),
    ]
    assert triples(graph_of(nodes)) == {
        "f <file- top",
        "quorum <backing- top",
        "throttle <children- quorum",
        "f2 <filter- throttle",
    }


def test_no_nodes() -> None:
    assert len(graph_of([])) == 0
    assert len(graph_of([], [], {"nodes": [], "edges": []})) == 0


def nested(depth: int) -> list[dict[str, Any]]:
    return [entry("x", file="json:" + "[" * depth + "]" * depth)]


def debug(edge: dict[str, Any]) -> tuple[Any, ...]:
    """The node f, a named backend, and an edge."""
    nodes = [{"id": 1, "type": "block-driver", "name": "f"}, {"id": 2, "type": "block-backend", "name": "disk"}]
    return [entry("f", "file")], None, {"nodes": nodes, "edges": [edge]}


BROKEN: dict[str, Callable[[], tuple[Any, ...]]] = {
    "no list": lambda: ({"nodes": 1},),
    "no object": lambda: ([1],),
    "no name": lambda: ([{}],),
    "no driver": lambda: ([{"node-name": "x"}],),
    "a name twice": lambda: ([entry("f", "file"), entry("f", "file")],),
    "no image": lambda: ([{"node-name": "x", "drv": "file", "file": "/x"}],),
    "broken json": lambda: ([entry("x", file="json:{")],),
    "json of something else": lambda: ([entry("x", file="json:[]")],),
    "deep json": lambda: (nested(100_000),),
    "a missing file node": lambda: ([entry("x")],),
    "a missing backing node": lambda: (
        [entry("f", "file", "/x"), entry("x", image={"backing-image": {"format": "qcow2", "filename": "/y"}})],
    ),
    "an image of no format": lambda: ([entry("x", image={"backing-image": {"filename": "/y"}})],),
    "an unknown device node": lambda: ([], [{"device": "d", "inserted": {"node-name": "x"}}]),
    "a device node without a name": lambda: ([], [{"device": "d", "inserted": {}}]),
    "an edge to nowhere": lambda: (
        [entry("f", "file")],
        None,
        {"nodes": [{"id": 1, "type": "block-driver", "name": "f"}], "edges": [{"parent": 1, "name": "x", "child": 2}]},
    ),
    "a node that only the debug reply has": lambda: (
        [entry("f", "file")],
        None,
        {
            "nodes": [{"id": i, "type": "block-driver", "name": name} for i, name in enumerate("fg")],
            "edges": [{"parent": 0, "name": "file", "child": 1}],
        },
    ),
    "an edge from nowhere": lambda: debug({"parent": 9, "name": "file", "child": 1}),
    "a backend of nowhere": lambda: debug({"parent": 2, "name": "root", "child": 9}),
    "a list as parent": lambda: debug({"parent": [1], "name": "file", "child": 1}),
    "a list as child": lambda: debug({"parent": 2, "name": "root", "child": []}),
    "an edge to a backend": lambda: debug({"parent": 1, "name": "file", "child": 2}),
    "a driver that is a list": lambda: ([entry("x", "quorum", 'json:{"driver": "quorum", "a": {"driver": []}}')],),
    "a list below a filter": lambda: (
        [
            entry("x", "quorum", 'json:{"driver": "quorum", "a": {"driver": "throttle", "file": {"driver": []}}}'),
        ],
    ),
    "a debug node without an id": lambda: ([], None, {"nodes": [{"name": "x"}], "edges": []}),
    "no debug nodes": lambda: ([], None, {}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_replies_that_cannot_be_read(case: str) -> None:
    with pytest.raises(GraphError):
        graph_of(*BROKEN[case]())


def test_replies_are_not_changed() -> None:
    nodes = [entry("x"), entry("f", "file", "/x")]
    before = copy.deepcopy(nodes)
    assert triples(graph_of(nodes)) == {"f <file- x"}
    assert nodes == before


def test_bitmaps_are_parts_and_writable_nodes_are_told(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(*chain("base", "top"))
        qemu.must("block-dirty-bitmap-add", node="top", name="monday")
        graph = graph_of(qemu.must("query-named-block-nodes"))
    assert "top[monday]" in graph
    assert graph.has("top", "writable") != graph.has("top", "read-only")
    plan = nac.load("qemu")["block-dirty-bitmap-remove"].plan(graph, node="top", name="monday")
    assert plan.claims().keys() == {"top[monday]"}
