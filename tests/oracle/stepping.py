"""Histories: the real controller and the oracle make the same steps, chosen at random; what differs, or fails."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations

from nac.controller import Controller
from nac.errors import Error
from nac.grant import Grant
from nac.graph import Edge, Graph
from nac.spec import Json, Operation, Parameter, Spec

from .changing import Impossible, follow, leave, start
from .running import Job, broken, clashes, incomplete, races, uncovered
from .world import Names, World, holds, nodes

NAMES = ("a", "b", "c", "d", "e")
NEW = ("n1", "n2", "n3")
TEXTS = ("t1", "t2")
KINDS = ("backing", "backing", "filter", "file", "other")
MOVES = ("admit", "admit", "admit", "release", "advance", "reconfigure", "reconfigure")


class History:
    """proved: whether all of the spec's obligations are, so that the invariant must hold."""

    def __init__(self, spec: Spec, seed: int, proved: bool = True) -> None:
        self.spec, self.proved, self.chance = spec, proved, random.Random(seed)
        self.world, self.jobs, self.members = World(), dict[str, Job](), dict[str, list[str]]()
        self.happened: Counter[str] = Counter()
        self.told: list[str] = []
        self.tags = asked(spec)
        for node in NAMES[: self.chance.randint(2, 5)]:
            below = sorted(self.world.edges)
            self.world.come(node)
            for lower in self.chance.sample(below, min(len(below), self.chance.choice((0, 1, 1, 1, 2)))):
                self._put(self.world, node, lower)
            self.world.tags[node] = {tag for tag in self.tags if self.chance.random() < 0.3}
        self.control = Controller(spec, graph_of(self.world))
        self.told.append(f"graph {self.world.plain()}")

    def _put(self, world: World, upper: str, lower: str) -> None:
        kind = self.chance.choice(KINDS)
        if kind in ("backing", "filter") and any(kind in ("backing", "filter") for kind, _ in world.edges[upper]):
            kind = "file"
        world.edges[upper].add((kind, lower))

    def run(self, steps: int) -> list[str]:
        """Return what fails first; [] if nothing does."""
        for _ in range(steps):
            if wrong := self.step() or list(self.wrong()):
                return wrong
        return []

    def step(self) -> list[str]:
        move = self.chance.choice(MOVES) if self.jobs else "admit"
        if move == "admit":
            return self._admit()
        job = self.chance.choice(list(self.jobs.values()))
        return {"release": self._release, "advance": self._advance, "reconfigure": self._reconfigure}[move](job)

    # What must hold

    def wrong(self) -> Iterator[str]:
        """What differs from the controller, and what fails of the invariant."""
        graph = self.control.graph
        if graph is None or plain(graph) != self.world.plain():
            yield f"graph: {plain(graph) if graph is not None else None} is not {self.world.plain()}"
            return
        grants = self.control.jobs
        if grants.keys() != self.jobs.keys():
            yield f"jobs: {sorted(grants)} are not {sorted(self.jobs)}"
            return
        claims = {name: job.claims(self.world) for name, job in self.jobs.items()}
        for name, grant in grants.items():
            if (theirs := claims_of(self.spec, grant)) != masked(self.spec, claims[name]):
                yield f"claims of {name}: {theirs} are not {masked(self.spec, claims[name])}"
        for one, other in combinations(claims, 2):
            if at := clashes(claims[one], claims[other]):
                yield f"compatible: {one} and {other} are not at {', '.join(at)}"
        if self.proved:
            yield from self.fails(list(self.jobs.values()), self.world)

    def fails(self, jobs: list[Job], world: World, only: Job | None = None) -> Iterator[str]:
        """What fails between these jobs; only: where this one has part in it."""
        for job in jobs:
            if only in (None, job):
                yield from uncovered(self.spec, job, world)
            others = [other for other in jobs if other is not job]
            if only is None:
                yield from incomplete(job, others, world)
        for one, other in permutations(jobs, 2):
            if only in (None, one, other):
                yield from races(self.spec, one, other, world)
                yield from broken(self.spec, one, other, world)

    # Steps

    def _admit(self) -> list[str]:
        operation = self.chance.choice(self.spec.operations)
        if operation.makes_calls:
            return self._transaction(operation)
        arguments = self._arguments(operation)
        names = bound(operation, arguments)
        try:
            grant = self.control.admit(operation.plan(self._graph(), arguments))
        except Error:
            return []
        self.told.append(f"admit {grant.job}: {arguments}")
        self.happened["start" if operation.changes else "admit"] += 1
        return self._admitted(grant.job, operation, names)

    def _transaction(self, operation: Operation) -> list[str]:
        (calls,) = (parameter.name for parameter in operation.parameters if parameter.kind == "calls")
        plain = [each for each in self.spec.operations if not each.makes_calls]
        chosen = [self.chance.choice(plain) for _ in range(self.chance.choice((1, 2, 2, 3)))]
        made: list[tuple[Operation, dict[str, Json]]] = []
        new: list[str] = []
        for each in chosen:
            arguments = self._arguments(each, new)
            made.append((each, arguments))
            new += [value for value in arguments.values() if value in NEW]
        given: list[Json] = [{"type": each.name, "data": arguments} for each, arguments in made]
        try:
            grant = self.control.admit(operation.plan(self._graph(), {calls: given}))
        except Error:
            return []
        self.told.append(f"admit {grant.job}: {given}")
        self.happened["transaction"] += 1
        wrong: list[str] = []
        for member, (each, arguments) in zip(grant.members, made, strict=True):
            wrong = wrong or self._admitted(member.job, each, bound(each, arguments))
        if not wrong:
            self.jobs[grant.job] = Job(grant.job, operation, bound(operation, {calls: given}), operation.then)
        self.members[grant.job] = [member.job for member in grant.members]
        return wrong

    def _admitted(self, name: str, operation: Operation, names: list[Names]) -> list[str]:
        """The stages of an admission (semantics: steps)."""
        for each in names:
            for where in operation.wheres:
                if not holds(where.condition, each, self.world):
                    return [f"where: {name} was admitted against {where.span}"]
        job = Job(name, operation, names, operation.start)
        others = list(self.jobs.values())
        wrong = []
        for other in others:
            if at := clashes(job.claims(self.world), other.claims(self.world)):
                wrong.append(f"compatible: {name}, asked, and {other.id} are not at {', '.join(at)}")
        if self.proved:
            wrong += self.fails([*others, job], self.world, only=job)
        if operation.changes:
            try:
                self.world, job.names, moves, job.filters = start(operation, names, self.world)
            except Impossible:
                return [*wrong, f"changes: {name} was admitted, and its changes cannot be made"]
            follow(others, moves)
        job.started, job.phase = True, operation.then
        self.jobs[name] = job
        return wrong

    def _release(self, job: Job) -> list[str]:
        try:
            self.control.release(job.id)
        except Error as error:
            return [f"release: {job.id} was not released: {error}"]
        self.told.append(f"release {job.id}")
        self.happened["release"] += 1
        for name in [*reversed(self.members.get(job.id, [])), job.id]:
            if name in self.jobs:
                self._leave(self.jobs.pop(name))
        return []

    def _leave(self, job: Job) -> None:
        """Filters leave, or stay where the controller lets them."""
        graph = self.control.graph
        assert graph is not None
        for node, which in reversed(job.filters):
            if self.world.born.get(node) != which or not any(
                k in ("backing", "filter") for k, _ in self.world.edges[node]
            ):
                continue
            if node in graph:
                self.happened["filter stays"] += 1
                continue
            self.happened["filter leaves"] += 1
            self.world, below = leave(self.world, node)
            follow(list(self.jobs.values()), [(node, below)])

    def _advance(self, job: Job) -> list[str]:
        ways = [after for before, after in job.operation.transitions if before == job.phase]
        if not ways:
            return []
        phase = self.chance.choice(ways)
        wanted = job.claims(self.world, phase)
        apart = any(clashes(wanted, other.claims(self.world)) for other in self.jobs.values() if other is not job)
        try:
            self.control.advance(job.id, phase)
        except Error:
            return [] if apart else [f"advance: {job.id} was refused the passage to {phase} by nobody"]
        self.told.append(f"advance {job.id} to {phase}")
        self.happened["advance"] += 1
        job.phase = phase
        return []

    def _reconfigure(self, job: Job) -> list[str]:
        """A change that the effects announce, or one of tags, or none that is right: the controller says."""
        world = self.world.copy()
        rewires = [(effect, names) for effect, names in job.deeds(world) if effect.verb == "rewires"]
        for effect, names in self.chance.sample(rewires, min(len(rewires), self.chance.choice((1, 1, 2)))):
            ends = sorted(nodes(effect.to, names, self.world)) if effect.to is not None else []
            for node in sorted(nodes(effect.at, names, self.world)):
                if self.chance.random() < 0.6:
                    self._rewire(world, node, ends)
        for node in world.tags:
            if self.chance.random() < 0.1:
                world.tags[node] ^= {self.chance.choice(self.tags)}
        if not world.possible():
            return []
        try:
            self.control.reconfigure(self.control.jobs[job.id], graph_of(world))
        except Error:
            return []
        self.told.append(f"{job.id} makes it {world.plain()}")
        self.happened["reconfigure"] += 1
        self.world = world
        return []

    def _rewire(self, world: World, node: str, ends: list[str]) -> None:
        if node not in world.edges:
            world.come(node)
            world.tags[node] = {tag for tag in self.tags if self.chance.random() < 0.2}
        elif self.chance.random() < 0.3 and not world.uppers((node,), lambda kind: True):
            world.go(node)
            return
        owned = world.edges[node]
        for edge in sorted(owned):
            if self.chance.random() < 0.5:
                owned.discard(edge)
        lowers = [lower for lower in ends if lower in world.edges and lower != node]
        if lowers and self.chance.random() < 0.7:
            self._put(world, node, self.chance.choice(lowers))

    def _graph(self) -> Graph:
        graph = self.control.graph
        assert graph is not None
        return graph

    def _arguments(self, operation: Operation, more: list[str] | None = None) -> dict[str, Json]:
        known = [node for node in self.world.edges if "[" not in node] + (more or [])
        found: dict[str, Json] = {}
        for parameter in operation.parameters:
            if parameter.optional and self.chance.random() < 0.4:
                continue
            value = self._argument(parameter, known)
            if parameter.group:
                objects = found.setdefault(parameter.group, [{} for _ in range(self.chance.choice((1, 2)))])
                for each in objects:
                    each[parameter.name] = self._argument(parameter, known)
            else:
                found[parameter.name] = value
        return found

    def _argument(self, parameter: Parameter, known: list[str]) -> Json:
        if parameter.null and self.chance.random() < 0.3:
            return None
        kind = parameter.kind
        if kind == "choice":
            return self.chance.choice(parameter.choices)
        if kind == "bool":
            return self.chance.random() < 0.6
        if kind == "text":
            return self.chance.choice(TEXTS)
        if kind == "new":
            return self.chance.choice(NEW)
        if kind == "nodes":
            return self.chance.sample(known, min(len(known), self.chance.choice((1, 2))))
        return self.chance.choice(known) if known else "a"


def asked(spec: Spec) -> tuple[str, ...]:
    """Return the tags that conditions of the spec ask for, and one for which none does."""
    found = ["other"]
    for operation in spec.operations:
        conditions = [where.condition for where in operation.wheres]
        whens = [role.when for role in operation.roles] + [effect.when for effect in operation.effects]
        conditions += [when for when in (*whens, *(change.when for change in operation.changes)) if when is not None]
        found += [leaf.name for condition in conditions for leaf, _ in condition.leaves() if leaf.op == "has"]
    return tuple(dict.fromkeys(found))


def bound(operation: Operation, arguments: dict[str, Json]) -> list[Names]:
    """Return what names mean in a call; one for each object of its list of objects."""
    base = Names(operation, {}, {}, set())
    found = [base]
    for parameter in operation.parameters:
        if not parameter.group:
            _bind(base, parameter, arguments)
    for group in dict.fromkeys(parameter.group for parameter in operation.parameters if parameter.group):
        found = []
        for each in arguments[group]:
            names = Names(operation, dict(base.nodes), dict(base.words), set(base.given))
            for parameter in operation.parameters:
                if parameter.group == group:
                    _bind(names, parameter, each)
            found.append(names)
    return found


def _bind(names: Names, parameter: Parameter, arguments: dict[str, Json]) -> None:
    name, kind = parameter.name, parameter.kind
    names.nodes[name] = frozenset()
    if name not in arguments:
        if parameter.default:
            names.words[name] = parameter.default
            names.given.add(name)
        return
    value = arguments[name]
    if value is None:
        names.words[name] = "null"
        return
    if kind == "bool":
        names.words[name] = "true" if value else "false"
        if not value:
            return
    elif kind in ("node", "user", "new"):
        names.nodes[name] = frozenset((value,))
    elif kind == "nodes":
        names.nodes[name] = frozenset(value)
    elif kind in ("choice", "text"):
        names.words[name] = value
    names.given.add(name)


def graph_of(world: World) -> Graph:
    edges = [Edge(upper, lower, kind) for upper, owned in world.edges.items() for kind, lower in sorted(owned)]
    return Graph(edges, list(world.edges), {node: sorted(words) for node, words in world.tags.items() if words})


def plain(graph: Graph) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[str]]]:
    edges = {node: {(edge.kind, edge.lower) for edge in graph.children(node)} for node in graph.nodes}
    return edges, {node: set(words) for node, words in graph.tags.items() if words}


def claims_of(spec: Spec, grant: Grant) -> dict[str, tuple[int, int]]:
    return masked(spec, {node: (claim.require, claim.allow) for node, claim in grant.claims.items()})


def masked(spec: Spec, claims: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {node: (require & spec.all, allow & spec.all) for node, (require, allow) in claims.items()}
