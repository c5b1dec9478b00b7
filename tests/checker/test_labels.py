"""Each hypothesis of an obligation has a label of its own, also where those that were said twice are dropped."""

from __future__ import annotations

import nac
from checker.deciding.obligations import check
from checker.smt.outcome import Proved, Refuted
from checker.smt.solve import Solver

TEXT = """
action read covers reads
action write covers writes at node, above(node)
action rewire covers rewires
action describe covers updates covers inspects
operation first(p, q: node or null) {
    at below(p) when not q in q { require read   allow read }
    effects { reads below(p) when not q in q   rewires p to p when empty parents(p) }
}
operation second(p, q: node or null) {
    where not empty between(p, q)
    at children(p, file), above(children(p, file)) when p in q { require write   allow read, describe }
    effects { writes children(p, file) when p in q }
}
"""


def test_what_was_said_twice_leaves_no_label_to_another(solver: Solver) -> None:
    """Sets of the changed graph are sets of its own, made after those of the graph before were dropped once."""
    found = {owed.id: owed.outcome for owed in check(nac.compile(TEXT), solver)}
    assert isinstance(found["stability/second/first"], Refuted)
    assert isinstance(found["stability/first/first"], Proved)
