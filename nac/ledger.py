"""Who holds what: a state machine without locks, clocks or I/O (semantics: claims, admission, release, phases).

A node's held flags are the fold of the claims on it: after every operation `held(node)` equals `fold` of the claims
that the remaining jobs have there. All decisions and folds are calls of `nac.kernel`. Theorem L1 is about this module:
the checker executes `admit`, `fits`, `release`, `advance` and `held`, with all that these call, over symbols, for up to
three holders of a node. That more are no other matter is tested; `conflicts` and `holders` are tested only.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from .kernel import ALL, NONE, conflict, join_allow, join_require

Flags = tuple[int, int]
"""(require, allow)."""

Table = tuple[tuple[str, Flags], ...]
"""One job's claims: (node, (require, allow)), each node once."""


Holder = TypeVar("Holder", bound=Hashable)
"""The type of what stands for a job: any value that is equal to itself only."""


class Clash(NamedTuple, Generic[Holder]):
    """On `node`, the actions `bits` are required in a table or by one of `jobs` and not allowed by the other side.

    `wanted`: the table is the side that requires them; else the jobs are, which all have one claim.
    """

    node: str
    bits: int
    wanted: bool
    jobs: tuple[Holder, ...]


def fold(claims: Iterable[Flags]) -> Flags:
    """Return the flags that holders of these claims imply together."""
    require, allow = NONE, ALL
    for more_require, more_allow in claims:
        require, allow = join_require(require, more_require), join_allow(allow, more_allow)
    return require, allow


_Node = list[Any]
"""[R, A, the jobs of each distinct claim in the order of their coming: dict[Flags, dict[Job, None]]].

Few distinct claims exist however many jobs hold the node, so that folding them anew is cheap. A list, since this is
made and dropped with every job on an idle node, and an object with names would cost a fifth of the whole admission.
"""


class Ledger(Generic[Holder]):
    """The claims of the active jobs."""

    __slots__ = ("_nodes",)

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}

    def admit(self, job: Holder, table: Table) -> bool:
        """Take all claims of the table for a job that has none, or change nothing and return False."""
        nodes = self._nodes
        known = nodes.get
        for node, (require, allow) in table:
            held = known(node)
            # Nothing conflicts with a node that has no holder: conflict(NONE, ALL, ...) is NONE.
            if held is not None and conflict(held[0], held[1], require, allow):
                return False
        for node, flags in table:
            held = known(node)
            if held is None:
                require, allow = flags
                nodes[node] = [require, allow, {flags: {job: None}}]
                continue
            held_require, held_allow, claims = held
            jobs = claims.get(flags)
            if jobs is not None:
                jobs[job] = None  # a claim held already: the fold stays
            else:
                require, allow = flags
                claims[flags] = {job: None}
                held[0] = join_require(held_require, require)
                held[1] = join_allow(held_allow, allow)
        return True

    def fits(self, table: Table) -> bool:
        """Return whether the table conflicts with nothing that is held."""
        known = self._nodes.get
        for node, (require, allow) in table:
            held = known(node)
            if held is not None and conflict(held[0], held[1], require, allow):
                return False
        return True

    def release(self, job: Holder, table: Table) -> None:
        """Drop the claims of the job, which are those of the table."""
        nodes = self._nodes
        for node, flags in table:
            held = nodes[node]
            claims = held[2]
            jobs = claims[flags]
            if len(jobs) > 1:
                del jobs[job]
            elif len(claims) > 1:
                del claims[flags]
                if len(claims) > 1:
                    held[0], held[1] = fold(claims)
                else:
                    ((held[0], held[1]),) = claims  # the fold of one claim
            else:
                del nodes[node]

    def advance(self, job: Holder, own: Table, table: Table) -> bool:
        """Replace the job's claims, which are those of `own`, by those of the table, or change nothing and return
        False. A job never conflicts with itself: its own claims do not count."""
        mine = dict(own)
        for node, (require, allow) in table:
            if conflict(*self._others(node, mine.get(node)), require, allow):
                return False
        self.release(job, own)
        return self.admit(job, table)

    def held(self, node: str) -> Flags:
        """Return (R, A) of a node: what its holders require and what all of them allow; (NONE, ALL) without a
        holder."""
        held = self._nodes.get(node)
        return (NONE, ALL) if held is None else (held[0], held[1])

    def holders(self, node: str) -> bool:
        """Return whether any job claims the node."""
        return node in self._nodes

    def conflicts(self, table: Table, job: Holder | None = None) -> tuple[Clash[Holder], ...]:
        """Return everything that keeps the table from being admitted, the job's own claims left aside; () if nothing
        does.

        Costs a step for each distinct claim on the nodes of the table and one for each job in conflict.
        """
        clashes: list[Clash[Holder]] = []
        for node, (require, allow) in table:
            held = self._nodes.get(node)
            if held is None or (job is None and not conflict(held[0], held[1], require, allow)):
                continue
            for (their_require, their_allow), jobs in held[2].items():
                denied = conflict(NONE, their_allow, require, ALL)
                disturbed = conflict(their_require, ALL, NONE, allow)
                if denied or disturbed:
                    others = tuple(jobs) if job not in jobs else tuple(other for other in jobs if other != job)
                    if denied and others:
                        clashes.append(Clash(node, denied, True, others))
                    if disturbed and others:
                        clashes.append(Clash(node, disturbed, False, others))
        return tuple(clashes)

    def _others(self, node: str, own: Flags | None) -> Flags:
        """The flags that the jobs other than one whose claim is `own` imply on the node."""
        held = self._nodes.get(node)
        if held is None:
            return NONE, ALL
        if own is None or len(held[2][own]) > 1:
            return held[0], held[1]
        return fold(flags for flags in held[2] if flags != own)
