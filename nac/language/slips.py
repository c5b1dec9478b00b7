"""Slips: what is written in other languages, and what to write here instead."""

from __future__ import annotations

import re

from nac.spec import VERBS

_QUOTES = "'`‘’‚“”„«»"
_MEANT = {
    "/*": "a comment begins with `//` and ends with its line",
    "!=": "write `not P is VALUE` of a value, `not A in B` of nodes",
    "!": "write `not`",
    "=": "write `P is VALUE` of a value, `A in B` of nodes",
    "&": "write `and`",
    "|": "write `or`",
    ";": "leave it out: nothing ends with one",
    "\ufeff": "delete it: a byte order mark stands at the beginning of a file only",
    **dict.fromkeys(_QUOTES, 'write a text in straight double quotes: `"..."`'),
}

_JOINED = re.compile(rf",\s*(?:{'|'.join(VERBS)})\s")


def meant(text: str, where: int) -> str:
    """Return what to write instead of the sign there; "" if that cannot be told."""
    return _MEANT.get(text[where : where + 2]) or _MEANT.get(text[where : where + 1], "")


def comma_between_effects(text: str) -> int | None:
    """Return where a comma stands between effects, in a text that ends where the mistake is noticed."""
    block = max(text.rfind("{"), text.rfind("}"))
    match = _JOINED.search(text, block) if text[:block].rstrip().endswith("effects") else None
    return match.start() if match else None
