"""Runs all benchmarks and prints the table."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator

from .commands import checks, imports
from .graphs import changes
from .jobs import admissions, refusals
from .others import decisions
from .scale import scales
from .timing import FULL, QUICK, Effort, Row, table

PARTS: dict[str, tuple[Callable[[Effort], Iterator[Row]], ...]] = {
    "jobs": (admissions, refusals, decisions),
    "graphs": (changes,),
    "import": (imports,),
    "check": (checks,),
    "scale": (scales,),
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="measure too little to mean anything, to see that it runs")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    effort = QUICK if options.quick else FULL
    print(f"Python {platform.python_version()} on {platform.machine()}; medians of {effort.rounds} rounds", flush=True)
    for part in options.parts or PARTS:
        rows = []
        for measure in PARTS[part]:
            for row in measure(effort):
                print(f"measured: {row.name}", file=sys.stderr)
                rows.append(row)
        print(f"\n{table(rows)}", flush=True)


if __name__ == "__main__":
    main()
