"""Values as messages show them: short, and with nothing in them that a terminal could take for a command; which word
may have been meant."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 80
"""How many characters of a value are shown."""


def brief(value: object) -> str:
    """Return the repr of whatever was given, cut where it gets long."""
    try:
        text = repr(value)
    except Exception:  # a number beyond what Python prints, lists nested too deep, a class of somebody else
        text = f"<{type(value).__name__} that cannot be shown>"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def visible(text: str) -> str:
    """Return the text with control characters spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def suggestion(word: object, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the closest of the known names, or an empty text."""
    from difflib import get_close_matches  # only when there is an error to explain

    close = get_close_matches(word[:LONGEST], list(known), 1) if isinstance(word, str) else ()
    return f"; did you mean {close[0]!r}?" if close else ""
