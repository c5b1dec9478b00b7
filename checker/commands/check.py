"""Prove the theorems and everything that the specs claim, and run their scenarios."""

from __future__ import annotations

import argparse
import json

from ..console import Console
from .memory import no_cache, remembering


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a .nac file, a folder of them (one spec), a compiled .json, or a shipped name; default: all shipped",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the results")
    parser.add_argument("--theorems-only", action="store_true", help="prove the theorems and look at no spec")
    no_cache(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    from ..reporting.report import as_json, as_text

    if options.theorems_only and options.paths:
        console.complain("--theorems-only looks at no spec: leave the paths out")
        return 2
    with remembering(options, console) as solver:  # first, so that it loads z3 while the specs are read
        from ..reporting.checking import Target, check, shipped, targets

        chosen: list[Target] = []
        if not options.theorems_only:
            chosen = [target for path in options.paths for target in targets(path)] if options.paths else shipped()
        report = check(chosen, solver, console.progress)
    if options.format == "json":
        console.result(json.dumps(as_json(report), indent=1))
    else:
        console.result(as_text(report, console.paint))
    return report.exit_code
