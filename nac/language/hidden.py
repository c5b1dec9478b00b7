"""Characters that show a text as another one than it is ("Trojan Source", CVE-2021-42574)."""

from __future__ import annotations

import re

from nac.words import STEERING

from .diagnostics import Sink
from .source import Source

_HIDDEN = re.compile(f"[{re.escape(''.join(sorted(STEERING - {chr(13)})))}]|\r(?!\n)")


def report(source: Source, sink: Sink) -> bool:
    """Report every one of them, wherever it stands; return whether there are any."""
    found = False
    for match in _HIDDEN.finditer(source.text):
        found = True
        code = f"{ord(match.group()):04x}"
        message = f"the character U+{code.upper()} makes the text look like another one"
        help_ = f"delete it; in quotes write `\\u{code}`"
        sink.add("NAC028", message, source.span(*match.span()), help=help_)
    return found
