"""The graph of a running QEMU, from its own replies (semantics: library; QEMU's qapi/block-core.json).

Values in, values out: the caller speaks QMP, these functions only read what came back. Three replies can say what
lies on what, from the best to the poorest; QEMU 7.2 has the first and the third:

- `x-debug-query-block-graph`: every edge, by node name. Exact.
- `query-named-block-nodes` of a QEMU that lists the `children` of each node (10.1 or newer). Exact.
- `query-named-block-nodes` of an older QEMU: it names no child, but describes the files of each node and the chain
  below it. That is enough while no two nodes are described alike (the same image opened twice); a `GraphError` says so
  otherwise. One edge is never described: that from the filter of a backup job to its target.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping

from .errors import GraphError
from .graph import Edge, Graph
from .sets import part
from .spec import Json
from .words import brief

READ_ONLY = "read-only"
WRITABLE = "writable"
FILTER = "filter"
ATTACHED = "attached"
"""Tags: the node is opened read-only, or writable; is a filter; is what a device or a named backend uses."""

FILTERS = frozenset({
    "blkdebug", "blklogwrites", "blkreplay", "blkverify", "commit_top", "compress", "copy-before-write",
    "copy-on-read", "mirror_top", "preallocate", "replication", "throttle",
})  # fmt: skip
"""The drivers whose `bdrv_is_filter` holds: what one reads through them is what lies below."""

FILTERED = ("file", "backing", "raw")
"""The names by which filters call the child whose place they take."""

PROTOCOLS = frozenset({
    "blkio", "file", "ftp", "ftps", "gluster", "host_cdrom", "host_device", "http", "https", "io_uring",
    "iscsi", "iser", "nbd", "nfs", "null-aio", "null-co", "nvme", "nvme-io_uring", "rbd", "ssh",
    "virtio-blk-vfio-pci", "virtio-blk-vhost-user", "virtio-blk-vhost-vdpa", "vvfat",
})  # fmt: skip
"""The drivers below which there is no node."""


def graph_of(query_named_block_nodes: Json, query_block: Json = None, x_debug_query_block_graph: Json = None) -> Graph:
    """Return the graph that these replies describe (each a reply's `return`, or the whole reply).

    Edge kinds are QEMU's child names without their number (`file`, `backing`, `children`, `target`, ...), but `filter`
    from a filter to the node whose place it takes. Tags: `read-only` or `writable`, `filter`, and `attached` for the
    root nodes of devices. Named bitmaps are parts of their nodes (`disk[monday]`). `query-named-block-nodes` must be
    asked without `flat`. Raises `GraphError` for replies that cannot be read, or that do not say what lies on what.
    """
    drivers: dict[str, str] = {}
    tags: dict[str, list[str]] = {}
    parts: list[str] = []
    entries: dict[str, Mapping[str, Json]] = {}
    for entry in _list(_reply(query_named_block_nodes), "query-named-block-nodes"):
        name, driver = _text(entry, "node-name"), _text(entry, "drv")
        if name in drivers:
            raise GraphError(f"node {name!r} is listed twice in query-named-block-nodes")
        drivers[name], entries[name] = driver, entry
        ro = entry.get("ro")
        flags = ((READ_ONLY, ro is True), (WRITABLE, ro is False), (FILTER, driver in FILTERS))
        tags[name] = [tag for tag, holds in flags if holds]
        for bitmap in _list(entry.get("dirty-bitmaps", []), "dirty-bitmaps"):
            if isinstance(bitmap, Mapping) and isinstance(bitmap.get("name"), str):
                parts.append(part(name, bitmap["name"]))
    for node in {*devices_of(query_block).values(), *_backed(x_debug_query_block_graph)}:
        if node not in drivers:
            raise GraphError(
                f"a device uses node {node!r}, which is not in query-named-block-nodes: ask for both at once"
            )
        tags[node].append(ATTACHED)

    if x_debug_query_block_graph is not None:
        children = _debug_edges(x_debug_query_block_graph)
    elif entries and all("children" in entry for entry in entries.values()):
        children = _listed_edges(entries)
    else:
        children = _described_edges(entries)
    edges: dict[Edge, None] = {}
    for upper, child, lower in children:
        for node in (upper, lower):
            if node not in drivers:
                raise GraphError(f"node {node!r} is not in query-named-block-nodes: ask for both replies at once")
        filtered = drivers[upper] in FILTERS and child in FILTERED
        edges[Edge(upper, lower, "filter" if filtered else child.split(".")[0])] = None
    return Graph(edges, (*drivers, *parts), tags)


def devices_of(query_block: Json) -> dict[str, str]:
    """Return the root node of each device and named backend, by the names that QMP's `device` arguments may use for
    it."""
    roots: dict[str, str] = {}
    for entry in _list(_reply(query_block), "query-block") if query_block is not None else ():
        inserted = entry.get("inserted")
        if inserted is None:
            continue
        node = _text(_mapping(inserted, "query-block"), "node-name")
        for name in (entry.get("device"), entry.get("qdev")):
            if isinstance(name, str) and name:
                roots[name] = node
    return roots


# Exact replies


def _debug_nodes(reply: Json) -> Iterator[tuple[int, str, str]]:
    for entry in _list(_mapping(_reply(reply), "x-debug-query-block-graph").get("nodes"), "nodes"):
        number, name = entry.get("id"), entry.get("name")
        if not isinstance(number, int) or not isinstance(name, str):
            raise GraphError("a node of x-debug-query-block-graph has no id or no name")
        yield number, _text(entry, "type"), name


def _debug_children(reply: Json) -> Iterator[tuple[int, str, str]]:
    """(the id of the parent, what it calls the child, the child's name)."""
    kinds = {number: (type, name) for number, type, name in _debug_nodes(reply)}
    for entry in _list(_mapping(_reply(reply), "x-debug-query-block-graph").get("edges"), "edges"):
        parent, lower = (_end(entry.get(key), kinds) for key in ("parent", "child"))
        type, name = kinds[lower]
        if type != "block-driver":
            raise GraphError(f"an edge of x-debug-query-block-graph points to {lower}, which is a {brief(type)}")
        yield parent, _text(entry, "name"), name


def _end(number: Json, known: Container[int]) -> int:
    if not isinstance(number, int) or number not in known:
        raise GraphError(f"an edge of x-debug-query-block-graph ends at {brief(number)}, which is no node of it")
    return number


def _debug_edges(reply: Json) -> Iterator[tuple[str, str, str]]:
    names = {number: name for number, type, name in _debug_nodes(reply) if type == "block-driver"}
    # The other parents are jobs and block backends: users of nodes, not nodes.
    yield from ((names[parent], child, lower) for parent, child, lower in _debug_children(reply) if parent in names)


def _backed(reply: Json) -> Iterator[str]:
    """The nodes that a named block backend uses; those of jobs, exports and node-name users have no name."""
    if reply is not None:
        backends = {number for number, type, name in _debug_nodes(reply) if type == "block-backend" and name}
        yield from (lower for parent, _, lower in _debug_children(reply) if parent in backends)


def _listed_edges(entries: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[str, str, str]]:
    for name, entry in entries.items():
        for child in _list(entry["children"], "children"):
            yield name, _text(child, "child"), _text(child, "node-name")


# Descriptions


def _described_edges(entries: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[str, str, str]]:
    chains = {name: _chain(_text(entry, "drv"), entry) for name, entry in entries.items()}
    by_chain: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, own in chains.items():
        by_chain.setdefault(own, []).append(name)
    lower: dict[str, str] = {}
    for name, entry in entries.items():
        filtering = entry["drv"] in FILTERS
        if len(chains[name]) > 1:
            lower[name] = _only(name, "backing", by_chain.get(chains[name][1:], []))
            yield name, "file" if filtering else "backing", lower[name]
        elif filtering or "backing_file" in entry:
            raise GraphError(f"node {name!r} has a chain that is not shown: ask query-named-block-nodes without `flat`")

    trees = {name: _tree(name, entry, entries) for name, entry in entries.items()}
    for name, tree in trees.items():
        if "filename" not in tree and tree.get("driver") == entries[name]["drv"]:
            for child, below in _subtrees(tree, skip=FILTERED if entries[name]["drv"] in FILTERS else ("backing",)):
                # A job's filter describes itself as what it stands on, and has taken its users: the highest is meant.
                matching = [other for other, its in trees.items() if its == below] or [
                    other for other, its in trees.items() if its == _unfiltered(below)
                ]
                covered = {lower[other] for other in matching if other in lower and entries[other]["drv"] in FILTERS}
                yield name, child, _only(name, child, [other for other in matching if other not in covered])


def _chain(driver: str, entry: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """The driver and file name of a node and of each below it in its chain."""
    files = [(driver, _text(entry, "file"))]
    image = _mapping(entry.get("image"), "query-named-block-nodes").get("backing-image")
    while image is not None:
        image = _mapping(image, "backing-image")
        files.append((_text(image, "format"), _text(image, "filename")))
        image = image.get("backing-image")
    return tuple(files)


def _tree(name: str, entry: Mapping[str, Json], entries: Mapping[str, Mapping[str, Json]]) -> Mapping[str, Json]:
    """The options that would open the node again, with those of its children inside, as QEMU describes them."""
    driver, file = entry["drv"], _text(entry, "file")
    if file.startswith("json:"):
        try:
            return _mapping(json.loads(file.removeprefix("json:")), "file")
        except (ValueError, RecursionError) as error:
            raise GraphError(f"the file name of {name!r} cannot be read: give x-debug-query-block-graph") from error
    if driver in PROTOCOLS:
        return {"driver": driver, "filename": file}
    image = _mapping(entry["image"], "image").get("backing-image")
    if driver in FILTERS and image is not None:
        return _tree(name, {"drv": _text(image, "format"), "file": file, "image": image}, entries)
    # A format node has a plain file name only when a protocol node of that name lies right below it.
    below = {other["drv"] for other in entries.values() if other["drv"] in PROTOCOLS and other.get("file") == file}
    return {"driver": driver, "file": {"driver": _only(name, "file", sorted(below)), "filename": file}}


def _subtrees(tree: Mapping[str, Json], skip: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    for key, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            if _opens(item) and key not in skip:
                yield key, item


def _opens(item: Json) -> bool:
    """These options open a node."""
    if not isinstance(item, dict) or "driver" not in item:
        return False
    if not isinstance(item["driver"], str):
        raise GraphError(f"a file name has the driver {brief(item['driver'])}, which is no text")
    return True


def _unfiltered(tree: Mapping[str, Json]) -> Mapping[str, Json]:
    while tree["driver"] in FILTERS:
        below = [tree[child] for child in FILTERED if _opens(tree.get(child))]
        if not below:
            break
        tree = below[0]
    return tree


def _only(name: str, child: str, candidates: list[str]) -> str:
    if len(candidates) != 1:
        problem = f"{len(candidates)} match: {', '.join(map(repr, candidates[:5]))}" if candidates else "none matches"
        raise GraphError(
            f"the {child} node of {name!r} is not clear from query-named-block-nodes ({problem}); "
            "give the reply of x-debug-query-block-graph too"
        )
    return candidates[0]


# Replies come from another process: nothing is taken for granted


def _reply(value: Json) -> Json:
    return value["return"] if isinstance(value, dict) and "return" in value else value


def _mapping(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise GraphError(f"{what}: an object was expected, not {type(value).__name__}")
    return value


def _list(value: Json, what: str) -> list[Mapping[str, Json]]:
    if not isinstance(value, list):
        raise GraphError(f"{what}: a list was expected, not {type(value).__name__}")
    return [_mapping(item, what) for item in value]


def _text(entry: Mapping[str, Json], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise GraphError(f"an entry has no {key!r}")
    return value
