"""What is proved of random specs holds in every state of random histories; and the oracle sees what does not."""

from __future__ import annotations

from collections import Counter

import pytest

import nac
from checker.smt.solve import Solver

from .proving import proved
from .stepping import History
from .writing import CONSTRUCTS, HEAD, Writer, constructs

RUNS, STEPS = 20, 30


def hunt(text: str, runs: int = 300) -> str:
    """Return what the oracle finds in histories of a spec, taken for proved; "" for nothing."""
    spec = nac.compile(HEAD + text)
    for seed in range(runs):
        if wrong := History(spec, seed).run(STEPS):
            return wrong[0]
    return ""


LOOK = "operation look(q) { at q { require read   allow write }   effects { reads q } }"
WRONG = {
    "race": f"operation store(p) {{ at p, above(p) {{ require write   allow all }}   effects {{ writes p }} }} {LOOK}",
    "coverage": "operation store(p) { at p { require write   allow none }   effects { writes p } }",
    "property": """operation mark(p) { at p { require mark   allow all } }
        operation look(q) { at q { require read   allow all }   effects { reads q } }
        property "p" { never a requires mark while b requires read }""",
    "completion": f"""operation job(p) {{
            phases begin -> run   start begin   always completes
            at p during begin {{ require read   allow all }}
            at p during run {{ require write   allow none }}
        }} {LOOK}""",
    "coverage of a new node": """operation grow(p, n: new) {
            at p, n, parents(p) { require rewire   allow read }
            at n, above(n) { require mark   allow none }
            changes { insert n above p }
            effects { rewires n to p   rewires parents(p) to n unseen by parents(p)   writes n }
        }""",
    "race after a change": f"""operation store(p) {{
            at p, above(p) {{ require write   allow rewire }}
            effects {{ writes p }}
        }}
        operation attach(p, q) {{ at p {{ require rewire   allow all }}   effects {{ rewires p to q }} }}
        {LOOK}""",
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_oracle_sees_what_is_wrong(kind: str) -> None:
    assert hunt(WRONG[kind]).startswith(kind.partition(" ")[0])


def test_it_finds_nothing_where_all_is_right() -> None:
    right = "operation store(p) { at p, above(p) { require write   allow none }   effects { writes p } }"
    assert hunt(f"{right} operation look(q) {{ at q {{ require read   allow read }}   effects {{ reads q }} }}") == ""


FAULTS: dict[str, tuple[str, object, str]] = {
    "claims stay behind the graph": ("nac.plan.Plan.later", lambda plan, graph, gone=(): plan, "claims"),
    "a user does not move": ("nac.plan.Plan.moved", lambda plan, old, new: plan, "claims"),
    "all roles are of all phases": ("nac.plan._active", lambda role, phase, scope: True, "claims"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_mistake_of_the_controller_would_be_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, mistake, found = FAULTS[name]
    monkeypatch.setattr(place, mistake)
    text = """operation guest(p: user) { at p, below(p) { require read   allow all } }
        operation job(p) { phases begin -> run   start begin
            at p during begin { require mark   allow all }
            at p during run { require read   allow all } }
        operation put(p, q?: new) { at p, q, parents(p) { require rewire   allow all }
            changes { insert q above p }
            effects { rewires q to p   rewires parents(p) to q } }"""
    assert hunt(text).startswith(found)


def check(solver: Solver, first: int, count: int) -> tuple[int, Counter[str], Counter[str]]:
    """Try so many specs; return how many are proved, with which constructs, and how many steps there were of each
    kind."""
    number, used, made = 0, Counter[str](), Counter[str]()
    for seed in range(first, first + count):
        text = Writer(seed).spec()
        spec = nac.compile(text)
        holds = proved(spec, solver)
        number += holds
        used.update(constructs(text) if holds else ())
        for run in range(RUNS if holds else 2):
            history = History(spec, seed * 1000 + run, holds)
            wrong = history.run(STEPS)
            assert not wrong, "\n".join([f"spec {seed}, history {run}", *history.told, *wrong, text])
            made.update(history.happened)
    return number, used, made


@pytest.mark.slow
def test_what_is_proved_never_fails() -> None:
    with Solver(rlimit=300_000) as solver:
        number, used, made = check(solver, 0, 40)
    assert number >= 10
    assert len(used) >= len(CONSTRUCTS) // 2
    assert {"admit", "start", "release", "advance", "reconfigure"} <= made.keys()


@pytest.mark.slow
def test_what_is_proved_never_fails_in_more_histories() -> None:
    with Solver(rlimit=300_000) as solver:
        number, used, _ = check(solver, 1000, 150)
    assert number >= 60
    assert len(used.keys() & CONSTRUCTS.keys()) >= len(CONSTRUCTS) - 4
