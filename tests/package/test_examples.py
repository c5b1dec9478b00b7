"""Every example of README, tutorial and how-to is run, page by page, in an empty folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import DOCS, TOP
from .running import Block, Difference, blocks, matches, play

TUTORIAL = DOCS / "tutorial" / "first-operation.md"
ELSEWHERE = DOCS / "how-to" / "ask-before-a-qmp-command.md"
"""Needs the replies of a QEMU: `test_docs` runs it."""
PAGES = [TOP / "README.md", TUTORIAL, *sorted(page for page in (DOCS / "how-to").glob("*.md") if page != ELSEWHERE)]


def page_blocks(page: Path) -> list[Block]:
    found = blocks(page.read_text(encoding="utf-8"))
    if page.parent == DOCS / "how-to":  # these go on with the file that the tutorial ends with
        return [block for block in blocks(TUTORIAL.read_text(encoding="utf-8")) if block.file] + found
    return found


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_happens(page: Path, tmp_path: Path) -> None:
    assert list(play(page_blocks(page), tmp_path)) == []


def test_the_pages_have_examples_of_every_kind() -> None:
    kinds = [block.kind for page in PAGES for block in blocks(page.read_text(encoding="utf-8")) if not block.file]
    assert len(kinds) > 20
    assert set(kinds) == {"console", "python", "output", "sh"}


def test_an_example_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    program, output = Block("python", "print('a')", None), Block("output", "b\n", None)
    command = Block("console", "$ echo a\nb\n", None)
    assert list(play([program, output, command], tmp_path)) == [Difference(output, "a\n"), Difference(command, "a\n")]


def test_three_dots_stand_for_anything() -> None:
    assert matches("a\nb\nc\n", "a\n...\nc\n")
    assert not matches("a\nb\nc\n", "a\n...\nd\n")
    assert not matches("a\nb\n", "a\n")
