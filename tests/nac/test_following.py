"""Claims follow the graph: histories in which a job would hold too little, or too much, by the graph of its admission
(semantics: stability). Every one of them was admitted while claims stayed as they were."""

from __future__ import annotations

import pytest

import nac
from nac import Controller, Grant, Graph, Invalid, Refused
from nac.spec import Json

READ_WRITE = """
    action read   covers reads
    action write  covers writes at node, above(node)
    action rewire covers rewires
    operation look(node) { at node { require read   allow read, rewire }   effects { reads node } }
    operation store(node) { at node, above(node) { require write   allow rewire }   effects { writes node } }
    operation attach(upper, lower) {
        at upper { require rewire   allow all }
        effects { rewires upper to lower unseen by upper }
    }
    operation cut(node) { at node { require rewire   allow all }   effects { rewires node } }
"""


def start(control: Controller, operation: str, /, **arguments: Json) -> Grant:
    assert control.graph is not None
    return control.admit(control.spec[operation].plan(control.graph, arguments))


def change(control: Controller, operation: str, arguments: dict[str, Json], *edges: tuple[str, str]) -> None:
    """A job that makes these edges of the graph, and ends."""
    assert control.graph is not None
    with start(control, operation, **arguments) as grant:
        grant.reconfigure(Graph(edges, control.graph.nodes, control.graph.tags))


def test_a_later_phase_claims_what_its_roles_say_then() -> None:
    spec = nac.compile(
        READ_WRITE
        + """
        operation sync(node) {
            phases idle -> copying
            at node during idle { allow all }
            at node, below(node) during copying { require read   allow read }
            effects { reads node, below(node) during copying }
        }
        """
    )
    control = Controller(spec, Graph(nodes=["p", "t"]))
    sync = start(control, "sync", node="p")
    change(control, "attach", {"upper": "p", "lower": "t"}, ("p", "t"))
    sync.advance("copying")
    assert set(sync.claims) == {"p", "t"}
    with pytest.raises(Refused):
        start(control, "store", node="t")


def test_a_guest_that_goes_on_claims_what_was_put_on_its_disk() -> None:
    """As shipped."""
    control = Controller(nac.load("rfc"), Graph(nodes=["disk"]))
    guest = start(control, "device_add", drive="disk")
    guest.advance("paused")
    with start(control, "blockdev-add", **{"node-name": "over", "backing": "disk"}) as adding:
        adding.reconfigure(Graph([("over", "disk")]))
    reader = start(control, "block-export-add", **{"node-name": "over"})
    with pytest.raises(Refused) as refused:
        guest.advance("running")
    assert {conflict.node for conflict in refused.value.refusal.conflicts} == {"over"}
    reader.release()
    guest.advance("running")
    assert set(guest.claims) == {"disk", "over"}


def test_what_a_job_puts_above_its_own_node_it_claims() -> None:
    spec = nac.compile(
        READ_WRITE
        + """
        operation adopt(node, above) {
            at node, above(node) { require write }
            at above { require rewire   allow read }
            effects { writes node   rewires above to node unseen by above }
        }
        """
    )
    control = Controller(spec, Graph(nodes=["p", "q"]))
    reader = start(control, "look", node="q")
    adopt = start(control, "adopt", node="p", above="q")
    new = Graph([("q", "p")])
    with pytest.raises(Refused, match=r"on node 'q'.*requires write"):
        adopt.reconfigure(new)
    assert control.graph == Graph(nodes=["p", "q"])
    assert set(adopt.claims) == {"p", "q"}
    adopt.check("q", "rewire")
    with pytest.raises(nac.NotClaimed):
        adopt.check("q", "write")
    reader.release()
    adopt.reconfigure(new)
    adopt.check("q", "write")
    with pytest.raises(Refused):
        start(control, "look", node="q")


def test_claims_that_are_no_longer_meant_are_given_up() -> None:
    """A job that always completes meets nobody whom it would have met on the graph before."""
    spec = nac.compile(
        """
        action use
        action write
        action rewire covers rewires
        operation job(node) {
            phases run -> done
            at node { require use   allow rewire }
            at below(node) during done { require write   allow write }
        }
        operation cut(node) { at node { require rewire   allow all } }
        operation look(node) { at node { require use   allow use, rewire } }
        """
    )
    control = Controller(spec, Graph([("p", "n")]))
    job = start(control, "job", node="p")
    change(control, "cut", {"node": "p"})
    start(control, "look", node="n")
    job.advance("done")
    assert set(job.claims) == {"p"}


def test_a_property_is_about_the_graph_as_it_is() -> None:
    spec = nac.compile(
        """
        action use
        action take
        action rewire covers rewires
        operation hold(node) {
            at node { require rewire, use   allow all }
            at below(node) { require use   allow all }
        }
        operation cut(node) { at node { require rewire   allow all }   effects { rewires node } }
        operation bring(node) { where empty above(node)   at node { require take   allow all } }
        property "never both" { never a requires use and not a requires rewire while b requires take }
        """
    )
    control = Controller(spec, Graph([("p", "n")]))
    hold = start(control, "hold", node="p")
    change(control, "cut", {"node": "p"})
    start(control, "bring", node="n")
    assert set(hold.claims) == {"p"}


def test_a_filter_stays_where_its_leaving_would_make_claims_conflict() -> None:
    spec = nac.compile(
        """
        action describe covers updates
        action rewire covers rewires
        operation shield(node, filter: new) {
            at node, filter, parents(node) { require rewire   allow all }
            changes { insert filter above node as filter }
            effects { rewires filter to node   rewires parents(node) to filter }
        }
        operation stamp(node) {
            at backing(node) { require describe   allow rewire }
            effects { updates backing(node) }
        }
        operation mark(node) { at node { require describe   allow rewire }   effects { updates node } }
        """
    )
    control = Controller(spec, Graph([("o", "x")]))
    shield = start(control, "shield", node="x", filter="f")
    stamp = start(control, "stamp", node="o")
    assert set(stamp.claims) == {"f"}
    mark = start(control, "mark", node="x")
    shield.release()
    assert control.graph == Graph([("o", "f"), ("f", "x", "filter")])
    assert set(stamp.claims) == {"f"}
    mark.release()
    shield = start(control, "shield", node="x", filter="g")
    stamp.release()
    stamp = start(control, "stamp", node="o")
    shield.release()
    assert control.graph == Graph([("o", "f"), ("f", "x", "filter")])
    assert set(stamp.claims) == {"f"}


def test_a_node_that_comes_back_is_the_one_that_is_claimed() -> None:
    spec = nac.compile(
        READ_WRITE
        + """
        operation copy(node) {
            at node { require read   allow read, write, rewire }
            at below(node) { require read   allow read }
            effects { reads node, below(node) }
        }
        operation drop(node) { at node { require rewire   allow all }   effects { rewires node unseen by node } }
        operation create(made: new, base) {
            at made, base { require rewire   allow all }
            effects { rewires made to base unseen by made }
        }
        """
    )
    control = Controller(spec, Graph(nodes=["p", "t"]))
    copy = start(control, "copy", node="p")
    with start(control, "drop", node="p") as dropping:
        dropping.reconfigure(Graph(nodes=["t"]))
    assert set(copy.claims) == {"p"}
    with start(control, "create", made="p", base="t") as creating:
        before = control.graph
        with pytest.raises(Refused, match=r"copy-1 \(copy\) is refused"):
            creating.reconfigure(Graph([("p", "t")]))
        assert control.graph is before
    assert set(copy.claims) == {"p"}


def test_a_condition_of_a_role_is_what_it_comes_to() -> None:
    spec = nac.compile(
        """
        action write
        action note
        operation quiet(node) {
            at node { allow all }
            at node when node has sealed { require write }
        }
        operation seal(node) { at node { require note   allow all }   changes { tag node sealed } }
        """
    )
    control = Controller(spec, Graph(nodes=["p"]))
    quiet = start(control, "quiet", node="p")
    with pytest.raises(Refused) as refused:
        start(control, "seal", node="p")
    assert [conflict[:4] for conflict in refused.value.refusal.conflicts] == [
        ("p", "note", "seal-2", "quiet-1"),
    ]
    assert control.graph == Graph(nodes=["p"])
    assert control.verdict(spec["seal"].plan(control.graph, node="p")) is not None
    quiet.release()
    start(control, "seal", node="p").release()
    start(control, "quiet", node="p").check("p", "write")


def test_past_its_start_a_job_claims_what_its_roles_say_on_the_graph_that_it_leaves() -> None:
    """In the phase that it started in, too."""
    spec = nac.compile(
        """
        action rewire
        action write
        operation snap(node, made?: new) {
            phases a -> b
            at node, above(node) during a { require rewire   allow none }
            at made { require rewire, write   allow rewire }
            changes { insert made above node }
        }
        """
    )
    control = Controller(spec, Graph(nodes=["n"]))
    snap = start(control, "snap", node="n")
    assert set(snap.claims) == {"n", "#snap1"}
    snap.check("#snap1", "write")
    snap.advance("b")
    assert set(snap.claims) == {"#snap1"}


@pytest.mark.parametrize(
    ("lets", "nodes"),
    [("let lower = below(node)  let all = node, lower, new", "all"), ("", "node, below(node), new")],
)
def test_a_let_is_short_for_its_set(lets: str, nodes: str) -> None:
    """Also where the operation itself has changed the graph, and for a node that was made up."""
    role = "{ require read   allow read, rewire }"
    operation = f"operation keep(node, new?: new) {{ {lets} at {nodes} {role} changes {{ add new  tag node kept }} }}"
    spec = nac.compile(READ_WRITE + operation)
    control = Controller(spec, Graph(nodes=["p", "t"]))
    assert control.graph is not None
    plan = spec["keep"].plan(control.graph, node="p")
    keep = control.admit(plan)
    assert set(keep.claims) == {"p", "#keep1"}
    change(control, "attach", {"upper": "p", "lower": "t"}, ("p", "t"))
    assert set(keep.claims) == {"p", "#keep1", "t"}
    change(control, "cut", {"node": "p"})
    assert set(keep.claims) == {"p", "#keep1"}


def test_a_node_is_made_up_for_a_parameter_only() -> None:
    spec = nac.compile(
        "action x operation op(a, b, n?: new) { let l = backing(b)  at a { } changes { insert l above a } }"
    )
    with pytest.raises(Invalid, match="one node is inserted above one other"):
        spec["op"].plan(Graph([], ["a", "b"]), a="a", b="b")
    assert spec["op"].plan(Graph([("b", "c")], ["a"]), a="a", b="b").moves == (("a", "c"),)


def test_a_let_has_the_node_that_is_made_up_at_once() -> None:
    spec = nac.compile("action x operation op(a, n?: new) { let l = n, a  at a { } changes { add n  tag l t } }")
    plan = spec["op"].plan(Graph([], ["a"]), a="a")
    assert plan.after.tags == {"a": {"t"}, "#op1": {"t"}}
