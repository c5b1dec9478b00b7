"""The rules of growth, each written out: `growth.txt`. What they are is read there; that they suffice is tested by
`test_growth_suffices`, and that they are as narrow as intended only here: a wider rule is no mistake, but costs proofs.

After a change of the rules: `NAC_WRITE_GOLDEN=1 pytest tests/checker/test_growth_rules.py`, then read the diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.encoding.growth import NONE, Growth, growths
from nac.language import compile_text, render
from nac.language.format_expressions import EXCEPT, condition, node_set
from nac.spec import FUNCTIONS, NodeSet

PLACE = Path(__file__).with_name("growth.txt")
SPEC = """
action write
operation o(p: node, q?: node, m: nodes, k: text, r: node or null, made: new) {{
    phases one, two
    let back = backing(p)
    let under = below(p)
    {}
    {}
}}
"""


def blocks(text: str) -> dict[str, list[str]]:
    """What stands below each line that is not indented."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith(" "):
            found[list(found)[-1]].append(line.strip())
        elif line and not line.startswith("#"):
            found[line] = []
    return found


def rules(clause: str) -> list[str]:
    """What can make a job of an operation with this clause, in its first phase, claim more or be unfounded."""
    role = "at p during one { require write }" if clause.startswith("where ") else f"{clause} {{ require write }}"
    result = compile_text(SPEC.format(f'{clause} "so"' if clause.startswith("where ") else "", role), "growth.nac")
    assert result.spec is not None, [render(found, result.sources) for found in result.diagnostics]
    operation = result.spec.operations[0]
    return [said(growth) for growth in growths(operation, "one", operation.wheres)] or ["nothing"]


def said(growth: Growth) -> str:
    def nodes(name: str, among: NodeSet | None, spared: NodeSet) -> Iterator[str]:
        if among is not None:
            yield f"{name} in {node_set(among, EXCEPT)}"
        if spared != NONE:
            yield f"{name} not in {node_set(spared, EXCEPT)}"

    parts = [*nodes("z", growth.upper, growth.spare_upper), *nodes("t", growth.lower, growth.spare_lower)]
    parts += [f"when {condition(each)}" for each in growth.when]
    parts = parts or ["any z"]
    if growth.loses:
        parts.append("or z only loses")
    if growth.tags:
        parts.append("with its tags")
    if growth.enters or growth.chain:
        parts.append(f"enters {growth.enters or 'anywhere'}{' by chains' if growth.chain else ''}")
    return "; ".join(parts)


TABLE = blocks(PLACE.read_text(encoding="utf-8"))


def test_the_table_has_every_function() -> None:
    assert {name for name in FUNCTIONS if not any(f"{name}(" in clause for clause in TABLE)} == set()


@pytest.mark.parametrize("clause", TABLE)
def test_the_rules_are_those_of_the_table(clause: str) -> None:
    if os.environ.get("NAC_WRITE_GOLDEN"):
        lines = PLACE.read_text(encoding="utf-8").splitlines()
        start = lines.index(clause) + 1
        end = next((n for n in range(start, len(lines)) if not lines[n].startswith(" ")), len(lines))
        lines[start:end] = [f"    {rule}" for rule in rules(clause)]
        PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    assert rules(clause) == TABLE[clause]
