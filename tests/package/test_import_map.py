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
    left = dict(import_map.imports())
    while done := [module for module, targets in left.items() if not targets & left.keys()]:
        for module in done:
            del left[module]
    assert not left


def test_the_map_as_text() -> None:
    assert import_map.text().splitlines()[-1].startswith("9 rooms on ")
