"""A graph on plain dicts, and what sets and conditions come to on it (semantics: language)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nac.spec import Condition, NodeSet, Operation

Nodes = frozenset[str]
CHAINED = ("backing", "filter")
NO_NODES: Nodes = frozenset()


@dataclass
class World:
    """edges: of each node those that it owns, as (kind, lower); tags: of each node; born: which node it is, whatever
    its name."""

    edges: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    tags: dict[str, set[str]] = field(default_factory=dict)
    born: dict[str, int] = field(default_factory=dict)
    births: int = 0

    def copy(self) -> World:
        """Return the same world, to be changed on its own."""
        edges = {node: set(owned) for node, owned in self.edges.items()}
        return World(edges, {node: set(words) for node, words in self.tags.items()}, dict(self.born), self.births)

    def come(self, node: str) -> None:
        """Add a node, another one than any before."""
        self.births += 1
        self.edges[node], self.tags[node], self.born[node] = set(), set(), self.births

    def go(self, node: str) -> None:
        """Take a node away, with what it owns."""
        for each in [other for other in self.edges if other == node or other.startswith(f"{node}[")]:
            del self.edges[each], self.tags[each], self.born[each]

    def lowers(self, nodes: Iterable[str], follow: Callable[[str], bool]) -> set[str]:
        return {lower for node in nodes for kind, lower in self.edges.get(node, ()) if follow(kind)}

    def uppers(self, nodes: Iterable[str], follow: Callable[[str], bool]) -> set[str]:
        wanted = set(nodes)
        return {
            upper for upper, owned in self.edges.items() for kind, lower in owned if lower in wanted and follow(kind)
        }

    def far(self, step: Callable[..., set[str]], nodes: Iterable[str], follow: Callable[[str], bool]) -> set[str]:
        """All that one or more steps lead to."""
        found: set[str] = set()
        new = step(nodes, follow)
        while new - found:
            found |= new
            new = step(found, follow)
        return found

    def viewers(self, node: str) -> set[str]:
        """The node and all from which a way leads down to it."""
        return {node} | self.far(self.uppers, (node,), lambda kind: True)

    def possible(self) -> bool:
        """Edges lead to nodes, in no circle, and a node has one chain edge at most."""
        anything = lambda kind: True  # noqa: E731
        return all(
            node not in self.far(self.lowers, (node,), anything)
            and all(lower in self.edges for _, lower in owned)
            and sum(kind in CHAINED for kind, _ in owned) < 2
            for node, owned in self.edges.items()
        )

    def plain(self) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[str]]]:
        """Return edges and tags, to be compared."""
        return self.edges, {node: words for node, words in self.tags.items() if words}


@dataclass
class Names:
    """What the names of one call mean: nodes, words, and which were given. A let is short for its set."""

    operation: Operation
    nodes: dict[str, Nodes]
    words: dict[str, str]
    given: set[str]

    def copy(self) -> Names:
        return Names(self.operation, dict(self.nodes), self.words, self.given)


def every(kind: str) -> bool:
    return True


def chained(kind: str) -> bool:
    return kind in CHAINED


def nodes(of: NodeSet, names: Names, world: World) -> Nodes:
    """Return what a set comes to."""
    op, args = of.op, of.args
    if op == "name":
        if of.name in names.nodes:
            return names.nodes[of.name]
        (value,) = (let.value for let in names.operation.lets if let.name == of.name)
        return nodes(value, names, world)
    parts = [nodes(arg, names, world) for arg in args]
    if op == "none":
        return NO_NODES
    if op == "everything":
        return frozenset(world.edges)
    if op == "union":
        return NO_NODES.union(*parts)
    if op == "and":
        return parts[0] & parts[1]
    if op == "except":
        return parts[0] - parts[1]
    if op == "or":
        return parts[0] or parts[1]
    if op == "part":
        there = of.name in names.given and of.name in names.words
        return frozenset(f"{owner}[{names.words[of.name]}]" for owner in parts[0]) if there else NO_NODES
    follow = every if not of.name else lambda kind: kind == of.name
    down, up, far = world.lowers, world.uppers, world.far
    if op in ("children", "parents"):
        return frozenset((down if op == "children" else up)(parts[0], follow))
    if op in ("below", "above"):
        return frozenset(far(down if op == "below" else up, parts[0], follow))
    if op in ("backing", "overlays"):
        return frozenset((down if op == "backing" else up)(parts[0], chained))
    if op == "chain":
        under = parts[0] | far(down, parts[0], chained)
        return frozenset(under if len(parts) == 1 else under & (parts[1] | far(up, parts[1], chained)))
    if op == "between":
        return frozenset(far(down, parts[0], chained) & far(up, parts[1], chained))
    if op == "bottom":
        return frozenset(x for x in parts[0] | far(down, parts[0], chained) if not down((x,), chained))
    if op == "root":
        return frozenset(x for x in parts[0] | far(up, parts[0], every) if not up((x,), every))
    raise AssertionError(f"what is {op}?")


def holds(condition: Condition | None, names: Names, world: World) -> bool:
    """Return whether a condition holds; without one, it does."""
    if condition is None:
        return True
    op, sets = condition.op, [nodes(each, names, world) for each in condition.sets]
    parts = [holds(each, names, world) for each in condition.conditions]
    if op == "given":
        return condition.name in names.given
    if op == "equals":
        if condition.value == "null" and condition.name in names.given:
            return False
        return names.words.get(condition.name) == condition.value
    if op == "in":
        return bool(sets[0]) and sets[0] <= sets[1]
    if op == "empty":
        return not sets[0]
    if op == "has":
        return bool(sets[0]) and all(condition.name in world.tags.get(node, ()) for node in sets[0])
    if op == "not":
        return not parts[0]
    if op == "and":
        return all(parts)
    if op == "or":
        return any(parts)
    raise AssertionError(f"what is {op}?")
