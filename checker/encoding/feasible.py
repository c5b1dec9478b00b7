"""Whether there is a graph after what an operation changes as it starts: else its call has no plan (semantics: starts).

For the search for cases only, whose every case is planned before it is believed. Of changes that go on from others of
the same operation not all is said, and sometimes too much: then a case is not found, or is found and has no plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from nac.graph import CHAIN
from nac.spec import Change

from ..smt.logic import Formula, and_, not_, or_
from .change_steps import ChangeStep, Course, drops
from .encode import SymbolicCall
from .structure import Term
from .symbolic_sets import SymbolicSet


def feasible(call: SymbolicCall) -> Formula:
    """State that the changes of the call, and of all objects of its list, can be made."""
    return not_(or_(*(fault for each in (call, *call.others) for fault in _SymbolicDraft(each).faults())))


class _SymbolicDraft:
    """The graph between the changes of a call."""

    def __init__(self, call: SymbolicCall) -> None:
        self.structure = call.structure
        self._changes = call.operation.changes
        self._course = Course(call)
        self._come: list[SymbolicSet] = []
        self._gone: list[SymbolicSet] = []
        self._chained: list[SymbolicSet] = []
        self._led: list[ChangeStep] = []
        self._lost = False  # edges that there were: it is not said which

    def faults(self) -> Iterator[Formula]:
        """Yield what keeps the changes from being made, in their order."""
        for number, each in enumerate(self._changes):
            steps = [step for step in self._course.steps if step.number == number]
            nodes = self._course.nodes[number]
            if not each.brings:
                yield nodes.some(self._missing)
            if each.op == "remove":
                yield self._in_use(nodes)
                self._gone.append(nodes)
            if steps and (place := steps[0].ends) is not None:
                yield self._turned(nodes, place)
                yield place.some(lambda x, nodes=nodes: and_(nodes.occupied(), self._missing(x)))  # type: ignore[misc]
                if each.op == "insert":
                    one = or_(_several(nodes), _several(place), not_(and_(nodes.occupied(), place.occupied())))
                    yield and_(steps[0].when, one)
                    yield self._forked(each, nodes, place)
            if each.brings:
                self._come.append(nodes)
            if each.op == "insert" and each.word in CHAIN:
                self._chained.append(nodes)
            self._led += steps
            self._lost = self._lost or (drops(each) and not (each.op == "link" and each.word not in CHAIN))

    def _missing(self, x: Term) -> Formula:
        there = or_(self.structure.inside(x), *(nodes.has(x) for nodes in self._come))
        return or_(not_(there), *(nodes.has(x) for nodes in self._gone))

    def _in_use(self, nodes: SymbolicSet) -> Formula:
        """An edge leads to one of them, and not from one of them."""
        edge = self.structure.edge
        used = self.structure.exists(lambda y: and_(not_(nodes.has(y)), nodes.some(lambda x: edge("", y, x))))
        led = [step.ends.some(nodes.has) for step in self._led if step.ends is not None]
        return or_(*led) if self._lost else or_(used, *led)

    def _turned(self, nodes: SymbolicSet, place: SymbolicSet) -> Formula:
        """One of them lies at the place or below it: an edge to there would make a cycle."""

        def leads(uppers: SymbolicSet, lowers: SymbolicSet) -> Formula:
            return uppers.some(lambda y: lowers.some(lambda x: self._reach(y, x)))

        ways = (and_(leads(place, step.nodes), leads(step.ends, nodes)) for step in self._led if step.ends is not None)
        return or_(leads(place, nodes), *ways)

    def _reach(self, upper: Term, lower: Term) -> Formula:
        return self.structure.same(upper, lower) if self._lost else self.structure.reach("", upper, lower)

    def _forked(self, each: Change, nodes: SymbolicSet, place: SymbolicSet) -> Formula:
        """State that what is inserted has a chain edge to elsewhere."""
        if each.word not in CHAIN or self._lost:
            return or_()
        structure = self.structure

        def elsewhere(x: Term, y: Term) -> Formula:
            return and_(structure.edge("chain", x, y), not_(and_(structure.edge(each.word, x, y), place.has(y))))

        again = (inserted.some(nodes.has) for inserted in self._chained)
        return or_(nodes.some(lambda x: structure.exists(lambda y: elsewhere(x, y))), *again)


def _several(nodes: SymbolicSet) -> Formula:
    return nodes.some(lambda x: nodes.some(lambda y: not_(nodes.structure.same(x, y))))
