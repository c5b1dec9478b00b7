"""What is proved of a spec holds of every history: jobs that the real controller runs together, while they come, go,
move on and change the graph, never race. By random specs and random histories, without the checker's own notions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, islice

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import nac
from checker.deciding.obligations import Obligation, Owed, answered, questions, settle
from checker.deciding.prove import decide
from checker.smt.outcome import Proved
from checker.smt.solve import Solver
from nac import ledger
from nac.controller import Controller
from nac.errors import Error
from nac.grant import Grant
from nac.graph import Graph
from nac.operators import ParameterKind
from nac.plan import Plan
from nac.sets import evaluate
from nac.spec import Change, Condition, Effect, NodeSet, Operation, Parameter, Role, Spec

from ..long import examples
from ..specs.random_plausible import ACTIONS, operations
from . import brute

NODES = ("a", "b", "c", "d")
SAFE = ("coverage", "race", "changes", "stability")
P, N = NodeSet("name", name="p"), NodeSet("name", name="n")
ABOVE = NodeSet("parents", (P,))


@pytest.fixture(scope="module")
def quick() -> Iterator[Solver]:
    with Solver(rlimit=300_000) as pool:
        yield pool


@st.composite
def holders(draw: st.DrawFn) -> Operation:
    """Any operation, whose first parameter may be a user."""
    found = draw(operations("holder"))
    first, *others = found.parameters
    kind: ParameterKind = draw(st.sampled_from(["node", "user", "user"])) if not first.group else "node"
    return replace(found, parameters=(replace(first, kind=kind), *others))


@st.composite
def movers(draw: st.DrawFn) -> Operation:
    """One that changes the graph as it starts, mostly as its effects say and its roles cover."""
    kind = draw(st.sampled_from(["insert", "insert", "link", "unlink", "remove"]))
    word = draw(st.sampled_from(["backing", "filter", "file"]))
    q = NodeSet("name", name="q")
    when = draw(st.none() | st.none() | st.just(Condition("empty", sets=(ABOVE,))))
    change = {
        "insert": Change("insert", N, P, word, when=when),
        "link": Change("link", P, q, word, when=when),
        "unlink": Change("unlink", P, word=word, when=when),
        "remove": Change("remove", P, when=when),
    }[kind]
    said = {
        "insert": [Effect("rewires", N, to=P), Effect("rewires", ABOVE, ABOVE, to=N)],
        "link": [Effect("rewires", P, draw(st.sampled_from([None, P])), to=q)],
    }.get(kind, [Effect("rewires", P)])
    owners = NodeSet("union", (N, ABOVE)) if kind == "insert" else P
    phases: tuple[str, ...] = draw(st.sampled_from([(), ("begin", "end")]))
    start = phases[:1]
    seen = NodeSet("union", (P, NodeSet("above", (P,))))
    allow = st.sampled_from([0, 2, 10, 15 & ~1, 15 & ~4, 15])
    roles = [Role(owners, 4, draw(allow), during=start), Role(draw(st.sampled_from([P, seen, owners])), 0, draw(allow))]
    effects = [replace(each, during=start) for each in said]
    if draw(st.booleans()):
        effects.append(Effect("reads", draw(st.sampled_from([P, N, ABOVE])), during=phases[1:]))
        roles.append(Role(effects[-1].at, 2, draw(allow)))
    return Operation(
        "mover",
        (Parameter("p"), Parameter("q"), Parameter("n", "new", optional=draw(st.booleans()))),
        roles=tuple(roles),
        effects=tuple(effects),
        changes=(change,),
        phases=phases,
        transitions=(("begin", "end"),) if phases else (),
        start=phases[0] if phases else "",
        then=phases[1] if phases else "",
    )


BATCH = Operation("batch", (Parameter("calls", "calls"),))
SPECS = st.builds(lambda *both: Spec("random", ACTIONS, (*both, BATCH)), holders(), movers() | operations("mover"))


def batched(owed: Iterable[Owed], size: int) -> Iterator[tuple[Owed, ...]]:
    rest = iter(owed)
    while few := tuple(islice(rest, size)):
        yield few


class NotProved(Exception):
    pass


def proved(spec: Spec, solver: Solver) -> bool:
    """Whether all is proved that a race in a history could contradict. Nothing else is asked, nothing more once
    something is not proved, and no counterexample is looked for."""

    def decided(owed: Iterable[Owed]) -> tuple[Obligation, ...]:
        found: list[Obligation] = []
        for few in batched(owed, 4):
            found += answered(few, lambda asked: decide(spec, asked, solver, search=False))
            if not all(isinstance(each.outcome, Proved) for each in found):
                raise NotProved
        return tuple(found)

    try:
        settle(spec, [each for each in questions(spec) if each.kind.value in SAFE], decided)
    except NotProved:
        return False
    return True


def doing(spec: Spec, grant: Grant, graph: Graph) -> brute.Job:
    """What the job may do now, and what it claims."""
    found = []
    for number, (effect, scope) in enumerate(grant.plan.effects(graph, grant.phase, admitted=True)):
        hidden: set[str] = set()
        for node in evaluate(effect.unseen_by, scope) if effect.unseen_by is not None else ():
            hidden |= brute.viewers(graph, node)
        ends = evaluate(effect.to, scope) if effect.to is not None else frozenset()
        for node in sorted(evaluate(effect.at, scope)):
            found.append(brute.Deed(number, effect.verb, node, frozenset(hidden), ends))
    claims = {node: (claim.require, claim.allow) for node, claim in grant.claims.items()}
    return brute.Job(spec, grant.plan, grant.phase, claims, tuple(found))


class History:
    """One run of the controller, and what races in it."""

    def __init__(self, spec: Spec, chance: random.Random) -> None:
        self.spec, self.chance = spec, chance
        self.control = Controller(spec, self._graph())
        self.happened: Counter[str] = Counter()

    def _graph(self) -> Graph:
        edges = []
        for at, upper in enumerate(NODES):
            for lower in self.chance.sample(NODES[:at], self.chance.choice((0, 1, 1)) if at else 0):
                edges.append((upper, lower, self.chance.choice(("backing", "backing", "file"))))
        return Graph(edges, NODES)

    @property
    def graph(self) -> Graph:
        assert self.control.graph is not None
        return self.control.graph

    def races(self) -> list[str]:
        """Between jobs that run."""
        jobs = [doing(self.spec, grant, self.graph) for grant in self.control.jobs.values()]
        return [f"{a.plan} {b.plan} {race}" for a, b in combinations(jobs, 2) for race in brute.races(a, b, self.graph)]

    def step(self) -> list[str]:
        grants = [*self.control.jobs.values()]
        move = self.chance.choice(("admit", "admit", "admit", "release", "advance", "rewire", "rewire"))
        if move == "admit" or not grants:
            return self.admit()
        grant = self.chance.choice(grants)
        try:
            if move == "release":
                grant.release()
            elif move == "advance":
                grant.advance(self.chance.choice(grant.plan.operation.phases or ("",)))
            else:
                options = brute.changes(self.graph, doing(self.spec, grant, self.graph))
                if options:
                    grant.reconfigure(self.chance.choice(options))
        except Error:
            return []
        self.happened[move] += 1
        return []

    def admit(self) -> list[str]:
        """And what the job does as it starts, while the others run."""
        graph, others = self.graph, [*self.control.jobs.values()]
        operation = self.chance.choice(self.spec.operations)
        try:
            plan = operation.plan(graph, self._arguments(operation))
            # What is called later comes to a graph that nobody sees: it is looked at as what runs then.
            first = next((part for part in plan.parts if part.graph is graph), plan)
            started = brute.job(self.spec, first, first.operation.start)
            running = [doing(self.spec, grant, graph) for grant in others]
            self.control.admit(plan)
        except Error:
            return []
        changed = self.graph is not graph
        self.happened[
            ("start in a batch" if changed else "batch") if plan.parts else "start" if changed else "admit"
        ] += 1
        return [f"start of {first} {race}" for other in running for race in brute.races(started, other, graph)]

    def _arguments(self, operation: Operation) -> dict[str, object]:
        nodes, found = [*self.graph], dict[str, object]()
        for parameter in operation.parameters:
            if parameter.optional and self.chance.random() < 0.5:
                continue
            if parameter.kind == "calls":
                called = self.chance.choices(self.spec.callable, k=self.chance.choice((1, 2, 2, 3)))
                found[parameter.name] = [{"type": each.name, "data": self._arguments(each)} for each in called]
                continue
            one = self.chance.choice(nodes or ["a"])
            value: object = {
                "new": f"new{self.chance.randrange(3)}",
                "nodes": [one],
                "bool": True,
                "text": "t",
            }.get(parameter.kind, one)
            found.update({parameter.group: [{parameter.name: value}]} if parameter.group else {parameter.name: value})
        return found


def history(spec: Spec, seed: int, steps: int = 25) -> tuple[list[str], Counter[str]]:
    run = History(spec, random.Random(seed))
    for _ in range(steps):
        found = run.step() or run.races()
        if found:
            return found, run.happened
    return [], run.happened


def hunt(spec: Spec, seed: int, runs: int) -> list[str]:
    """What races in so many histories."""
    for number in range(runs):
        found, _ = history(spec, seed + number)
        if found:
            return found
    return []


@pytest.mark.slow
@settings(max_examples=examples(500, long=5000), deadline=None, suppress_health_check=list(HealthCheck))
@given(SPECS, st.integers(0, 1 << 30))
def test_what_is_proved_never_races(quick: Solver, spec: Spec, seed: int) -> None:
    holds = proved(spec, quick)
    event("proved" if holds else "not proved")
    assert not (holds and hunt(spec, seed, 40))


SHARED = """
    action write  covers writes at node, above(node)
    action read   covers reads
    action rewire covers rewires
    operation look(p: user) { at p { require read   allow read, rewire }   effects { reads p } }
    operation store(p) { at p, above(p) { require write   allow rewire }   effects { writes p } }
    operation attach(p, q) {
        at p { require rewire   allow all }
        effects { rewires p to q unseen by p }
    }
    operation raise(p, n?: new) {
        at n, parents(p) { require rewire   allow all }
        changes { insert n above p as filter }
        effects { rewires n to p   rewires parents(p) to n unseen by parents(p) }
    }
    operation batch(calls: calls) { }
"""
MISTAKES: dict[str, tuple[object, str, object]] = {
    "claims stay behind the graph": (Plan, "later", lambda plan, graph, gone=(): plan),
    "one half of the rule": (ledger, "conflict", lambda held, _, require, allow: require & ~held),
}


PHASES = """
    operation slow(p) {
        phases begin, run   start begin then run
        at p during begin { require read   allow read }
        at p, above(p) during run { require write   allow rewire }
        effects { reads p during begin   writes p during run }
    }
"""


def test_nothing_races_in_a_right_spec() -> None:
    assert hunt(nac.compile(SHARED), 1, 150) == []
    assert hunt(nac.compile(SHARED + PHASES), 1, 150) == []


def test_calls_are_made_and_refused_and_change_the_graph() -> None:
    spec, happened = nac.compile(SHARED), Counter[str]()
    for seed in range(40):
        happened += history(spec, seed)[1]
    assert min(happened[each] for each in ("batch", "start in a batch", "start", "admit")) >= 5, happened


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_controller_would_be_found(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*MISTAKES[mistake])
    assert hunt(nac.compile(SHARED), 1, 600)


def test_a_mistake_of_the_spec_would_be_found() -> None:
    for clause, without in ((", above(p) {", " {"), ("require read   allow read, rewire", "allow all")):
        assert hunt(nac.compile(SHARED.replace(clause, without)), 1, 600)
