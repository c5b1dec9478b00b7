"""Jobs that use a node whose place another one takes (design 3.8): their claim there moves along.

What such a job found *above* its node it finds above the new one: all that stood on the one stands on the other. So a
job that claims its node and what lies above it holds what it must. Of any other the move is taken to be harmful: what
it found below, or elsewhere, need not be the same from the new node.
"""

from __future__ import annotations

from nac.spec import NodeSet, Operation, Parameter, Where

from .encode import Job
from .logic import Formula
from .question import Side
from .symbolic_sets import Nodes

_UPWARD = ("above", "parents", "overlays", "root")


def users(operation: Operation) -> list[Parameter]:
    """The parameters that name such nodes."""
    return [parameter for parameter in operation.parameters if parameter.kind == "user"]


def moved(held: Job, place: Nodes) -> Formula:
    """It is the place of a node that the job uses."""
    used = NodeSet("union", tuple(NodeSet("name", name=user.name) for user in users(held.call.operation)))
    return place.some(held.call.nodes(used).has)


def carried(holder: Side, wheres: tuple[Where, ...]) -> bool:
    """All claims of the job are at one node that it uses and above it, and nothing else of the graph decides them."""
    operation = holder.operation
    named = users(operation)
    roles = [role for role in operation.roles if not role.during or holder.phase in role.during]
    conditions = [role.when for role in roles if role.when is not None] + [where.condition for where in wheres]
    return (
        len(named) == 1
        and not named[0].group
        and all(_upward(role.at, operation, named[0].name) for role in roles)
        and not any(leaf.sets for condition in conditions for leaf, _ in condition.leaves())
    )


def _upward(nodes: NodeSet, operation: Operation, name: str) -> bool:
    if nodes.op == "name":
        meant = {let.name: let.value for let in operation.lets}.get(nodes.name)
        return nodes.name == name if meant is None else _upward(meant, operation, name)
    if nodes.op == "union":
        return all(_upward(part, operation, name) for part in nodes.args)
    return nodes.op in _UPWARD and nodes.args == (NodeSet("name", name=name),)
