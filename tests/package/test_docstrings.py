"""Docstrings in plain words: those of functions begin with a verb, those of classes and properties with a noun."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nac

from .pages import TOP

MODULES = [path for name in ("nac", "checker") for path in sorted((TOP / name).rglob("*.py"))]
VERBS = frozenset(
    re.findall(
        r"\w+",
        """
        Add Admit Check Cut Decide Drop End Give Join Kill Let Look Make Move Plan Prove Put Raise Read Remove Replace
        Report Return Run Show Start State Take Tell Try Write Yield
        """,
    )
)
"""What a docstring of a function may begin with. Add one if it says in one word what the function does."""
_PROPERTIES = ("property", "cached_property")
Defined = ast.FunctionDef | ast.ClassDef


def defined(tree: ast.Module) -> Iterator[tuple[str, Defined]]:
    """Each public class, and each public function and method of what is public."""
    waiting: list[tuple[str, ast.stmt]] = [("", node) for node in tree.body]
    for owner, node in waiting:
        if isinstance(node, Defined) and not node.name.startswith("_"):
            yield f"{owner}{node.name}", node
            if isinstance(node, ast.ClassDef):
                waiting += [(f"{node.name}.", inner) for inner in node.body]


def faults(tree: ast.Module) -> list[str]:
    """The docstrings that are not in the form, by the names of what they describe."""
    wrong = []
    if (ast.get_docstring(tree) or "").startswith(("What ", "And ")):
        wrong.append("the module")
    for name, node in defined(tree):
        said = ast.get_docstring(node)
        first = said.split()[0] if said else ""
        noun = isinstance(node, ast.ClassDef) or any(
            isinstance(each, ast.Name) and each.id in _PROPERTIES for each in node.decorator_list
        )
        if said and (first in ("What", "And") if noun else first not in VERBS):
            wrong.append(f"{name}: {said.splitlines()[0]}")
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_docstrings_are_in_plain_words(path: Path) -> None:
    assert faults(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_all_that_is_public_says_what_it_is() -> None:
    """Of each public name of the library, its methods and properties too; fields are described with their class."""
    for name in nac.__all__:
        value = getattr(nac, name)
        assert value.__doc__, name
        for each, method in vars(value).items() if isinstance(value, type) else ():
            if not each.startswith("_") and (callable(method) or isinstance(method, property | classmethod)):
                assert method.__doc__, f"{name}.{each}"


@pytest.mark.parametrize(
    "wrong",
    [
        '"""What it is."""',
        'def f():\n    """What it is."""',
        'def f():\n    """The thing."""',
        'class C:\n    """And another."""',
        'class C:\n    @property\n    def p(self):\n        """What it is."""',
        'class C:\n    def f(self):\n        """Whether it is so."""',
    ],
)
def test_other_words_are_noticed(wrong: str) -> None:
    assert len(faults(ast.parse(wrong))) == 1


def test_plain_words_are_not() -> None:
    right = 'class C:\n    """A thing."""\n    @property\n    def p(self):\n        """The part."""'
    right += '\n    def f(self):\n        """Return it."""'
    assert faults(ast.parse(right)) == []
