"""The built package: what is in it, and that it works in an empty environment outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PROGRAM = """
import nac
spec = nac.load("rfc")
graph = nac.Graph.chain("base", "mid", "top")
controller = nac.Controller(spec, graph, certified=True)
with controller.admit(spec["block-commit"].plan(graph, device="top", base_node="base"), job="one") as grant:
    grant.check("base", "modify-visible-data")
    try:
        controller.admit(spec["block-commit"].plan(graph, device="top", base_node="base"), job="two")
    except nac.Refused as refused:
        print(nac.__file__, len(refused.refusal.conflicts) > 0, *nac.shipped())
"""


def run(*command: str | Path, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # no way back to the checkout
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=alone, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def build(kind: str, source: Path, target: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, folder=source)
    (built,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", TOP, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def index() -> None:
    """Skips where packages cannot be had; anything else that goes wrong later is a failure."""
    command = [sys.executable, "-m", "pip", "index", "versions", "lark"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if found.returncode:
        pytest.skip(f"no package index can be reached: {found.stderr.strip()[-200:]}")


def environment(folder: Path, *requirements: str) -> Path:
    """A fresh virtual environment with these packages; its Python."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder.parent)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *requirements, folder=folder.parent)
    return python


def test_what_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    specs = {f"nac/shipped/{path.relative_to(TOP / 'spec')}" for path in (TOP / "spec").rglob("*.nac")}
    assert {name for name in names if name.endswith(".nac")} == specs
    assert len(specs) >= 5
    code = {str(path.relative_to(TOP)) for package in ("nac", "checker") for path in (TOP / package).rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == code
    assert {"nac/py.typed", "checker/py.typed", "nac/language/grammar.lark"} <= names
    assert {name.partition("/")[0] for name in names} == {"nac", "checker", "node_access_control-0.1.0.dist-info"}
    assert "node_access_control-0.1.0.dist-info/licenses/LICENSE" in names


def test_the_wheel_needs_only_lark(wheel: Path) -> None:
    metadata = zipfile.ZipFile(wheel).read("node_access_control-0.1.0.dist-info/METADATA").decode()
    needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: ")]
    assert [line for line in needs if "extra ==" not in line] == ["Requires-Dist: lark<2,>=1.1.9"]
    extras = {line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Provides-Extra: ")}
    assert extras == {"bench", "check", "dev", "recheck", "test"}
    assert "License-Expression: Apache-2.0" in metadata


def test_a_wheel_built_from_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", TOP, tmp_path)) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build("wheel", tmp_path / "node_access_control-0.1.0", tmp_path / "again")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.usefixtures("index")
def test_without_extras_the_controller_works(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "plain", str(wheel))
    said = run(python, "-c", PROGRAM, folder=tmp_path).stdout.split()
    assert said[0].startswith(str(tmp_path / "plain"))
    assert said[1] == "True"
    assert set(said[2:]) >= {"rfc", "examples/rwlock"}
    nac = python.with_name("nac")
    refused = run(nac, "check", folder=tmp_path, code=2)
    assert "pip install 'node-access-control[check]'" in refused.stderr
    assert "Traceback" not in refused.stderr
    run(nac, "compile", "rfc", "-o", "rfc.json", folder=tmp_path)
    run(python, "-c", PROGRAM.replace('"rfc"', '"rfc.json"'), folder=tmp_path)
    assert run(nac, "--version", folder=tmp_path).stdout == "nac 0.1.0\n"


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.usefixtures("index")
def test_with_the_extra_the_checker_works(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "full", f"{wheel}[check]")
    checked = run(python.with_name("nac"), "check", "examples/rwlock", folder=tmp_path)
    assert "all of it holds" in checked.stdout
