"""Where a refusal says that the spec requires and denies: `Plan.placed`, which says it of many nodes at once."""

from __future__ import annotations

import pytest

import nac
from nac import Controller, Graph
from nac import plan as planning
from nac.sets import Nodes, Scope, evaluate
from nac.spec import NodeSet

SPEC = nac.compile(
    """
    action read
    action write
    operation wipe(disk) { at disk { require write } at above(disk) { require write   allow read } }
    operation guest(drive: user, disk?: node) {
        at drive { require read, write   allow all }
        at disk { require write   allow all }
        at above(drive), disk when disk { allow read }
    }
    operation both(all-of: calls) { at none { require read } }
    """
)
CHAIN = Graph.chain("base", "mid", "top")
WIPES = [{"type": "wipe", "data": {"disk": "top"}}, {"type": "guest", "data": {"drive": "mid"}}]


@pytest.mark.parametrize(
    "plan",
    [
        SPEC["wipe"].plan(CHAIN, disk="base"),
        SPEC["guest"].plan(CHAIN, drive="mid", disk="top"),
        SPEC["guest"].plan(CHAIN, drive="top").moved("top", "f").moved("f", "g"),
        SPEC["both"].plan(Graph(nodes=["top", "mid"]), all_of=WIPES),
    ],
    ids=lambda plan: plan.operation.name,
)
def test_it_says_the_same_as_asking_node_by_node(plan: nac.Plan) -> None:
    placed = list(plan.placed(""))
    for node in plan.claims():
        assert tuple(dict.fromkeys(role for role, nodes in placed if node in nodes)) == plan.roles(node, "")
    assert set().union(*(nodes for _, nodes in placed)) == set(plan.claims())


def test_spelling_conflicts_out_evaluates_each_set_once_for_each_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many nodes they are about: 2 jobs with 2 roles each."""
    evaluated = []

    def counted(nodes: NodeSet, scope: Scope) -> Nodes:
        evaluated.append(nodes)
        return evaluate(nodes, scope)

    names = [f"n{number}" for number in range(50)]
    graph = Graph.chain(*names)
    controller = Controller(SPEC, graph)
    controller.admit(SPEC["wipe"].plan(graph, disk="n0"), job="first")
    refusal = controller.verdict(SPEC["wipe"].plan(graph, disk="n0"))
    assert refusal is not None
    monkeypatch.setattr(planning, "evaluate", counted)
    assert len(refusal.conflicts) == 100
    assert len(evaluated) == 4
    roles = SPEC["wipe"].roles
    assert {(each.requires_at, each.allows_at) for each in refusal.conflicts if each.node == "n0"} == {
        (roles[0].require_span, roles[0].span)
    }


def test_it_says_so_of_each_phase() -> None:
    """On the graph before the changes of the operation, and on that after them; of a call as if it came alone."""
    spec = nac.compile(
        """
        action write
        operation mirror(device, filter?: new) {
            phases created -> running
            start created then running
            at device, filter, parents(device) during created { require write   allow all }
            at filter, above(filter) during running { allow write }
            changes { insert filter above device as filter }
        }
        operation both(all-of: calls) {
            phases first, last
            start first then last
            at none { require write }
        }
        """
    )
    graph = Graph([("top", "disk")])
    call = {"type": "mirror", "data": {"device": "disk"}}
    for plan, phases in ((spec["mirror"].plan(graph, device="disk"), ("created", "running")),
                         (spec["both"].plan(graph, all_of=[call]).parts[0], ("created", "running"))):  # fmt: skip
        claimed = []
        for phase in phases:
            placed = list(plan.placed(phase))
            claimed.append(set().union(*(nodes for _, nodes in placed)))
            assert claimed[-1] == set(plan.claims(phase))
            for node in claimed[-1]:
                assert tuple(dict.fromkeys(role for role, nodes in placed if node in nodes)) == plan.roles(node, phase)
        assert claimed == [{"disk", "top"}, {"#mirror1", "top"}]
