"""The one assumption of the rules of growth (`checker.encoding.growth`), as a check of a concrete change.

It is about sets `A except B` where B is all at and above some nodes, or all at and below them: a node that leaves B,
because an edge of it or of a node between was lost, does not lie in A by edges that were there before. It fails where
two ways lead from A's nodes to one node, one of them through B: when the other end of the one through B is rewired, the
node drops out of B and A takes it in again by the other way. The rules leave such changes out, since to claim against
them a job would have to freeze all of B. (That a node comes to lie in A by new edges of the change is no matter of the
assumption: the rules see to that.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nac.graph import Graph
from nac.sets import Scope, evaluate
from nac.spec import NodeSet


def left_behind(sets: Iterable[NodeSet], before: Scope, after: Scope) -> bool:
    """The change from one graph to the other is one that the assumption excludes, for one of the sets."""
    old = set(before.graph.edges)
    kept = Graph([edge for edge in after.graph.edges if edge in old], after.graph.nodes, after.graph.tags)
    between = Scope(kept, after.sets, after.given, after.values)
    for nodes in sets:
        for each in differences(nodes):
            left, right = each.args
            if (evaluate(right, before) - evaluate(right, after)) & evaluate(left, between):
                return True
    return False


def differences(nodes: NodeSet) -> Iterator[NodeSet]:
    """The differences in the set, outermost first."""
    if nodes.op == "except":
        yield nodes
    for arg in nodes.args:
        yield from differences(arg)
