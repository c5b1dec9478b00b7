"""A transaction owes nothing that its calls do not: each is an admission of its operation (docs/semantics.md)."""

from __future__ import annotations

from dataclasses import replace

import pytest

import nac
from checker.deciding.obligations import check
from checker.deciding.passages import passages
from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver
from nac.spec import Spec

TEXT = """
action use covers reads
action keep covers writes
action drop
operation take(node) {{ at node {{ require use   allow all }} }}
operation hold(node) {{ at node {{ require keep   allow use, keep }} }}
operation free(node) {{ at node {{ require drop   allow all }} }}
operation batch(lock?: node, actions: calls) {{ {} }}
property "p" {{ never {} while b requires drop }}
"""


def outcomes(spec: Spec, solver: Solver) -> dict[str, type]:
    return {owed.id: type(owed.outcome) for owed in check(spec, solver)}


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        ("a requires keep", Proved),
        ("(a requires keep or a requires keep)", Proved),
        ("a requires keep and not a is batch", Proved),
        ("a requires use", Refuted),
    ],
)
def test_a_property_is_asked_of_what_is_called_as_of_any_job(left: str, outcome: type, solver: Solver) -> None:
    found = outcomes(nac.compile(TEXT.format("", left)), solver)
    assert (found["property/0"], found["vacuity/0/left"]) == (outcome, Proved)


@pytest.mark.parametrize("left", ["a requires use and a requires keep", "a is batch", "a is batch and a requires use"])
def test_what_calls_claim_together_no_job_claims(left: str, solver: Solver) -> None:
    """One that makes both calls is two jobs, and the third claims nothing."""
    found = outcomes(nac.compile(TEXT.format("", left)), solver)
    assert (found["property/0"], found["vacuity/0/left"]) == (Proved, Refuted)


def test_what_a_transaction_claims_itself_is_asked(solver: Solver) -> None:
    spec = nac.compile(TEXT.format("at lock { require use   allow all }", "a is batch and a requires use"))
    found = outcomes(spec, solver)
    assert (found["property/0"], found["vacuity/0/left"]) == (Refuted, Proved)


@pytest.mark.parametrize(
    ("roles", "granted"),
    [
        ("", True),
        ("at lock during begin { require keep   allow use }", True),
        ("at lock during commit { require keep   allow use }", False),
    ],
)
def test_a_passage_of_a_transaction_is_one_of_its_own_claims(roles: str, granted: bool, solver: Solver) -> None:
    spec = nac.compile(TEXT.format(f"phases begin -> commit -> done   always completes   {roles}", "a requires keep"))
    found = outcomes(spec, solver)
    assert all((kind is Proved) == granted for name, kind in found.items() if name == "completion/batch")
    shown = {(passage.before, passage.after): str(passage) for passage in passages(spec, solver)}
    assert shown["begin", "commit"].endswith("is always granted") == granted
    assert shown["commit", "done"].endswith("is always granted")


BROKEN = {
    "users": """
        operation guest(drive: user) { at drive { require read   allow read, rewire }   effects { reads drive } }
        operation store(p) { at p, above(p) { require write   allow none }   effects { writes p } }
        operation snapshot(node, overlay: new) {
            at node, overlay, parents(node) { require rewire   allow read }
            changes { insert overlay above node }
            effects { rewires overlay to node  rewires parents(node) to overlay unseen by parents(node) }
        }
    """,
    "phases": """
        operation job(p) {
            phases begin, run  start begin then run
            at p during begin { require read   allow read }
            at p, above(p) during run { require write   allow none }
            effects { reads p during begin   writes p during run }
        }
        operation look(q) { at q { require read   allow read }   effects { reads q } }
    """,
    "conflicts": """
        operation put(p)  { at p, above(p) { require write   allow write, rewire }   effects { writes p } }
        operation ins(p, n: new) {
            at n, p, parents(p) { require rewire   allow write }
            at n { require read allow rewire }
            changes { insert n above p }
            effects { rewires n to p   rewires parents(p) to n unseen by parents(p) reads n }
        }
    """,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_transaction_adds_nothing_to_what_its_calls_owe(name: str, solver: Solver) -> None:
    """The first two are proved; the controller did not keep to it (tests/nac/test_transactions.py)."""
    shared = """
        action write  covers writes at node, above(node)
        action read   covers reads
        action rewire covers rewires
    """
    spec = nac.compile(shared + BROKEN[name] + "operation transaction(actions: calls) { }")
    plain = replace(spec, operations=tuple(each for each in spec.operations if not each.makes_calls))
    found = outcomes(spec, solver)
    assert found == outcomes(plain, solver) | {"run/transaction": Proved}
    assert (set(found.values()) == {Proved}) == (name != "conflicts")
