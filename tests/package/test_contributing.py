"""The recipes of CONTRIBUTING.md: files, tests, modules, commands and options that they name exist."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from checker.cli import parser

TOP = Path(__file__).parents[2]
PAGE = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
_PATH = re.compile(r"`((?:nac|checker|spec|proofs|tests|docs|\.ci)/[^`\s]*)`")


def _words(start: str) -> list[list[str]]:
    """The arguments of the commands that begin like this, settings of the environment left out."""
    found = (re.sub(r"^[A-Z_]+=\S+ ", "", line) for line in COMMANDS)
    return [shlex.split(line.removeprefix(start)) for line in found if line.startswith(start)]


def test_every_file_exists() -> None:
    paths = _PATH.findall(PAGE) + re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert len(paths) > 20
    assert [path for path in paths if not (TOP / path).exists()] == []


@pytest.mark.parametrize("arguments", _words("nac "), ids=" ".join)
def test_a_command_of_nac_is_understood(arguments: list[str]) -> None:
    assert parser().parse_args(arguments)


def test_every_test_that_is_named_exists() -> None:
    named = [word for words in _words("python -m pytest ") for word in words if word.startswith("tests/")]
    named += re.findall(r"`python -m pytest (\S+)`", PAGE)
    assert len(named) > 8
    for name in named:
        path, _, test = name.partition("::")
        tree = ast.parse((TOP / path).read_text(encoding="utf-8"))
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert test in tests if test else any(each.startswith("test_") for each in tests), name


def test_every_marker_that_is_named_exists(pytestconfig: pytest.Config) -> None:
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    named = {name for expression in re.findall(r'-m "(.*?)"', PAGE) for name in re.findall(r"not (\w+)", expression)}
    assert named
    assert named <= known


def test_every_module_that_is_run_exists() -> None:
    named = [words[0] for words in _words("python -m ") if words[0].startswith("tests.")]
    assert len(named) >= 4
    for name in named:
        found = importlib.util.find_spec(name)
        assert found is not None, name
        assert found.submodule_search_locations is None or importlib.util.find_spec(f"{name}.__main__"), name
