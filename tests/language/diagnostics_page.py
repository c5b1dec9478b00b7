"""Makes `docs/reference/diagnostics.md`: `python -m tests.language.diagnostics_page` writes it anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nac.language import CODES, Result, compile_path, compile_text, render
from tests.specs.one_per_code import EXAMPLES, Files

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "diagnostics.md"

HEAD = """\
# Diagnostics

Every finding on a definition has a code, a place, what is wrong there and, where it can be told, what to do. An error
means that there is no spec; a warning, that there is one, but probably not the one that was meant. All findings of all
files come in one pass.

This page is made from `nac/language/codes.py` and `tests/specs/one_per_code.py` by
`python -m tests.language.diagnostics_page`.
"""


def compiled(example: str | Files) -> tuple[Result, Path | None]:
    """The example, compiled as it is meant to be, and the folder that it was in, if any."""
    if isinstance(example, str):
        return compile_text(example, "example.nac"), None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve() / "a" / "spec"
        place.mkdir(parents=True)
        for name, content in example.files.items():
            (place / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return compile_path(place / example.compile), place


def said(code: str) -> str:
    """What is said of a code's example, without the folder that it happened to be in."""
    result, place = compiled(EXAMPLES[code])
    text = render(next(each for each in result.diagnostics if each.code == code), result.sources)
    for path, name in () if place is None else ((f"{place}/", ""), (str(place), "spec"), (str(place.parent), "..")):
        text = text.replace(path, name)
    return text


def shown(example: str | Files) -> str:
    """The text of an example, cut where it is long."""
    if isinstance(example, str):
        return _block(example)
    if example.shown:
        return example.shown
    parts = [f"`{name}`:\n\n{_block(text)}" for name, text in example.files.items() if isinstance(text, str)]
    return "\n\n".join(parts)


def _block(text: str) -> str:
    lines = text.splitlines()
    if len(lines) > 12:
        lines = [*lines[:3], "..."]
    return "\n".join(["```", *(line if len(line) < 120 else line[:100] + " ..." for line in lines), "```"])


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for code, entry in CODES.items():
        parts.append(f"## {code}: {entry.title}\n\n*{entry.severity}.* {entry.explanation}\n")
        parts.append(f"{shown(EXAMPLES[code])}\n\n```\n{said(code)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
