"""Run the oracle: python -m tests.oracle [--seconds N] [--seed S].

Prints how many proved specs had each construct, how many steps of each kind were made, and what fails; exit code 1 if
anything does.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import nac
from checker.smt.solve import Solver
from nac.errors import Error

from .proving import proved
from .stepping import History
from .writing import Writer, constructs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the first spec; the others follow")
    parser.add_argument("--runs", type=int, default=40, help="histories for each spec that is proved")
    parser.add_argument("--steps", type=int, default=30, help="in each history")
    told = parser.parse_args()
    end, seed = time.monotonic() + told.seconds, told.seed
    counted: Counter[str] = Counter()
    used: Counter[str] = Counter()
    made: Counter[str] = Counter()
    with Solver(rlimit=300_000) as solver:
        while time.monotonic() < end:
            text = Writer(seed).spec()
            seed += 1
            try:
                spec = nac.compile(text)
            except Error:
                counted["not a spec"] += 1
                continue
            holds = proved(spec, solver)
            counted["proved" if holds else "not proved"] += 1
            if holds:
                used.update(constructs(text))
            # Of a spec that is not proved only what is so of every spec is held against the controller.
            for run in range(told.runs if holds else 3):
                history = History(spec, seed * 1000 + run, holds)
                wrong = history.run(told.steps)
                made.update(history.happened)
                if wrong:
                    counted["wrong"] += 1
                    print(f"seed {seed - 1}, history {run}:", *history.told, *wrong, text, sep="\n", flush=True)
                    break
            if sys.stderr.isatty():
                print(f"\r{sum(counted.values())} specs, {made.total()} steps", end="", file=sys.stderr)
    print("specs:", dict(counted))
    print("steps:", made.total(), dict(made))
    print("proved specs with:", ", ".join(f"{name} {number}" for name, number in sorted(used.items())))
    return 1 if counted["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
