"""What a certified controller holds besides is no hindrance: the shipped scenarios go as written."""

from __future__ import annotations

import pytest

import nac
from checker.deciding import scenarios
from checker.smt.outcome import Proved
from nac import Controller, Graph
from nac.certificate import relied_on, require_covered
from nac.spec import Spec


@pytest.mark.parametrize("name", ["rfc", "examples/live"])
def test_shipped_scenarios_run_on_a_certified_controller(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = nac.load(name)

    def certified(spec: Spec, graph: Graph | None = None) -> Controller:
        return Controller(spec, graph, certified=True)

    monkeypatch.setattr(scenarios, "Controller", certified)
    assert [each.scenario.name for each in scenarios.play_all(spec) if not isinstance(each.outcome, Proved)] == []
    assert bool(relied_on(require_covered(spec), spec)) == (name == "rfc")
