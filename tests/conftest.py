"""For all tests: what the checker keeps between runs stays in a folder of this test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "NAC_CACHE", str(tmp_path_factory.mktemp("cache") / "answers.json"))
        yield
