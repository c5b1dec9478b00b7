"""The graph that an operation's changes leave, of the small graphs: exactly what `nac.change` makes of one, change by
change. (`Course` says what changes may do on any graph, and is too careful to show what they really did.)"""

from __future__ import annotations

from nac.graph import CHAIN
from nac.operators import unknown
from nac.spec import Change

from ..smt.logic import FALSE, TRUE, Formula, and_, at_most_one, not_, or_
from .change_steps import Course
from .encode import SymbolicCall
from .small_graph import SmallGraph
from .structure import Element, Term
from .symbolic_sets import SymbolicSet, listed


class LaterGraph(SmallGraph):
    """The graph after the changes of a call on the graph `before`. Nodes have the numbers that they had, and those that
    come have had them, too; so a change that turns an edge around is left out. `started`: the call there, with the
    nodes that were made up for its names. Moves: who takes whose place, in order."""

    def __init__(self, before: SmallGraph, call: SymbolicCall) -> None:
        vars(self).update(vars(before))  # all is shared but the edges, the nodes, the tags and what follows from them
        self._before = before
        self._reach = {}
        self._numbers = range(self.size)
        self._edge = {
            (kind, upper, lower): before.edge(kind, str(upper), str(lower))
            for kind in self.kinds
            for upper in self._numbers
            for lower in range(upper)
        }
        self._there = [before.inside(str(x)) for x in self._numbers]
        self._retagged: list[tuple[Change, list[Formula]]] = []
        self.moves: list[tuple[int, int, Formula]] = []
        courses = [Course(each) for each in (call, *call.others)]
        for course, each in zip(courses, (call, *call.others), strict=True):
            for node in map(str, self._numbers):
                self._cannot("a name made up is another's", and_(course.made.has(node), each.names(node)))
            for number, change in enumerate(each.operation.changes):
                self._make(course, number, change)
        for upper in self._numbers:
            chained = [edge for (kind, u, _), edge in self._edge.items() if u == upper and kind in CHAIN]
            self._say("a chain is a path", at_most_one(chained))
        first, *others = (
            each.naming(course.meaning).on(self) for course, each in zip(courses, (call, *call.others), strict=True)
        )
        self.started = first.on(self, tuple(others))

    def followed(self, call: SymbolicCall) -> SymbolicCall:
        """Make a call of a job that was there before: what it uses has moved along."""
        users = [parameter.name for parameter in call.operation.parameters if parameter.kind == "user"]
        moved = [each.naming({name: self._moved(each, name) for name in users}) for each in (call, *call.others)]
        first, *others = (each.on(self) for each in moved)
        return first.on(self, tuple(others))

    def _moved(self, call: SymbolicCall, name: str) -> SymbolicSet:
        elements = list(call.parameter(name).listed or ())
        for place, node, when in self.moves:
            stay = [Element(and_(e.guard, not_(when)), e.term) if e.term == str(place) else e for e in elements]
            elements = stay + [Element(and_(e.guard, when), str(node)) for e in elements if e.term == str(place)]
        return listed(self, tuple(elements))

    # The changes

    def _make(self, course: Course, number: int, each: Change) -> None:
        nodes = [self.named(course.nodes[number].has(str(x))) for x in self._numbers]
        match each.op:
            case "insert" | "add":
                self._come(course, number, nodes)
                if each.op == "insert":
                    self._insert(course, number, each, nodes)
            case "remove" | "link" | "unlink" | "tag" | "untag":
                self._cannot("missing", *(and_(nodes[x], not_(self._there[x])) for x in self._numbers))
                if each.op == "remove":
                    self._remove(nodes)
                elif each.rewires:
                    self._relink(course, number, each, nodes)
                if each.op not in ("link", "unlink"):
                    self._retagged.append((each, nodes))
            case _:
                raise unknown("change", each.op)

    def _cannot(self, label: str, *faults: Formula) -> None:
        self._say(label, not_(or_(*faults)))

    def _come(self, course: Course, number: int, nodes: list[Formula]) -> None:
        made = course.made_by(number)
        self._cannot("made up", *(and_(made.has(str(x)), self._there[x]) for x in self._numbers))
        self._there = [self.named(or_(there, node)) for there, node in zip(self._there, nodes, strict=True)]

    def _insert(self, course: Course, number: int, each: Change, nodes: list[Formula]) -> None:
        (place, spared) = course.place(number)
        reach = self._reach_now()
        for y in self._numbers:
            self._cannot("place is missing", and_(place.has(str(y)), not_(self._there[y])))
        edges = dict(self._edge)
        for x in self._numbers:
            for y in self._numbers:
                when = self.named(and_(nodes[x], place.has(str(y))))
                if y >= x:
                    self._cannot("it turns around", when)
                    continue
                for (kind, upper, lower), edge in self._edge.items():
                    if lower == y and upper != x:
                        led = self.named(and_(when, edge, not_(or_(reach[x, upper], spared.has(str(upper))))))
                        edges[kind, upper, y] = and_(edges[kind, upper, y], not_(led))
                        if x < upper:
                            edges[kind, upper, x] = or_(edges[kind, upper, x], led)
                        else:
                            self._cannot("it turns around", led)
                edges[each.word, x, y] = or_(edges[each.word, x, y], when)
                self.moves.append((y, x, when))
        self._edge = {key: self.named(edge) for key, edge in edges.items()}

    def _reach_now(self) -> dict[tuple[int, int], Formula]:
        table: dict[tuple[int, int], Formula] = {}
        for upper in self._numbers:
            for lower in self._numbers:
                table[upper, lower] = TRUE if upper == lower else FALSE
            for lower in range(upper):
                steps = (
                    and_(or_(*(self._edge[kind, upper, m] for kind in self.kinds)), table[m, lower])
                    for m in range(lower, upper)
                )
                table[upper, lower] = self.named(or_(*steps))
        return table

    def _remove(self, nodes: list[Formula]) -> None:
        for (_, upper, lower), edge in self._edge.items():
            self._cannot("in use", and_(edge, nodes[lower], not_(nodes[upper])))
        self._edge = {
            (kind, upper, lower): self.named(and_(edge, not_(or_(nodes[upper], nodes[lower]))))
            for (kind, upper, lower), edge in self._edge.items()
        }
        self._there = [self.named(and_(there, not_(node))) for there, node in zip(self._there, nodes, strict=True)]

    def _relink(self, course: Course, number: int, each: Change, nodes: list[Formula]) -> None:
        at: list[Formula] = [FALSE] * self.size
        if each.op == "link":
            place, _ = course.place(number)
            at = [place.has(str(y)) for y in self._numbers]
            if each.word in CHAIN:
                self._say("one place", at_most_one(at))
            for y in self._numbers:
                self._cannot("place is missing", and_(or_(*nodes), at[y], not_(self._there[y])))
        lost = CHAIN if each.op == "link" and each.word in CHAIN else {each.word} if each.op == "unlink" else ()
        loses = or_(*at) if each.op == "link" else TRUE
        for x in self._numbers:
            for y in self._numbers:
                if y >= x:
                    self._cannot("it turns around", and_(nodes[x], at[y]))
            for kind, upper, lower in self._edge:
                if upper == x:
                    edge = self._edge[kind, upper, lower]
                    if kind in lost:
                        edge = and_(edge, not_(and_(nodes[x], loses)))
                    if each.op == "link" and kind == each.word:
                        edge = or_(edge, and_(nodes[x], at[lower]))
                    self._edge[kind, upper, lower] = self.named(edge)

    # The graph

    def edge(self, kind: str, upper: Term, lower: Term) -> Formula:
        up, low = int(str(upper)), int(str(lower))
        if low >= up:
            return FALSE
        kinds = (k for k in self.kinds if kind in ("", k) or (kind == "chain" and k in CHAIN))
        return or_(*(self._edge[k, up, low] for k in kinds))

    def inside(self, node: Term) -> Formula:
        return self._there[int(str(node))]

    def tagged(self, tag: str, node: Term) -> Formula:
        found, number = self._before.tagged(tag, node), int(str(node))
        for each, nodes in self._retagged:
            if each.op == "tag" and each.word == tag:
                found = or_(found, nodes[number])
            elif each.op == "remove" or each.word == tag:
                found = and_(found, not_(nodes[number]))
        return self.named(found)

    def part(self, owner: Term, text: Term, node: Term) -> Formula:
        return self._before.part(owner, text, node)
