"""The map of the checker: its rooms in the order in which data flow through them, and the imports between them.

`python -m tests.package.import_map` prints it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
ROOMS = (
    "commands",
    "reporting",
    "evidence",
    "comparing",
    "deciding",
    "questions",
    "encoding",
    "theorems",
    "smt",
)
"""From the top down: a room imports from those that follow it, never from one that stands before it."""

FRONT = "commands"
"""The modules that lie in no room (the command line itself) belong to the commands."""


def modules() -> dict[str, Path]:
    """The modules of the checker by their dotted names."""
    found = {}
    for path in sorted((TOP / "checker").rglob("*.py")):
        parts = path.relative_to(TOP).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """The room that a module lies in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else FRONT


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """For each module of the checker the modules of the checker that it imports anywhere."""
    known = modules()
    found = {}
    for module, path in known.items():
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        targets = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                full = {f"{base}.{name.name}" for name in node.names}
                targets |= (full & known.keys()) | ({base} & known.keys() if full - known.keys() else set())
            elif isinstance(node, ast.Import):
                targets |= {name.name for name in node.names} & known.keys()
        found[module] = frozenset(targets - {module})
    return found


def arrows() -> frozenset[tuple[str, str]]:
    """(room, room that it imports from), each once."""
    return frozenset(
        (room(module), room(target))
        for module, targets in imports().items()
        for target in targets
        if room(module) != room(target)
    )


def floors() -> dict[str, int]:
    """How many rooms lie below each, on the longest way down."""
    below: dict[str, int] = {}
    for name in reversed(ROOMS):
        below[name] = max((below[to] + 1 for upper, to in arrows() if upper == name), default=0)
    return below


def upward() -> frozenset[tuple[str, str]]:
    """The arrows against the order of the rooms."""
    return frozenset((upper, lower) for upper, lower in arrows() if ROOMS.index(upper) > ROOMS.index(lower))


def text() -> str:
    """The map as lines of text."""
    heights, lines = floors(), []
    for name in ROOMS:
        inside = sum(room(module) == name for module in modules())
        to = [other for other in ROOMS if (name, other) in arrows()]
        lines.append(f"{name:10} floor {heights[name]}, {inside:2} modules -> {', '.join(to) or '-'}")
    lines.append(f"{len(ROOMS)} rooms on {max(heights.values()) + 1} floors, {len(arrows())} arrows between them")
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(text() + "\n")
