"""Phase changes: which are always granted, which can be refused and by whom (semantics: phases)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nac import kernel
from nac.spec import Spec

from ..encoding.encode import SymbolicJob, conflict
from ..encoding.structure import Structure, Term
from ..smt.logic import Formula, or_
from .kinds import Kind
from .mending import listed
from .question import Fact, Question, Side, Situation
from .races import held_sides, pair_name


@dataclass(frozen=True, slots=True)
class Move:
    """A transition: a job of `side`, which names the phase before, passes to the phase `after`."""

    side: Side
    after: str


def moves(spec: Spec) -> Iterator[Move]:
    """Yield every transition of every operation; that to the phase held right after the start is one."""
    for operation in spec.operations:
        transitions = operation.transitions
        if operation.start != operation.then and not operation.changes:  # else the admission decides on both
            transitions = (*transitions, (operation.start, operation.then))
        for before, after in dict.fromkeys(transitions):
            yield Move(Side(operation, before, started=bool(operation.changes)), after)


def weakening_question(spec: Spec, move: Move) -> Question:
    """Return whether the claim after it is weaker on every node. Proved: it is always granted (T8)."""
    side, after = move.side, move.after

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        later = SymbolicJob(spec, jobs[0].call, after)

        def stronger(x: Term) -> Formula:
            return or_(
                *(
                    kernel.weaker(*later.flags(bit, x), *jobs[0].flags(bit, x)).formula
                    for bit in range(len(spec.actions))
                )
            )

        return structure.exists(stronger)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        now = situation.plans[0].claims(side.phase)
        for node, (require, allow) in situation.plans[0].claims(after).items():
            more = kernel.weaker(require, allow, *now.get(node, (kernel.NONE, kernel.ALL))) & spec.all
            if more:
                names = ", ".join(spec.names(more))
                facts.append(Fact(f"in {after} it asks for more at {node}: {names}", (node,)))
        return tuple(facts)

    name = f"weakening/{side.operation.name}/{side.phase}/{after}"
    title = f"{side.operation.name} may always pass from {side.phase} to {after}"
    return Question(
        name,
        Kind.WEAKENING,
        title,
        (side,),
        bad,
        explain,
        place=side.operation.span,
        about=(after,),
        # It hardly matters what lets come to once the graph is another one, and some texts are too hard for cvc5.
        any_lets=bool(side.operation.changes),
    )


def completion_questions(spec: Spec) -> Iterator[Question]:
    """Yield a question for each transition of an operation that `always completes`: no admitted job can refuse it."""
    for operation in spec.operations:
        if operation.completes:
            for before, after in operation.transitions:
                for other in held_sides(spec):
                    move = Move(Side(operation, before, started=bool(operation.changes)), after)
                    yield refusal_question(spec, move, other, kind=Kind.COMPLETION)


def refusal_question(spec: Spec, move: Move, other: Side, kind: Kind) -> Question:
    """Return whether a job of `other` that runs beside the one that moves can refuse it."""
    side, after = move.side, move.after

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        later = SymbolicJob(spec, jobs[0].call, after)
        return structure.exists(lambda x: conflict(spec, later, jobs[1], x))

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        theirs = situation.plans[1].claims(other.phase)
        for node, (require, allow) in situation.plans[0].claims(after).items():
            bits = kernel.conflict(*theirs.get(node, (kernel.NONE, kernel.ALL)), require, allow) & spec.all
            if bits:
                roles = situation.plans[0].roles(node, after)
                one, two = situation.labels()
                text = f"{one} and {two} run side by side, but in {after} it conflicts with {two} at {node}: "
                text += f"{listed(spec.names(bits))}. What {after} needs there it must hold from its start"
                facts.append(Fact(text, (node,), roles[-1].span if roles else side.operation.span))
        return tuple(facts)

    name = f"{pair_name(kind, side, other)}/{after}"
    title = f"{other} never refuses {side.operation.name} the passage from {side.phase} to {after}"
    place = side.operation.span
    return Question(name, kind, title, (side, other), bad, explain, together=True, place=place, about=(after,))
