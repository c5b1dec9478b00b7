"""Words and lists of the canonical text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from nac.words import harmless

_NAME = re.compile(r"[A-Za-z_#][A-Za-z0-9_.#]*(?:-[A-Za-z0-9_.#]+)*\Z")


def text(value: str) -> str:
    """Return a text in quotes, with an escape for each character that must not stand in a spec."""
    return harmless(json.dumps(value, ensure_ascii=False))


def word(value: str, taken: Iterable[str] = ()) -> str:
    """Return a name as it is; in quotes where it is none, or where one of the `taken` words would mean something
    else."""
    return value if _NAME.match(value) and value not in taken else text(value)


def doc(value: str, mark: str) -> list[str]:
    """Return the lines of a doc comment. What must not stand in one is spelled out: there are no escapes."""
    return [f"{mark} {line}".rstrip() for line in harmless(value).split("\n")] if value else []


def paths(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Join pairs (a, b), (b, c) in a row to paths [a, b, c]."""
    joined: list[list[str]] = []
    for first, last in pairs:
        if joined and joined[-1][-1] == first:
            joined[-1].append(last)
        else:
            joined.append([first, last])
    return joined
