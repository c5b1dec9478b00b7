"""Which changes of the graph a claim entitles to (design 3.6)."""

from __future__ import annotations

from collections.abc import Mapping

from .graph import Graph
from .kernel import NONE
from .plan import Claim
from .spec import Spec


def covering(spec: Spec, verb: str) -> int:
    """The flags of the actions that cover effects of this verb."""
    return spec.flags(*(action.name for action in spec.actions if any(cover.verb == verb for cover in action.covers)))


def unentitled(old: Graph, new: Graph, claims: Mapping[str, Claim], rewires: int) -> tuple[list[str], list[str]]:
    """What keeps the claims from turning `old` into `new`: nodes where an action of `rewires` must be required, and
    nodes where any action must be; two empty lists if nothing does.

    An edge belongs to its upper node. So a node whose own edges differ, or that vanishes (somebody may have planned
    with it), needs the former. A node that comes without edges of its own and a node whose tags differ need the
    latter: nobody's plan depends on an edge there, but two jobs must not make the node at once.
    """
    edges: list[str] = []
    nodes: list[str] = []
    for node in dict.fromkeys((*old, *new)):
        required = claims[node].require if node in claims else NONE
        if node not in new or set(old.children(node)) != set(new.children(node)):
            if not required & rewires:
                edges.append(node)
        elif (node not in old or old.tags.get(node) != new.tags.get(node)) and not required:
            nodes.append(node)
    return edges, nodes
