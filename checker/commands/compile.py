"""Compile a spec into one JSON file, from which the controller runs without lark."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..console import Console


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "spec", metavar="SPEC", help="a shipped name, or the path of a .nac file or of a folder of them"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    parser.add_argument("--no-spans", action="store_true", help="leave the places in the text out")


def run(options: argparse.Namespace, console: Console) -> int:
    import nac
    from nac.compiled import digest, dumps

    spec = nac.load(options.spec)
    text = dumps(spec, spans=not options.no_spans)
    if options.output is None:
        console.result(text)
        return 0
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        console.complain(f"{options.output}: cannot be written ({why})")
        return 2
    console.result(f"{options.output}: {spec.name}, {len(spec.operations)} operations, sha256 {digest(spec)}")
    return 0
