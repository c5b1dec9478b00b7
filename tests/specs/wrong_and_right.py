"""The wrong specs of `tests/specs/wrong`, their right twins, and what the checker says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checker.deciding.obligations import Obligation, check
from checker.deciding.scenarios import play_all
from checker.reporting.checking import entry
from checker.reporting.report import Report, SpecReport, as_text, scenario_entry
from checker.smt.outcome import Proved
from checker.smt.solve import Solver
from nac.language import compile_text, render
from nac.spec import Spec

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in (FOLDER / "wrong").glob("*.nac"))


@dataclass(frozen=True)
class Checked:
    """`said`: what does not hold, as `nac check` shows it; "" if all of it holds. `spec` is None if it has errors."""

    said: str
    spec: Spec | None
    owed: tuple[Obligation, ...] = ()


@cache
def checked(kind: str, name: str, solver: Solver) -> Checked:
    path = FOLDER / kind / f"{name}.nac"
    text = path.read_text(encoding="utf-8")
    # Named by hand, so that places read the same whatever folder the tests run in.
    result = compile_text(text, f"{name}.nac", folder=path.parent)
    problems = tuple(render(found, result.sources) for found in result.diagnostics)
    if result.spec is None:
        return Checked("\n".join(problems) + "\n", None)
    owed = check(result.spec, solver)
    entries = [entry(one) for one in owed] + [scenario_entry(played) for played in play_all(result.spec)]
    bad = tuple(each for each in entries if not isinstance(each.outcome, Proved))
    if not problems and not bad:
        return Checked("", result.spec, owed)
    report = as_text(Report("", (), (SpecReport(name, name, result.spec, result.diagnostics, problems, bad),)))
    report = re.sub(r"\(active since [^)]*\)", "(active)", report)
    shown = report.partition("\n")[2].rstrip("\n").rpartition("\n\n")[0]  # without the first line and the summary
    return Checked(shown + "\n", result.spec, owed)
