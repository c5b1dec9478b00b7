"""Evidence of two small specs, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checker.proofs import prove

SPECS = {"examples/rwlock": "examples/rwlock", "examples/mgl": "examples/mgl"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("evidence") / "proofs"
    assert prove(root, SPECS).failed == ()
    return root


@pytest.fixture
def proofs(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "proofs"))
