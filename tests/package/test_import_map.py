"""The rooms of the checker lie in order: data flow down, and nobody imports from above."""

from __future__ import annotations

import pytest

from . import import_map


def test_nobody_imports_from_above() -> None:
    assert import_map.upward() == frozenset()


def test_every_folder_is_a_room_and_every_room_is_used() -> None:
    folders = {path.parent.name for path in (import_map.TOP / "checker").glob("*/__init__.py")}
    assert folders == set(import_map.ROOMS)
    assert {lower for _, lower in import_map.arrows()} | {import_map.FRONT} == set(import_map.ROOMS)


def test_an_import_from_above_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_map, "ROOMS", import_map.ROOMS[::-1])
    assert import_map.upward() == import_map.arrows() != frozenset()


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert not import_map.circles(import_map.imports())


def test_no_module_of_the_library_does_so_while_it_is_loaded() -> None:
    assert not import_map.circles(import_map.imports("nac", lazy=False))
    assert {"nac.spec", "nac.plan"} <= import_map.circles(import_map.imports("nac"))  # a spec plans, when it is asked


def test_a_circle_is_seen() -> None:
    assert import_map.circles({"a": ["b"], "b": ["c"], "c": ["b"], "d": []}) == {"a", "b", "c"}


def test_the_map_as_text() -> None:
    assert import_map.text().splitlines()[-1].startswith("9 rooms on ")
