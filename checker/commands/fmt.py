"""Print the canonical text of a spec: flag sets spelled out, files joined, plain comments left out."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..console import Console


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="a shipped name, or a path as for `check`")
    parser.add_argument("--check", action="store_true", help="print nothing; exit 1 if the file has another text")


def run(options: argparse.Namespace, console: Console) -> int:
    import nac
    from nac.language import format_spec
    from nac.load import find

    text = format_spec(nac.load(options.spec))
    if not options.check:
        console.result(text)
        return 0
    path = find(options.spec)
    if not path.is_file():
        console.complain(f"{path}: --check compares one file, and this is a folder")
        return 2
    same = Path(path).read_text(encoding="utf-8") == text
    console.result(f"{path}: {'is' if same else 'is not'} the canonical text")
    return 0 if same else 1
