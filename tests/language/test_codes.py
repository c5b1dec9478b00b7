"""Each code: a definition that earns it, exactly it, and the page that explains it."""

from __future__ import annotations

import pytest

from nac.language import CODES
from tests.language.diagnostics_page import PAGE, compiled, page
from tests.specs.one_per_code import EXAMPLES

BESIDE = {"NAC010": {"NAC033"}}
"""What an example earns besides its own code, where it cannot be otherwise."""


def test_each_code_has_an_example() -> None:
    assert list(EXAMPLES) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_example_of_a_code_earns_that_code_only(code: str) -> None:
    result, _ = compiled(EXAMPLES[code])
    assert {each.code for each in result.diagnostics} - BESIDE.get(code, set()) == {code}
    assert all(each.severity == CODES[each.code].severity for each in result.diagnostics)
    assert (result.spec is None) == (CODES[code].severity == "error")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.language.diagnostics_page"
