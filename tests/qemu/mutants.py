"""`python -m tests.qemu.mutants`: which clauses of `spec/qemu` does a verdict recorded on QEMU depend on?

Each mutant is the spec without one clause, or with one more `allow`, as in `proofs/qemu/mutants.md`. It is noticed if
it says otherwise than the spec about a command of a recorded line. Writes `mutants.md`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import nac
from checker.evidence.clauses import Clause, clauses, without
from checker.evidence.proofs import about
from checker.reporting.replay import Row, replay
from nac.certificate import proofs_folder
from nac.spec import Spec

from .replaying import chosen, of_row, of_scenario, rows, scenarios

PLACE = Path(__file__).with_name("mutants.md")
_HEAD = """\
# Mutants of qemu, by what was measured

Written by `python -m tests.qemu.mutants`: the spec with one clause changed, tried on every recorded verdict of QEMU.
`proofs/qemu/mutants.md` says by which scenario, example or proof a mutant is noticed; this, by which recorded line.
"""


class Recorded:
    """The recorded lines by operation, with what the spec says of them."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._lines: dict[str, list[tuple[str, Row]]] = {operation.name: [] for operation in spec.operations}
        for data in (*map(of_row, rows()), *map(of_scenario, (*scenarios(), *chosen()))):
            line = json.dumps(data)
            row = replay(spec, line)
            for operation in self._lines:
                if f'"{operation}"' in line:  # as a command, or in a transaction
                    self._lines[operation].append((line, row))

    def noticed(self, clause: Clause) -> str:
        """The first line whose verdicts the mutant changes; "" if there is none."""
        mutant = without(self.spec, clause)
        for line, row in self._lines[clause.operation]:
            if verdicts(replay(mutant, line)) != verdicts(row):
                return str(row.id)
        return ""


def verdicts(row: Row) -> list[str]:
    return [verdict.verdict for verdict in row.verdicts]


def report(spec: Spec, found: Mapping[Clause, str], otherwise: Mapping[str, str]) -> str:
    """`found`: the line that notices each mutant. `otherwise`: what else notices one, by operation and change."""
    names = {clause: f"{clause.operation}: {clause.change(spec)}" for clause in found}
    nothing = [clause for clause in found if not found[clause] and not otherwise[names[clause]]]
    measured = sum(map(bool, found.values()))
    lines = [_HEAD, about(spec), ""]
    lines += [f"{len(found)} mutants: {measured} noticed by a recorded line, {len(nothing)} by nothing at all.", ""]
    lines += ["| operation | mutants | by a recorded line | otherwise | by nothing |"]
    lines += ["| --- | --: | --: | --: | --: |"]
    for operation in spec.operations:
        mine = [clause for clause in found if clause.operation == operation.name]
        by = sum(bool(found[clause]) for clause in mine)
        missing = sum(clause in nothing for clause in mine)
        lines.append(f"| {operation.name} | {len(mine)} | {by} | {len(mine) - by - missing} | {missing} |")
    lines += ["", "## By nothing", "", "These say what the source of QEMU says, and no more than that is known:", ""]
    lines += [f"- {names[clause]}" for clause in nothing]
    lines += ["", "## By what", "", "| operation | change | by |", "| --- | --- | --- |"]
    for clause, line in found.items():
        by_what = f"line {line}" if line else otherwise[names[clause]] or "**nothing**"
        lines.append(f"| {clause.operation} | {clause.change(spec)} | {by_what} |")
    return "\n".join(lines) + "\n"


def otherwise() -> dict[str, str]:
    """What notices each mutant by `proofs/qemu/mutants.md`."""
    text = (proofs_folder() / "qemu" / "mutants.md").read_text(encoding="utf-8")
    table = text.partition("| operation | change | proofs | caught by |\n")[2].split("\n")[1:]
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in table if row)
    return {f"{operation}: {change}": "" if by == "**nothing**" else by for operation, change, _, by in cells}


def tried(recorded: Recorded, chosen: Iterable[Clause]) -> Iterator[tuple[Clause, str]]:
    for clause in chosen:
        yield clause, recorded.noticed(clause)


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m tests.qemu.mutants", description="Writes mutants.md (minutes)."
    ).parse_args()
    spec = nac.load("qemu")
    every = list(clauses(spec))
    found: dict[Clause, str] = {}
    for clause, line in tried(Recorded(spec), every):
        found[clause] = line
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(found)} of {len(every)} mutants")
    text = report(spec, found, otherwise())
    PLACE.write_text(text, encoding="utf-8")
    sys.stdout.write(text[: text.index("## By what")])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
