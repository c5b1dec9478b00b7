"""`python -m tests.mutation [MODULE ...]`: mutate these modules (all targets when none is named).

Keeps what it finds in `results.json`, with what earlier runs found of the other modules, and writes `summary.md`. Exit
code 1: a mutant survives without a reason, or a reason is about none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from .listed import PLACE, reasons
from .run import Tested, run
from .summary import keep, kept, summary
from .targets import TARGETS


def _in_order(found: dict[str, Tested]) -> list[Tested]:
    return [found[module] for target in TARGETS for module in target.modules if module in found]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Are the tests able to fail?")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as nac/ledger.py; all when none is named")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--summary", action="store_true", help="run nothing: write the summary of what is kept")
    asked = parser.parse_args()
    known = reasons(PLACE.read_text(encoding="utf-8"))
    found = {each.module: each for each in kept()}
    for number, target in enumerate(TARGETS if not asked.summary else ()):
        if not asked.modules or set(asked.modules) & set(target.modules):
            with tempfile.TemporaryDirectory() as folder:
                found |= {each.module: each for each in run(target, Path(folder) / str(number), asked.processes)}
            keep(_in_order(found))
    tested = _in_order(found)
    keep(tested)
    text = summary(tested, known)
    PLACE.with_name("summary.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    survivors = {mutant for each in tested for mutant in each.survivors}
    stale = {mutant for mutant in known if mutant.module in found} - survivors
    for mutant in sorted(stale, key=str):
        sys.stderr.write(f"no such survivor any more: {mutant}\n")
    return 1 if stale or survivors - known.keys() else 0


if __name__ == "__main__":
    raise SystemExit(main())
