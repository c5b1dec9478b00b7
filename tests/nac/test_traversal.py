"""What stands in an operation, wherever it stands (`nac.traversal`)."""

from __future__ import annotations

import nac
from nac.traversal import conditions, part_names, parts, sets

SPEC = nac.compile(
    """
    action write covers writes
    operation op(a, b, k: text, m: text, n: text, o: text) {
        let monday = part(a, k)
        let all = monday, part(b, m)
        where not a in below(b) "so"
        at all when a has busy { require write   allow all }
        at b { require write }
        effects { writes part(above(a), n) when empty monday }
        changes { tag b busy when o is x }
    }
    """
)
OPERATION = SPEC["op"]


def test_parts_of_a_set_also_by_way_of_lets() -> None:
    found = {role.at: [part.name for part in parts(OPERATION, role.at)] for role in OPERATION.roles}
    assert sorted(map(sorted, found.values())) == [[], ["k", "m"]]
    assert part_names(OPERATION) == {"k", "m", "n"}


def test_all_conditions_and_sets() -> None:
    assert [each.op for each in conditions(OPERATION)] == ["in", "has", "empty", "equals"]
    assert [nodes.op for nodes in sets(OPERATION)] == [
        *("part", "union"),  # lets
        *("name", "name"),  # roles
        *("part",),  # effects
        *("name",),  # changes
        *("name", "below", "name", "name"),  # conditions
    ]
