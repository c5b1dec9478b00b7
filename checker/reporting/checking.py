"""One run of `nac check`: which specs, and everything that is found out about them (semantics: obligations)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nac
from nac.compiled import dumps
from nac.load import find
from nac.spec import Json, Span, Spec

from ..deciding.finding import Finding
from ..deciding.obligations import Obligation
from ..deciding.obligations import check as check_spec
from ..deciding.passages import passages
from ..deciding.scenarios import play_all
from ..questions.kinds import Kind
from ..questions.question import Counterexample
from ..smt.cache import Remembering
from ..smt.outcome import Proved, Refuted, Unknown
from ..smt.solve import Decider, Progress
from ..theorems import Model, prove_theorems
from .advice import no_case
from .drawing import lines
from .report import Entry, Report, SpecReport, scenario_entry


@dataclass(frozen=True, slots=True)
class Target:
    """A spec to check, not yet read: what to call it, and where it is said to lie."""

    name: str
    path: str


def shipped() -> list[Target]:
    """Return all shipped specs."""
    return [Target(name, _short(path)) for name, path in nac.shipped().items()]


def targets(source: str) -> list[Target]:
    """Return the specs that a path or a shipped name means: one, but all shipped specs inside a folder that holds
    such."""
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


def check(chosen: Sequence[Target], solver: Remembering, progress: Progress = lambda text: None) -> Report:
    """Read the specs, prove the theorems, then for each spec what it claims."""
    progress("reading")
    specs = [_read(target) for target in chosen]
    progress("proving the theorems")
    theorems = _remembered(solver, "theorems", partial(_established, solver))
    checked = []
    for report in specs:
        progress(f"checking {report.name}")
        entries: tuple[Entry, ...] = ()
        if report.spec is not None:
            make = partial(_proved, report.spec, report.name, solver, progress)
            entries = _remembered(solver, dumps(report.spec), make) + tuple(map(scenario_entry, play_all(report.spec)))
        checked.append(replace(report, entries=entries))
    return Report(f"z3 {solver.version()}", theorems, tuple(checked))


def _remembered(solver: Remembering, about: str, make: Callable[[], tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """The entries, from memory if all of them were proved before."""
    made: tuple[Entry, ...] = ()

    def data() -> Json | None:
        nonlocal made
        made = make()
        if not all(isinstance(entry.outcome, Proved) for entry in made):
            return None
        return [[e.id, e.kind.value, e.title, e.place.as_dict() if e.place else None] for e in made]

    kept = solver.whole(about, data)
    if made or kept is None:
        return made
    return tuple(
        Entry(name, Kind(kind), title, Proved(), Span(**place) if place else None) for name, kind, title, place in kept
    )


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
    problems = tuple(render(diagnostic, result.sources) for diagnostic in result.diagnostics)
    return SpecReport(target.name, target.path, result.spec, result.diagnostics, problems)


def _established(solver: Decider) -> tuple[Entry, ...]:
    return tuple(_theorems(solver))


def _theorems(solver: Decider) -> Iterator[Entry]:
    for result in prove_theorems(solver):
        theorem, outcome = result.theorem, result.outcome
        lines: list[str] = []
        if isinstance(outcome, Refuted) and isinstance(outcome.counterexample, Model):
            lines = [f"the solver's model for {outcome.counterexample.obligation}:"]
            lines += outcome.counterexample.text.split("\n")
        checks = f"{len(result.vacuity)} witnesses, {len(result.twins)} twins"
        yield Entry(theorem.id, Kind.THEOREM, f"{theorem.title} ({checks})", outcome, None, tuple(lines))


def _proved(spec: Spec, name: str, solver: Decider, progress: Progress) -> tuple[Entry, ...]:
    return tuple(_entries(spec, name, solver, progress))


def _entries(spec: Spec, name: str, solver: Decider, progress: Progress) -> Iterator[Entry]:
    for owed in check_spec(spec, solver, lambda done, of: progress(f"{name}: {done} of {of}")):
        yield entry(owed)
    for passage in passages(spec, solver):
        open_ = tuple(str(finding.question.sides[1]) for finding in passage.undecided)
        outcome = Unknown(f"not decided for {', '.join(open_)}") if open_ else Proved()
        title = f"{passage.operation.name}/{passage.before}/{passage.after}"
        yield Entry(f"{Kind.TRANSITION}/{title}", Kind.TRANSITION, str(passage), outcome, passage.operation.span)


def entry(owed: Obligation) -> Entry:
    """Return an obligation with all that there is to say of it."""
    finding = next((finding for finding in owed.findings if not finding.good), None)
    if finding is None:
        none = () if isinstance(owed.outcome, Proved) else no_case(owed)
        return Entry(owed.id, owed.kind, owed.title, owed.outcome, owed.place, none)
    return Entry(owed.id, owed.kind, owed.title, owed.outcome, finding.question.place, _lines(owed, finding))


def _lines(owed: Obligation, finding: Finding) -> tuple[str, ...]:
    """Why an obligation is not proved."""
    if isinstance(owed.outcome, Refuted):
        outcome = finding.outcome
        if isinstance(outcome, Refuted) and isinstance(outcome.counterexample, Counterexample):
            return lines(outcome.counterexample)
        return no_case(owed)
    return ()
