"""The mutants that are known to survive, each with the reason: `equivalent.txt`."""

from __future__ import annotations

from pathlib import Path

from .run import Mutant

PLACE = Path(__file__).with_name("equivalent.txt")


def reasons(text: str) -> dict[Mutant, str]:
    """The reason for each mutant of the text. Raises ValueError for a line that it cannot read.

    Blocks are parted by empty lines: a line with the module and the function, any number of pairs of a line `- OLD` and
    a line `+ NEW`, and a line `: REASON` about all of them. Lines that begin with `#` are comments.
    """
    found: dict[Mutant, str] = {}
    module = function = old = ""
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        sign, _, rest = line.partition(" ")
        if sign == "-":
            old = rest
        elif sign == "+":
            pairs.append((old, rest))
        elif sign == ":" and pairs and rest:
            found |= {Mutant(module, function, *pair): rest for pair in pairs}
            pairs = []
        elif line and sign != "#":
            module, _, function = line.partition(" ")
            if not function or pairs or sign == ":":
                raise ValueError(f"{PLACE.name}:{number}: cannot read {line!r}")
    return found
