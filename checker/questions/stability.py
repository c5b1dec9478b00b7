"""Stability: no admitted job changes the graph so that the claims of another no longer suffice
(semantics: stability).

Claims follow the graph, so that this says of jobs that none is refused a change for the sake of others' claims. What
proofs rely on besides is asked in `founded`."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Spec

from ..encoding.encode import SymbolicJob
from ..encoding.growth import Growth, growths
from ..encoding.small_graph import SmallGraph
from ..encoding.structure import Structure
from ..smt.logic import Formula
from . import founded
from .changed import ChangedGraph, outgrown
from .harm import Deed, lacking
from .kinds import Kind
from .question import Fact, Question, Relied, Side, Situation
from .races import held_sides, pair_name
from .rewiring import Rewiring, harmed, may, mend, rewired_graphs, rewiring, starters
from .start_changes import question as changing_question


def questions(spec: Spec, relied: frozenset[Relied]) -> Iterator[Question]:
    """Yield the questions for each way in which a job can be held and each that changes the graph. `relied`: what some
    proof about held jobs relies on, so that it must not be made false either."""
    changing = starters(spec)
    running = list(rewiring(spec))
    for holder in held_sides(spec):
        harmful = growths(holder.operation, holder.phase, ())
        for changer in running if harmful else ():
            yield _question(spec, holder, harmful, changer)
        for starter in changing:
            if found := changing_question(holder, harmful, starter):
                yield found
    yield from founded.questions(spec, relied)


def _question(spec: Spec, holder: Side, harmful: tuple[Growth, ...], changer: Rewiring) -> Question:
    effects = changer.effects

    def case(structure: SmallGraph, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return outgrown(spec, jobs[0], ChangedGraph(structure, *may(jobs[1], effects)))

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return harmed(jobs[0], jobs[1].call, effects, harmful)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        held = situation.plans[0]
        for graph, done, node in rewired_graphs(situation, 1, effects):
            deed = Deed(done, mend(situation, node, done), (node,))
            if facts := tuple(lacking(situation, held.claims(holder.phase), held.later(graph), deed)):
                return facts
        return ()

    title = f"no admitted {changer.side.title} makes the claims of {holder.title} too few"
    name, kind = pair_name(Kind.STABILITY, holder, changer.side), Kind.STABILITY
    place, sides = holder.operation.span, (holder, changer.side)
    return Question(
        name, kind, title, sides, bad, explain, True, place, exact=False, about=harmful, case=case, safety=False
    )
