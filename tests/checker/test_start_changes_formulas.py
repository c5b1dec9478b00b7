"""What is said of one job's changes and another's claims (`checker.questions.start_changes`, `moved_users` and
`announced`), case by case: the formulas on one graph, and the facts that are found there."""

from __future__ import annotations

from dataclasses import replace

import pytest

import nac
from checker.deciding.obligations import check
from checker.deciding.prove import decide
from checker.encoding.encode import SymbolicCall, SymbolicJob
from checker.encoding.growth import growths
from checker.questions import announced, founded, start_changes
from checker.questions.founded import Foundation
from checker.questions.moved_users import Carried, carried
from checker.questions.question import Question, Side, Situation
from checker.smt.logic import FALSE, TRUE, or_
from checker.smt.outcome import Proved, Refuted, Unknown
from checker.smt.solve import Solver
from nac.graph import Graph
from nac.plan import bind
from nac.spec import Json, Spec

from .concrete import Concrete

ACTIONS = "action one covers rewires\naction two covers reads\n"
CHANGER = "at a { require one allow all } changes { %s }"


def compiled(holder: str, changes: str, given: str = "p, q?: node", taken: str = "a, b?: node, n?: new") -> Spec:
    """An operation that holds claims and one that changes the graph as it starts."""
    text = f"{ACTIONS} operation holder({given}) {{ {holder} }} operation changer({taken}) {{ {CHANGER % changes} }}"
    return nac.compile(text)


def asked(spec: Spec, phase: str = "") -> Question | None:
    """About the claims of the holder, and about all of its preconditions, as if proofs relied on them."""
    holder, changer = spec.operations
    sides = Side(holder, phase), Side(changer, changer.start)
    found = [
        start_changes.question(sides[0], growths(holder, phase, ()), sides[1]),
        founded.as_it_starts(sides[0], Foundation(holder, holder.wheres, ()), sides[1]),
    ]
    both = [question for question in found if question is not None]
    if not both:
        return None
    return replace(
        both[0],
        bad=lambda structure, jobs: or_(*(question.bad(structure, jobs) for question in both)),
        explain=lambda situation: tuple(fact for question in both for fact in question.explain(situation)),
    )


def said(spec: Spec, graph: Graph, held: dict[str, Json], change: dict[str, Json], phase: str = "") -> bool:
    """Whether the formula says that the claims may become too few."""
    question = asked(spec, phase)
    assert question is not None
    scopes = {}
    made: dict[tuple[str, str], str] = {}
    for prefix, operation, arguments in zip("ab", spec.operations, (held, change), strict=True):
        (scopes[prefix],) = bind(operation, graph, arguments)
    if any(each.op in ("insert", "add") for each in spec.operations[1].changes) and "n" not in change:
        made["b", "n"] = "#changer1"
    structure = Concrete(graph, scopes, made)
    sides = question.sides
    jobs = tuple(
        SymbolicJob(spec, SymbolicCall(structure, s.operation, x), s.phase) for x, s in zip("ab", sides, strict=True)
    )
    found = question.bad(structure, jobs)
    assert found in (TRUE, FALSE)
    return found == TRUE


def facts(spec: Spec, graph: Graph, held: dict[str, Json], change: dict[str, Json], phase: str = "") -> list[str]:
    """The nodes that the facts are about."""
    question = asked(spec, phase)
    assert question is not None
    holder, changer = spec.operations
    plans = holder.plan(graph, held), changer.plan(graph, change)
    return [" ".join(fact.nodes) for fact in question.explain(Situation(spec, graph, question.sides, plans, graph))]


# Which claims move along with a node


UP, DOWN = Carried(False), Carried(True)


@pytest.mark.parametrize(
    ("roles", "phase", "expected"),
    [
        ("at p { }", "", UP),
        ("at p, above(p) { }", "", UP),
        ("at p, parents(p), overlays(p), root(p) { }", "", UP),
        ("at p { } at q { }", "", None),
        ("at below(p) { }", "", None),
        ("at p, below(p) { }", "", DOWN),
        ("at chain(p) { }", "", DOWN),
        ("at p, children(p), backing(p), above(p) { }", "", DOWN),
        ("at p, bottom(p) { }", "", None),
        ("at p { } at below(p) { }", "", DOWN),
        ("at p { require one } at p { } at below(p) { require one }", "", DOWN),
        ("at p { allow one } at below(p) { }", "", None),
        ("at p { } at below(p) { require one }", "", None),
        ("at p when q { require one } at p { } at below(p) { require one }", "", None),
        ("at p when q { require one } at p { } at below(p) when q { require one }", "", DOWN),
        ("at p { require one } at p { } at below(p) when q { require one }", "", DOWN),
        ("at p when q { require one } at below(p) when not q { require one }", "", None),
        ("at above(q) { }", "", None),
        ("let l = above(p)  at p, l { }", "", UP),
        ("let l = p  at p, l { }", "", UP),
        ("let l = below(p)  at l { }", "", None),
        ("let l = below(p)  at p, l { }", "", DOWN),
        ("let l = q  at p, l { }", "", None),
        ("let l = p  at above(l) { }", "", None),  # of lets no more is said than this
        ("at p when q { }", "", UP),
        ("at p when empty below(p) { }", "", None),
        ("phases x -> y  at p during x { } at below(p) during y { }", "x", UP),
        ("phases x -> y  at p during x { } at below(p) during y { }", "y", None),
    ],
)
def test_which_claims_move_with_their_node(roles: str, phase: str, expected: Carried | None) -> None:
    (holder,) = nac.compile(f"action one operation holder(p: user, q?: node) {{ {roles} }}").operations
    assert carried(Side(holder, phase)) == expected


def test_two_users_move_apart() -> None:
    for given in ("p: user, q: user", "list: [p: user]"):
        (holder,) = nac.compile(f"action one operation holder({given}) {{ at p {{ }} }}").operations
        assert not carried(Side(holder, ""))


# Edges

USER = "p: user, q?: node"
HOLD = "{ require two allow all }"
TWICE = "insert n above a as backing  insert b above n as file"


@pytest.mark.parametrize(
    ("holder", "changes", "edges", "change", "expected"),
    [
        # A user whose claims move along, and one whose claims need not.
        (f"at p {HOLD}", "insert n above a as backing", [], {"a": "p"}, False),
        (f"at below(p) {HOLD}", "insert n above a as backing", [], {"a": "p"}, True),
        (f"at below(p) {HOLD}", "insert n above a as backing", [("p", "x")], {"a": "x"}, True),
        (f"at below(p) {HOLD}", "insert n above a as backing", [("x", "y")], {"a": "x"}, False),
        # No insert, no move.
        (f"at below(p) {HOLD}", "insert n above a as backing when not empty below(a)", [], {"a": "p"}, False),
        (f"at below(p) {HOLD}", "insert n above a as backing when not empty below(a)", [("p", "x")], {"a": "p"}, True),
        # What takes the place of what took it.
        (f"at below(p) {HOLD}", TWICE, [], {"a": "p", "b": "x"}, True),
        (f"at below(p) {HOLD}", TWICE, [], {"a": "y", "b": "x"}, False),
        # Another change beside the insert makes claims too few by itself.
        (f"at below(p) {HOLD}", "insert n above a as backing  link b to a as file", [], {"a": "x", "b": "p"}, True),
        (f"at below(p) {HOLD}", "insert n above a as backing  link b to a as file", [], {"a": "x", "b": "y"}, False),
        # What comes above the new node was not above the old one.
        (f"at p, above(p) {HOLD}", "insert n above a as backing", [("x", "p")], {"a": "p"}, False),
        (f"at p, above(p) {HOLD}", "insert n above a as backing  link b to n as file", [], {"a": "p", "b": "x"}, True),
        (f"at p, above(p) {HOLD}", "insert n above a as backing  link b to a as file", [], {"a": "x", "b": "y"}, False),
        # What lies below the new node is the old one, and what lay below that.
        (f"at p, below(p) {HOLD}", "insert n above a as backing", [("p", "x")], {"a": "p"}, False),
        (f"at chain(p) {HOLD}", "insert n above a as backing", [("p", "x")], {"a": "p"}, False),
        (f"at p, below(p) {HOLD}", "insert n above a as backing  link n to b as file", [], {"a": "p", "b": "x"}, True),
        (f"at p, above(p) {HOLD}", "insert n above a as backing  link n to b as file", [], {"a": "p", "b": "x"}, False),
        (f"at p, below(p) {HOLD}", "insert b above a as backing", [], {"a": "p", "b": "x"}, False),
        (f"at p, below(p) {HOLD}", "insert b above a as backing", [("x", "y", "file")], {"a": "p", "b": "x"}, True),
        (f"at p, above(p) {HOLD}", "insert b above a as backing", [("x", "y", "file")], {"a": "p", "b": "x"}, False),
        (f"at p, below(p) {HOLD}", "insert b above a as backing", [("x", "y", "file")], {"a": "y", "b": "x"}, False),
        (f"at p, below(p) {HOLD}", "insert n above a as backing  link n to b as file", [], {"a": "x", "b": "y"}, False),
        (f"at p, below(p) {HOLD}", "insert n above a as backing  link b to a as file", [], {"a": "p", "b": "y"}, False),
        (f"at p, below(p) {HOLD}", "insert n above a as backing  link b to a as file", [], {"a": "x", "b": "p"}, True),
        # Moved or not, a root comes nearer where an edge goes.
        (f"at root(p) {HOLD}", "insert n above a as backing  unlink b as file", [("x", "p", "file")],
         {"a": "p", "b": "x"}, True),
        (f"at root(p) {HOLD}", "insert n above a as backing  unlink b as file", [("x", "p", "file")],
         {"a": "y", "b": "y"}, False),
    ],
)  # fmt: skip
def test_what_is_said_of_edges(
    holder: str, changes: str, edges: list[tuple[str, str]], change: dict[str, Json], expected: bool
) -> None:
    spec = compiled(holder, changes, USER)
    graph = Graph(edges, ["p", "x", "y"])
    assert said(spec, graph, {"p": "p"}, change) == expected


def test_objects_of_a_list_may_be_inserted_above_each_other() -> None:
    """Then claims that would move along alone need not be enough."""
    one = compiled(f"at p {HOLD}", "insert n above a as backing", USER)
    many = compiled(f"at p {HOLD}", "insert n above a as backing", USER, "list: [a, b?: node, n?: new]")
    graph = Graph([], ["p"])
    assert not said(one, graph, {"p": "p"}, {"a": "p"})
    assert said(many, graph, {"p": "p"}, {"list": [{"a": "p"}]})


# Tags

UNTAG, TAG = "untag a t", "tag a t"


@pytest.mark.parametrize(
    ("holder", "changes", "tagged", "change", "expected"),
    [
        (f"at p when not q has t {HOLD}", UNTAG, True, {"a": "q"}, True),
        (f"at p when not q has t {HOLD}", UNTAG, True, {"a": "p"}, False),
        (f"at p when not q has t {HOLD}", UNTAG, False, {"a": "q"}, False),  # it is so already
        (f"at p when q has t {HOLD}", TAG, False, {"a": "q"}, True),
        (f"at p when q has t {HOLD}", TAG, True, {"a": "q"}, False),
        (f'where q has t "so"  at p {HOLD}', UNTAG, True, {"a": "q"}, True),
        (f'where not q has t "so"  at p {HOLD}', TAG, False, {"a": "q"}, True),
        (f"at p when not q has t {HOLD}", "remove a", True, {"a": "q"}, True),
        (f"at p when not q has t {HOLD}", "remove a", True, {"a": "p"}, False),
        (f"at p when not q has t {HOLD}", "tag a u  untag a t", True, {"a": "q"}, True),
        (f"at p when not q has t {HOLD}", "untag a u  untag b t", True, {"a": "q", "b": "q"}, True),
        (f"at p when not q has t {HOLD}", "untag a t when b", True, {"a": "q"}, False),
    ],
)
def test_what_is_said_of_tags(holder: str, changes: str, tagged: bool, change: dict[str, Json], expected: bool) -> None:
    spec = compiled(holder, changes)
    graph = Graph([], ["p", "q"], {"q": ["t"] if tagged else []})
    assert said(spec, graph, {"p": "p", "q": "q"}, change) == expected


@pytest.mark.parametrize(
    ("holder", "changes", "phase"),
    [
        (f"at p {HOLD}", UNTAG, ""),
        (f"at p when q has t {HOLD}", UNTAG, ""),
        (f"at p when q has u {HOLD}", TAG, ""),
        (f"at p when q has t {HOLD}", "remove a", ""),
        (f"at p when q {HOLD}", "remove a", ""),
        (f"phases x -> y  at p during x {HOLD} at p when q has t during y {HOLD}", TAG, "x"),
    ],
)
def test_there_is_nothing_to_ask_of_what_cannot_matter(holder: str, changes: str, phase: str) -> None:
    assert asked(compiled(holder, changes), phase) is None


def test_a_condition_matters_in_its_phase() -> None:
    spec = compiled(f"phases x -> y  at p during x {HOLD} at p when q has t during y {HOLD}", TAG)
    assert said(spec, Graph([], ["p", "q"]), {"p": "p", "q": "q"}, {"a": "q"}, "y")


@pytest.mark.parametrize(
    ("changes", "expected"), [("remove a", Refuted), ("untag a t", Proved), ("tag a t", Proved), ("untag m t", Refuted)]
)
@pytest.mark.parametrize("asked_of", ["part(q, k)", "monday"])
def test_parts_go_with_their_node(changes: str, expected: type, asked_of: str, solver: Solver) -> None:
    holder = f"let monday = part(q, k)  at p when not {asked_of} has t {HOLD}"
    taken = "a, b?: node, n?: new, k: text"
    spec = compiled(holder, changes.replace(" m ", " part(a, k) "), "p, q, k: text", taken)
    question = asked(spec)
    outcome = Proved() if question is None else decide(spec, [question], solver)[0].outcome
    assert isinstance(outcome, expected)


# Facts

FAR = "at p { require two allow all } at below(p) { require one, two allow all }"
LISTED = "list: [p: user, q?: node]"
INSERT = "insert n above a as backing"


@pytest.mark.parametrize(
    ("holder", "given", "held", "edges", "change", "expected"),
    [
        # p is moved to n: below it lies p then.
        (FAR, USER, {"p": "p"}, [], {"a": "p", "n": "n"}, ["p n"]),
        (FAR, USER, {"p": "p"}, [], {"a": "x", "n": "n"}, []),
        (FAR, LISTED, {"list": [{"p": "p"}]}, [], {"a": "p", "n": "n"}, ["p n"]),
        (FAR, LISTED, {"list": [{"p": "x"}, {"p": "p"}]}, [], {"a": "p", "n": "n"}, ["p n"]),
        (f"at q {HOLD} at below(p) {HOLD}", LISTED, {"list": [{"p": "p", "q": "x"}]}, [], {"a": "p", "n": "n"},
         ["p n"]),
        # Only users move: q names what it named.
        (f"at p {HOLD} at below(q) {{ require one allow all }}", USER, {"p": "p", "q": "p"}, [],
         {"a": "p", "n": "n"}, []),
        (f"at p {HOLD} at below(q) {HOLD}", "p: user, q: user", {"p": "p", "q": "x"}, [], {"a": "p", "n": "n"}, []),
        (f"at q {HOLD} at below(q) {{ require one allow all }}", "p: user, q: user", {"p": "p", "q": "p"}, [],
         {"a": "p", "n": "n"}, ["p n"]),
        # What it held it holds still.
        (f"at p, below(p) {HOLD}", USER, {"p": "p"}, [("p", "x")], {"a": "p", "n": "n"}, []),
        (f"at p, above(p) {HOLD}", USER, {"p": "p"}, [("x", "p")], {"a": "p", "n": "n"}, []),
    ],
)  # fmt: skip
def test_what_the_claims_of_a_user_lack(
    holder: str, given: str, held: dict[str, Json], edges: list[tuple[str, str]], change: dict[str, Json],
    expected: list[str],
) -> None:  # fmt: skip
    assert facts(compiled(holder, INSERT, given), Graph(edges, ["p", "x"]), held, change) == expected


def test_what_a_job_lacks_in_its_phase() -> None:
    spec = compiled(f"phases x -> y  at p during x {HOLD} at p when not q has t during y {HOLD} at q {HOLD}", UNTAG)
    graph = Graph([], ["p", "q"], {"q": ["t"]})
    held: dict[str, Json] = {"p": "p", "q": "q"}
    assert facts(spec, graph, held, {"a": "q"}, "y") == ["p q"]
    spec = compiled(f"phases x -> y  at q during x {HOLD} at p when not q has t during y {HOLD} at q {HOLD}", UNTAG)
    assert facts(spec, graph, held, {"a": "q"}, "y") == ["p q"]


def test_a_job_that_is_refused_changes_nothing() -> None:
    spec = compiled("at p { require two allow two } at p when not q has t { require one }", UNTAG)
    graph = Graph([], ["p", "q"], {"q": ["t"]})
    assert facts(spec, graph, {"p": "p", "q": "q"}, {"a": "q"}) == ["p q"]
    assert facts(spec, graph, {"p": "p", "q": "p"}, {"a": "p"}) == []  # it does not allow one at p


def test_a_fact_names_all_that_changes() -> None:
    spec = compiled(f"at p when not q has t {HOLD}", "untag a t  add n  link b to n as file")
    graph = Graph([], ["p", "q", "x"], {"q": ["t"]})
    assert facts(spec, graph, {"p": "p", "q": "q"}, {"a": "q", "b": "x", "n": "n"}) == ["p q x n"]
    spec = compiled(f"at p when not q has t {HOLD}", "untag a t  remove b")
    assert facts(spec, graph, {"p": "p", "q": "q"}, {"a": "q", "b": "x"}) == ["p q x"]


def test_what_matters_tells_questions_apart() -> None:
    """Operations alike but in name share an answer, if what their questions are about is the same."""
    spec = compiled(f'where q has t "so"  at p {HOLD} at below(p) {HOLD}', "untag a t  link a to b as backing")
    holder, changer = (Side(operation, "") for operation in spec.operations)
    harmful = growths(holder.operation, "", holder.operation.wheres)
    whole = start_changes.question(holder, harmful, changer)
    assert whole is not None
    assert whole != start_changes.question(holder, harmful[1:], changer)
    base = Foundation(holder.operation, holder.operation.wheres, ())
    relies = founded.as_it_starts(holder, base, changer)
    assert relies is not None
    assert relies != founded.as_it_starts(holder, replace(base, wheres=(), alone=("p",)), changer)


# Announced


def announced_facts(
    effects: str, changes: str, edges: list[tuple[str, str]], arguments: dict[str, Json], first: str = ""
) -> list[str]:
    body = f"{first} at a {{ require one }} changes {{ {changes} }} effects {{ {effects} }}"
    spec = nac.compile(f"{ACTIONS} operation op(a, b?: node, c?: node, n?: new) {{ {body} }}")
    (question,) = announced.questions(spec)
    graph = Graph(edges, ["a", "b", "c"])
    plans = (spec["op"].plan(graph, arguments),)
    return [" ".join(fact.nodes) for fact in question.explain(Situation(spec, graph, question.sides, plans, graph))]


@pytest.mark.parametrize(
    ("effects", "changes", "edges", "expected"),
    [
        ("rewires a to b", "link a to b as file", [], []),
        ("rewires a to b", "link a to c as file", [], ["a c"]),
        ("rewires a to b", "link a to c as file  link b to c as file", [], ["a c", "b c"]),
        ("rewires b to c", "link b to c as file  unlink a as file", [("a", "c", "file")], ["a"]),
        ("rewires a to b", "link b to c as file  unlink c as file", [("c", "a", "file")], ["b c", "c"]),
        ("rewires n to a", "insert n above a", [], []),  # made up: nobody can say it
        ("reads a", "add n", [], []),
    ],
)
def test_what_is_not_announced(effects: str, changes: str, edges: list[tuple[str, str]], expected: list[str]) -> None:
    assert announced_facts(effects, changes, edges, {"a": "a", "b": "b", "c": "c"}) == expected


def test_a_named_node_is_to_be_announced() -> None:
    arguments: dict[str, Json] = {"a": "a", "n": "n"}
    assert announced_facts("reads a", "insert n above a", [], arguments) == ["n a"]
    assert announced_facts("reads a", "add n", [], arguments) == ["n"]


def outcomes(body: str, solver: Solver) -> object:
    spec = nac.compile(f"{ACTIONS} operation op(a, b, c) {{ {body} at a, b, c {{ require one }} }}")
    (found,) = (owed.outcome for owed in check(spec, solver) if owed.id == "changes/op")
    return found


def test_effects_of_the_phase_of_the_start_announce(solver: Solver) -> None:
    first = "phases x -> y  changes { link a to b as file } effects { rewires a to b during x }"
    assert isinstance(outcomes(first, solver), Proved)
    assert isinstance(outcomes(first.replace("during x", "during y"), solver), Refuted)


def test_facts_are_about_the_phase_of_the_start() -> None:
    """What the effects of another phase say, they do not say of the start."""
    both = "link a to b as file  link a to c as file"
    arguments: dict[str, Json] = {"a": "a", "b": "b", "c": "c"}
    assert announced_facts("rewires a to b during x", both, [], arguments, "phases x -> y") == ["a c"]
    assert announced_facts("rewires a to b during y", both, [], arguments, "phases x -> y") == ["a b", "a c"]


def test_what_is_undone_at_once_decides_nothing(solver: Solver) -> None:
    """More is said than what really changes; no graph shows it."""
    body = (
        'where empty children(a) "it has none"  changes { link a to b as file  unlink a as file } effects { reads a }'
    )
    assert isinstance(outcomes(body, solver), Unknown)


def test_an_export_of_a_node_and_all_below_it_goes_on_behind_a_filter(solver: Solver) -> None:
    """It claims the old node as what lies below the new one; with other flags there it would not."""
    text = """
        action read  covers reads
        action graph covers rewires
        operation serve(node: user) {
            at node, below(node) { require read   allow read }
            effects { reads node, below(node) }
        }
        operation throttle(node, filter?: new) {
            phases starting -> done
            start starting then done
            at filter, parents(node) during starting { require graph   allow all except graph }
            at filter during done { allow all }
            changes { insert filter above node as filter }
            effects {
                rewires filter to node during starting
                rewires parents(node) to filter unseen by parents(node) during starting
            }
        }
        """
    outcomes = {owed.id: owed.outcome for owed in check(nac.compile(text), solver)}
    assert isinstance(outcomes["stability/serve/throttle.starting/changes"], Proved)
    spared = text.replace("at node, below(node) {", "at below(node) { require read } at node {")
    outcomes = {owed.id: owed.outcome for owed in check(nac.compile(spared), solver)}
    assert isinstance(outcomes["stability/serve/throttle.starting/changes"], Refuted)
