"""The end of a job never fails (semantics: release)."""

from __future__ import annotations

import pytest

import nac
from nac import Controller, Graph

SPEC = nac.compile(
    """
    action write covers writes
    operation mirror(device, filter: new) {
        at device { require write   allow all }
        changes { insert filter above device as filter }
    }
    operation bitmap(node, name: text) {
        at part(node, name) { require write   allow all }
        changes { add part(node, name) }
    }
    """
)


def test_a_filter_leaves_with_its_job() -> None:
    control = Controller(SPEC, Graph(nodes=["disk"]))
    assert control.graph is not None
    mirror = control.admit(SPEC["mirror"].plan(control.graph, device="disk", filter="f"))
    assert set(control.graph.nodes) == {"disk", "f"}
    mirror.release()
    assert control.graph == Graph(nodes=["disk"])


def test_a_filter_leaves_with_its_parts() -> None:
    control = Controller(SPEC, Graph(nodes=["disk"]))
    assert control.graph is not None
    mirror = control.admit(SPEC["mirror"].plan(control.graph, device="disk", filter="f"))
    control.admit(SPEC["bitmap"].plan(control.graph, node="f", name="b")).release()
    mirror.release()
    assert control.graph == Graph(nodes=["disk"])


FILTERS = nac.compile(
    """
    action write covers writes
    action edit covers rewires
    operation guest(drive: user) { at drive { require write   allow edit } }
    operation look(node) { at node { allow edit } }
    operation filter(device, name: new) { at device { allow all }   changes { insert name above device as filter } }
    operation cut(node) { at node { require edit   allow all }   changes { unlink node as filter } }
    operation remove(node) { at node { require edit   allow all }   changes { remove node } }
    operation both(calls: calls) { at none { } }
    """
)


def filtered(control: Controller) -> nac.Grant:
    """One job with a filter `f` above `one` and a filter `g` above `two`."""
    assert control.graph is not None
    made = [{"type": "filter", "data": {"device": on, "name": name}} for on, name in (("one", "f"), ("two", "g"))]
    return control.admit(FILTERS["both"].plan(control.graph, calls=made))


def run(control: Controller, operation: str, **arguments: str) -> nac.Grant:
    assert control.graph is not None
    return control.admit(FILTERS[operation].plan(control.graph, arguments))


def test_a_filter_that_filters_nothing_any_more_stays() -> None:
    control = Controller(FILTERS, Graph(nodes=["one", "two"]))
    job = filtered(control)
    run(control, "cut", node="g").release()
    job.release()
    assert control.graph == Graph(nodes=["one", "two", "g"])


def test_one_filter_is_gone_and_the_other_leaves() -> None:
    control = Controller(FILTERS, Graph(nodes=["one", "two"]))
    job = filtered(control)
    run(control, "remove", node="g").release()
    job.release()
    assert control.graph == Graph(nodes=["one", "two"])


def test_one_filter_must_stay_and_the_other_leaves() -> None:
    control = Controller(FILTERS, Graph(nodes=["one", "two"]))
    run(control, "guest", drive="two")
    job = filtered(control)
    run(control, "look", node="two")
    job.release()
    assert control.graph == Graph([("g", "two", "filter")], ["one"])


GONE = nac.compile(
    """
    action rewire covers rewires
    action mark
    operation filter(p, n: new) {
        phases begin, run   start begin then run
        at p, n, parents(p) during begin { require rewire }
        at p during run { require mark   allow all }
        changes { insert n above p as filter }
    }
    operation del(p) { where empty parents(p)   at p { require rewire }   changes { remove p } }
    operation make(p, n: new) {
        at p, n, parents(p) { require rewire, mark }
        changes { insert n above p }
    }
    """
)


def test_who_takes_a_name_over_keeps_the_node_when_the_filter_of_that_name_ends() -> None:
    control = Controller(GONE, Graph(nodes=["x", "y"]))

    def run(name: str, **arguments: str) -> nac.Grant:
        assert control.graph is not None
        return control.admit(GONE[name].plan(control.graph, arguments))

    filtering = run("filter", p="x", n="n")
    run("del", p="n").release()
    run("make", p="y", n="n")
    graph = control.graph
    assert graph is not None
    assert [edge.lower for edge in graph.children("n")] == ["y"]
    filtering.release()
    assert control.graph == graph


AT_ONCE = nac.compile(
    """
    action rewire covers rewires
    action mark
    operation filter(p, n: new) {
        phases begin, run   start begin then run
        at p, n, parents(p) during begin { require rewire   allow all }
        at p during run { require mark   allow all }
        changes { insert n above p as filter }
    }
    operation del(p) { at p { require rewire   allow all }   changes { remove p } }
    operation make(p, n: new) { at p, n { require rewire, mark   allow all }   changes { insert n above p } }
    operation renew(q, p) { at p, q { require rewire, mark   allow all }   changes { remove q   insert q above p } }
    operation again(q, p, other) {
        at p, q, other { require rewire, mark   allow all }
        changes { remove q   insert q above p as filter   remove other }
    }
    operation transaction(actions: calls) { }
    """
)
MAKE = {"type": "filter", "data": {"p": "x", "n": "n"}}
DELETE = {"type": "del", "data": {"p": "n"}}
ANOTHER = {"type": "make", "data": {"p": "y", "n": "n"}}


def _admitted(control: Controller, name: str, arguments: dict[str, object]) -> nac.Grant:
    assert control.graph is not None
    return control.admit(AT_ONCE[name].plan(control.graph, arguments))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("transaction", {"actions": [DELETE, ANOTHER]}), ("renew", {"q": "n", "p": "y"})],
)
def test_a_node_that_goes_and_comes_in_one_change_is_nobodys_filter(name: str, arguments: dict[str, object]) -> None:
    control = Controller(AT_ONCE, Graph(nodes=["x", "y"]))
    filtering = _admitted(control, "filter", {"p": "x", "n": "n"})
    _admitted(control, name, arguments)
    graph = control.graph
    filtering.release()
    assert control.graph == graph == Graph([("n", "y")], ["x"])


def test_a_filter_that_its_own_transaction_replaces_is_forgotten_too() -> None:
    control = Controller(AT_ONCE, Graph(nodes=["x", "y"]))
    job = _admitted(control, "transaction", {"actions": [MAKE, DELETE, ANOTHER]})
    job.release()
    assert control.graph == Graph([("n", "y")], ["x"])


def test_a_filter_that_takes_the_name_of_another_leaves_with_its_own_job() -> None:
    control = Controller(AT_ONCE, Graph(nodes=["x", "y", "z"]))
    former = _admitted(control, "filter", {"p": "x", "n": "n"})
    later = _admitted(control, "again", {"q": "n", "p": "y", "other": "z"})
    former.release()
    assert control.graph == Graph([("n", "y", "filter")], ["x"])
    later.release()
    assert control.graph == Graph(nodes=["x", "y"])


def test_the_plan_of_a_job_that_runs_is_planned_anew() -> None:
    """It has neither the filters of that job nor a start behind it."""
    graph = Graph(nodes=["disk"])
    control = Controller(SPEC, graph)
    first = control.admit(SPEC["mirror"].plan(graph, device="disk", filter="f"))
    with pytest.raises(nac.Invalid, match="'f' is already a node"):
        control.admit(first.plan)
    with pytest.raises(nac.Invalid, match="'f' is already a node"):
        control.verdict(first.plan)
    first.release()
    with pytest.raises(nac.Invalid, match="'f' is already a node"):
        Controller(SPEC).admit(first.plan)  # on the graph that it has come to
    assert list(control.jobs) == []
