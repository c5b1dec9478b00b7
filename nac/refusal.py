"""The reason why a job was not admitted: every conflict, as data and as text (semantics: words)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from time import localtime, strftime
from typing import Any, NamedTuple

from .errors import Error
from .ledger import Clash
from .plan import Plan
from .spec import Json, Role, Span, Spec
from .words import visible

MOST_LINES = 20
"""The most conflicts that the text of a refusal spells out; the data always hold all."""


class Conflict(NamedTuple):
    """On `node`, the job `requires` requires the action and the job `denies` does not allow it.

    One of the two is the refused job; the other holds the node, and was admitted at `since`, in seconds of the epoch.
    `requires_at` and `allows_at` are where the spec says so: the first role of the one that requires the action and of
    the other that leaves it out of what it allows; None in a spec that was not read from a text.
    """

    node: str
    action: str
    requires: str
    denies: str
    since: float
    requires_at: Span | None
    allows_at: Span | None

    def as_dict(self) -> dict[str, Json]:
        """Return the conflict as a JSON value."""
        requires_at, allows_at = (span and span.as_dict() for span in (self.requires_at, self.allows_at))
        return {**self._asdict(), "requires_at": requires_at, "allows_at": allows_at}


class Party(NamedTuple):
    """A job as it was when it took part in a conflict; `since` of one that is refused says nothing."""

    job: str
    plan: Plan
    phase: str
    since: float = 0.0


class Refusal:
    """The refusal of `job`, a run of `operation`, in `phase`. A snapshot: what happens later does not alter it.

    It holds every conflict. They are spelled out when read, at a cost for each (node, action, holder), so that the
    refusal itself stays cheap where thousands of holders conflict; its text spells out no more than `MOST_LINES`.
    """

    def __init__(self, spec: Spec, side: Party, clashes: Sequence[tuple[Clash[Any], Sequence[Party]]]) -> None:
        self.job = side.job
        self.operation = side.plan.operation.name
        self.phase = side.phase
        self._spec = spec
        self._side = side
        self._clashes = clashes

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts: by node, then by claim of the holders, then by action, then by holder."""
        return tuple(self._spell())

    def as_dict(self) -> dict[str, Json]:
        """Return the refusal as a JSON value, with all its conflicts."""
        return {
            "job": self.job,
            "operation": self.operation,
            "phase": self.phase,
            "conflicts": [conflict.as_dict() for conflict in self.conflicts],
        }

    def __len__(self) -> int:
        """How many conflicts there are."""
        return sum(clash.bits.bit_count() * len(holders) for clash, holders in self._clashes)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        phase = f" for its phase {self.phase!r}" if self.phase else ""
        name = "" if self.job == self.operation else f" ({self.operation})"
        lines = [visible(f"{self.job}{name} is refused{phase}:")]
        names = {self.job: self.job}
        shown = self.conflicts if len(self) <= MOST_LINES else islice(self._spell(), MOST_LINES)
        for conflict in shown:
            requires, denies = (
                names.get(job) or names.setdefault(job, f"{job} (active since {_clock(conflict.since)})")
                for job in (conflict.requires, conflict.denies)
            )
            line = (
                f"  on node {conflict.node!r}, {requires} requires {conflict.action}{_place(conflict.requires_at)}; "
                f"{denies} does not allow it{_place(conflict.allows_at)}"
            )
            lines.append(visible(line))
        if len(self) > MOST_LINES:
            lines.append(f"  and {len(self) - MOST_LINES} more conflicts")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Refusal of {self.job!r}: {len(self)} conflicts>"

    def _spell(self) -> Iterator[Conflict]:
        asker, places = self._side, _Places()
        for clash, holders in self._clashes:
            for bit, action in enumerate(self._spec.actions):
                flag = 1 << bit
                if not clash.bits & flag:
                    continue
                own = (places.requires if clash.wanted else places.allows)(asker, clash.node, flag)
                for holder in holders:
                    if clash.wanted:
                        jobs, spans = (asker.job, holder.job), (own, places.allows(holder, clash.node, flag))
                    else:
                        jobs, spans = (holder.job, asker.job), (places.requires(holder, clash.node, flag), own)
                    yield Conflict(clash.node, action.name, *jobs, holder.since, *spans)


class Refused(Error):
    """A job was not admitted, or not into its next phase; nothing has changed. `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)  # whose text becomes that of the error when somebody asks for it
        self.refusal = refusal


class _Places:
    """The places where the spec says what a job claims; the sets of each job are evaluated once, however many conflicts
    it has."""

    def __init__(self) -> None:
        self._placed: dict[Party, tuple[tuple[Role, frozenset[str]], ...]] = {}

    def requires(self, side: Party, node: str, flag: int) -> Span | None:
        """Return the first role that requires the action."""
        return next((role.require_span or role.span for role in self._roles(side, node) if role.require & flag), None)

    def allows(self, side: Party, node: str, flag: int) -> Span | None:
        """Return the first role that does not allow the action."""
        return next((role.allow_span or role.span for role in self._roles(side, node) if not role.allow & flag), None)

    def _roles(self, side: Party, node: str) -> Iterator[Role]:
        if side not in self._placed:
            self._placed[side] = tuple(side.plan.placed(side.phase))
        return (role for role, nodes in self._placed[side] if node in nodes)


def _clock(seconds: float) -> str:
    return strftime("%Y-%m-%d %H:%M:%S", localtime(seconds))


def _place(span: Span | None) -> str:
    return f" ({span})" if span else ""
