"""`python -m tests.mutation [MODULE ...]`: mutate these modules (all targets when none is named).

Writes `summary.md` when all were. Exit code 1: a mutant survives without a reason, or a reason is about none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from .listed import PLACE, reasons
from .run import Tested, run
from .summary import summary
from .targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Are the tests able to fail?")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as nac/ledger.py; all when none is named")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    known = reasons(PLACE.read_text(encoding="utf-8"))
    tested: list[Tested] = []
    for number, target in enumerate(TARGETS):
        if not asked.modules or set(asked.modules) & set(target.modules):
            with tempfile.TemporaryDirectory() as folder:
                tested += run(target, Path(folder) / str(number), asked.processes)
    text = summary(tested, known)
    if not asked.modules:
        PLACE.with_name("summary.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    survivors = {mutant for each in tested for mutant in each.survivors}
    stale = {mutant for mutant in known if mutant.module in {each.module for each in tested}} - survivors
    for mutant in sorted(stale, key=str):
        sys.stderr.write(f"no such survivor any more: {mutant}\n")
    return 1 if stale or survivors - known.keys() else 0


if __name__ == "__main__":
    raise SystemExit(main())
