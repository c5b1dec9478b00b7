"""The findings of the checker, as a value, as text and as JSON. No printing here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nac.spec import Json, Span, Spec
from nac.words import visible

from ..deciding.scenarios import Failure, Played
from ..questions.kinds import Kind
from ..smt.outcome import Outcome, Proved, Refuted, Unknown

if TYPE_CHECKING:
    from nac.language import Diagnostic

Paint = Callable[[str, str], str]
"""(text, colour) to the text as it is shown."""

HOLDS, REFUTED, UNREADABLE, UNKNOWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to prove, and what came of it. `lines` explain an outcome that is not Proved."""

    id: str
    kind: Kind
    title: str
    outcome: Outcome
    place: Span | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecReport:
    """One spec. `spec` is None when it cannot be read; `problems` are the rendered diagnostics, warnings included."""

    name: str
    path: str
    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...] = ()
    problems: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All of one run. `theorems` is None when they were not asked for."""

    solver: str
    theorems: tuple[Entry, ...]
    specs: tuple[SpecReport, ...] = ()

    def entries(self) -> Iterator[Entry]:
        yield from self.theorems
        for spec in self.specs:
            yield from spec.entries

    @property
    def exit_code(self) -> int:
        """The exit code. An input that cannot be read comes first: nothing was found out about it. Then refuted, then
        unknown."""
        outcomes = [entry.outcome for entry in self.entries()]
        if any(spec.spec is None for spec in self.specs):
            return UNREADABLE
        if any(isinstance(outcome, Refuted) for outcome in outcomes):
            return REFUTED
        return HOLDS if all(isinstance(outcome, Proved) for outcome in outcomes) else UNKNOWN


def scenario_entry(played: Played) -> Entry:
    """Return a scenario that was run, as an entry."""
    scenario, outcome = played.scenario, played.outcome
    place = scenario.span
    lines: tuple[str, ...] = ()
    if isinstance(outcome, Refuted) and isinstance(outcome.counterexample, Failure):
        failure = outcome.counterexample
        place = failure.span
        lines = (f"expected: {_wanted(failure)}", *f"happened: {failure.happened}".split("\n"))
    return Entry(f"scenario {scenario.name}", Kind.SCENARIO, scenario.name, outcome, place, lines)


def _wanted(failure: Failure) -> str:
    step = failure.step
    target = f"{step.job} = {step.operation}" if step.job and step.operation else step.operation or step.job
    word = {"hold": "refuse advance"}.get(step.op, step.op)
    return f"{word} {target}" + (f" to {step.phase}" if step.phase and step.op in ("advance", "hold") else "")


# --- as text ---


def as_text(report: Report, paint: Paint = lambda text, colour: text) -> str:
    """Return the report for people: a line per theorem, a line per kind of obligation, all details of what does not
    hold."""
    lines: list[str] = []
    if report.theorems:
        lines.append(paint("theorems, for any number of jobs, nodes and actions", "strong") + f"  ({report.solver})")
        width = max(len(entry.id) for entry in report.theorems)
        for entry in report.theorems:
            lines.append(f"  {_mark(entry.outcome, paint)} {entry.id:{width}}  {visible(entry.title)}")
            lines += details(entry)
        lines.append("")
    for spec in report.specs:
        lines += [*_spec(spec, paint), ""]
    lines.append(_summary(report, paint))
    return "\n".join(lines) + "\n"


def _spec(report: SpecReport, paint: Paint) -> Iterator[str]:
    counts = "" if report.spec is None else f"  {_contents(report.spec)}"
    where = "" if report.path == report.name else paint(f"  {report.path}", "dim")
    yield paint(report.name, "strong") + counts + where
    if report.spec is None:
        yield f"  {paint('cannot be read', 'bad')}"
    for problem in report.problems:
        yield from (f"  {line}" for line in problem.split("\n"))
    groups: dict[Kind, list[Entry]] = {}
    for entry in report.entries:
        groups.setdefault(entry.kind, []).append(entry)
    width = max(map(len, groups), default=0)
    for kind, entries in groups.items():
        yield f"  {_mark(_worst(entries), paint)} {kind:{width}}  {_counts(entries)}"
        for entry in entries:
            if kind is Kind.TRANSITION and isinstance(entry.outcome, Proved):
                yield f"    {visible(entry.title)}"
            if not isinstance(entry.outcome, Proved):
                place = f"{entry.place}: " if entry.place else ""
                yield f"    {place}{_word(entry.outcome)}: {visible(entry.title)}"
                yield from (f"  {line}" for line in details(entry))


def _contents(spec: Spec) -> str:
    return f"{_number(len(spec.actions), 'action')}, {_number(len(spec.operations), 'operation')}"


def details(entry: Entry) -> list[str]:
    """Return why it is not proved, line by line."""
    reason = (entry.outcome.reason,) if isinstance(entry.outcome, Unknown) and not entry.lines else ()
    return [f"      {visible(line)}" for line in (*reason, *entry.lines)]


def _counts(entries: Sequence[Entry]) -> str:
    words = [_word(entry.outcome) for entry in entries]
    return ", ".join(f"{words.count(word)} {word}" for word in ("proved", "refuted", "unknown") if word in words)


def _summary(report: Report, paint: Paint) -> str:
    entries = list(report.entries())
    parts = [_number(len(report.theorems), "theorem")] if report.theorems else []
    if report.specs:
        scenarios = sum(entry.kind is Kind.SCENARIO for entry in entries)
        obligations = len(entries) - len(report.theorems) - scenarios
        parts += [_number(len(report.specs), "spec"), _number(obligations, "obligation")]
        parts.append(_number(scenarios, "scenario"))
    said, colour = {
        HOLDS: ("all of it holds", "good"),
        REFUTED: ("not all of it holds", "bad"),
        UNREADABLE: ("not all of it can be read", "bad"),
        UNKNOWN: ("not all of it is decided", "open"),
    }[report.exit_code]
    return f"{', '.join(parts)}: {paint(said, colour)}" + (f" ({_counts(entries)})" if entries else "")


def _mark(outcome: Outcome, paint: Paint) -> str:
    return paint(f"{_word(outcome):7}", {"proved": "good", "refuted": "bad", "unknown": "open"}[_word(outcome)])


def _word(outcome: Outcome) -> str:
    return {Proved: "proved", Refuted: "refuted", Unknown: "unknown"}[type(outcome)]


def _worst(entries: Iterable[Entry]) -> Outcome:
    order = (Proved, Unknown, Refuted)
    return max((entry.outcome for entry in entries), key=lambda outcome: order.index(type(outcome)))


def _number(count: int, thing: str) -> str:
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{count} {thing if count == 1 else plural}"


# --- as JSON ---


def as_json(report: Report) -> Json:
    """Return the report as JSON values; docs/reference/command-line.md describes them."""
    return {
        "exit_code": report.exit_code,
        "solver": report.solver,
        "theorems": [_entry(entry) for entry in report.theorems],
        "specs": [
            {
                "name": spec.name,
                "path": spec.path,
                "read": spec.spec is not None,
                "diagnostics": [_diagnostic(each) for each in spec.diagnostics],
                "problems": list(spec.problems) if not spec.diagnostics else [],
                "obligations": [_entry(entry) for entry in spec.entries],
            }
            for spec in report.specs
        ],
    }


def _entry(entry: Entry) -> Json:
    fields: dict[str, Json] = {
        "id": entry.id,
        "kind": entry.kind.value,
        "title": entry.title,
        "outcome": _word(entry.outcome),
    }
    if isinstance(entry.outcome, Unknown):
        fields["reason"] = entry.outcome.reason
    if entry.place is not None:
        fields["place"] = entry.place.as_dict()
    if entry.lines:
        fields["lines"] = list(entry.lines)
    return fields


def _diagnostic(diagnostic: Diagnostic) -> Json:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "place": None if diagnostic.span is None else diagnostic.span.as_dict(),
        "related": [{"place": span.as_dict(), "message": meaning} for span, meaning in diagnostic.related],
        "help": diagnostic.help,
    }
