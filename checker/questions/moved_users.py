"""Jobs that use a node whose place another one takes (semantics: starts): their claim there moves along, and what they
claim follows the graph.

What such a job found *above* its node it finds above the new one: all that stood on the one stands on the other. Below
the new one it finds the old one, and what it found *below* that. So a job that claims its node, what lies above it, and
with no more flags than its node what lies below it, holds what it must. Of any other the move is taken to be harmful.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nac import kernel
from nac.operators import unknown
from nac.spec import NodeSet, Operation, Parameter, Role

from ..encoding.encode import SymbolicJob
from ..encoding.symbolic_sets import SymbolicSet
from ..smt.logic import Formula
from .question import Side


def users(operation: Operation) -> list[Parameter]:
    """Return the parameters that name such nodes."""
    return [parameter for parameter in operation.parameters if parameter.kind == "user"]


def moved(held: SymbolicJob, place: SymbolicSet) -> Formula:
    """State that it is the place of a node that the job uses."""
    used = NodeSet("union", tuple(NodeSet("name", name=user.name) for user in users(held.call.operation)))
    return place.some(held.call.nodes(used).has)


@dataclass(frozen=True, slots=True)
class Carried:
    """All claims of a job are at one node that it uses and near it, and nothing else of the graph decides them. down:
    some are at what lies below."""

    down: bool


def carried(holder: Side) -> Carried | None:
    """Return how all claims of the holder are carried with the node that it uses; None if some are elsewhere too."""
    operation = holder.operation
    named = users(operation)
    roles = [role for role in operation.roles if not role.during or holder.phase in role.during]
    conditions = [role.when for role in roles if role.when is not None]
    if len(named) != 1 or named[0].group or any(leaf.sets for each in conditions for leaf, _ in each.leaves()):
        return None
    parts = {role: frozenset(_parts(role.at, operation, named[0].name)) for role in roles}
    at = [role for role in roles if "at" in parts[role]]
    below = [role for role in roles if "down" in parts[role]]
    if any("" in kinds for kinds in parts.values()) or not all(_held(role, at) for role in below):
        return None
    return Carried(bool(below))


def _held(role: Role, others: list[Role]) -> bool:
    """Return whether the flags of the role are held where these hold."""
    require, allow = kernel.NONE, kernel.ALL
    for other in others:
        if other.when in (None, role.when):
            require, allow = kernel.join_require(require, other.require), kernel.join_allow(allow, other.allow)
    return not kernel.weaker(role.require, role.allow, require, allow)


def _parts(nodes: NodeSet, operation: Operation, name: str) -> Iterator[str]:
    """Yield what the union of these is made of: the node itself, what lies above or below it, or anything else ("")."""
    lets = {let.name: let.value for let in operation.lets}
    near = nodes.args == (NodeSet("name", name=name),)
    match nodes.op:
        case "union":
            for part in nodes.args:
                yield from _parts(part, operation, name)
        case "name" if nodes.name in lets:
            yield from _parts(lets[nodes.name], operation, name)
        case "name":
            yield "at" if nodes.name == name else ""
        case "above" | "parents" | "overlays" | "root":
            yield "up" if near else ""
        case "below" | "children" | "backing":
            yield "down" if near else ""
        case "chain":
            yield from ("down", "at") if near else ("",)
        case "none" | "everything" | "and" | "except" | "or" | "between" | "bottom" | "part":
            yield ""
        case _:
            raise unknown("node set", nodes.op)
