"""Every link of every page leads somewhere, every page can be reached from the index, and every citation resolves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.questions.kinds import Kind
from checker.theorems import theorems

from . import pages
from .pages import DOCS, SEMANTICS, TOP


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert pages.broken_links(page.read_text(encoding="utf-8"), page) == []


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    text = (
        "[a](semantics.md#admission) [b](semantics.md#nothing) [c](gone.md) [d](#admission) [e](https://example.org/)"
    )
    assert pages.broken_links(text, DOCS / "README.md") == ["semantics.md#nothing", "gone.md", "#admission"]


def test_the_index_links_every_page() -> None:
    index = DOCS / "README.md"
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in pages.links(index.read_text(encoding="utf-8"))}
    assert [page for page in sorted(DOCS.rglob("*.*")) if page != index and page.resolve() not in linked] == []


def test_every_citation_names_a_section_of_the_semantics() -> None:
    known = pages.headings(SEMANTICS.read_text(encoding="utf-8"))
    texts = {path: path.read_text(encoding="utf-8") for path in pages.sources() if path != Path(__file__)}
    assert sum(len(pages.citations(text)) for text in texts.values()) > 100
    wrong = {path.name: pages.unknown_citations(text, known) for path, text in texts.items()}
    assert {name: names for name, names in wrong.items() if names} == {}


def test_a_citation_of_nothing_is_noticed() -> None:
    text = "Doubtful (semantics: admission, luck). Right (semantics: release; QEMU's own manual)."
    assert pages.unknown_citations(text, ["Admission", "Release"]) == ["luck"]


def test_every_citation_has_the_one_form() -> None:
    """No chapter of a document that is not here, and nothing that the tests above would not find."""
    for path in pages.sources():
        if path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert re.findall(r"(?i)\bdesign(?:\.md)?[ ,(]*§?\d", text) == [], path
            assert re.findall(r"semantics: ", text) == re.findall(r"(?<=\()semantics: (?=[^)\n]*\))", text), path


def test_every_page_that_the_code_names_exists() -> None:
    named = [(path, page) for path in pages.sources() for page in pages.cited_pages(path.read_text(encoding="utf-8"))]
    assert len(named) > 8
    assert [(path, page) for path, page in named if not pages.leads(page, TOP / "README.md")] == []


def test_the_semantics_name_every_theorem() -> None:
    text = SEMANTICS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([KLT]\d+) \| ([^|]*) \| `(\w+\.py)` \|$", text, re.MULTILINE)
    assert [name for name, _, _ in rows] == [each.id for each in theorems()]
    assert all(title.startswith(each.title) for each, (_, title, _) in zip(theorems(), rows, strict=True))
    for name, _, module in rows:
        assert name in (TOP / "checker" / "theorems" / module).read_text(encoding="utf-8").split('"""')[1], (
            name,
            module,
        )


def test_the_semantics_name_every_kind_of_question() -> None:
    section = SEMANTICS.read_text(encoding="utf-8").split("\n## Obligations\n")[1].split("\n## ")[0]
    assert set(Kind) - set(re.findall(r"`(\w+)`", section)) == set()
