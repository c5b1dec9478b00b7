"""What an operation changes as it starts (`checker.questions.start_changes`): where a proof says that it leaves the
claims of others enough, the real controller never admits it beside a job whose claims it makes too few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import nac
from checker.deciding.prove import decide
from checker.encoding.change_steps import Course
from checker.encoding.growth import growths
from checker.questions import start_changes
from checker.questions.founded import Foundation, as_it_starts
from checker.questions.question import Side
from checker.questions.start_changes import question
from checker.smt.logic import FALSE, Formula
from checker.smt.solve import Solver
from nac.controller import Controller
from nac.errors import Misuse
from nac.ledger import Ledger
from nac.operators import ParameterKind
from nac.plan import Plan
from nac.refusal import Refused
from nac.sets import holds
from nac.spec import Action, Change, Condition, Effect, NodeSet, Operation, Parameter, Role, Spec, Where

from ..specs import all_small
from ..specs.random_plausible import sets
from . import brute
from .assumption import left_behind

P, Q, A, B, N = (NodeSet("name", name=name) for name in "pqabn")
ALL = 3


@pytest.fixture(scope="module")
def quick() -> Iterator[Solver]:
    with Solver(rlimit=300_000) as pool:
        yield pool


@cache
def conditions(names: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    one = st.one_of(
        st.builds(lambda nodes: Condition("has", sets=(nodes,), name="t"), sets(names, rich=False)),
        st.builds(lambda nodes: Condition("has", sets=(nodes,), name="t"), sets(names, rich=False)),
        st.builds(lambda nodes: Condition("empty", sets=(nodes,)), sets(names, rich=False)),
    )
    one |= one.map(lambda inner: Condition("not", (inner,)))
    return one | st.builds(lambda op, *both: Condition(op, both), st.sampled_from(["and", "or"]), one, one)


@cache
def held_roles() -> st.SearchStrategy[Role]:
    return st.builds(
        Role,
        st.sampled_from([P, P, P]) | sets(["p", "q"]),
        st.sampled_from([0, 1, 2]),
        st.sampled_from([0, 1, 2, 3]),
        st.none() | conditions(("p", "q")),
    )


@st.composite
def holders(draw: st.DrawFn) -> Operation:
    kind: ParameterKind = draw(st.sampled_from(["node", "user"]))
    wheres = [Where(draw(conditions(("p", "q"))), "so")] if draw(st.booleans()) else []
    roles = tuple(draw(st.lists(held_roles(), min_size=1, max_size=2)))
    parameters = (Parameter("p", kind), Parameter("q", optional=True))
    return Operation("holder", parameters, wheres=tuple(wheres), roles=roles, effects=(Effect("reads", P),))


@cache
def some_changes() -> st.SearchStrategy[Change]:
    when = st.none() | conditions(("a", "b"))
    one = st.sampled_from([A, B])
    chains, kinds = st.sampled_from(["backing", "filter"]), st.sampled_from(["backing", "file"])
    return st.one_of(
        st.builds(Change, st.sampled_from(["tag", "untag"]), one | sets(["a"], False), word=st.just("t"), when=when),
        st.builds(Change, st.just("link"), st.sampled_from([A, N]), st.just(B), kinds, when=when),
        st.builds(Change, st.just("link"), st.just(B), st.sampled_from([A, N]), kinds, when=when),
        st.builds(Change, st.just("unlink"), one, word=kinds, when=when),
        st.builds(Change, st.just("insert"), st.sampled_from([N, N, B]), st.just(A), chains, st.none() | one, when),
        st.builds(Change, st.just("add"), st.just(N), when=when),
        st.builds(Change, st.just("remove"), one, when=when),
    )


@cache
def changing_roles() -> st.SearchStrategy[Role]:
    flags = st.sampled_from([1, 2, 3]), st.sampled_from([0, 3, 3])
    return st.builds(Role, sets(["a", "b", "n"], rich=False), *flags)


@st.composite
def changers(draw: st.DrawFn) -> Operation:
    changes = draw(st.lists(some_changes(), min_size=1, max_size=3))
    roles = draw(st.lists(changing_roles(), min_size=1, max_size=2))
    wheres = (Where(Condition("empty", sets=(NodeSet("parents", (A,)),)), "so"),) if draw(st.booleans()) else ()
    parameters = (Parameter("a"), Parameter("b"), Parameter("n", "new", optional=True))
    return Operation("changer", parameters, wheres=wheres, roles=tuple(roles), changes=tuple(changes))


def too_few(spec: Spec, held: Plan, other: Plan) -> bool:
    """The other job may start beside the holder, whose claims are then fewer than it would have to hold."""
    moved = held
    for place, node in other.moves:
        moved = moved.moved(place, node) if moved.uses(place) else moved
    if not (together(held, other) and together(moved, other)):
        return False
    later = moved.later(other.after, other.gone).scopes
    if not all(holds(where.condition, scope) for where in held.operation.wheres for scope in later):
        return True
    found = brute.started(brute.job(spec, held, ""), other)
    if found is None:
        return False
    before, now, scopes = found
    assert set(before.claims) == {*held.claims(), *moved.claims()}
    followed(spec, held, other, now.claims)
    used = list(all_small.all_sets(held.operation))
    if any(left_behind(used, was, then) for was, then in zip(held.scopes, scopes, strict=True)):
        return False  # the one assumption of the rules of growth
    return any(True for _ in brute.outgrown(before, now))


def together(held: Plan, other: Plan) -> bool:
    ledger: Ledger[int] = Ledger()
    return ledger.admit(0, held.table("")) and ledger.admit(1, other.table(""))


def followed(spec: Spec, held: Plan, other: Plan, claims: brute.Claims) -> None:
    """The controller lets the holder claim what it must on the graph that the other job's start leaves, or refuses."""
    controller = Controller(spec, held.graph)
    grant = controller.admit(held)
    try:
        controller.admit(other)
    except (Refused, Misuse):  # or it claims and changes nothing
        assert controller.graph == held.graph
        assert grant.claims == held.claims()
    else:
        assert controller.graph == other.after
        assert {node: tuple(claim) for node, claim in grant.claims.items()} == claims


def worlds(holder: Operation, changer: Operation, *, size: int) -> Iterator[tuple[Plan, Plan]]:
    for graph in all_small.graphs(size, ("backing", "file"), ("t",)):
        others = [*all_small.plans(changer, graph)]
        for held in all_small.plans(holder, graph):
            if held.claims():
                for other in others:
                    yield held, other


def decided(spec: Spec, solver: Solver) -> str:
    holder, changer = spec.operations
    sides = Side(holder, ""), Side(changer, "")
    asked = [
        question(sides[0], growths(holder, "", ()), sides[1]),
        as_it_starts(sides[0], Foundation(holder, holder.wheres, ()), sides[1]),
    ]
    found = decide(spec, [each for each in asked if each is not None], solver)
    words = {type(finding.outcome).__name__ for finding in found} or {"nothing to ask"}
    return next(word for word in ("Refuted", "Unknown", "Proved", "nothing to ask") if word in words)


def agrees(spec: Spec, verdict: str, largest: int) -> bool:
    """Nothing is proved that a graph of so many nodes shows to be wrong."""
    cases = (plans for size in range(1, largest + 1) for plans in worlds(*spec.operations, size=size))
    return verdict in ("Refuted", "Unknown") or not any(too_few(spec, *plans) for plans in cases)


PAIRS = st.builds(lambda *both: Spec("random", (Action("one"), Action("two")), both), holders(), changers())
SUPPRESSED = list(HealthCheck)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=SUPPRESSED)
@given(PAIRS)
def test_what_is_proved_holds(quick: Solver, spec: Spec) -> None:
    verdict = decided(spec, quick)
    event(verdict)
    assert agrees(spec, verdict, 2)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=SUPPRESSED)
@given(PAIRS)
def test_what_is_proved_holds_on_larger_graphs(quick: Solver, spec: Spec) -> None:
    assert agrees(spec, decided(spec, quick), 3)


def nothing(*_: object) -> Iterator[Formula]:
    return iter(())


HOLDER = "action one\naction two\noperation holder(p{}, q?: node) {{ {} effects {{ reads p }} }}\n"
CHANGER = "operation changer(a, b?: node, n?: new) {{ {} at a {{ require one allow all }} changes {{ {} }} }}"
ALLOWING = "{ require one allow all }"
UNLESS_TAGGED = f"at p {{ require two allow all }} at p when not p has t {ALLOWING}"
MISTAKES: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "tags do not matter": (
        lambda patch: patch.setattr(start_changes, "retagged", nothing),
        HOLDER.format("", UNLESS_TAGGED) + CHANGER.format("", "untag a t"),
    ),
    "users find from the new node what they found from the old": (
        lambda patch: patch.setattr(start_changes, "moved", lambda held, place: FALSE),
        HOLDER.format(": user", UNLESS_TAGGED) + CHANGER.format("", "insert n above a as backing"),
    ),
    "nothing is made up": (
        lambda patch: patch.setattr(Course, "_make_up", nothing),
        HOLDER.format("", f"at everything {ALLOWING}") + CHANGER.format('where not n "it has no name"', "add n"),
    ),
    "edges do not matter": (
        lambda patch: patch.setattr(start_changes, "_outgrown", nothing),
        HOLDER.format("", f"at chain(p) {ALLOWING}") + CHANGER.format("", "link a to b as backing"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_would_be_found(mistake: str, quick: Solver, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, text = MISTAKES[mistake]
    spec = nac.compile(text)
    assert agrees(spec, decided(spec, quick), 2)
    patch(monkeypatch)
    assert not agrees(spec, decided(spec, quick), 2)


def test_a_job_need_not_be_able_to_start_again(quick: Solver) -> None:
    """One has raised y above x, another raises z between the two: the first could not start so again."""
    spec = nac.compile(
        """
        action one covers rewires
        operation raise(x, y) {
            where not y in (x, above(x), below(x))
            at x, y, parents(x) { require one   allow all }
            changes { insert y above x }
            effects { rewires y to x unseen by y   rewires parents(x) to y unseen by parents(x) }
        }
        """
    )
    (raises,) = spec.operations
    asked = question(Side(raises, "", started=True), growths(raises, "", ()), Side(raises, ""))
    assert asked is not None
    (finding,) = decide(spec, [asked], quick)
    assert type(finding.outcome).__name__ == "Refuted"
