"""The end of a job never fails (design 3.3)."""

from __future__ import annotations

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
