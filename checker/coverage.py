"""Coverage: every node that an effect reaches is claimed with the action that covers it (design.md 3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Effect, NodeSet, Operation, Span, Spec

from .effects import active, reached, uncovered
from .encode import Job
from .logic import Formula
from .question import Fact, Question, Side, Situation
from .structure import Structure


def questions(spec: Spec) -> Iterator[Question]:
    for operation in spec.operations:
        for phase in operation.phases or ("",):
            for number, effect in enumerate(operation.effects):
                if effect in active(operation.effects, phase):
                    yield from _of_effect(spec, Side(operation, phase), number, effect)


def _of_effect(spec: Spec, side: Side, number: int, effect: Effect) -> Iterator[Question]:
    for bit, action in enumerate(spec.actions):
        for cover in action.covers:
            if cover.verb == effect.verb:
                yield _question(spec, side, number, effect, bit, cover.at)


def _question(spec: Spec, side: Side, number: int, effect: Effect, bit: int, cover: NodeSet) -> Question:
    action = spec.actions[bit].name

    def bad(structure: Structure, jobs: tuple[Job, ...]) -> Formula:
        return uncovered(spec, jobs[0], effect, bit, cover)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        facts = []
        for scope in situation.plans[0].scopes:
            for x, y in reached(scope, effect, cover):
                flags = situation.flags(0, y)
                if flags is None or not flags[0] >> bit & 1:
                    what = "does not claim that node" if flags is None else f"does not require {action} there"
                    where = "there" if x == y else f"at {x}, which {y} sees" if effect.verb == "writes" else f"at {x}"
                    text = f"{side} {effect.verb} {where} and {what}: {y} lacks {action}"
                    facts.append(Fact(text, (y, x), _nearest_role(situation, y, side.operation) or effect.span))
        return tuple(facts)

    name = f"coverage/{side.operation.name}/{side.phase or '-'}/{number}-{effect.verb}/{action}"
    title = f"{side} claims {action} wherever what it {effect.verb} reaches"
    return Question(name, "coverage", title, (side,), bad, explain, place=effect.span)


def _nearest_role(situation: Situation, node: str, operation: Operation) -> Span | None:
    """The role to mend: the one that claims the node, else the last one that requires anything."""
    roles = situation.plans[0].roles(node, situation.sides[0].phase)
    if roles:
        return roles[-1].require_span or roles[-1].span
    requiring = [role for role in operation.roles if role.require]
    return requiring[-1].span if requiring else None
