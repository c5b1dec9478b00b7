"""The graphs that a job may leave, as formulas: one node of a small graph loses edges and may get one new edge.

What the rules of growth say of such changes (`checker.encoding.growth`) holds for every graph but is too careful; this
is exact, and for small graphs only. It finds the cases in which claims that are held really are too few."""

from __future__ import annotations

from collections.abc import Callable

from nac import kernel
from nac.graph import CHAIN
from nac.spec import Spec, Where

from ..encoding.encode import SymbolicJob
from ..encoding.small_graph import SmallGraph
from ..encoding.structure import Term
from ..smt.logic import Formula, and_, at_most_one, implies, not_, or_


class ChangedGraph(SmallGraph):
    """The graph `before` with the edges of one node changed. `moves(z)`: the job may change the edges of z; `leads(z,
    t)`: and give it a new one to t. Nodes have the numbers that they had, so no edge is reversed."""

    def __init__(
        self, before: SmallGraph, moves: Callable[[Term], Formula], leads: Callable[[Term, Term], Formula]
    ) -> None:
        vars(self).update(vars(before))  # all is shared but the edges and what follows from them
        self._before = before
        self._reach = {}
        self._changes = [self.truth(f"changes={number}") for number in range(self.size)]
        self._say("one change", at_most_one(self._changes))
        for number, change in enumerate(self._changes):
            self._say("may change", implies(change, moves(str(number))))
        for upper, change in enumerate(self._changes):
            new, chained = [], []
            for kind in self.kinds:
                for lower in range(upper):
                    was = before.edge(kind, str(upper), str(lower))
                    now = self.truth(self.edge_name(kind, upper, lower))
                    self._say("edge stays", implies(not_(change), and_(implies(was, now), implies(now, was))))
                    fresh = self.named(and_(now, not_(was)))
                    self._say("edge comes", implies(fresh, and_(change, leads(str(upper), str(lower)))))
                    new.append(fresh)
                    if kind in CHAIN:
                        chained.append(now)
            self._say("one new edge", at_most_one(new))
            self._say("a chain is a path", at_most_one(chained))

    @staticmethod
    def edge_name(kind: str, upper: int, lower: int) -> str:
        return f"after.{SmallGraph.edge_name(kind, upper, lower)}"

    def tagged(self, tag: str, node: Term) -> Formula:
        return self._before.tagged(tag, node)

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        return self._before.part(owner, text, node)

    def inside(self, node: Term) -> Formula:
        edges = (self.edge("", str(upper), node) for upper in range(self.size))
        return or_(self._before.inside(node), self._changes[int(str(node))], *edges)


def outgrown(spec: Spec, held: SymbolicJob, after: ChangedGraph) -> Formula:
    """State that the claims of the job on the changed graph are more than those that it had."""
    now = SymbolicJob(spec, held.call.on(after), held.phase)
    bits = range(len(spec.actions))
    return after.exists(
        lambda x: or_(*(kernel.weaker(*now.flags(bit, x), *held.flags(bit, x)).formula for bit in bits))
    )


def unfounded(held: SymbolicJob, after: ChangedGraph, wheres: tuple[Where, ...]) -> Formula:
    """State that one of the preconditions does not hold on the changed graph."""
    now = held.call.on(after)
    return or_(*(not_(call.holds(where.condition)) for call in (now, *now.others) for where in wheres))
