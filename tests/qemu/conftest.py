"""Skips these tests, with the reason, where QEMU is absent; `NAC_REQUIRE_QEMU=1` makes them fail instead."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .harness import missing
from .images import Images


@pytest.fixture(scope="session")
def images() -> Iterator[Images]:
    """Image templates for `Qemu` and `measure`. A test that uses this fixture needs QEMU."""
    if absent := missing():
        if os.environ.get("NAC_REQUIRE_QEMU") == "1":
            pytest.fail(f"NAC_REQUIRE_QEMU is set, but {absent} is not installed")
        pytest.skip(f"{absent} is not installed (Debian: qemu-utils, qemu-system-x86)")
    made = Images()
    yield made
    made.close()
