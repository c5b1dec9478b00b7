"""A few of the histories of `tests.nac.test_model`, the same each time; run by name, for mutants only."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.nac.test_model import Machine


def test_a_few_histories() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=60, stateful_step_count=30))
