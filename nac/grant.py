"""The handle of an admitted job (semantics: words, library)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from .errors import Misuse
from .graph import Graph
from .plan import Claim, Job, Plan

if TYPE_CHECKING:
    from types import TracebackType

    from .controller import Controller


class Grant:
    """The handle of an admitted job. Made by `Controller.admit`; leaving its `with` block releases the job.

    job: its id; since: when it was admitted, in seconds of the epoch; members: of a transaction, the grants of the jobs
    that it calls, in order, also of those that have ended. Each of them is a job like any other; the end of the
    transaction is that of all. Once released a grant is stale: every method raises `Misuse`, and the properties say
    what was so at the end.
    """

    __slots__ = ("_controller", "_last", "job", "members", "since")

    _controller: Controller
    _last: Job | None
    """The job as it was when it ended."""
    job: str
    members: tuple[Grant, ...]
    since: float

    def __init__(self) -> None:
        raise Misuse("a grant is made by Controller.admit")

    @property
    def plan(self) -> Plan:
        """The plan that the job runs, on the graph as it is now."""
        return self._now.plan

    @property
    def phase(self) -> str:
        """The phase that the job is in, "" for an operation without phases."""
        return self._now.phase

    @property
    def claims(self) -> dict[str, Claim]:
        """Node to claim in the present phase; of a transaction what it claims itself."""
        return dict(self._now.claims)

    @property
    def _now(self) -> Job:
        """The job as it is, or as it was when it ended."""
        now = self._controller.active(self) or self._last
        assert now is not None  # set before a job ends
        return now

    def check(self, node: str, action: str) -> None:
        """Return if the job requires the action on the node, which is what entitles it to do so; of a transaction, if
        it or a job that it called does. Raises `NotClaimed` if not, `Misuse` for an unknown node or action and for a
        stale grant."""
        self._controller.check(self, node, action)

    def advance(self, phase: str) -> None:
        """Move to another phase. Raises `Refused` if the claims there conflict; the job then stays as it is. Raises
        `Misuse` if the operation declares no such transition."""
        self._controller.advance(self, phase)

    def reconfigure(self, graph: Graph) -> None:
        """Replace the controller's graph: see `Controller.reconfigure`."""
        self._controller.reconfigure(self, graph)

    def release(self) -> None:
        """End the job. Raises `Misuse` if it has ended."""
        self._controller.release(self)

    def __enter__(self) -> Grant:
        self._controller.require_active(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Misuse):  # stale: released within the block
            self._controller.release(self)

    def __repr__(self) -> str:
        phase = f", {self.phase}" if self.phase else ""
        return f"<Grant of {self.job!r}: {self.plan.operation.name}{phase}>"
