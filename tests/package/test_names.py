"""A name means one thing: no two modules define a class, or an alias of a type, of the same name. An id is a name: what
is needed of it is a field, and not read back out of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def defined(tree: ast.Module) -> Iterator[str]:
    """The classes, and what is assigned once at the top and written as a class is: type aliases and variables."""
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assigned = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    assigned += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    for target in assigned:
        if isinstance(target, ast.Name) and target.id.strip("_")[:1].isupper() and not target.id.isupper():
            yield target.id


def test_what_is_defined_is_found() -> None:
    aliases = "C_ = int\nDee: TypeAlias = int\nE = 1\n_Eff = int\n"
    text = f"class A:\n  class B: pass\n{aliases}def f():\n  class G: pass\n  H = 1"
    assert sorted(defined(ast.parse(text))) == ["A", "B", "Dee", "G", "_Eff"]


def test_no_name_is_defined_twice() -> None:
    places: dict[str, list[str]] = {}
    for package in ("nac", "checker"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in defined(ast.parse(path.read_text("utf-8"))):
                places.setdefault(name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
    assert len(places) > 150


APART = {"split", "rsplit", "partition", "rpartition", "startswith", "endswith", "removeprefix", "removesuffix"}


def taken_apart(tree: ast.Module) -> Iterator[str]:
    """What takes an id apart, to find in it what should be a field."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Attribute(attr="id" | "label"), attr=method) if method in APART:
                yield ast.unparse(node)


def test_no_id_is_taken_apart() -> None:
    text = "x.id.split('/')[1]\nif x.question.id.startswith('a'): pass\nx.name.split('/')"
    assert sorted(taken_apart(ast.parse(text))) == ["x.id.split", "x.question.id.startswith"]
    for package in ("nac", "checker"):
        for path in sorted((ROOT / package).rglob("*.py")):
            assert list(taken_apart(ast.parse(path.read_text("utf-8")))) == [], path
