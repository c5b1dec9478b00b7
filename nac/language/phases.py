"""The phases of an operation: from the tree to the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from nac.spec import Span

from . import tree as t
from .diagnostics import Sink, quoted, suggest
from .names import MOST, few


@dataclass(slots=True)
class Phases:
    """The phases in order of appearance, with their places, and all that is said of them."""

    spans: dict[str, Span] = field(default_factory=dict)
    transitions: dict[tuple[str, str], Span] = field(default_factory=dict)
    start: str = ""
    then: str = ""
    completes: bool = False

    def known(self, word: t.Word, sink: Sink) -> bool:
        """Return whether it is a phase; reports it where not."""
        if word.text not in self.spans:
            hint = suggest(word.text, self.spans, "declare it: `phases ...`" if not self.spans else "")
            sink.add("NAC034", f"the operation has no phase {quoted(word.text)}", word.span, help=hint)
        return word.text in self.spans


def phases(item: t.OperationItem, sink: Sink) -> Phases:
    """Return all that the clauses `phases`, `start` and `always completes` say."""
    result = Phases()
    said: dict[str, Span] = {}

    def once(what: str, span: Span) -> bool:
        if what in said:
            sink.add("NAC040", f"`{what}` is said twice", span, (said[what], "the first is here"), help="join the two")
            return False
        said[what] = span
        return True

    for clause in item.clauses:
        if isinstance(clause, t.PhasesClause) and once("phases", clause.span):
            _paths(clause, result, sink)
    begin: t.StartClause | None = None
    for clause in item.clauses:
        if isinstance(clause, t.StartClause) and once("start", clause.span):
            begin = clause
        elif isinstance(clause, t.CompletesClause) and once("always completes", clause.span):
            result.completes = True
    if begin is None:
        result.start = result.then = next(iter(result.spans), "")
        return result
    then = begin.then or begin.phase
    right = [result.known(word, sink) for word in dict.fromkeys((begin.phase, then))]
    if all(right):
        result.start, result.then = begin.phase.text, then.text
    return result


def _paths(clause: t.PhasesClause, result: Phases, sink: Sink) -> None:
    alone: set[str] = set()
    if not few([word for path in clause.paths for word in path], MOST, "phases", sink):
        return
    for path in clause.paths:
        for word in path:
            result.spans.setdefault(word.text, word.span)
        if len(path) == 1:
            word = path[0]
            if word.text in alone:
                first = (result.spans[word.text], "the first is here")
                sink.add("NAC040", f"the phase {quoted(word.text)} is named twice", word.span, first)
            alone.add(word.text)
        for source, target in pairwise(path):
            _transition(source, target, result, sink)


def _transition(source: t.Word, target: t.Word, result: Phases, sink: Sink) -> None:
    step = source.text, target.text
    if source.text == target.text:
        sink.add("NAC062", f"the phase {quoted(source.text)} leads to itself", target.span, help="drop this transition")
    elif step in result.transitions:
        first = (result.transitions[step], "the first is here")
        message = f"the transition from {quoted(source.text)} to {quoted(target.text)} is said twice"
        sink.add("NAC040", message, target.span, first)
    else:
        result.transitions[step] = target.span
