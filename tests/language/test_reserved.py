"""Words of the prover and words of a spec never meet: once all was proved of these two specs, and a race admitted.

tests/specs/reserved holds them as they were found. Their right twins, with another word, are specs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import nac
from nac.compiled import from_data, to_data
from nac.language import compile_text

CASES = Path(__file__).parents[1] / "specs" / "reserved"
WORDS = {"kind-named-chain": ("chain)", "file)"), "null-choice": ("null | full", "none | full")}


@pytest.mark.parametrize("case", WORDS)
def test_the_word_is_refused_and_another_one_is_not(case: str) -> None:
    text = (CASES / f"{case}.nac").read_text(encoding="utf-8")
    assert {found.code for found in compile_text(text, "case.nac").diagnostics} == {"NAC038"}
    assert compile_text(text.replace(*WORDS[case]), "case.nac").spec is not None


def test_a_compiled_spec_cannot_name_an_edge_kind_chain() -> None:
    text = "action write\noperation put(p) { at above(p, file) { require write } }"
    spec = nac.compile(text)
    (operation,) = spec.operations
    (role,) = operation.roles
    bad = replace(spec, operations=(replace(operation, roles=(replace(role, at=replace(role.at, name="chain")),)),))
    assert from_data(to_data(spec)) == spec
    with pytest.raises(nac.SpecError, match="no edge kind can be named 'chain'"):
        from_data(to_data(bad))


def test_a_compiled_spec_cannot_link_as_chain() -> None:
    text = "action write\noperation put(p, q) { at p { require write } changes { link p to q as file } }"
    spec = nac.compile(text)
    (operation,) = spec.operations
    bad = replace(spec, operations=(replace(operation, changes=(replace(operation.changes[0], word="chain"),)),))
    assert from_data(to_data(spec)) == spec
    with pytest.raises(nac.SpecError, match="no edge kind can be named 'chain'"):
        from_data(to_data(bad))


def test_a_compiled_spec_cannot_have_a_choice_null() -> None:
    spec = nac.compile("action write\noperation put(p, m: none | full) { at p { require write } }")
    (operation,) = spec.operations
    node, choice = operation.parameters
    bad = replace(spec, operations=(replace(operation, parameters=(node, replace(choice, choices=("null", "full")))),))
    assert from_data(to_data(spec)) == spec
    with pytest.raises(nac.SpecError, match="no choice can be named 'null'"):
        from_data(to_data(bad))
