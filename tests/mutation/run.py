"""Runs mutmut on a copy of the checkout and reads what it found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

from .targets import Target

ROOT = Path(__file__).parents[2]
# mutmut's exit codes of a mutant:
_SURVIVED = (0, 5, 33)  # no test failed, no test reaches it
_KILLED = (1, 3, 36, 24, -24, 152, 255)  # a test failed, or took too long
_OPTIONS = ("-p", "tests.mutation.plugin", "-p", "no:cacheprovider")
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "mutants")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one function: the lines that it takes out and those that it puts in, each as one text."""

    module: str
    function: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of the mutants of one module, which had this digest."""

    module: str
    digest: str
    mutants: int
    survivors: tuple[Mutant, ...]


def digest(module: str) -> str:
    """Tells one text of a module from another."""
    return sha256((ROOT / module).read_bytes()).hexdigest()[:16]


def run(target: Target, folder: Path, processes: int) -> Iterator[Tested]:
    """Mutate the modules of the target in `folder`, which must not exist. Raises CalledProcessError if that fails, as
    when a test fails without any mutant."""
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT)
    (folder / "setup.cfg").write_text(_settings(target), encoding="utf-8")
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes)]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr, env=os.environ | {"PYTHONHASHSEED": "0"})
    for module in target.modules:
        yield _read(folder, module, target)


def _settings(target: Target) -> str:
    others = ["nac", "checker", "spec", "proofs", "docs", "README.md"]
    values = {
        "source_paths": [target.package],
        "only_mutate": list(target.modules),
        "also_copy": [each for each in others if each != target.package],
        "pytest_add_cli_args": list(_OPTIONS),
        "pytest_add_cli_args_test_selection": list(target.tests),
        "use_git_change_detection": ["false"],
    }
    lines = ["[mutmut]"]
    for name, items in values.items():
        lines += [f"{name} = {items[0]}"] if len(items) == 1 else [f"{name} =", *(f"    {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _read(folder: Path, module: str, target: Target) -> Tested:
    codes: dict[str, int | None] = json.loads((folder / "mutants" / f"{module}.meta").read_text())["exit_code_by_key"]
    if any(code is None for code in codes.values()):
        raise RuntimeError(f"not every mutant of {module} was tested")
    spans = json.loads((folder / "mutants" / f"{module}.spans").read_text())["spans"]
    lines = (folder / "mutants" / module).read_text(encoding="utf-8").splitlines()

    def source(function: str) -> list[str]:
        start, end = spans[function]
        return lines[start - 1 : end]

    survivors = []
    for key, code in codes.items():
        again = target.fresh if code in _SURVIVED else code not in _KILLED
        if (code in _SURVIVED or again) and not (again and _killed_afresh(folder, key, target)):
            mutant = key.rpartition(".")[2]
            original = mutant.rpartition("__mutmut_")[0]
            old, new = _difference(source(f"{original}__mutmut_orig"), source(mutant))
            survivors.append(Mutant(module, original[2:].replace("ǁ", "."), old, new))  # without the x_ or xǁ
    return Tested(module, digest(module), len(codes), tuple(survivors))


def _killed_afresh(folder: Path, key: str, target: Target) -> bool:
    """Whether a test fails in a process that starts with the mutant: mutmut's have imported the module before. Also for
    one that was ended from outside before it could tell."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", *_OPTIONS, *target.tests]
    environment = os.environ | {"PYTHONHASHSEED": "0", "MUTANT_UNDER_TEST": key}
    done = subprocess.run(command, check=False, cwd=folder / "mutants", stdout=sys.stderr, env=environment)
    return done.returncode != 0


def _difference(old: list[str], new: list[str]) -> tuple[str, str]:
    """The lines that differ, the name of the function left aside."""
    named = r"\bx(?:_|ǁ\w+?ǁ)(\w+?)__mutmut_\w+"
    before, after = ([re.sub(named, r"\1", line) for line in lines] for lines in (old, new))
    found = [line for line in unified_diff(before, after, n=0, lineterm="") if line[:1] in "+-"][2:]
    first, second = (" ".join(line[1:].strip() for line in found if line[0] == sign) for sign in "-+")
    return first, second
