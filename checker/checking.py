"""One run of `nac check`: which specs, and everything that is found out about them (design 6, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nac
from nac.load import find

from .drawing import lines
from .obligations import Obligation
from .obligations import check as check_spec
from .outcome import Outcome, Proved, Refuted, Unknown
from .passages import passages
from .prove import Finding
from .question import Counterexample
from .report import Entry, Report, SpecReport, scenario_entry
from .scenarios import play_all
from .solve import Decider
from .theorems import Model, prove_theorems

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """A spec to check, not yet read: what to call it, and where it is said to lie."""

    name: str
    path: str


def shipped() -> list[Target]:
    """All shipped specs."""
    return [Target(name, _short(path)) for name, path in nac.shipped().items()]


def targets(source: str) -> list[Target]:
    """The specs that a path or a shipped name means: one, but all shipped specs inside a folder that holds such."""
    known = nac.shipped()
    if source in known:
        return [Target(source, _short(known[source]))]
    if not source:
        return [Target("''", source)]
    try:
        folder = Path(source).resolve()
    except (OSError, ValueError, RuntimeError):  # no path at all: reading it will say so
        return [Target(source, source)]
    inside = [Target(name, _short(path)) for name, path in known.items() if folder in path.parents]
    return inside or [Target(source, source)]


def check(chosen: Sequence[Target], solver: Decider, progress: Progress = lambda text: None) -> Report:
    """Read the specs, prove the theorems, then for each spec what it claims."""
    progress("reading")
    specs = [_read(target) for target in chosen]
    progress("proving the theorems")
    theorems = tuple(_theorems(solver))
    checked = []
    for report in specs:
        progress(f"checking {report.name}")
        checked.append(replace(report, entries=tuple(_entries(report, solver, progress))))
    return Report(f"z3 {solver.version()}", theorems, tuple(checked))


def _short(path: Path) -> str:
    """The path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _read(target: Target) -> SpecReport:
    from nac.language import compile_path, render

    try:
        path = find(target.path)
        if path.suffix == ".json":
            return SpecReport(target.name, target.path, nac.load(path))
    except nac.SpecError as error:
        return SpecReport(target.name, target.path, None, problems=(str(error),))
    result = compile_path(path)
    problems = tuple(render(found, result.sources) for found in result.diagnostics)
    return SpecReport(target.name, target.path, result.spec, result.diagnostics, problems)


def _theorems(solver: Decider) -> Iterator[Entry]:
    for result in prove_theorems(solver):
        theorem, outcome = result.theorem, result.outcome
        lines: list[str] = []
        if isinstance(outcome, Refuted) and isinstance(outcome.counterexample, Model):
            lines = [f"the solver's model for {outcome.counterexample.obligation}:"]
            lines += outcome.counterexample.text.split("\n")
        checks = f"{len(result.vacuity)} witnesses, {len(result.twins)} twins"
        yield Entry(theorem.id, "theorem", f"{theorem.title} ({checks})", outcome, None, tuple(lines))


def _entries(report: SpecReport, solver: Decider, progress: Progress) -> Iterator[Entry]:
    if report.spec is None:
        return
    for owed in check_spec(report.spec, solver, lambda done, of: progress(f"{report.name}: {done} of {of}")):
        yield entry(owed)
    for passage in passages(report.spec, solver):
        open_ = tuple(str(finding.question.sides[1]) for finding in passage.undecided)
        outcome = Unknown(f"not decided for {', '.join(open_)}") if open_ else Proved()
        title = f"{passage.operation.name}/{passage.before}/{passage.after}"
        yield Entry(f"transition/{title}", "transition", str(passage), outcome, passage.operation.span)
    for played in play_all(report.spec):
        yield scenario_entry(played)


def entry(owed: Obligation) -> Entry:
    """An obligation with all that there is to say of it."""
    finding = next((finding for finding in owed.findings if not finding.good), None)
    if finding is None:
        place = owed.findings[0].question.place if owed.findings else None
        return Entry(owed.id, owed.kind, owed.title, owed.outcome, place)
    return Entry(owed.id, owed.kind, owed.title, owed.outcome, finding.question.place, _lines(owed.outcome, finding))


def _lines(outcome: Outcome, finding: Finding) -> tuple[str, ...]:
    """Why an obligation is not proved."""
    if isinstance(outcome, Refuted):
        found = finding.outcome
        if isinstance(found, Refuted) and isinstance(found.counterexample, Counterexample):
            return lines(found.counterexample)
        return ("there is no such case, on any graph",)
    return ()
