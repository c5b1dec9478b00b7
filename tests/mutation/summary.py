"""What is kept of the runs, as data and as a text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from .run import Mutant, Tested, digest
from .targets import TARGETS

RESULTS = Path(__file__).with_name("results.json")

_HEAD = """\
# Mutation testing

Written by `python -m tests.mutation`: mutmut changes the code in one place at a time, and the tests must notice. A
mutant that survives is listed below with the reason why no test can tell it from the original.

| module | mutants | killed | survived |
| --- | ---: | ---: | ---: |
"""


def summary(tested: Sequence[Tested], known: Mapping[Mutant, str]) -> str:
    rows = [(each.module, each.mutants, len(each.survivors)) for each in tested]
    rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    lines = [f"| {name} | {count} | {count - survived} | {survived} |" for name, count, survived in rows]
    named = {each.module for each in tested}
    missing = [module for target in TARGETS for module in target.modules if module not in named]
    if missing:
        lines += ["", f"Not run to the end yet: {', '.join(missing)}."]
    changed = [each.module for each in tested if each.digest != digest(each.module)]
    if changed:
        lines += ["", f"Changed since: {', '.join(changed)}."]
    for each in tested:
        if each.survivors:
            lines += ["", f"## {each.module}", ""]
            lines += [
                f"- {mutant.function}: `{mutant.old}` => `{mutant.new}` -- {known.get(mutant, '**no reason given**')}"
                for mutant in each.survivors
            ]
    return _HEAD + "\n".join(lines) + "\n"


def kept() -> list[Tested]:
    """The results of earlier runs."""
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    return [Tested(**each | {"survivors": tuple(Mutant(**mutant) for mutant in each["survivors"])}) for each in found]


def keep(tested: Sequence[Tested]) -> None:
    RESULTS.write_text(json.dumps([asdict(each) for each in tested], indent=1) + "\n", encoding="utf-8")
