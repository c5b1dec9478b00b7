"""What active jobs rely on stays so while the graph changes (semantics: invariant)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import nac
from nac import Controller, Graph, Misuse
from nac import certificate as certificate_module
from nac.certificate import relied_on, require_covered
from nac.compiled import digest
from nac.errors import Uncertified
from nac.spec import Json

TAGS = nac.load(Path(__file__).parents[1] / "specs" / "held" / "tag-decides.nac")
SEALED = Graph(nodes=["x", "y"], tags={"x": ["ro"]})
BARE = Graph(nodes=["x", "y"])
GONE = Graph(nodes=["y"])


def start(control: Controller, name: str, /, **arguments: Json) -> nac.Grant:
    return control.admit(control.spec[name].plan(control.graph or BARE, arguments), job=name)


def keeps(control: Controller, change: nac.Grant, graph: Graph, said: str) -> None:
    """The change is not made."""
    before = control.graph, {name: grant.claims for name, grant in control.jobs.items()}
    with pytest.raises(Misuse, match=said):
        change.reconfigure(graph)
    assert (control.graph, {name: grant.claims for name, grant in control.jobs.items()}) == before


def test_a_node_whose_tag_decides_does_not_leave() -> None:
    control = Controller(TAGS, SEALED)
    a, c = start(control, "a", p="x"), start(control, "c", p="x")
    for graph in (GONE, BARE):
        keeps(control, c, graph, "a depends on who has the tag 'ro': no job changes that as it runs")
    c.reconfigure(Graph(SEALED.edges, [*SEALED.nodes], {**SEALED.tags}))
    a.release()
    c.reconfigure(GONE)
    c.reconfigure(BARE)
    start(control, "b", p="x")


def test_a_node_that_comes_does_not_bring_a_tag_that_decides() -> None:
    control = Controller(TAGS, BARE)
    b, c = start(control, "b", p="x"), start(control, "c", p="x")
    c.reconfigure(GONE)
    keeps(control, c, SEALED, "b depends on who has the tag 'ro'")
    c.reconfigure(BARE)
    keeps(control, c, SEALED, "b depends on who has the tag 'ro'")
    b.release()
    c.reconfigure(SEALED)
    start(control, "a", p="x")


def test_a_job_does_not_change_what_it_reads_itself() -> None:
    spec = nac.compile("""
        action rewire covers rewires
        operation own(p) { where p has ro   at p { require rewire   allow all }   effects { rewires p } }
    """)
    control = Controller(spec, SEALED)
    own = start(control, "own", p="x")
    keeps(control, own, BARE, "own depends")
    keeps(control, own, GONE, "own depends")


READERS = nac.compile("""
    action rewire covers rewires
    action mark
    operation role(p) { at p { allow all }   at p when below(p) has ro { require mark   allow all } }
    operation effect(p) { at p { require mark   allow all }   effects { updates p when below(p) has ro } }
    operation edit(p, q) { at p, q { require rewire   allow all }   effects { rewires p   rewires q } }
""")
CHAIN = Graph([("p", "m"), ("p", "n", "file")], tags={"m": ["ro"], "n": ["ro"]})


@pytest.mark.parametrize("reader", ["role", "effect"])
def test_conditions_of_roles_and_effects_count(reader: str) -> None:
    control = Controller(READERS, CHAIN)
    start(control, reader, p="p")
    edit = start(control, "edit", p="p", q="m")
    keeps(control, edit, Graph(CHAIN.edges, tags={"n": ["ro"]}), f"{reader} depends on who has the tag 'ro'")
    # An edge goes with it: by the tags that there were it would still be so.
    keeps(control, edit, Graph(CHAIN.edges[:1], ["n"], {"n": ["ro"]}), f"{reader} depends")


@pytest.mark.parametrize("reader", ["role", "effect"])
def test_what_other_edges_make_of_a_condition_is_no_matter_of_tags(reader: str) -> None:
    control = Controller(READERS, CHAIN)
    grant = start(control, reader, p="p")
    edit = start(control, "edit", p="p", q="m")
    edit.reconfigure(Graph(nodes=["p", "m", "n"], tags=CHAIN.tags))
    assert grant.phase == ""


def test_a_tag_that_no_active_job_reads_may_change() -> None:
    control = Controller(READERS, CHAIN)
    start(control, "role", p="n")
    edit = start(control, "edit", p="p", q="m")
    edit.reconfigure(Graph(CHAIN.edges, tags={"n": ["ro"]}))
    assert control.graph == Graph(CHAIN.edges, tags={"n": ["ro"]})


FOUNDED = nac.compile("""
    action rewire covers rewires
    action mark
    operation alone(p) { where p has ok   where empty parents(p)   at p { require mark   allow all } }
    operation over(p, q) { at q { require rewire   allow all }   effects { rewires q to p unseen by q } }
    operation put(p, n: new) { at p, n { require mark   allow all }   changes { insert n above p } }
    operation filter(p, n: new) { at p { require mark   allow all }   changes { insert n above p as filter } }
    operation bring(n: new) { at n { require mark   allow all }   changes { add n } }
    operation self(p, n: new) {
        where empty parents(p)
        at p, n { require mark   allow all }
        changes { insert n above p }
    }
""")
TWO = Graph(nodes=["p", "q"], tags={"p": ["ok"]})
OVER = Graph([("q", "p")], tags={"p": ["ok"]})


@pytest.fixture
def founded(monkeypatch: pytest.MonkeyPatch) -> Controller:
    """A controller by whose certificate the second precondition of `alone` and that of `self` are relied on."""
    kept = require_covered(nac.load("rfc"))
    said = replace(kept, table=digest(FOUNDED), relied=(("alone", 1, ""), ("self", 0, ""), ("bring", -1, "n")))
    monkeypatch.setattr(certificate_module, "require_covered", lambda *_: said)
    return Controller(FOUNDED, TWO, certified=True)


def test_a_change_that_takes_a_precondition_is_refused(founded: Controller) -> None:
    alone, over = start(founded, "alone", p="p"), start(founded, "over", p="p", q="q")
    keeps(founded, over, OVER, r"alone relies on a precondition that would fall \(spec:4:43\): no change may do that")
    alone.release()
    over.reconfigure(OVER)


def test_a_start_that_takes_a_precondition_is_refused(founded: Controller) -> None:
    assert founded.graph is not None
    alone = start(founded, "alone", p="p")
    for name in ("put", "filter"):
        plan = FOUNDED[name].plan(founded.graph, p="p", n="n")
        for act in (founded.admit, founded.verdict):
            with pytest.raises(Misuse, match="alone relies on a precondition that would fall"):
                act(plan)
    assert list(founded.jobs) == ["alone"]
    assert founded.graph == TWO
    alone.release()
    start(founded, "put", p="p", n="n")


def test_nothing_comes_above_a_new_node_that_is_relied_on_to_be_on_top(founded: Controller) -> None:
    bring, over = start(founded, "bring", n="n"), start(founded, "over", p="n", q="q")
    graph = Graph([("q", "n")], nodes=["p"], tags=TWO.tags)
    keeps(founded, over, graph, "bring relies on a precondition that would fall: no change may do that")
    bring.release()
    over.reconfigure(graph)


def test_a_start_that_takes_the_jobs_own_precondition_is_refused(founded: Controller) -> None:
    with pytest.raises(Misuse, match="self relies on a precondition that would fall"):
        start(founded, "self", p="p", n="n")
    assert founded.jobs == {}
    assert founded.graph == TWO


def test_a_filter_stays_where_a_precondition_would_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = nac.compile("""
        action mark
        operation filter(p, n: new) { at p { require mark   allow all }   changes { insert n above p as filter } }
        operation apart(p, q) { where not p in backing(q)   at p { require mark   allow all } }
    """)
    said = replace(require_covered(nac.load("rfc")), table=digest(spec), relied=(("apart", 0, ""),))
    monkeypatch.setattr(certificate_module, "require_covered", lambda *_: said)
    graph = Graph([("q", "p")])
    for certified in (True, False):
        control = Controller(spec, graph, certified=certified)
        filtering = start(control, "filter", p="p", n="f")
        apart = start(control, "apart", p="p", q="q")
        filtering.release()
        assert (control.graph == graph) != certified
        apart.release()


def test_without_a_certificate_nothing_is_known_to_be_relied_on() -> None:
    control = Controller(FOUNDED, TWO)
    start(control, "alone", p="p")
    start(control, "over", p="p", q="q").reconfigure(OVER)


def test_what_did_not_hold_before_does_not_fall(founded: Controller) -> None:
    over = start(founded, "over", p="p", q="q")
    over.reconfigure(OVER)
    founded.admit(FOUNDED["put"].plan(founded.graph or TWO, p="q", n="n"))
    assert founded.graph is not None


def test_shipped_certificates_say_what_is_relied_on() -> None:
    spec = nac.load("rfc")
    relied = relied_on(require_covered(spec), spec)
    assert relied.keys() == {"block-stream", "blockdev-add", "blockdev-del"}
    assert relied["blockdev-del"] == (spec["blockdev-del"].wheres[0],)
    assert [where.message for where in relied["blockdev-add"]] == ["nothing stands above node-name"]
    spec = nac.load("qemu")
    assert relied_on(require_covered(spec), spec) == {}


@pytest.mark.parametrize(
    "wrong", [("alone", 2, ""), ("alone", -1, ""), ("nobody", 0, ""), ("alone", -1, "n"), ("alone", 0, "p")]
)
def test_a_precondition_that_there_is_not(wrong: tuple[str, int, str]) -> None:
    kept = replace(require_covered(nac.load("rfc")), relied=(wrong,))
    with pytest.raises(Uncertified, match="which there is not"):
        relied_on(kept, FOUNDED)
