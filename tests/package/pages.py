"""The pages of the documentation, their headings and links, and which links and citations lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"
SEMANTICS = DOCS / "semantics.md"

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CITATION = re.compile(r"\(semantics[:] ([^)]*)\)")
_PAGE = re.compile(r"(?<![\w/])docs/[\w./-]+\.(?:md|txt)(?:#[\w-]+)?")
_SOURCES = (".py", ".lark", ".nac")


def pages() -> list[Path]:
    """Every page, the ones at the top included."""
    return [*sorted(TOP.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def sources() -> Iterator[Path]:
    """Every file that may cite a page: code, grammar and specs."""
    for folder in ("nac", "checker", "spec", "tests"):
        yield from (path for path in sorted((TOP / folder).rglob("*")) if path.suffix in _SOURCES)


def headings(text: str) -> list[str]:
    return _HEADING.findall(_FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The fragments that lead to the headings of a page, as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(text)}


def leads(target: str, start: Path) -> bool:
    """Whether a link that stands on the page `start` leads to a file, and to a heading in it if it names one."""
    if "://" in target:
        return True
    name, _, fragment = target.partition("#")
    path = start.parent / name if name else start
    return path.exists() and (not fragment or fragment in anchors(path.read_text(encoding="utf-8")))


def links(text: str) -> list[str]:
    return _LINK.findall(_FENCE.sub("", text))


def broken_links(text: str, start: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    return [target for target in links(text) if not leads(target, start)]


def citations(text: str) -> list[str]:
    """The sections of docs/semantics.md that a source cites. A citation stands on one line."""
    return [name for listed in _CITATION.findall(text) for name in re.split(r", |; .*", listed) if name]


def unknown_citations(text: str, known: Iterable[str]) -> list[str]:
    """The citations that name no heading."""
    names = {heading.lower() for heading in known}
    return [name for name in citations(text) if name not in names]


def cited_pages(text: str) -> list[str]:
    """The pages that a source names by their path."""
    return _PAGE.findall(text)
