"""The map of the checker: its rooms in the order in which data flow through them, and the imports between them.

`python -m tests.package.import_map` prints it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
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


def modules(package: str = "checker") -> dict[str, Path]:
    """The modules of a package by their dotted names."""
    found = {}
    for path in sorted((TOP / package).rglob("*.py")):
        parts = path.relative_to(TOP).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """The room that a module lies in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else FRONT


@cache
def imports(package: str = "checker", *, lazy: bool = True) -> Mapping[str, frozenset[str]]:
    """For each module of a package the modules of the package that it imports: anywhere, or as it is loaded only."""
    known = modules(package)
    found = {}
    for module, path in known.items():
        inside = module if path.name == "__init__.py" else module.rpartition(".")[0]
        targets = set()
        for node in _statements(ast.parse(path.read_text(encoding="utf-8")), lazy):
            if isinstance(node, ast.ImportFrom):
                above = inside.split(".")[: len(inside.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                full = {f"{base}.{name.name}" for name in node.names}
                targets |= (full & known.keys()) | ({base} & known.keys() if full - known.keys() else set())
            elif isinstance(node, ast.Import):
                targets |= {name.name for name in node.names} & known.keys()
        found[module] = frozenset(targets - {module})
    return found


def _statements(tree: ast.AST, lazy: bool) -> Iterator[ast.AST]:
    """All nodes of a module; without `lazy`, not those that loading it leaves alone: in functions, and for types."""
    for node in ast.iter_child_nodes(tree):
        if lazy or not (isinstance(node, ast.FunctionDef) or _for_types(node)):
            yield node
            yield from _statements(node, lazy)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def circles(arrows: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The modules that import themselves by way of others, and those that import these."""
    left = dict(arrows)
    while done := [module for module, targets in left.items() if not left.keys() & targets]:
        for module in done:
            del left[module]
    return frozenset(left)


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
