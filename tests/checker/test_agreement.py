"""The checker and the brute force say the same: of random specs, of the shipped ones, of the right twins.

Proved: no small graph shows the contrary. Refuted: the brute force confirms it, and finds nothing smaller. Unknown is
no disagreement, but it is counted (`--hypothesis-show-statistics`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, event, given, settings

from checker.deciding.obligations import check
from checker.smt.solve import Solver
from nac.language import compile_path, format_spec
from nac.load import shipped
from nac.spec import Spec

from ..specs.random_plausible import specs
from ..specs.wrong_and_right import NAMES, checked
from .compare import World, disagreements

LARGE = ("fork", "except-too-much", "writers-stacked", "share-rw-above")
"""Specs that are held against all graphs of four nodes too."""

PARTS = {"filter-takes-its-parts", "filter-takes-parts-of-parts", "part-lies-nowhere"}
"""Specs that need a part in the graph or a tag on it, which the graphs of the brute force do not have."""


@pytest.fixture(scope="module")
def quick() -> Iterator[Solver]:
    """A solver that soon gives up: random specs are many, and most of what is true of them is proved at once."""
    with Solver(rlimit=300_000) as pool:
        yield pool


def compared(spec: Spec, solver: Solver, largest: int, objects: int = 2) -> list[str]:
    owed = check(spec, solver)
    wrong, unknown = disagreements([World(spec, size, objects) for size in range(largest + 1)], owed)
    assert not wrong, "\n".join(map(str, wrong)) + "\n" + format_spec(spec)
    return [finding.question.kind for finding in unknown]


SUPPRESSED = list(HealthCheck)  # a whole check in each example, and a fixture that all of them share


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=SUPPRESSED)
@given(specs())
def test_random_specs(quick: Solver, spec: Spec) -> None:
    for kind in compared(spec, quick, 2):
        event(f"unknown: {kind}")


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=SUPPRESSED)
@given(specs())
def test_random_specs_on_larger_graphs(quick: Solver, spec: Spec) -> None:
    for kind in compared(spec, quick, 3, objects=1):
        event(f"unknown: {kind}")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rfc", *(name for name in shipped() if name.startswith("examples/"))])
def test_shipped_specs(name: str, solver: Solver) -> None:
    spec = compile_path(shipped()[name]).spec
    assert spec is not None
    assert not compared(spec, solver, 3, objects=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in PARTS])
def test_right_twins(name: str, solver: Solver) -> None:
    found = checked("right", name, solver)
    assert found.spec is not None
    wrong, unknown = disagreements([World(found.spec, size, 2 if size < 3 else 1) for size in range(4)], found.owed)
    assert not wrong, "\n".join(map(str, wrong))
    assert not unknown


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("kind", ["wrong", "right"])
def test_some_on_graphs_of_four_nodes(kind: str, name: str, solver: Solver) -> None:
    found = checked(kind, name, solver)
    assert found.spec is not None
    wrong, _ = disagreements([World(found.spec, 4)], found.owed)
    assert not wrong, "\n".join(map(str, wrong))
