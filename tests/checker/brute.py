"""The questions of the checker answered without a solver: every graph of a few nodes, every argument, by plain loops.

Written from the design's text (3.5, 3.6) and not from the checker. What it shares with the library is the planner
(`nac.plan`, `nac.sets`, tested by themselves): sets, conditions and claims on one concrete graph. What an effect
reaches, who sees it, what interferes, what is tolerated and what a change of the graph does is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

from nac.errors import Error
from nac.graph import CHAIN, Graph
from nac.plan import Plan, bind
from nac.sets import Scope, evaluate, holds
from nac.spec import Edge, Effect, Json, Operation, Parameter, Pattern, Spec

Claims = dict[str, tuple[int, int]]


# Graphs and calls


@cache
def graphs(size: int, kinds: tuple[str, ...] = ("backing", "file"), tags: tuple[str, ...] = ()) -> tuple[Graph, ...]:
    """All graphs of `size` nodes, each shape once. A node has one chain edge at most."""
    nodes = [f"n{number}" for number in range(size)]
    pairs = [(upper, lower, kind) for upper in range(size) for lower in range(upper) for kind in kinds]
    found: dict[object, Graph] = {}
    for chosen in _subsets(pairs):
        owners = [upper for upper, _, kind in chosen if kind in CHAIN]
        if len(owners) != len(set(owners)):
            continue
        for tagged in _subsets([(node, tag) for node in range(size) for tag in tags]):
            shape = min(
                (sorted((order[u], order[v], k) for u, v, k in chosen), sorted((order[n], t) for n, t in tagged))
                for order in permutations(range(size))
            )
            key = repr(shape)
            if key not in found:
                edges = [Edge(nodes[upper], nodes[lower], kind) for upper, lower, kind in chosen]
                words: dict[str, list[str]] = {}
                for node, tag in tagged:
                    words.setdefault(nodes[node], []).append(tag)
                found[key] = Graph(edges, nodes, words)
    return tuple(found.values())


def _subsets[T](items: list[T]) -> Iterator[list[T]]:
    for chosen in product((False, True), repeat=len(items)):
        yield [item for item, taken in zip(items, chosen, strict=True) if taken]
