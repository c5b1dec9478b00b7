"""What a developer, the hooks and CI run is defined once, in `noxfile.py`; the solvers are pinned once."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from nac import certificate

TOP = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
CI = (TOP / ".ci" / "run").read_text(encoding="utf-8")
HOOKS = TOP / ".pre-commit-config.yaml"
PINS = ["z3-solver", "cvc5"]


def sessions() -> set[str]:
    tree = ast.parse((TOP / "noxfile.py").read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {each.name for each in functions if "nox.session" in map(ast.unparse, each.decorator_list)}


def named(text: str) -> set[str]:
    """The sessions that a text says to run."""
    return {name for names in re.findall(r"\bnox -s ((?:[a-z]+ ?)+)", text) for name in names.split()}


def test_everybody_runs_the_same_commands() -> None:
    assert sessions() == {"lint", "types", "fast", "tests", "long", "oracle", "proofs"}
    assert named(CI) == sessions() - {"fast", "long", "oracle"}  # the tests, or more of the same
    assert named((TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")) == sessions()
    hooks = HOOKS.read_text(encoding="utf-8")
    assert named(hooks) == {"lint", "types", "fast"}
    assert len(re.findall(r"\bentry: nox -s ", hooks)) == hooks.count("entry:") == 3


def test_ci_leaves_the_environment_of_a_developer_alone() -> None:
    assert ".venv-ci/bin/nox" in CI
    assert re.findall(r"\.venv(?!-ci\b)|\brm\b", CI) == []


def test_the_hooks_can_be_read() -> None:
    if importlib.util.find_spec("pre_commit") is None:
        pytest.skip("pre-commit is not installed (extra dev)")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(HOOKS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def pin(package: str) -> str:
    """The version in the one requirement for this package."""
    extras = PYPROJECT["project"]["optional-dependencies"]
    (found,) = [line for extra in extras.values() for line in extra if line.startswith(package)]
    name, equals, exact = found.partition("==")
    assert (name, equals) == (package, "=="), found
    return str(exact)


@pytest.mark.parametrize("package", PINS)
def test_the_pinned_solver_is_installed(package: str) -> None:
    assert version(package) == pin(package)


def test_every_certificate_names_the_pinned_solver() -> None:
    paths = list((TOP / "proofs").rglob(certificate.NAME))
    assert len(paths) > 5
    assert {solver for path in paths for solver in certificate.read(path).solvers} == {f"z3 {pin('z3-solver')}"}


@pytest.mark.parametrize("package", PINS)
def test_nothing_else_repeats_the_version(package: str) -> None:
    folders = ("nac", "checker", "spec", "tests", "docs", ".ci")
    files = [path for folder in folders for path in (TOP / folder).rglob("*") if path.is_file()]
    files += [path for path in TOP.iterdir() if path.is_file() and path.suffix in (".md", ".py", ".yaml")]
    texts = [path for path in files if path.suffix != ".pyc"]
    assert len(texts) > 300
    release = ".".join(pin(package).split(".")[:3]).encode()
    assert [str(path) for path in texts if release in path.read_bytes()] == []
