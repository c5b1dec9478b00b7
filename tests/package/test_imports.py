"""Which way the dependencies run, and what an import costs in modules (semantics: library)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
SOLVERS = {"z3", "cvc5"}


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere, its own package resolved."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            own = path.relative_to(TOP).parts[0]
            found.add(own if node.level else (node.module or "").partition(".")[0])
    return found


def modules(package: str) -> list[Path]:
    found = sorted((TOP / package).rglob("*.py"))
    assert len(found) > 10
    return found


@pytest.mark.parametrize("path", modules("nac"), ids=lambda path: str(path.relative_to(TOP)))
def test_the_library_stands_alone(path: Path) -> None:
    names = imported(path)
    assert not names & ({"checker", "tests", "hypothesis", "pytest"} | SOLVERS)
    if "language" not in path.parts:
        assert "lark" not in names
    allowed = set(sys.stdlib_module_names) | {"nac", "lark"}
    assert names <= allowed


@pytest.mark.parametrize("path", modules("checker"), ids=lambda path: str(path.relative_to(TOP)))
def test_the_checker_imports_the_library_and_never_lark(path: Path) -> None:
    names = imported(path)
    assert "lark" not in names
    assert "tests" not in names
    assert names <= set(sys.stdlib_module_names) | {"nac", "checker"} | SOLVERS


def test_the_checker_uses_the_library() -> None:
    assert any("nac" in imported(path) for path in modules("checker"))


def loaded_by(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


def test_import_nac_loads_no_parser_and_no_solver() -> None:
    names = loaded_by("import nac")
    assert "nac.controller" in names
    assert not {name for name in names if name.partition(".")[0] in {"lark", "checker"} | SOLVERS}
    assert not {name for name in names if name.startswith("nac.language")}
    assert not names & {"json", "pathlib", "asyncio", "argparse", "subprocess", "difflib"}


def test_import_nac_loads_few_modules_of_python() -> None:
    """A module more can cost more than all of `nac`: `dataclasses` brings `inspect`, `dis` and `ast` with it
    (docs/decisions/0010). What is needed on some ways only is imported there."""
    brought = {name.partition(".")[0] for name in loaded_by("import nac") - loaded_by("pass")}
    cheap = {"__future__", "collections", "contextlib", "copyreg", "enum", "functools", "itertools", "keyword"}
    cheap |= {"operator", "re", "reprlib", "threading", "types", "typing", "warnings"}
    assert {name for name in brought if not name.startswith("_")} <= cheap | {"nac"}


def test_a_compiled_spec_runs_without_the_parser(tmp_path: Path) -> None:
    import nac
    from nac.compiled import dumps

    path = tmp_path / "lock.json"
    path.write_text(dumps(nac.load("examples/rwlock")))
    names = loaded_by(
        f"import nac; spec = nac.load({str(path)!r}); graph = nac.Graph(nodes=['x']); "
        "nac.Controller(spec, graph).admit(spec['read-lock'].plan(graph, node='x'))"
    )
    assert "nac.compiled" in names
    assert not names & {"dataclasses", "inspect", "dis"}
    assert not {name for name in names if name.startswith(("lark", "nac.language", "checker"))}


def test_the_public_surface_is_what_it_says() -> None:
    import nac

    assert all(hasattr(nac, name) for name in nac.__all__)
    assert sorted(nac.__all__) == nac.__all__
