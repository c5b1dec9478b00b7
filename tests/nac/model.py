"""The naive model: a list of jobs, every pair of them checked, on sets of words.

Written from docs/semantics.md alone, without the code of `nac` (semantics: claims, admission, release, phases): it
shares with it no flag, no fold and no planner.
"""

from __future__ import annotations

from dataclasses import dataclass

Words = frozenset[str]
Claims = dict[str, tuple[Words, Words]]
"""Node to (require, allow)."""
Edges = frozenset[tuple[str, str]]
"""(upper, lower)."""


@dataclass(frozen=True)
class Holds:
    """One `at` clause: at a parameter's node, or at what lies `above` or `below` that."""

    where: str
    parameter: str
    require: Words
    allow: Words
    during: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """An operation. No phases: the one phase is ""."""

    name: str
    holds: tuple[Holds, ...]
    phases: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]
    then: str

    @property
    def start(self) -> str:
        return self.phases[0] if self.phases else ""


@dataclass
class Job:
    id: str
    kind: Kind
    arguments: dict[str, str]
    edges: Edges
    """Of the graph as it is."""
    phase: str

    @property
    def claims(self) -> Claims:
        return claims_of(self.kind, self.arguments, self.edges, self.phase)


def reach(edges: Edges, node: str, *, up: bool) -> set[str]:
    """What lies strictly above or below."""
    found: set[str] = set()
    for upper, lower in edges:
        start, end = (lower, upper) if up else (upper, lower)
        if start == node:
            found |= {end} | reach(edges, end, up=up)
    return found


def claims_of(kind: Kind, arguments: dict[str, str], edges: Edges, phase: str) -> Claims:
    claims: Claims = {}
    for clause in kind.holds:
        if (clause.during and phase not in clause.during) or clause.parameter not in arguments:
            continue
        node = arguments[clause.parameter]
        for each in {node} if clause.where == "at" else reach(edges, node, up=clause.where == "above"):
            if each in claims:
                require, allow = claims[each]
                claims[each] = (require | clause.require, allow & clause.allow)
            else:
                claims[each] = (clause.require, clause.allow)
    return claims


BATCH = Kind("batch", (), (), (), "")
"""A transaction, which claims nothing itself."""

Quarrel = tuple[str, str, str, str]
"""(node, action, who requires, who does not allow)."""


def quarrels(one: str, claims: Claims, other: str, others: Claims) -> set[Quarrel]:
    found = set()
    for node in claims.keys() & others.keys():
        require, allow = claims[node]
        their_require, their_allow = others[node]
        found |= {(node, action, one, other) for action in require - their_allow}
        found |= {(node, action, other, one) for action in their_require - allow}
    return found


class Model:
    """The active jobs, in a list."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.jobs: list[Job] = []

    def job(self, id: str) -> Job | None:
        return next((job for job in self.jobs if job.id == id), None)

    def conflicts(self, id: str, claims: Claims) -> set[Quarrel]:
        """Of this job, were it to hold these claims, with every other one."""
        found: set[Quarrel] = set()
        for job in self.jobs:
            if job.id != id:
                found |= quarrels(id, claims, job.id, job.claims)
        return found

    def conflicts_on(self, edges: Edges) -> set[Quarrel]:
        """Of all jobs, were their claims those on a graph with these edges."""
        moved = [(job, claims_of(job.kind, job.arguments, edges, job.phase)) for job in self.jobs]
        found: set[Quarrel] = set()
        for at, (one, claims) in enumerate(moved):
            for other, others in moved[:at]:
                found |= quarrels(one.id, claims, other.id, others)
        return found

    def rewire(self, edges: Edges) -> None:
        """The claims of all jobs follow."""
        self.edges = edges
        for job in self.jobs:
            job.edges = edges

    def transaction(self, id: str, calls: list[tuple[Kind, dict[str, str]]]) -> list[Job] | set[Quarrel] | None:
        """The jobs of a transaction, one after another; or what keeps one of them out; None if one claims nothing."""
        trial = Model(self.edges)
        trial.jobs = [*self.jobs, Job(id, BATCH, {}, self.edges, "")]
        for number, (kind, arguments) in enumerate(calls, 1):
            member = f"{id}.{number}"
            if not claims_of(kind, arguments, self.edges, kind.start):
                return None
            for phase in (kind.start, kind.then):
                if found := trial.conflicts(member, claims_of(kind, arguments, self.edges, phase)):
                    return found
            trial.jobs.append(Job(member, kind, arguments, self.edges, kind.then))
        return trial.jobs[len(self.jobs) :]

    def held(self, node: str, everything: Words) -> tuple[Words, Words]:
        require: Words = frozenset()
        allow = everything
        for job in self.jobs:
            if node in job.claims:
                require |= job.claims[node][0]
                allow &= job.claims[node][1]
        return require, allow

    def may_rewire(self, job: Job, edges: Edges, action: str) -> bool:
        """An edge belongs to its upper node."""
        owners = {upper for upper, _ in self.edges ^ edges}
        return all(owner in job.claims and action in job.claims[owner][0] for owner in owners)
