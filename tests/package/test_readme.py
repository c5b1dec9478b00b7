"""Every example of the README is executed, in order, in one empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `file`: the name to save it under."""

    kind: str
    text: str
    file: str | None


BLOCKS = [Block(found["kind"], found["text"], found["file"]) for found in _BLOCK.finditer(README)]


def matches(said: str, expected: str) -> bool:
    """Whether the text is as expected, where `...` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip("\n").split("..."))
    return re.fullmatch(pattern, said.strip("\n"), re.DOTALL) is not None


def run(command: list[str], folder: Path) -> str:
    scripts = folder / "bin"
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "PYTHONPATH": str(TOP)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_the_examples(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "nac"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
    command.chmod(0o755)
    said = ""
    for block in BLOCKS:
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "console":
            prompt, _, expected = block.text.partition("\n")
            said = run(["sh", "-c", prompt.removeprefix("$ ")], tmp_path)
            assert matches(said, expected), said
        elif block.kind == "python":
            said = run(
                [sys.executable, "-c", block.text if "import nac" in block.text else f"import nac\n{block.text}"],
                tmp_path,
            )
        elif block.kind == "output":
            assert matches(said, block.text), said
        else:
            assert block.kind == "sh", block
    kinds = [block.kind for block in BLOCKS]
    assert (kinds.count("console"), kinds.count("python"), kinds.count("output")) == (6, 2, 1)


def test_an_example_that_says_something_else_is_noticed() -> None:
    assert matches("a\nb\nc\n", "a\n...\nc\n")
    assert not matches("a\nb\nc\n", "a\n...\nd\n")
    assert not matches("a\nb\n", "a\n")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    set_up, tests = (
        block.text.strip()
        for block in BLOCKS
        if block.kind == "sh" and "venv" in block.text and "-m venv" in block.text
    )
    assert set_up.endswith("nac check")
    assert tests in (TOP / ".ci" / "run").read_text(encoding="utf-8")
