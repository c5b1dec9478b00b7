"""On whose edges a set depends (design.md 3.6).

`own`: nodes whose own edges decide the set: rewiring them may change it. `under`: nodes to which no new edge may be
attached, as what is attached there may join the set. While no node of `own` is rewired and nothing is attached to a node
of `under`, the set stays what it is (theorem T11 states the inductive step).

A difference `A except B` where B is closed upwards (`top, above(top)`) depends on less than A and B do: what lies in B
and stays in B does not matter. This leans on one assumption, stated in the docs: a node that ceases to be in B does not
come to be in A by an edge that it already had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nac.spec import Condition, Effect, NodeSet, Operation


@dataclass(frozen=True, slots=True)
class Dependency:
    """side: "own" or "under". It counts only where all of `unless` are empty."""

    side: str
    nodes: NodeSet
    unless: tuple[NodeSet, ...] = ()

    def without(self, nodes: NodeSet) -> Dependency:
        return Dependency(self.side, _except(self.nodes, nodes), self.unless)


def _call(op: str, *args: NodeSet, name: str = "") -> NodeSet:
    return NodeSet(op, args, name)


def _except(left: NodeSet, right: NodeSet) -> NodeSet:
    return _call("except", left, right)


def of_operation(operation: Operation, phase: str) -> tuple[Dependency, ...]:
    """All on which the plan and the effects of a job in this phase depend, each once."""
    lets = {let.name: let.value for let in operation.lets}
    found: dict[Dependency, None] = {}
    for role in operation.roles:
        if not role.during or phase in role.during:
            found.update(dict.fromkeys(_of_set(role.at, lets)))
            found.update(dict.fromkeys(_of_condition(role.when, lets)))
    for effect in operation.effects:
        if not effect.during or phase in effect.during:
            found.update(dict.fromkeys(_of_effect(effect, lets)))
    for where in operation.wheres:
        found.update(dict.fromkeys(_of_condition(where.condition, lets)))
    return tuple(found)


def _of_effect(effect: Effect, lets: dict[str, NodeSet]) -> Iterator[Dependency]:
    yield from _of_set(effect.at, lets)
    yield from _of_condition(effect.when, lets)
    if effect.verb == "writes":  # whoever comes to see the change must have been claimed
        seen: NodeSet = _call("union", effect.at, _call("above", effect.at))
        if effect.unseen_by is not None:
            seen = _except(seen, _call("union", effect.unseen_by, _call("above", effect.unseen_by)))
        yield from _of_set(seen, lets)


def _of_set(nodes: NodeSet, lets: dict[str, NodeSet]) -> Iterator[Dependency]:
    op, args = nodes.op, nodes.args
    if op == "name":
        if nodes.name in lets:
            yield from _of_set(lets[nodes.name], lets)
        return
    if op == "or":
        left, right = args
        yield from _of_set(left, lets)
        for dependency in _of_set(right, lets):
            yield Dependency(dependency.side, dependency.nodes, (*dependency.unless, left))
        return
    if op == "except":
        left, right = args
        if _closed_upwards(right):
            yield from (dependency.without(right) for dependency in _of_set(left, lets))
            yield from _of_set(_starts(right), lets)
            return
    for arg in args:
        yield from _of_set(arg, lets)
    yield from _of_step(nodes)


def _of_step(nodes: NodeSet) -> Iterator[Dependency]:
    """What the function itself adds to the dependencies of its arguments."""
    op, args, kind = nodes.op, nodes.args, nodes.name
    if op in ("backing", "children"):
        yield Dependency("own", args[0])
    elif op == "below":
        yield Dependency("own", _call("union", args[0], _call("below", args[0], name=kind)))
    elif op == "bottom" or (op == "chain" and len(args) == 1):
        yield Dependency("own", _call("chain", args[0]))
    elif op in ("chain", "between"):
        yield Dependency("own", _except(_call("chain", args[0]), _call("chain", args[1])))
    elif op in ("overlays", "parents"):
        yield Dependency("own", nodes)
        yield Dependency("under", args[0])
    elif op == "above":
        yield Dependency("own", nodes)
        yield Dependency("under", _call("union", args[0], nodes))
    elif op == "root":
        above = _call("above", args[0])
        yield Dependency("own", above)
        yield Dependency("under", _call("union", args[0], above))
    elif op == "everything":
        yield Dependency("own", nodes)


def _of_condition(condition: Condition | None, lets: dict[str, NodeSet]) -> Iterator[Dependency]:
    if condition is None:
        return
    for part in condition.conditions:
        yield from _of_condition(part, lets)
    if condition.op == "in" and condition.sets[1].op in ("below", "above"):
        # It stays true as long as the path between the two stays: no need to hold all that lies below or above.
        left, right = condition.sets
        upper, lower = (right.args[0], left) if right.op == "below" else (left, right.args[0])
        for nodes in (left, right.args[0]):
            yield from _of_set(nodes, lets)
        path = _call("and", _call("below", upper, name=right.name), _call("above", lower, name=right.name))
        yield Dependency("own", _call("union", upper, path))
        return
    for nodes in condition.sets:
        yield from _of_set(nodes, lets)


def _closed_upwards(nodes: NodeSet) -> bool:
    """Of the form `s, above(s)`, any number of them."""
    if nodes.op != "union":
        return False
    aboves = [arg.args[0] for arg in nodes.args if arg.op == "above" and not arg.name]
    return all(arg in aboves or (arg.op == "above" and not arg.name) for arg in nodes.args)


def _starts(nodes: NodeSet) -> NodeSet:
    return _call("union", *(arg for arg in nodes.args if arg.op != "above"))
