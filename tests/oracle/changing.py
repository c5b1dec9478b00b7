"""What an operation changes of the world as it starts, and a filter as it leaves (semantics: starts)."""

from __future__ import annotations

from nac.spec import Change, Operation

from .running import Job
from .world import CHAINED, Names, World, every, holds, nodes


class Impossible(Exception):
    """There is no such world."""


def start(
    operation: Operation, names: list[Names], before: World
) -> tuple[World, list[Names], list[tuple[str, str]], list[tuple[str, int]]]:
    """Return the world that the changes leave, what names mean there, who moves (from a node to the one that takes its
    place), and the filters that came. Raises `Impossible`."""
    world, moves, filters = before.copy(), list[tuple[str, str]](), list[tuple[str, int]]()
    found = [each.copy() for each in names]
    for each in found:
        for change in operation.changes:
            if holds(change.when, each, before):
                _make(operation, change, each, before, world, moves, filters)
    if not world.possible():
        raise Impossible
    return world, found, moves, [(node, which) for node, which in filters if world.born.get(node) == which]


def _make(
    operation: Operation,
    change: Change,
    names: Names,
    before: World,
    world: World,
    moves: list[tuple[str, str]],
    filters: list[tuple[str, int]],
) -> None:
    about = nodes(change.nodes, names, before)
    named = change.nodes.op == "name" and operation.parameter(change.nodes.name) is not None
    if change.op in ("insert", "add") and not about and named:
        number = 1
        while f"#{operation.name}{number}" in world.edges:
            number += 1
        about = names.nodes[change.nodes.name] = frozenset((f"#{operation.name}{number}",))
    at = nodes(change.at, names, before) if change.at is not None else frozenset()
    if change.op == "insert":
        if len(about) != 1 or len(at) != 1 or not at <= world.edges.keys():
            raise Impossible
        ((node,), (place,)) = about, at
        if node not in world.edges:
            world.come(node)
            if change.word == "filter":
                filters.append((node, world.born[node]))
        spared = {node} | world.far(world.lowers, (node,), every)
        spared |= nodes(change.sparing, names, before) if change.sparing is not None else set()
        for upper, owned in world.edges.items():
            if upper not in spared:
                world.edges[upper] = {(kind, node if lower == place else lower) for kind, lower in owned}
        world.edges[node].add((change.word, place))
        moves.append((place, node))
        return
    if change.op == "add":
        for node in sorted(about - world.edges.keys()):
            world.come(node)
        return
    if not about <= world.edges.keys() or not at <= world.edges.keys():
        raise Impossible
    if change.op == "remove":
        if world.uppers(about, every) - about:
            raise Impossible
        for node in about:
            if node in world.edges:
                world.go(node)
    for node in about if change.op != "remove" else ():
        if change.op == "tag":
            world.tags[node].add(change.word)
        elif change.op == "untag":
            world.tags[node].discard(change.word)
        elif change.op == "unlink":
            world.edges[node] = {(kind, lower) for kind, lower in world.edges[node] if kind != change.word}
        else:
            for lower in sorted(at):
                if change.word in CHAINED:
                    world.edges[node] = {edge for edge in world.edges[node] if edge[0] not in CHAINED}
                world.edges[node].add((change.word, lower))


def leave(world: World, node: str) -> tuple[World, str]:
    """Return the world without a filter, whose parents stand on the node below it, and that node."""
    shorter = world.copy()
    (below,) = (lower for kind, lower in world.edges[node] if kind in CHAINED)
    for upper in world.uppers((node,), every):
        shorter.edges[upper] = {(kind, below if lower == node else lower) for kind, lower in world.edges[upper]}
    shorter.go(node)
    return shorter, below


def follow(jobs: list[Job], moves: list[tuple[str, str]]) -> None:
    """Let users move."""
    for job in jobs:
        for node, other in moves:
            job.uses(node, other)
