"""Rules for the changes of the graph that can make a set grow (semantics: stability).

The claims of a job follow the graph (decision 7). A change is refused on their account only if they become more, which
they do not as long as no set of its roles grows: where a set shrinks, the job has less to claim. A change gives nodes z
new edges to nodes t; `Growth` says which of these can make a set grow. That what it does not name makes none grow is
theorem T11's inductive step.

A difference `A except B`, where B is all at and above (or at and below) some nodes, also grows when a node leaves B.
For claims, which follow the graph, the rules count a node that leaves by its new edge; that no node leaves B and lies
in A by an edge that it had already is an assumption, stated in the docs. For preconditions on which proofs rely nothing
is assumed: any change of the edges of B counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nac.graph import CHAIN
from nac.operators import SetOperator, unknown
from nac.spec import Condition, NodeSet, Operation, Where

NONE = NodeSet("none")


@dataclass(frozen=True, slots=True)
class Growth:
    """A new edge z -> t is harmful if z is in `upper` but not in `spare_upper`, t in `lower` but not in `spare_lower`
    (None: any node), and all of `when` hold. `loses`: it is harmful too if z only loses edges. What comes into the set
    lies, by `enters`, at or "above" z, or at or "below" t; `chain`: by chain edges alone. `tags`: only if z comes or
    goes, with its tags."""

    upper: NodeSet | None = None
    lower: NodeSet | None = None
    spare_upper: NodeSet = NONE
    spare_lower: NodeSet = NONE
    loses: bool = False
    enters: str = ""
    chain: bool = False
    when: tuple[Condition, ...] = ()
    tags: bool = False


class Meanings:
    """The meaning of the names of an operation: its lets, and the parameters that name one node at most. careful:
    nothing is assumed of what leaves a set."""

    def __init__(self, operation: Operation, careful: bool = False) -> None:
        self.careful = careful
        self.lets = {let.name: let.value for let in operation.lets}
        self._single = {p.name for p in operation.parameters if p.kind in ("node", "new")}

    def single(self, nodes: NodeSet) -> bool:
        """Return whether the set has one member at most: chains are paths, so going down one step leads from one node
        to one."""
        match nodes.op:
            case "name":
                return self.single(self.lets[nodes.name]) if nodes.name in self.lets else nodes.name in self._single
            case "none" | "or" | "backing" | "bottom" | "part":
                return all(map(self.single, nodes.args))
            case "everything" | "union" | "and" | "except" | "overlays" | "parents" | "children":
                return False  # or not always
            case "above" | "below" | "chain" | "between" | "root":
                return False
            case _:
                raise unknown("node set", nodes.op)


def _call(op: SetOperator, *args: NodeSet, name: str = "") -> NodeSet:
    return NodeSet(op, args, name)


def _and(*sets: NodeSet) -> NodeSet:
    return _call("union", *sets)


def _except(left: NodeSet, right: NodeSet) -> NodeSet:
    return _call("except", left, right)


def growths(operation: Operation, phase: str, wheres: Iterable[Where]) -> tuple[Growth, ...]:
    """Return all that can make the claims of a job in this phase grow, or one of `wheres` false; each once."""
    names = Meanings(operation)
    rules: dict[Growth, None] = {}
    for role in operation.roles:
        if not role.during or phase in role.during:
            when = () if role.when is None else (role.when,)
            grown = (replace(growth, when=(*growth.when, *when)) for growth in _of_set(role.at, names))
            rules.update(dict.fromkeys(grown))
            if role.when is not None:
                rules.update(dict.fromkeys(_of_condition(role.when, names)))
    rules.update(dict.fromkeys(unfounding(operation, wheres)))
    return tuple(rules)


def approaches(alone: Iterable[str]) -> tuple[Growth, ...]:
    """Return all that can put a node above one of these, of which it is taken that nothing is."""
    return tuple(Growth(lower=NodeSet("name", name=name)) for name in alone)


def unfounding(operation: Operation, wheres: Iterable[Where]) -> Iterator[Growth]:
    """Yield all that can make one of these preconditions false."""
    names = Meanings(operation, careful=True)
    for where in wheres:
        yield from _of_condition(where.condition, names, true=True)


def isolated(operation: Operation) -> frozenset[str]:
    """Return the parameters that name new nodes above which nothing comes, as far as the operation itself is concerned:
    none of its effects leads there. (When it is planned they are not in the graph. That no other job puts a node on one
    is asked like everything that a proof relies on.)"""
    new = {parameter.name for parameter in operation.parameters if parameter.kind == "new"}
    if operation.changes:
        return frozenset()
    ends = [effect.to for effect in operation.effects if effect.to is not None]
    # What is used from outside may move to a new node.
    known = {parameter.name for parameter in operation.parameters if parameter.kind != "user"} - new
    return frozenset(new) if all(_plain(end, known) for end in ends) else frozenset()


def mentions(operation: Operation, where: Where, name: str) -> bool:
    """Return whether what the precondition asks for depends on what the name means."""
    lets = {let.name: let.value for let in operation.lets}
    waiting = [nodes for leaf, _ in where.condition.leaves() for nodes in leaf.sets]
    for nodes in waiting:
        for each in nodes.names():
            if each.name == name:
                return True
            waiting += [lets.pop(each.name)] if each.name in lets else []
    return False


def _plain(nodes: NodeSet, known: set[str]) -> bool:
    """The set has no other nodes than these names mean."""
    match nodes.op:
        case "name":
            return nodes.name in known
        case "none" | "union" | "or":
            return all(_plain(arg, known) for arg in nodes.args)
        case "everything" | "and" | "except" | "part" | "bottom" | "root" | "chain" | "between":
            return False  # or not always
        case "backing" | "overlays" | "parents" | "children" | "above" | "below":
            return False
        case _:
            raise unknown("node set", nodes.op)


def _of_set(nodes: NodeSet, names: Meanings) -> Iterator[Growth]:
    match nodes.op:
        case "name":
            if nodes.name in names.lets:
                yield from _of_set(names.lets[nodes.name], names)
        case "none":
            pass
        case "everything":
            yield Growth(spare_upper=nodes, loses=True)  # a node that comes
        case "union" | "and":  # they only grow with their arguments
            for arg in nodes.args:
                yield from _of_set(arg, names)
        case "part":  # so does this, but a part lies nowhere
            for arg in nodes.args:
                yield from (replace(growth, enters="", chain=False) for growth in _of_set(arg, names))
        case "or":
            left, right = nodes.args
            yield from _of_set(left, names)
            yield from _changes(_of_set(left, names))
            unless = Condition("empty", sets=(left,))
            yield from (replace(growth, when=(*growth.when, unless)) for growth in _of_set(right, names))
        case "except":
            left, right = nodes.args
            yield from _of_difference(left, right, names)
        case _:
            yield from _of_function(nodes, names)


def _of_function(nodes: NodeSet, names: Meanings) -> Iterator[Growth]:
    own = tuple(_of_step(nodes, names))
    for arg in nodes.args:
        # What a function finds from a set that has another member is another set, larger or not.
        inner = _changes(_of_set(arg, names)) if nodes.op in ("bottom", "root") else _of_set(arg, names)
        for growth in inner:
            further = growth.enters if all(step.enters == growth.enters for step in own) else ""
            yield replace(growth, enters=further, chain=growth.chain and all(step.chain for step in own))
    yield from own


def _of_step(nodes: NodeSet, names: Meanings) -> Iterator[Growth]:
    """Yield what the function itself adds to the growth of its arguments."""
    args, by_chain = nodes.args, nodes.name in CHAIN
    match nodes.op:
        case "backing" | "children" as op:
            yield Growth(upper=args[0], spare_lower=nodes, enters="below", chain=op == "backing")
        case "below":
            yield Growth(upper=_and(args[0], nodes), spare_lower=nodes, enters="below", chain=by_chain)
        case "chain" if len(args) == 1:
            yield Growth(upper=nodes, spare_lower=nodes, enters="below", chain=True)
        case "chain" | "between" as op:
            down, path = _call("chain", args[0]), _call("chain", *args)
            path_below = down if op == "chain" else _call("chain", _call("backing", args[0]))
            beyond = _call("chain", args[1]) if names.single(args[1]) else NONE
            yield Growth(upper=_except(down, beyond), spare_lower=path_below)
            yield Growth(upper=path_below, spare_upper=nodes, lower=path)
        case "bottom":
            yield Growth(upper=_call("chain", args[0]), loses=True)
        case "overlays" | "parents" as op:
            yield Growth(lower=args[0], spare_upper=nodes, enters="above", chain=op == "overlays")
        case "above":
            yield Growth(lower=_and(args[0], nodes), spare_upper=nodes, enters="above", chain=by_chain)
        case "root":
            above = _call("above", args[0])
            yield Growth(lower=_and(args[0], above), spare_upper=above)
            yield Growth(upper=above, loses=True)
        case "name" | "none" | "everything" | "union" | "and" | "except" | "or" | "part":
            raise AssertionError(f"{nodes.op} is no function of edges")
        case _:
            raise unknown("node set", nodes.op)


def _of_difference(left: NodeSet, right: NodeSet, names: Meanings) -> Iterator[Growth]:
    """B takes with a node all that lies above it (or below), so what a new edge brings into both is no growth. Careful
    names want all that can change it: a node leaves it as well where B grows."""
    if names.careful:
        yield from _of_set(left, names)
        yield Growth(upper=right, loses=True)
        yield from _changes(_of_set(right, names))
        return
    starts, way = _starts(right, "above"), "above"
    if starts is None:
        starts, way = _starts(right, "below"), "below"
    chain = right.op == "chain" and len(right.args) == 1
    if chain:
        starts, way = right.args[0], "below"
    for growth in _of_set(left, names):
        if starts is None or growth.enters != way or (chain and not growth.chain):
            yield growth
        elif way == "above":
            assert growth.lower is not None  # what enters above z does so by an edge to some t
            lower = _except(growth.lower, right)
            spare = _and(_except(growth.spare_upper, right), starts)
            yield replace(growth, lower=lower, spare_upper=spare)
        else:
            assert growth.upper is not None  # what enters below t does so by an edge from some z
            upper = _except(growth.upper, right)
            yield replace(growth, upper=upper, spare_lower=_and(growth.spare_lower, right))
    yield from _changes(_of_set(right if starts is None else starts, names))


def _starts(nodes: NodeSet, way: str) -> NodeSet | None:
    """The s of `s, above(s)`, any number of them; None if the set is not of that form."""
    parts = nodes.args if nodes.op == "union" else (nodes,)
    plain = tuple(part for part in parts if part.op != way)
    closures = tuple(part.args[0] for part in parts if part.op == way and not part.name)
    if set(plain) != set(closures) or len(plain) + len(closures) != len(parts):
        return None
    return _and(*plain)


def _of_condition(condition: Condition, names: Meanings, true: bool = False) -> Iterator[Growth]:
    """All that can change whether it holds. `true`: it does, and only what can make it false counts."""
    match condition.op:
        case "given" | "equals":
            pass  # no matter of the graph
        case "not":
            yield from _of_condition(condition.conditions[0], names)
        case "and" | "or":
            for part in condition.conditions:
                yield from _of_condition(part, names, true)
        case "empty":
            (nodes,) = condition.sets
            yield from _of_set(nodes, names) if true else _changes(_of_set(nodes, names))
        case "in" if true and _is_path(condition.sets[1]):
            left, right = condition.sets
            yield from _of_path(left, right, names)
        case "in" | "has":
            for nodes in condition.sets:
                if condition.asks_tag:  # a node that goes takes its tags along, and one that comes brings others
                    yield Growth(upper=nodes, loses=True, tags=True)
                yield from _changes(_of_set(nodes, names))
        case _:
            raise unknown("condition", condition.op)


def _of_path(left: NodeSet, right: NodeSet, names: Meanings) -> Iterator[Growth]:
    """What lies in it stays there as long as the path between the two stays: no need to hold all that lies below or
    above."""
    start = right.args[0]
    yield from _changes(_of_set(left, names))
    yield from _changes(_of_set(start, names))
    if right.op == "chain":
        path = _call("chain", start, left)
        path = _except(path, left) if names.single(left) else path
    else:
        upper, lower = (start, left) if right.op == "below" else (left, start)
        between = _call("and", _call("below", upper, name=right.name), _call("above", lower, name=right.name))
        path = _and(upper, between)
    yield Growth(upper=path, loses=True)


def _is_path(nodes: NodeSet) -> bool:
    return nodes.op in ("below", "above") or (nodes.op == "chain" and len(nodes.args) == 1)


def _changes(growths: Iterator[Growth]) -> Iterator[Growth]:
    """Yield what can change a set at all, given what can make it grow: any edge gained or lost at the nodes
    concerned."""
    for growth in growths:
        if growth.upper is not None:
            yield Growth(upper=growth.upper, loses=True, when=growth.when)
        elif growth.loses:  # of everything: any node that comes, and, since it may shrink as well, any that goes
            yield Growth(loses=True, when=growth.when)
        if growth.lower is not None:
            yield Growth(lower=growth.lower, when=growth.when)
            yield Growth(upper=growth.spare_upper, loses=True, when=growth.when)
