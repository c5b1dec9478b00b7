"""One pool of solver processes for all tests of the checker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.smt.solve import Solver


@pytest.fixture(scope="session")
def solver() -> Iterator[Solver]:
    with Solver() as pool:
        yield pool
