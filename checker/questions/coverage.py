"""Coverage: every node that an effect reaches is claimed with the action that covers it (semantics: races)."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Effect, NodeSet, Spec

from ..encoding.encode import SymbolicJob
from ..encoding.structure import Structure
from ..smt.logic import Formula
from .effects import doing, reached, uncovered
from .kinds import Kind
from .mending import lacks, requiring
from .question import Fact, Question, Side, Situation
from .races import sides


def questions(spec: Spec) -> Iterator[Question]:
    """Yield the questions about each effect, for each way in which a job that has it can be there."""
    for side in sides(spec):
        for number, effect in enumerate(side.operation.effects):
            if effect in doing(side):
                yield from _of_effect(spec, side, number, effect)


def _of_effect(spec: Spec, side: Side, number: int, effect: Effect) -> Iterator[Question]:
    for bit, action in enumerate(spec.actions):
        for cover in action.covers:
            if cover.verb == effect.verb:
                yield _question(spec, side, number, effect, bit, cover.at)


def _question(spec: Spec, side: Side, number: int, effect: Effect, bit: int, cover: NodeSet) -> Question:
    action = spec.actions[bit].name

    def bad(structure: Structure, jobs: tuple[SymbolicJob, ...]) -> Formula:
        return uncovered(spec, jobs[0], effect, bit, cover)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for scope in situation.plans[0].scopes:
            for x, y in reached(scope, effect, cover):
                flags = situation.flags(0, y)
                if flags is None or not flags[0] >> bit & 1:
                    does = f"{side} {effect.verb} {x}"
                    if x != y:
                        does += f", which {y} sees" if effect.verb == "writes" else f", which {action} covers at {y}"
                    text = f"{does}; so it must require {action} at {y}, but {lacks(situation, 0, y, 1 << bit)}"
                    facts.append(Fact(text, (y, x), requiring(situation, 0, y, 1 << bit)))
        return tuple(facts)

    name = f"coverage/{side.operation.name}/{side.phase or '-'}/{number}-{effect.verb}/{action}"
    title = f"{side} claims {action} wherever what it {effect.verb} reaches"
    if side.started and side.phase == side.operation.start:
        name, title = f"{name}/started", f"{title}, on the graph that its start leaves"
    return Question(name, Kind.COVERAGE, title, (side,), bad, explain, place=effect.span, about=(number, bit, cover))
