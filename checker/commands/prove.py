"""Prove specs, and write the evidence: texts for any solver, examples, and a certificate for each spec.

With --check nothing is proved or written: it tells which files are not those that the specs call for now.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..console import Console


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="as for `check`; default: all shipped specs")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        help="where the evidence lies (proofs; with --check, where there is no such folder, the shipped evidence)",
    )
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="drop every clause in turn, see whether anything notices, and write mutants.md (minutes)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name what is stale")


def run(options: argparse.Namespace, console: Console) -> int:
    from ..evidence.disk import as_folder
    from ..evidence.proofs import check, prove
    from ..reporting.checking import shipped, targets

    named = [each for path in options.paths for each in targets(path)] if options.paths else shipped()
    chosen = {target.name: target.path for target in named}
    root = _here(options.check) if options.output is None else as_folder(options.output)
    whole = not options.paths
    if options.check:
        stale = check(root, chosen, whole)
        for line in stale:
            console.result(line)
        console.result(f"{root}: {'stale: ' + str(len(stale)) if stale else 'nothing is stale'}")
        return 1 if stale else 0
    written = prove(root, chosen, with_mutants=options.mutants, progress=console.progress)
    for line in written.lines:
        console.result(line)
    for line in written.failed:
        console.complain(line)
    return 1 if written.failed else 0


def _here(check: bool) -> Path:
    from nac.certificate import proofs_folder

    here = Path("proofs")
    return proofs_folder() if check and not here.is_dir() else here
