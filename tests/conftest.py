"""For all tests: what the checker keeps between runs stays in a folder of this test run, and how long something takes
is never a reason to fail: the machine may be busy."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

if settings.get_current_profile_name() == "default":  # else it is the one of tests/mutation/plugin.py
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of this run too: what one process has learnt the others need not ask
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "NAC_CACHE", str(folder / "answers.json"))
        yield
