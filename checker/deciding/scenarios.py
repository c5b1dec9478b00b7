"""Runs the scenarios of a spec through the real controller, step by step (semantics: language)."""

from __future__ import annotations

from dataclasses import dataclass

from nac.controller import Controller
from nac.errors import Invalid, Misuse
from nac.graph import Graph
from nac.operators import unknown
from nac.refusal import Refused
from nac.spec import Scenario, Span, Spec, Step

from ..smt.outcome import Outcome, Proved, Refuted


@dataclass(frozen=True, slots=True)
class Failure:
    """The first step of a scenario that did not go as written, and what happened instead."""

    step: Step
    happened: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was run; `Refuted` holds a `Failure`."""

    scenario: Scenario
    outcome: Outcome


def play_all(spec: Spec) -> tuple[Played, ...]:
    """Return every scenario of the spec, run."""
    return tuple(play(spec, scenario) for scenario in spec.scenarios)


def play(spec: Spec, scenario: Scenario) -> Played:
    """Run one scenario and return what happened. Raises `GraphError` if its graph cannot be."""
    tags: dict[str, list[str]] = {}
    for node, tag in scenario.tags:
        tags.setdefault(node, []).append(tag)
    stage = _Stage(spec, Graph(scenario.edges, scenario.nodes, tags))
    for step in scenario.steps:
        happened = stage.perform(step)
        if happened is not None:
            return Played(scenario, Refuted(Failure(step, happened, step.span or scenario.span)))
    return Played(scenario, Proved())


class _Stage:
    """A controller, the graph, and the jobs so far."""

    def __init__(self, spec: Spec, graph: Graph) -> None:
        self.spec = spec
        self.graph = graph
        self.controller = Controller(spec, graph)
        self.active: set[str] = set()

    def perform(self, step: Step) -> str | None:
        """Return None when the step goes as written, else what happened."""
        try:
            self.attempt(step)
        except Refused as error:
            if step.op not in ("refuse", "hold"):
                return str(error)
            conflicts = {(conflict.node, conflict.action) for conflict in error.refusal.conflicts}
            for reason in step.because:
                (action,) = self.spec.names(reason.action)
                if (reason.node, action) not in conflicts:
                    return f"there is no conflict about {reason.node} {action}: {error}"
            return None
        except (Invalid, Misuse) as error:
            return None if step.op == "invalid" and isinstance(error, Invalid) else str(error)
        return {
            "refuse": "it was admitted",
            "invalid": "the call has a plan, and was admitted",
            "hold": "it advanced",
        }.get(step.op)

    def attempt(self, step: Step) -> None:
        match step.op:
            case "admit" | "refuse" | "invalid":
                plan = self.spec[step.operation].plan(self.controller.graph or self.graph, step.arguments)
                job = step.job or step.operation
                while not step.job and job in self.active:
                    job += "'"
                self.controller.admit(plan, job=job, phase=step.phase or None)
                self.active.add(job)
            case "release":
                self.controller.release(step.job)
                self.active.discard(step.job)
            case "advance" | "hold":
                self.controller.advance(step.job, step.phase)
            case _:
                raise unknown("step", step.op)
