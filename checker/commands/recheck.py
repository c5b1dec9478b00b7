"""Decide the texts of the evidence again, with another solver or none.

Each text is a script of its own (SMT-LIB 2) whose answer the certificate states. The exit code is 1 if an engine gives
another answer, 2 if a file is missing, damaged, swapped or not listed, 3 if an engine gives none.
"""

from __future__ import annotations

import argparse
import json

from ..console import Console


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="proofs/, or the part of one spec (default: the shipped evidence)"
    )
    parser.add_argument(
        "--solver",
        choices=("z3", "cvc5", "enumerate", "all"),
        default="all",
        help="enumerate uses no solver: it looks at every model of a few elements (default: all three)",
    )
    parser.add_argument("--size", type=_positive, default=2, metavar="N", help="how many elements to enumerate (2)")
    parser.add_argument("--seeds", type=_positive, default=1, metavar="N", help="decide each text under N random seeds")
    parser.add_argument("--hard-limit", type=_positive, default=60, metavar="SECONDS", help="for one text (60)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the results")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:5]) <= 1000:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 1000, not {text[:60]!r}")
    return int(text)


def run(options: argparse.Namespace, console: Console) -> int:
    from nac.certificate import proofs_folder

    from ..evidence.disk import as_folder
    from ..evidence.recheck import as_json, as_text, recheck
    from ..smt.engines import ENGINES

    root = proofs_folder() if options.folder is None else as_folder(options.folder)
    engines = list(ENGINES.values()) if options.solver == "all" else [ENGINES[options.solver]]
    result = recheck(
        root,
        engines,
        seeds=options.seeds,
        size=options.size,
        hard_limit=options.hard_limit,
        progress=console.progress,
    )
    console.result(json.dumps(as_json(result), indent=1) if options.format == "json" else as_text(result))
    return result.exit_code
