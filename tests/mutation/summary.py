"""The summary as a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .run import Mutant, Tested

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
    for each in tested:
        if each.survivors:
            lines += ["", f"## {each.module}", ""]
            lines += [
                f"- {mutant.function}: `{mutant.old}` => `{mutant.new}` -- {known.get(mutant, '**no reason given**')}"
                for mutant in each.survivors
            ]
    return _HEAD + "\n".join(lines) + "\n"
