"""Every error that the library raises. Each says what is wrong, where, and what to do."""

from __future__ import annotations


class Error(Exception):
    """The base of all errors of this library."""


class Misuse(Error):
    """A call that can have no meaning: a job id twice, an unknown job, a stale grant. Nothing has changed."""


class NotClaimed(Misuse):
    """A grant was asked to do on a node what it has not claimed there."""


class NoSuchName(Misuse, KeyError):
    """A spec was asked for an operation or an action that it does not have."""

    __str__ = Misuse.__str__  # a KeyError shows the repr of its text


class Invalid(Error):
    """A call of an operation that has no plan on this graph: wrong arguments, an unknown node, a `where` not met.
    why: the text without the place in the spec. fatal: by what its spec declares, who makes the call all the same does
    not survive it."""

    def __init__(self, text: str, *, place: object = None, fatal: bool = False) -> None:
        super().__init__(text if place is None else f"{text} ({place})")
        self.why = text
        self.fatal = fatal


class GraphError(Error):
    """A graph that cannot be: a cycle, two backing nodes, a bad name."""


class SpecError(Error):
    """A spec that cannot be read. `diagnostics`: what the language has to say, each with its place in the text; () when
    the spec is not a text (a missing file, compiled data)."""

    def __init__(self, text: str, diagnostics: tuple[object, ...] = ()) -> None:
        super().__init__(text)
        self.diagnostics = diagnostics


class Uncertified(Error):
    """A certificate was asked for: there is none that covers this spec, or it is damaged."""
