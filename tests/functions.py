"""Functions of a module, found by what stands in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator


def holding(tree: ast.AST, wanted: Callable[[ast.AST], bool], name: str = "") -> Iterator[str]:
    """Yield the function, by its name in the module, in which each node stands that is wanted."""
    for child in ast.iter_child_nodes(tree):
        inner = f"{name}.{child.name}".strip(".") if isinstance(child, ast.FunctionDef | ast.ClassDef) else name
        if wanted(child):
            yield name
        yield from holding(child, wanted, inner)
