"""Values as messages show them: short, and with nothing in them that a terminal could take for a command; which word
may have been meant."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 80
"""How many characters of a value are shown."""

STEERING = frozenset(
    chr(code)
    for codes in (
        range(0x09),  # control characters, but for the tab, the new line
        range(0x0B, 0x20),
        range(0x7F, 0xA0),
        (0x061C, 0x200E, 0x200F),  # marks of the direction of a text (Unicode's Bidi_Control)
        range(0x202A, 0x202F),
        range(0x2066, 0x206A),
        (0x2028, 0x2029),  # new lines to some
    )
    for code in codes
)
"""Characters that a terminal or an editor takes for a command: what they show is not what is there."""

_SPELLED = {ord(char): f"\\u{ord(char):04x}" for char in STEERING}  # JSON and the language read it back


def brief(value: object) -> str:
    """Return the repr of whatever was given, cut where it gets long."""
    try:
        text = repr(value)
    except Exception:  # a number beyond what Python prints, lists nested too deep, a class of somebody else
        text = f"<{type(value).__name__} that cannot be shown>"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def visible(text: str) -> str:
    """Return the text with control characters spelled out, on one line."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def harmless(text: str) -> str:
    """Return the text with every one of `STEERING` spelled out. Lines and tabs stay."""
    return text if text.isascii() and text.isprintable() else text.translate(_SPELLED)


def suggestion(word: object, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the closest of the known names, or an empty text."""
    from difflib import get_close_matches  # only when there is an error to explain

    close = get_close_matches(word[:LONGEST], list(known), 1) if isinstance(word, str) else ()
    return f"; did you mean {close[0]!r}?" if close else ""
