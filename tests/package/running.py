"""Runs the examples of a page in order, in one empty folder, as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.cli import parser

from .pages import TOP

_BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `file`: the name to save it under."""

    kind: str
    text: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A block after which something else was printed than the page shows."""

    block: Block
    said: str


def blocks(text: str) -> list[Block]:
    return [Block(found["kind"], found["text"], found["file"]) for found in _BLOCK.finditer(text)]


def matches(said: str, expected: str) -> bool:
    """Whether the text is as expected, where `...` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip("\n").split("..."))
    return re.fullmatch(pattern, said.strip("\n"), re.DOTALL) is not None


def play(page: Iterable[Block], folder: Path) -> Iterator[Difference]:
    """Run the blocks one after the other; yields where the page shows something else than what is printed.

    Files are saved, programs (`python`) and commands (`console`) run; `output` is what the program before it printed.
    Commands of `sh` blocks are not run, as they take long or set up: those of `nac` must be understood.
    """
    scripts = folder / "bin"
    scripts.mkdir()
    command = scripts / "nac"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
    command.chmod(0o755)
    said = ""
    for block in page:
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "console":
            prompt, _, expected = block.text.partition("\n")
            said = _run(["sh", "-c", prompt.removeprefix("$ ")], folder)
            if not matches(said, expected):
                yield Difference(block, said)
        elif block.kind == "python":
            said = _run([sys.executable, "-c", block.text], folder)
        elif block.kind == "output":
            if not matches(said, block.text):
                yield Difference(block, said)
        else:
            assert block.kind == "sh", block
            for line in block.text.splitlines():
                if line.startswith("nac "):
                    parser().parse_args(shlex.split(line)[1:])


def _run(command: list[str], folder: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(TOP),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout
