"""The controller against the naive model, through histories that hypothesis invents
(semantics: admission, release, phases, stability)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nac import controller as controller_module
from nac import entitlement as rewire_module
from nac import ledger as ledger_module
from nac import plan as plan_module
from nac.controller import Controller
from nac.errors import Misuse
from nac.grant import Grant
from nac.graph import Graph
from nac.ledger import Ledger, Table
from nac.plan import Plan
from nac.refusal import Refusal, Refused
from nac.spec import NodeSet, Operation, Parameter, Role, Spec

from ..specs.by_hand import actions, name
from .model import BATCH, Edges, Holds, Job, Kind, Model, Quarrel, Words, claims_of

WORDS = ("read", "write", "edit")
NODES = ("a", "b", "c")
FORWARD = tuple((upper, lower) for at, upper in enumerate(NODES) for lower in NODES[at + 1 :])
"""Edges between nodes in one order make no cycle; each is of kind "file", so that a node may own several."""
PARAMETERS = ("p", "q")
USES = ("release", "advance", "reconfigure", "check", "enter", "unknown job, release", "unknown job, advance")
PHASES = ("first", "second")
MOVES = (("first", "second"), ("second", "first"))
IDS = ("x", "y", "z")

ran: Counter[str] = Counter()
"""How often each rule ran, and how it ended."""
full_run: Counter[str] = Counter()
"""That of the whole test: printed at the end of the session."""

words = st.sets(st.sampled_from(WORDS)).map(frozenset)
edge_sets = st.sets(st.sampled_from(FORWARD)).map(frozenset)


@st.composite
def kinds(draw: st.DrawFn, name: str) -> Kind:
    phases = PHASES if draw(st.sampled_from((True, True, False))) else ()
    clauses = st.builds(
        Holds,
        where=st.sampled_from(("at", "at", "above", "below")),
        parameter=st.sampled_from(PARAMETERS),
        require=words,
        # Half of the claims allow what they require of others, or most pairs of jobs would conflict.
        allow=st.sampled_from((frozenset(WORDS), *(frozenset(WORDS) - {word} for word in WORDS))) | words,
        during=st.sampled_from(((), *((phase,) for phase in phases))),
    )
    holds = tuple(draw(st.lists(clauses, min_size=1, max_size=4)))
    moves = draw(st.sampled_from((MOVES, MOVES, MOVES, MOVES[:1], MOVES[1:]))) if phases else ()
    then = draw(st.sampled_from(phases)) if phases else ""
    return Kind(name, holds, phases, moves, then)


def flags(words: Words) -> int:
    return sum(1 << bit for bit, word in enumerate(WORDS) if word in words)


def placed(clause: Holds) -> NodeSet:
    at = name(clause.parameter)
    return at if clause.where == "at" else NodeSet("above" if clause.where == "above" else "below", (at,))


def operation(kind: Kind) -> Operation:
    """The same operation as a definition."""
    return Operation(
        kind.name,
        tuple(Parameter(each, optional=True) for each in PARAMETERS),
        roles=tuple(
            Role(
                placed(clause),
                flags(clause.require),
                flags(clause.allow),
                during=clause.during,
            )
            for clause in kind.holds
        ),
        phases=kind.phases,
        transitions=kind.moves,
        start=kind.start,
        then=kind.then,
    )


def graph(edges: Edges) -> Graph:
    return Graph([(upper, lower, "file") for upper, lower in edges], NODES)


def count(rule: str, outcome: str) -> None:
    ran[f"{rule}: {outcome}"] += 1
    event(f"{rule}: {outcome}")


@contextmanager
def misuse(rule: str) -> Iterator[None]:
    with pytest.raises(Misuse):
        yield
    count(rule, "misuse")


def quarrels(refusal: Refusal) -> set[tuple[str, str, str, str]]:
    found = [(item.node, item.action, item.requires, item.denies) for item in refusal.conflicts]
    assert len(found) == len(set(found)) == len(refusal)
    return set(found)


class Machine(RuleBasedStateMachine):
    """Every rule does the same to both and compares what they say; the invariant compares what they are."""

    @initialize(one=kinds("one"), two=kinds("two"), three=kinds("three"), edges=edge_sets, given=st.booleans())
    def start(self, one: Kind, two: Kind, three: Kind, edges: Edges, given: bool) -> None:
        self.kinds = (one, two, three)
        self.model = Model(edges)
        batch = Operation(BATCH.name, (Parameter("actions", "calls"),))
        self.spec = Spec("random", actions(*WORDS, rewires="edit"), (*map(operation, self.kinds), batch))
        self.graphs = {edges: graph(edges)}
        self.controller = Controller(self.spec, self.graphs[edges] if given else None)
        self.grants: dict[str, Grant] = {}
        self.members: dict[str, tuple[Grant, ...]] = {}
        self.stale: list[Grant] = []

    @rule(
        which=st.integers(0, 2),
        arguments=st.fixed_dictionaries({"p": st.sampled_from(NODES)}, optional={"q": st.sampled_from(NODES)}),
        id=st.sampled_from((*IDS, *[None] * 5)),
        phase=st.sampled_from((None, None, None, "first", "first", "second", "second", "third")),
        elsewhere=st.none() | edge_sets,
    )
    def admit(
        self, which: int, arguments: dict[str, str], id: str | None, phase: str | None, elsewhere: Edges | None
    ) -> None:
        kind = self.kinds[which]
        if not kind.phases and phase in PHASES:
            phase = None
        if elsewhere is None or self.controller.graph is None:
            elsewhere = self.model.edges
        plan = self.spec[kind.name].plan(self.graphs.setdefault(elsewhere, graph(elsewhere)), arguments)
        first = kind.start if phase is None else phase
        if first not in (kind.phases or ("",)) or (id is not None and self.model.job(id)):
            with misuse("admit"):
                self.controller.admit(plan, job=id, phase=phase)
            return
        claims = claims_of(kind, arguments, self.model.edges, first)
        if not claims:
            with misuse("admit"):
                self.controller.admit(plan, job=id, phase=phase)
            return
        last = kind.then if phase is None else first
        told = self.controller.verdict(plan, phase)
        try:
            grant = self.controller.admit(plan, job=id, phase=phase)
        except Refused as refused:
            asked = refused.refusal.job
            assert id is None or asked == id
            expected = self.model.conflicts(asked, claims) or self.model.conflicts(
                asked, claims_of(kind, arguments, self.model.edges, last)
            )
            assert quarrels(refused.refusal) == expected != set()
            assert told is not None
            assert len(told) == len(expected)
            assert kind.name in str(refused)
            count("admit", "refused")
            return
        assert told is None
        for table in (claims, claims_of(kind, arguments, self.model.edges, last)):
            assert self.model.conflicts("", table) == set()
        assert grant.phase == last
        assert id is None or grant.job == id
        self.model.jobs.append(Job(grant.job, kind, arguments, self.model.edges, last))
        self.grants[grant.job] = grant
        count("admit", "admitted" if last == first else "admitted and weakened")

    @rule(
        made=st.lists(
            st.tuples(
                st.integers(0, 2),
                st.fixed_dictionaries({"p": st.sampled_from(NODES)}, optional={"q": st.sampled_from(NODES)}),
            ),
            min_size=1,
            max_size=3,
        ),
        id=st.sampled_from(IDS),
    )
    def transaction(self, made: list[tuple[int, dict[str, str]]], id: str) -> None:
        calls = [(self.kinds[which], arguments) for which, arguments in made]
        plan = self.spec[BATCH.name].plan(
            self.graphs[self.model.edges], actions=[{"type": kind.name, "data": data} for kind, data in calls]
        )
        expected = self.model.transaction(id, calls)
        taken = [self.model.job(each) for each in (id, *(f"{id}.{number}" for number in range(1, len(calls) + 1)))]
        if any(taken) or expected is None:
            with misuse("transaction"):
                self.controller.admit(plan, job=id)
            return
        told = self.controller.verdict(plan)
        if isinstance(expected, set):
            with pytest.raises(Refused) as refused:
                self.controller.admit(plan, job=id)
            assert quarrels(refused.value.refusal) == expected
            assert told is not None
            assert len(told) == len(expected)
            count("transaction", "refused")
            return
        assert told is None
        grant = self.controller.admit(plan, job=id)
        self.model.jobs += expected
        self.grants |= {each.job: each for each in (grant, *grant.members)}
        self.members[id] = grant.members
        count("transaction", f"{len(calls)} admitted")

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0, 99), by=st.sampled_from(("grant", "id", "with")))
    def release(self, which: int, by: str) -> None:
        job = self.model.jobs.pop(which % len(self.model.jobs))
        grant = self.grants.pop(job.id)
        if by == "grant":
            grant.release()
        elif by == "id":
            self.controller.release(job.id)
        else:
            with grant:
                pass
        self.stale.append(grant)
        count("release", by)
        left = [each for each in self.members.pop(job.id, ()) if self.grants.get(each.job) is each]
        for each in left:  # a transaction ends with what is left of it
            self.model.jobs.remove(next(other for other in self.model.jobs if other.id == each.job))
            self.stale.append(self.grants.pop(each.job))
        if job.kind is BATCH:
            count("release", f"with {len(left)} members")

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0, 99), phase=st.sampled_from((None, None, None, *PHASES, "third")), by_id=st.booleans())
    def advance(self, which: int, phase: str | None, by_id: bool) -> None:
        job = self.model.jobs[which % len(self.model.jobs)]
        if phase is None:  # a declared move; every other time one that conflicts, which chance alone seldom finds
            moves = [(each, to) for each in self.model.jobs for start, to in each.kind.moves if start == each.phase]
            refused = [(each, to) for each, to in moves if self.conflicts_in(each, to)]
            choice = (which % 2 and refused) or moves or [(job, "third")]
            job, phase = choice[which // 2 % len(choice)]
        handle = job.id if by_id else self.grants[job.id]
        if (job.phase, phase) not in job.kind.moves:
            with misuse("advance"):
                self.controller.advance(handle, phase)
            return
        expected = self.conflicts_in(job, phase)
        try:
            self.controller.advance(handle, phase)
        except Refused as refused:
            assert quarrels(refused.refusal) == expected != set()
            count("advance", "refused")
        else:
            assert expected == set()
            job.phase = phase
            count("advance", "advanced")

    def conflicts_in(self, job: Job, phase: str) -> set[Quarrel]:
        return self.model.conflicts(job.id, claims_of(job.kind, job.arguments, job.edges, phase))

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0, 99), edges=edge_sets, near=st.booleans(), edge=st.sampled_from(FORWARD))
    def reconfigure(self, which: int, edges: Edges, near: bool, edge: tuple[str, str]) -> None:
        job = self.model.jobs[which % len(self.model.jobs)]
        if near:  # one edge more or less; every other time one that conflicts, which chance alone seldom finds
            steps = [(each, self.model.edges ^ {edge}) for each in self.model.jobs for edge in FORWARD]
            allowed = [step for step in steps if self.model.may_rewire(*step, "edit")]
            conflicting = [step for step in allowed if self.model.conflicts_on(step[1])]
            choice = (which % 2 and conflicting) or [(job, self.model.edges ^ {edge})]
            job, edges = choice[which // 2 % len(choice)]
        new = self.graphs.setdefault(edges, graph(edges))
        if not self.model.may_rewire(job, edges, "edit"):
            with misuse("reconfigure"):
                self.grants[job.id].reconfigure(new)
            return
        if quarrel := self.model.conflicts_on(edges):
            with pytest.raises(Refused) as refused:
                self.grants[job.id].reconfigure(new)
            found = {conflict[:4] for conflict in refused.value.refusal.conflicts}
            assert found
            assert found <= quarrel
            count("reconfigure", "refused")
            return
        self.grants[job.id].reconfigure(new)
        self.model.rewire(edges)
        assert self.controller.graph is new
        count("reconfigure", "changed")

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0, 99), node=st.sampled_from(NODES), action=st.sampled_from((*WORDS, "sing")))
    def check(self, which: int, node: str, action: str) -> None:
        job = self.model.jobs[which % len(self.model.jobs)]
        members = [each for each in self.model.jobs if self.grants[each.id] in self.members.get(job.id, ())]
        if any(node in each.claims and action in each.claims[node][0] for each in (job, *members)):
            self.grants[job.id].check(node, action)
            count("check", "claimed")
        else:
            with misuse("check"):
                self.grants[job.id].check(node, action)

    @precondition(lambda self: self.stale)
    @rule(which=st.integers(0, 99), how=st.sampled_from(USES))
    def use_stale(self, which: int, how: str) -> None:
        if how.startswith("unknown"):
            self.use_unknown(how)
            return
        grant = self.stale[which % len(self.stale)]
        with misuse(f"stale grant, {how}"):
            if how == "release":
                grant.release()
            elif how == "advance":
                grant.advance("second")
            elif how == "reconfigure":
                grant.reconfigure(graph(self.model.edges))
            elif how == "check":
                grant.check("a", "read")
            else:
                grant.__enter__()

    def use_unknown(self, how: str) -> None:
        id = next((stale.job for stale in self.stale if not self.model.job(stale.job)), "never")
        with misuse(how):
            if how == "unknown job, release":
                self.controller.release(id)
            else:
                self.controller.advance(id, "second")

    @invariant()
    def same(self) -> None:
        everything = frozenset(WORDS)
        for node in NODES:
            require, allow = self.controller.held(node)
            assert (require, allow) == self.model.held(node, everything)
        jobs = self.controller.jobs
        assert [*jobs] == [job.id for job in self.model.jobs]
        for job in self.model.jobs:
            grant = jobs[job.id]
            assert grant is self.grants[job.id]
            assert grant.phase == job.phase
            assert {
                node: (self.spec.names(claim.require), self.spec.names(claim.allow))
                for node, claim in grant.claims.items()
            } == {
                node: tuple(tuple(word for word in WORDS if word in part) for part in claim)
                for node, claim in job.claims.items()
            }
        if self.controller.graph is not None:
            assert self.controller.graph == graph(self.model.edges)


RULES = {
    "admit: admitted": 100,
    "admit: admitted and weakened": 20,
    "admit: refused": 100,
    "admit: misuse": 50,
    "release: grant": 20,
    "release: id": 20,
    "release: with": 20,
    "release: with 0 members": 3,
    "release: with 1 members": 3,
    "release: with 2 members": 3,
    "release: with 3 members": 1,
    "transaction: 1 admitted": 20,
    "transaction: 2 admitted": 10,
    "transaction: 3 admitted": 3,
    "transaction: refused": 20,
    "transaction: misuse": 20,
    "advance: advanced": 10,
    "advance: refused": 3,
    "advance: misuse": 20,
    "reconfigure: changed": 10,
    "reconfigure: refused": 3,
    "reconfigure: misuse": 20,
    "check: claimed": 20,
    "check: misuse": 20,
    "stale grant, release: misuse": 3,
    "stale grant, advance: misuse": 3,
    "stale grant, reconfigure: misuse": 3,
    "stale grant, check: misuse": 3,
    "stale grant, enter: misuse": 3,
    "unknown job, release: misuse": 3,
    "unknown job, advance: misuse": 3,
}
"""How often each must run, at least, for the test to mean something."""


@pytest.mark.slow
def test_controller_does_as_the_model() -> None:
    ran.clear()
    full_run.clear()
    for _ in range(6):  # hypothesis leaves rules out at random, whole runs long: go on until each has had its chance
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=250, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        seldom = {rule: ran[rule] for rule, least in RULES.items() if ran[rule] < least}
        if not seldom:
            break
    full_run.update(ran)
    assert not seldom
    assert ran.keys() == RULES.keys()


# Must-fail twins: with any of these mistakes in the code, the test above fails.


def one_half(held_require: int, held_allow: int, require: int, allow: int) -> int:
    return require & ~held_allow


def other_half(held_require: int, held_allow: int, require: int, allow: int) -> int:
    return held_require & ~allow


_release = Ledger.release
_admit = Ledger.admit


def release_clears(self: Ledger[Any], job: Any, table: Table) -> None:
    _release(self, job, table)
    for node, _ in table:
        self._nodes.pop(node, None)


def refusal_leaves_a_part(self: Ledger[Any], job: Any, table: Table) -> bool:
    admitted = _admit(self, job, table)
    if not admitted:
        for at, item in enumerate(table):
            if not self.conflicts((item,)):
                _admit(self, (job, at), (item,))
    return admitted


def advance_meets_itself(self: Ledger[Any], job: Any, own: Table, table: Table) -> bool:
    if self.conflicts(table):
        return False
    _release(self, job, own)
    return _admit(self, job, table)


def advance_forgets_on_refusal(self: Ledger[Any], job: Any, own: Table, table: Table) -> bool:
    _release(self, job, own)
    return _admit(self, job, table)


_job = Plan.job


def never_anew(state: Any, operation: Any, plan: Plan, phase: str | None) -> plan_module.Job:
    """What a plan asks for on the graph that it was made on, whatever that has become."""
    return plan.job(plan.operation.start if phase is None else phase)


def no_weakening(self: Plan, phase: str) -> plan_module.Job:
    """What a job has asked for at its start it keeps."""
    operation = self.operation
    return plan_module.Job(self, phase, _job(self, operation.start if phase == operation.then else phase).table)


def graph_change_by_anyone(*_: Any) -> tuple[list[str], list[str]]:
    return [], []


MISTAKES: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "one half of the rule": (ledger_module, "conflict", one_half),
    "the other half": (ledger_module, "conflict", other_half),
    "requires do not join": (ledger_module, "join_require", lambda left, right: right),
    "allows do not join": (ledger_module, "join_allow", lambda left, right: right),
    "release clears the node": (Ledger, "release", release_clears),
    "a refusal leaves a part": (Ledger, "admit", refusal_leaves_a_part),
    "a job conflicts with itself": (Ledger, "advance", advance_meets_itself),
    "a refused advance drops the claims": (Ledger, "advance", advance_forgets_on_refusal),
    "no replanning": (controller_module, "asking", never_anew),
    "no weakening": (Plan, "job", no_weakening),
    "claims stay behind the graph": (Plan, "later", lambda self, graph, gone=(): self),
    "anyone changes the graph": (rewire_module, "unentitled", graph_change_by_anyone),
}


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_would_be_found(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*MISTAKES[mistake])
    with pytest.raises((AssertionError, Refused, Misuse, KeyError, AttributeError, pytest.fail.Exception)):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=2000,
                derandomize=True,
                stateful_step_count=30,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
