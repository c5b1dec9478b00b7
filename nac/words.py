"""How values look in messages: short, and with nothing in them that a terminal could take for a command."""

from __future__ import annotations

LONGEST = 80
"""How many characters of a value are shown."""


def brief(value: object) -> str:
    """The repr of whatever was given, cut where it gets long."""
    try:
        text = repr(value)
    except Exception:  # a number beyond what Python prints, lists nested too deep, a class of somebody else
        text = f"<{type(value).__name__} that cannot be shown>"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def visible(text: str) -> str:
    """The text with control characters spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
