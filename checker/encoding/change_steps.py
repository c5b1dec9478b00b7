"""The steps of an operation's changes, one after another (semantics: starts): as sets over the graph before, no fewer
nodes and edges than really change.

Sets and conditions mean what they mean on the graph before, but that a name made up stands for its node at once. An
insert moves the edges that lead to a node by then: those that did before, and those that earlier changes led there.
"""

from __future__ import annotations

from dataclasses import dataclass

from nac.operators import unknown
from nac.spec import Change, NodeSet

from ..smt.logic import FALSE, TRUE, Formula, and_, not_, or_
from .encode import SymbolicCall
from .structure import Element
from .symbolic_sets import COMBINED, SymbolicSet, described, listed


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """Part of the change with this number, made if `when`: the own edges of `nodes` change, which may come or go, and
    new ones may lead to `ends` (None: there are none)."""

    number: int
    when: Formula
    nodes: SymbolicSet
    ends: SymbolicSet | None


class Course:
    """The changes of a call. nodes: for each change, those that it is about; steps: all that it does to edges, of an
    insert first those of the node itself; made: the nodes that are made up for names that the call leaves out;
    meaning: what these names mean with them; structure: that of the call."""

    def __init__(self, call: SymbolicCall) -> None:
        changes = call.operation.changes
        self.nodes: list[SymbolicSet] = []
        self.steps: list[ChangeStep] = []
        self.made = listed(call.structure, ())
        self.structure = call.structure
        self._plain = call
        self._call = call  # what names mean by now
        self.meaning: dict[str, SymbolicSet] = {}
        self._places: dict[int, tuple[SymbolicSet, SymbolicSet]] = {}
        self._first: dict[int, SymbolicSet] = {}
        self._fresh: dict[str, tuple[Element, ...]] = {}
        self._when: dict[str, list[Formula]] = {}
        self._led: list[tuple[SymbolicSet, SymbolicSet]] = []  # from where to where there may be new edges by now
        self._grouped = any(parameter.group for parameter in call.operation.parameters)
        self._drops = self._grouped and any(map(drops, changes))
        for number, each in enumerate(changes):
            self._make(number, each)

    def _make(self, number: int, each: Change) -> None:
        when = self._call.when(each.when)
        if self._plain.operation.makes_up(each):
            self._make_up(number, each.nodes, when)
        nodes = self._where(when, self._call.nodes(each.nodes))
        self.nodes.append(nodes)
        if not each.rewires:
            return
        place = None if each.at is None else self._call.nodes(each.at)
        if place is not None:
            spared = NodeSet("none") if each.sparing is None else each.sparing
            self._places[number] = self._where(when, place), self._call.nodes(spared)
        self.steps.append(ChangeStep(number, when, nodes, place))
        if place is not None:
            uppers = self._uppers(each, place) if each.op == "insert" else None
            self._led.append((nodes, place))
            if uppers is not None:
                moved = self._where(when, uppers)
                self.steps.append(ChangeStep(number, when, moved, nodes))
                self._led.append((moved, nodes))
        self._drops = self._drops or drops(each)

    def place(self, number: int) -> tuple[SymbolicSet, SymbolicSet]:
        """Return the place of the change with this number, if it is made, and the nodes that it spares."""
        return self._places[number]

    def made_by(self, number: int) -> SymbolicSet:
        """Return the nodes that the change makes up."""
        return self._first.get(number, listed(self.structure, ()))

    def _make_up(self, number: int, name: NodeSet, when: Formula) -> None:
        """A node for a name that has none, if the change is made or one before it has made it up."""
        structure, named = self._plain.structure, self._plain.nodes(name)
        lacks = not_(named.occupied())
        if lacks == FALSE:
            return
        if name.name not in self._fresh:
            self._fresh[name.name] = structure.node(f"{self._plain.prefix}.{name.name} made up", lacks, False)
        before = or_(*self._when.get(name.name, ()))
        now = and_(when, not_(before))
        fresh = self._fresh[name.name]
        self._first[number] = listed(structure, tuple(Element(and_(e.guard, now), e.term) for e in fresh))
        self._when.setdefault(name.name, []).append(when)
        made_up = {
            other: listed(structure, tuple(Element(and_(e.guard, or_(*self._when[other])), e.term) for e in elements))
            for other, elements in self._fresh.items()
        }
        self.made = COMBINED["union"](structure, *made_up.values())
        self.meaning = {
            other: COMBINED["union"](structure, self._plain.nodes(NodeSet("name", name=other)), nodes)
            for other, nodes in made_up.items()
        }
        self._call = self._plain.naming(self.meaning)

    def _uppers(self, each: Change, place: SymbolicSet) -> SymbolicSet:
        """The nodes whose edges to the place may be led to what is inserted above it."""
        assert each.at is not None  # there is no insert without a place
        structure, call = self._call.structure, self._call
        above = NodeSet("parents", (each.at,))
        if not self._drops:  # else what lay below it need not by now
            above = NodeSet("except", (above, NodeSet("below", (each.nodes,))))
        led = [self._where(ends.some(place.has), nodes) for nodes, ends in self._led]
        if self._grouped:  # the other objects of the list may have led whatever to it
            met = self._met(place)
            led.append(described(structure, lambda x: met))
        spared = call.nodes(each.nodes if each.sparing is None else NodeSet("union", (each.nodes, each.sparing)))
        return COMBINED["except"](structure, COMBINED["union"](structure, call.nodes(above), *led), spared)

    def _met(self, place: SymbolicSet) -> Formula:
        """A change for another object leads an edge to the place."""
        others, changes = self._plain.others, self._plain.operation.changes
        ends = [each.at for each in changes if each.at is not None]
        ends += [each.nodes for each in changes if each.op == "insert"]
        return or_(*(place.some(other.nodes(end).has) for other in others for end in ends)) if others else TRUE

    def _where(self, when: Formula, nodes: SymbolicSet) -> SymbolicSet:
        return COMBINED["and"](nodes.structure, nodes, SymbolicSet(nodes.structure, None, lambda x: when))


def drops(each: Change) -> bool:
    """State that edges go for which no other way comes."""
    match each.op:
        case "link" | "unlink" | "remove":
            return True
        case "insert" | "add" | "tag" | "untag":
            return False
        case _:
            raise unknown("change", each.op)
