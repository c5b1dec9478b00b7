"""A transaction is admitted if and only if its calls would be, one after another; and then the same is held, now and
ever after. If not, nothing has happened."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nac import Controller, Graph, Misuse, admission
from nac.errors import Error
from nac.following import InConflict, Unfounded
from nac.founding import Lasting
from nac.grant import Grant
from nac.plan import Job
from nac.state import State

from .test_transactions import SPEC, Call, calls, run, state

NODES = ("a", "b", "c", "d")
NEW = ("m", "n")
OPERATIONS = SPEC.callable
EASY = tuple(SPEC[name] for name in ("guest", "guest", "look", "throttle", "job"))
"""What is admitted more often than not."""
Step = tuple[str, Call | int]
"""("admit", the call), ("release" or "advance", which of the jobs)."""


class History:
    """A controller that gets transactions, and the steps that come to the same without any."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.start = self.graph()
        self.control = Controller(SPEC, self.start)
        self.grants: list[Grant] = []
        self.steps: list[Step] = []
        self.happened: Counter[str] = Counter()

    def graph(self) -> Graph:
        edges = [
            (upper, lower, self.chance.choice(("backing", "backing", "file")))
            for at, upper in enumerate(NODES)
            for lower in self.chance.sample(NODES[:at], self.chance.choice((0, 1, 1)) if at else 0)
        ]
        return Graph(edges, NODES)

    def call(self) -> Call:
        operation, pick = self.chance.choice((*OPERATIONS, *EASY)), self.chance.choice
        values = {each.name: pick(NEW) if each.kind == "new" else pick((*NODES, *NEW)) for each in operation.parameters}
        return operation.name, values

    def step(self) -> None:
        move = self.chance.choice(("admit", "transaction", "transaction", "transaction", "release", "advance"))
        made = [self.call() for _ in range(1 if move == "admit" else self.chance.choice((1, 2, 2, 3)))]
        can = [at for at, grant in enumerate(self.grants) if move == "release" or grant.plan.operation.phases]
        number = self.chance.choice((*can, len(self.grants)))
        steps: list[Step] = [(move, number)]
        if move in ("admit", "transaction"):
            steps = [("admit", call) for call in made]
        alone = replayed(self.start, self.steps + steps)
        before = state(self.control)
        try:
            if move == "transaction":
                self.grants += run(self.control, move, actions=calls(*made)).members
            else:
                act(self.control, self.grants, steps[0])
        except Error:
            assert alone is None
            assert state(self.control) == before
            self.happened[f"{move} refused"] += 1
        else:
            assert alone is not None
            assert seen(self.control, self.grants) == seen(*alone)
            self.steps += steps
            self.happened[f"{move} of {len(steps)}"] += 1


def act(control: Controller, grants: list[Grant], step: Step) -> None:
    move, what = step
    if isinstance(what, tuple):
        grants.append(run(control, what[0], **what[1]))
    elif what == len(grants):
        raise Misuse("there is no such job")
    elif move == "release":
        grants[what].release()
    else:
        grants[what].advance("done")


def replayed(graph: Graph, steps: list[Step]) -> tuple[Controller, list[Grant]] | None:
    """What these steps come to, if all of them are made."""
    control, grants = Controller(SPEC, graph), list[Grant]()
    try:
        for step in steps:
            act(control, grants, step)
    except Error:
        return None
    return control, grants


def seen(control: Controller, grants: list[Grant]) -> object:
    """All but the names of the jobs."""
    assert control.graph is not None
    active = set(control.jobs.values())
    jobs = [(str(grant.plan), grant.phase, grant.claims) if grant in active else None for grant in grants]
    return control.graph, jobs, {node: control.held(node) for node in control.graph}


def run_history(seed: int, steps: int = 12) -> Counter[str]:
    history = History(seed)
    for _ in range(steps):
        history.step()
    return history.happened


def run_histories(number: int) -> Counter[str]:
    happened: Counter[str] = Counter()
    for seed in range(number):
        happened += run_history(seed)
    return happened


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1 << 40))
def test_a_transaction_is_its_calls_one_after_another(seed: int) -> None:
    run_history(seed)


def test_transactions_of_all_lengths_are_admitted_and_refused() -> None:
    happened = run_histories(150)
    wanted = ("transaction of 1", "transaction of 2", "transaction of 3", "transaction refused", "release of 1")
    assert min(happened[each] for each in (*wanted, "admit of 1", "advance of 1")) >= 10, happened


def in_start(state: State, relied: Lasting, name: str, asked: Job, _: str) -> State | InConflict | Unfounded:
    return _begun(state, relied, name, asked, asked.phase)


def regardless(state: State, name: str, job: Job) -> State:
    state.ledger.admit(name, job.table)
    state.jobs[name] = job
    return state


_begun = admission._begun
MISTAKES = {
    "what is called stays in its start": ("_begun", in_start),
    "what is called meets nobody": ("_with", regardless),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_would_be_found(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, *MISTAKES[mistake])
    with pytest.raises((AssertionError, KeyError)):
        run_histories(100)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 1 << 40))
def test_a_transaction_is_its_calls_one_after_another_in_more_histories(seed: int) -> None:
    run_history(seed, 40)
