"""A question about one or two jobs on every graph: the form of all obligations of a spec (semantics: obligations).

A question is asked twice. Symbolically: `bad` says in a structure what must never be (or, where `wanted`, what must be
possible). Concretely: `explain` finds the same on a real graph with real plans, and says it in words. The two are
written apart, so a counterexample is believed only when both find it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nac.graph import Graph
from nac.plan import Plan
from nac.sets import Nodes, evaluate, holds
from nac.spec import Condition, Json, NodeSet, Operation, Span, Spec

from ..encoding.encode import Precondition, SymbolicJob
from ..encoding.growth import isolated
from ..encoding.small_graph import SmallGraph
from ..encoding.structure import Structure
from ..smt.logic import Formula
from .kinds import Kind

LETTERS = "ab"
"""With which the symbols of the jobs begin, those of the first and of the second."""


@dataclass(frozen=True, slots=True)
class Relied:
    """One thing that a proof about held jobs relies on: the operation, and the number of a `where` of it or, in
    `alone`, the name of a new node above which nothing stands. lasting: it must last, whatever the job itself does."""

    operation: str
    number: int
    lasting: bool
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the jobs: any call of the operation, in this phase. Of an operation that changes the graph as it starts a
    job is either asked, on the graph before, or held, `started`, on whatever the graph has become. Of any other one it
    is held, and asked for as it is held."""

    operation: Operation
    phase: str
    started: bool = False

    @property
    def asked(self) -> bool:
        """The job is being admitted, on the graph before its changes."""
        return bool(self.operation.changes) and not self.started

    @property
    def title(self) -> str:
        """In words, what is asked and what is held told apart."""
        return f"{self}, once started," if self.started and self.phase == self.operation.start else str(self)

    def plannable(self, phase: str) -> bool:
        """Return whether the claims in the phase are those on the graph that the call is planned on: an operation may
        change it as it starts."""
        return not self.operation.changes or (phase == self.operation.start and not self.started)

    def __str__(self) -> str:
        return f"{self.operation.name} ({self.phase})" if self.phase else self.operation.name


@dataclass(frozen=True, slots=True)
class Situation:
    """A concrete case: a plan for each side, on one graph. start: the graph that it began with, before those that
    change it started, in the order of `history`."""

    spec: Spec
    graph: Graph
    sides: tuple[Side, ...]
    plans: tuple[Plan, ...]
    start: Graph

    def scoped(self, job: int, nodes: NodeSet, *when: Condition | None) -> Nodes:
        """Return the set in the job's call, where all of `when` hold."""
        scopes = self.plans[job].scopes
        sets = (evaluate(nodes, scope) for scope in scopes if all(c is None or holds(c, scope) for c in when))
        return frozenset().union(*sets)

    def labels(self) -> tuple[str, ...]:
        """Return the names of the jobs in words, two of the same kind told apart."""
        names = tuple(map(str, self.sides))
        return names if len(set(names)) == len(names) else (f"one {names[0]}", f"the other {names[0]}")

    def flags(self, job: int, node: str, phase: str | None = None) -> tuple[int, int] | None:
        """Return (require, allow) of the job on the node, in its phase unless told."""
        return self.plans[job].claims(self.sides[job].phase if phase is None else phase).get(node)


def history(sides: Sequence[Side]) -> tuple[int, ...]:
    """Return in which order the jobs of a case come, by number: those first that change the graph, then those that find
    it changed."""
    return tuple(sorted(range(len(sides)), key=lambda number: not sides[number].started))


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that is wrong, at which node, and the place in the spec to mend."""

    text: str
    nodes: tuple[str, ...] = ()
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """id: stable and unique in a spec. together: the sides' jobs are compatible on every node. exact: `bad` is no more
    than what `explain` finds; if it may be more, a case that `explain` does not confirm decides nothing. about: what
    else tells it from questions of the same id. case: what `bad` is in the graphs of one size, if that is not the same
    formula. safety: it says more than that others' changes are granted, until the job itself makes some or a node that
    it named goes. any_lets: about every graph it is asked with lets as any sets: what is proved so holds of them."""

    id: str
    kind: Kind
    title: str
    sides: tuple[Side, ...]
    bad: Callable[[Structure, tuple[SymbolicJob, ...]], Formula] = field(compare=False)
    explain: Callable[[Situation], tuple[Fact, ...]] = field(compare=False)
    together: bool = False
    place: Span | None = None
    exact: bool = True
    about: tuple[object, ...] = ()
    case: Callable[[SmallGraph, tuple[SymbolicJob, ...]], Formula] | None = field(default=None, compare=False)
    safety: bool = True
    any_lets: bool = False

    @property
    def wanted(self) -> bool:
        """The answer hoped for is an example, not a proof that there is none."""
        return self.kind.traits.wanted

    @property
    def named_sides(self) -> Mapping[str, Side]:
        """The sides by the letters with which the symbols of their jobs begin."""
        return dict(zip(LETTERS, self.sides, strict=False))

    def preconditions(self) -> Iterator[Precondition]:
        """Yield the preconditions of the operations of all its sides, and what is taken to hold of new nodes."""
        for letter, side in self.named_sides.items():
            yield from (Precondition(letter, number) for number in range(len(side.operation.wheres)))
            if not side.asked:
                yield from (Precondition(letter, -1, name) for name in sorted(isolated(side.operation)))


@dataclass(frozen=True, slots=True)
class Called:
    """A concrete call of a counterexample."""

    operation: str
    arguments: dict[str, Json]
    phase: str


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A smallest graph and the calls on it, in their order, found by the prover and found again by planner and
    controller."""

    graph: Graph
    calls: tuple[Called, ...]
    facts: tuple[Fact, ...]
