"""A warning of operations whose claims are held against nothing, and of no others."""

from __future__ import annotations

import pytest

from nac.language import compile_text

HEAD = """action write covers writes
action settle
operation fill(disk) { at disk { require write } %s }
"""
EFFECTS = "effects { writes disk }"
WIPE = "operation wipe(disk) { at disk { require write } }\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEAD % EFFECTS + WIPE, ["wipe"]),
        (HEAD % EFFECTS + WIPE.replace("} }", "} effects { } }"), ["wipe"]),
        (HEAD % "" + WIPE, []),  # it promises nothing at all, as spec/qemu
        (HEAD % EFFECTS + WIPE.replace("write", "settle"), []),  # no effect is covered by that
        (HEAD % EFFECTS + WIPE.replace("} }", "} changes { tag disk empty } }"), []),  # these are checked
        (HEAD % EFFECTS + "operation all-of(actions: calls) { at none { require write } }\n", []),
    ],
)
def test_an_operation_without_effects(text: str, named: list[str]) -> None:
    result = compile_text(text)
    assert result.spec is not None
    assert [found.code for found in result.diagnostics] == ["NAC072"] * len(named)
    assert all(
        f"{name!r} has no `effects`" in str(found) for name, found in zip(named, result.diagnostics, strict=True)
    )
