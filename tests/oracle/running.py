"""Jobs as they run: what they claim and do on the present world, and what of the invariant fails there (semantics:
invariant)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nac.spec import Effect, Operation, Pattern, Spec

from .world import Names, World, holds, nodes

Claims = dict[str, tuple[int, int]]
SEEN = {("writes", "reads"), ("writes", "writes"), ("rewires", "reads")}
HERE = {("rewires", "rewires"), ("updates", "updates"), ("updates", "inspects")}


@dataclass
class Job:
    """names: one for each object of a list of objects. filters: nodes that it inserted, with which ones they are."""

    id: str
    operation: Operation
    names: list[Names]
    phase: str
    started: bool = False
    filters: list[tuple[str, int]] = field(default_factory=list)

    def claims(self, world: World, phase: str | None = None) -> Claims:
        """Return what the roles say in a phase, the present one without any."""
        phase = self.phase if phase is None else phase
        found: Claims = {}
        for names in self.names:
            for role in self.operation.roles:
                if (not role.during or phase in role.during) and holds(role.when, names, world):
                    for node in nodes(role.at, names, world):
                        require, allow = found.get(node, (0, -1))
                        found[node] = require | role.require, allow & role.allow
        return found

    def deeds(self, world: World) -> Iterator[tuple[Effect, Names]]:
        """Yield the effects that it may have now. The edges that it changed as it started it has done with."""
        done = self.started and bool(self.operation.changes) and self.phase == self.operation.start
        for names in self.names:
            for effect in self.operation.effects:
                now = (not effect.during or self.phase in effect.during) and not (done and effect.verb == "rewires")
                if now and holds(effect.when, names, world):
                    yield effect, names

    def uses(self, node: str, other: str) -> None:
        """Move on from a node that it uses to the one that takes its place."""
        users = [parameter.name for parameter in self.operation.parameters if parameter.kind == "user"]
        for names in self.names:
            for user in users:
                names.nodes[user] = frozenset(other if x == node else x for x in names.nodes[user])


def hidden(effect: Effect, names: Names, world: World) -> set[str]:
    """Return the nodes that see no change."""
    unseen = nodes(effect.unseen_by, names, world) if effect.unseen_by is not None else ()
    return {viewer for node in unseen for viewer in world.viewers(node)}


def clashes(one: Claims, other: Claims) -> list[str]:
    """Return the nodes where one requires what the other does not allow."""
    return sorted(
        node for node in one.keys() & other.keys() if one[node][0] & ~other[node][1] or other[node][0] & ~one[node][1]
    )


def uncovered(spec: Spec, job: Job, world: World) -> Iterator[str]:
    claims = job.claims(world)
    for effect, names in job.deeds(world):
        blind = hidden(effect, names, world)
        for bit, action in enumerate(spec.actions):
            for cover in action.covers:
                if cover.verb != effect.verb:
                    continue
                for x in nodes(effect.at, names, world):
                    inner = Names(job.operation, {**names.nodes, "node": frozenset((x,))}, names.words, names.given)
                    for y in nodes(cover.at, inner, world):
                        exempt = y in blind and (effect.verb == "writes" or x != y)
                        if not exempt and not claims.get(y, (0, 0))[0] >> bit & 1:
                            yield f"coverage: {job.id} {effect.verb} {x} without {action.name} at {y}"


def covering(spec: Spec, verb: str) -> int:
    return sum(1 << bit for bit, action in enumerate(spec.actions) if verb in [cover.verb for cover in action.covers])


def races(spec: Spec, one: Job, other: Job, world: World) -> Iterator[str]:
    """What one does that disturbs the other, and not both allow where it lands."""
    mine, theirs = one.claims(world), other.claims(world)
    for first, names in one.deeds(world):
        blind = hidden(first, names, world)
        for second, others in other.deeds(world):
            pair = first.verb, second.verb
            if pair not in SEEN and pair not in HERE:
                continue
            targets = nodes(second.at, others, world)
            for x in nodes(first.at, names, world):
                touched = world.viewers(x) - blind if pair in SEEN else {x}
                if targets & touched and not _tolerated(spec, mine, theirs, pair, x):
                    at = ", ".join(sorted(targets & touched))
                    yield f"race: {one.id} {first.verb} {x}, {other.id} {second.verb} {at}"


def _tolerated(spec: Spec, mine: Claims, theirs: Claims, pair: tuple[str, str], x: str) -> bool:
    first, second = covering(spec, pair[0]), covering(spec, pair[1])
    if not first or not second or x not in mine or x not in theirs:
        return False
    return not first & ~theirs[x][1] and not second & ~mine[x][1]


def broken(spec: Spec, one: Job, other: Job, world: World) -> Iterator[str]:
    """Properties that the two break, the one as a and the other as b."""
    mine, theirs = one.claims(world), other.claims(world)
    for stated in spec.properties:
        for node in mine.keys() & theirs.keys():
            met = _meets(stated.left, one, mine[node]) and _meets(stated.right, other, theirs[node])
            if met and (stated.kind == "never" or node in clashes(mine, theirs)):
                yield f"property {stated.name!r}: {one.id} and {other.id} at {node}"


def _meets(pattern: Pattern, job: Job, claim: tuple[int, int]) -> bool:
    op, parts = pattern.op, [_meets(each, job, claim) for each in pattern.patterns]
    if op == "requires":
        return bool(claim[0] & pattern.action)
    if op == "allows":
        return bool(claim[1] & pattern.action)
    if op == "is":
        return job.operation.name == pattern.name
    if op == "during":
        return job.phase == pattern.name
    if op == "not":
        return not parts[0]
    return all(parts) if op == "and" else any(parts)


def incomplete(job: Job, others: list[Job], world: World) -> Iterator[str]:
    """Promised transitions that would be refused."""
    for before, after in job.operation.transitions if job.operation.completes else ():
        if before == job.phase:
            wanted = job.claims(world, after)
            for other in others:
                if at := clashes(wanted, other.claims(world)):
                    yield f"completion: {other.id} refuses {job.id} the passage to {after} at {', '.join(at)}"
