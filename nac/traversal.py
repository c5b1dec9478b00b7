"""All that stands in an operation, wherever it stands: its node sets, and what its conditions ask for."""

from __future__ import annotations

from collections.abc import Iterator

from .spec import Condition, NodeSet, Operation


def conditions(operation: Operation) -> Iterator[Condition]:
    """Yield all that its conditions ask for: the parts of them that have no parts."""
    whole: list[Condition | None] = [where.condition for where in operation.wheres]
    whole += [role.when for role in operation.roles]
    whole += [effect.when for effect in operation.effects]
    whole += [change.when for change in operation.changes]
    for condition in whole:
        if condition is not None:
            yield from (leaf for leaf, _ in condition.leaves())


def sets(operation: Operation) -> Iterator[NodeSet]:
    """Yield every node set of its lets, roles, effects, changes and conditions, each as a whole."""
    yield from (let.value for let in operation.lets)
    yield from (role.at for role in operation.roles)
    for effect in operation.effects:
        yield from (nodes for nodes in (effect.at, effect.to, effect.unseen_by) if nodes is not None)
    for change in operation.changes:
        yield from (nodes for nodes in (change.nodes, change.at, change.sparing) if nodes is not None)
    for condition in conditions(operation):
        yield from condition.sets


def part_names(operation: Operation) -> frozenset[str]:
    """Return the parameters that name parts, in which there are no brackets."""
    return frozenset(part.name for nodes in sets(operation) for part in parts(operation, nodes))


def parts(operation: Operation, nodes: NodeSet) -> Iterator[NodeSet]:
    """Yield the sets of parts that it is made of, also by way of lets."""
    lets = {let.name: let.value for let in operation.lets}
    waiting = [nodes]
    while waiting:
        nodes = waiting.pop()
        waiting += nodes.args
        if nodes.op == "name" and nodes.name in lets:
            waiting.append(lets[nodes.name])
        if nodes.op == "part":
            yield nodes
