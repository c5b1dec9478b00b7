"""ARCHITECTURE.md names every module once in its lists, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

from . import import_map

TOP = Path(__file__).parents[2]
PAGE = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
_PATH = re.compile(r"`((?:nac|checker|spec|proofs|tests|docs)/[^`\s]*|\w+\.(?:md|toml))`")
_LINE = re.compile(r"^- `((?:nac|checker)/\S+\.py)`: \S", re.MULTILINE)
_ROOM = re.compile(r"^### checker/(\w+)/$", re.MULTILINE)


def modules() -> set[str]:
    return {path.relative_to(TOP).as_posix() for name in ("nac", "checker") for path in (TOP / name).rglob("*.py")}


def test_every_path_exists() -> None:
    paths = _PATH.findall(PAGE)
    assert len(paths) > 150
    assert [path for path in paths if not (TOP / path).exists()] == []


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if not (TOP / link).exists()] == []


def test_every_module_has_its_line() -> None:
    assert sorted(_LINE.findall(PAGE)) == sorted(modules())


def test_the_rooms_are_listed_in_their_order() -> None:
    assert tuple(_ROOM.findall(PAGE)) == import_map.ROOMS
