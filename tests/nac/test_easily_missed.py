"""Mistakes in the library that no test noticed when they were planted by hand; each has one now."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

import nac
from nac import Controller, Graph, Misuse, NotClaimed
from nac.entitlement import require_entitled
from nac.spec import Json

SPEC = nac.compile(
    """
    action read covers reads
    action write covers writes
    action edit covers rewires
    operation guests(disks: [drive: user]) { at drive { require write   allow read, edit } }
    operation snapshot(node, overlay: new) {
        at overlay { require edit   allow all }
        changes { insert overlay above node as backing }
        effects { rewires overlay to node }
    }
    operation put(node, place, but?) {
        at node { require edit   allow all }
        changes { insert node above place as backing sparing but }
    }
    operation bring(node: new, place, but?) {
        at node { require edit   allow all }
        changes { insert node above place as backing sparing but }
    }
    operation cut(node) {
        phases may -> not
        at node during may { require edit   allow all }
        at node during not { require read   allow all }
        effects { rewires node }
    }
    """
)


def start(control: Controller, name: str, job: str | None = None, /, **arguments: Json) -> nac.Grant:
    assert control.graph is not None
    return control.admit(SPEC[name].plan(control.graph, arguments), job=job)


def test_a_user_in_any_object_of_a_list_moves() -> None:
    control = Controller(SPEC, Graph(nodes=["one", "two", "three"]))
    guests = start(control, "guests", disks=[{"drive": "one"}, {"drive": "two"}, {"drive": "three"}])
    for node, now in (("two", {"one", "o-two", "three"}), ("three", {"one", "o-two", "o-three"})):
        start(control, "snapshot", node=node, overlay=f"o-{node}").release()
        assert set(guests.claims) == now
        assert guests.plan.uses(f"o-{node}")
        assert not guests.plan.uses(node)


def test_a_filter_with_several_users_stays_if_the_last_of_them_would_conflict() -> None:
    spec = nac.compile(
        """
        action write covers writes
        action mark
        operation filter(node, made: new) { at made { allow all }   changes { insert made above node as filter } }
        operation quiet(node) { at children(node) { allow all } }
        operation loud(node) { at children(node) { require write   allow mark } }
        operation alone(node) { at node { require mark   allow mark } }
        """
    )
    control = Controller(spec, Graph([("t", "x"), ("u", "x", "file")]))

    def run(name: str, **arguments: Json) -> nac.Grant:
        assert control.graph is not None
        return control.admit(spec[name].plan(control.graph, arguments))

    filtering = run("filter", node="x", made="f")
    run("quiet", node="t")
    loud = run("loud", node="u")
    run("alone", node="x")
    filtering.release()
    assert control.graph == Graph([("t", "f"), ("u", "f", "file"), ("f", "x", "filter")])
    assert set(loud.claims) == {"f"}


@pytest.mark.parametrize(("name", "nodes"), [("put", ["n"]), ("bring", [])])
def test_who_is_spared_keeps_its_edge(name: str, nodes: list[str]) -> None:
    """Whether the node that is inserted is there already or not."""
    graph = Graph([("a", "p"), ("b", "p")], nodes=nodes)
    plan = SPEC[name].plan(graph, node="n", place="p", but="b")
    assert plan.after == Graph([("a", "n"), ("b", "p"), ("n", "p")])
    assert SPEC[name].plan(graph, node="n", place="p").after == Graph([("a", "n"), ("b", "n"), ("n", "p")])


def beside(act: Callable[[], object]) -> Thread:
    """Let another thread act, which has time to, unless it waits for a lock."""
    thread = Thread(target=act, daemon=True)
    thread.start()
    thread.join(0.3)
    return thread


def test_the_right_to_reconfigure_is_asked_in_the_same_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that loses its right between the question and the change does not make it."""
    control = Controller(SPEC, Graph([("p", "q")]))
    cut = start(control, "cut", node="p")
    order: list[str] = []
    threads: list[Thread] = []

    def advance() -> None:
        cut.advance("not")
        order.append("advanced")

    def slowly(*asked: Any) -> None:
        require_entitled(*asked)
        threads.append(beside(advance))
        order.append("asked")

    monkeypatch.setattr("nac.controller.require_entitled", slowly)
    cut.reconfigure(Graph(nodes=["p", "q"]))
    threads[0].join(10)
    assert order == ["asked", "advanced"]
    monkeypatch.undo()
    with pytest.raises(Misuse, match="must require edit"):
        cut.reconfigure(Graph([("p", "q")]))


def test_a_check_keeps_no_claims_that_have_changed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another step comes between the reading of the claims and their use."""
    control = Controller(SPEC, Graph([("p", "q")]))
    cut = start(control, "cut", node="p")
    now = Controller._active
    made: list[object] = []

    def overtaken(self: Controller, job: Any) -> Any:
        found = now(self, job)
        if not made:
            made.append(job)
            cut.advance("not")
        return found

    monkeypatch.setattr(Controller, "_active", overtaken)
    cut.check("p", "edit")  # as it was when the claims were read
    monkeypatch.undo()
    with pytest.raises(NotClaimed):
        cut.check("p", "edit")
    cut.check("p", "read")
