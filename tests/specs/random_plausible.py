"""Random small specs that mean something: roles that mostly cover what the effects do, with a flag or a node amiss."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import note
from hypothesis import strategies as st

from nac.operators import Verb
from nac.record import Record
from nac.spec import (
    Action,
    Condition,
    Cover,
    Effect,
    Let,
    NodeSet,
    Operation,
    Parameter,
    Pattern,
    Property,
    Role,
    Spec,
    Where,
)

NODE = NodeSet("name", name="node")
ACTIONS = (
    Action("write", covers=(Cover("writes", NodeSet("union", (NODE, NodeSet("above", (NODE,))))),)),
    Action("read", covers=(Cover("reads", NODE),)),
    Action("rewire", covers=(Cover("rewires", NODE),)),
    Action("describe", covers=(Cover("updates", NODE), Cover("inspects", NODE))),
)
ALL = (1 << len(ACTIONS)) - 1
BIT = {"writes": 1, "reads": 2, "rewires": 4, "updates": 8, "inspects": 8}


def _name(name: str) -> NodeSet:
    return NodeSet("name", name=name)


def _inner(names: Sequence[str]) -> st.SearchStrategy[NodeSet]:
    return st.sampled_from([_name(name) for name in names])


def sets(names: Sequence[str], rich: bool = True) -> st.SearchStrategy[NodeSet]:
    """Sets over these names; rich: of more than one step."""
    return _sets(tuple(names), rich)


@cache  # to make a strategy takes longer than to draw from it
def _sets(names: tuple[str, ...], rich: bool) -> st.SearchStrategy[NodeSet]:
    one = _inner(names)
    walks = st.builds(
        lambda op, arg: NodeSet(op, (arg,)),
        st.sampled_from(["above", "below", "backing", "overlays", "parents", "children", "chain", "bottom", "root"]),
        one,
    )
    kinded = st.builds(
        lambda op, arg, kind: NodeSet(op, (arg,), kind),
        st.sampled_from(["above", "below", "parents", "children"]),
        one,
        st.sampled_from(["file", "backing"]),
    )
    pairs = st.builds(
        lambda op, left, right: NodeSet(op, (left, right)), st.sampled_from(["chain", "between", "or"]), one, one
    )
    simple = st.one_of(one, one, walks, walks, kinded, pairs)
    if not rich:
        return simple
    closed = one.map(lambda arg: NodeSet("union", (arg, NodeSet("above", (arg,)))))
    combined = st.builds(
        lambda op, left, right: NodeSet(op, (left, right)), st.sampled_from(["union", "and", "except"]), simple, simple
    )
    beyond = st.builds(lambda left, right: NodeSet("except", (left, right)), walks, closed)
    whole = st.just(NodeSet("everything"))
    return st.one_of(simple, simple, simple, closed, combined, beyond, whole)


@cache
def _conditions(names: tuple[str, ...], given: str) -> st.SearchStrategy[Condition]:
    """Conditions on these names; given: a parameter that need not be."""
    condition = st.one_of(
        st.builds(lambda a, b: Condition("in", sets=(a, b)), _inner(names), sets(names, rich=False)),
        st.builds(lambda a: Condition("empty", sets=(a,)), sets(names, rich=False)),
        *([st.just(Condition("given", name=given))] if given else []),
    )
    return condition | condition.map(lambda inner: Condition("not", (inner,)))


@st.composite
def operations(draw: st.DrawFn, name: str) -> Operation:
    parameters = [Parameter("p")]
    extra = draw(st.sampled_from(["", "node", "optional", "flag", "several", "new", "null", "text", "object"]))
    if extra in ("node", "optional", "null"):
        parameters.append(Parameter("q", optional=extra == "optional", null=extra == "null"))
    elif extra == "several":
        parameters.append(Parameter("q", kind="nodes"))
    elif extra == "new":
        parameters.append(Parameter("q", kind="new"))
    elif extra == "flag":
        parameters.append(Parameter("f", kind="bool", optional=True))
    elif extra == "text":
        parameters.append(Parameter("t", kind="text", optional=draw(st.booleans())))
    elif extra == "object":
        parameters[0] = Parameter("p", group="list")
    names = [parameter.name for parameter in parameters if parameter.kind not in ("bool", "text")]
    lets = []
    if draw(st.integers(0, 3)) == 0:
        lets.append(Let("l", draw(sets(names, rich=False))))
        names.append("l")
    condition = _conditions(tuple(names), {"flag": "f", "optional": "q"}.get(extra, ""))
    wheres = [Where(draw(condition))] if draw(st.integers(0, 2)) == 0 else []
    phases = ("one", "two") if draw(st.integers(0, 5)) == 0 else ()
    during = st.sampled_from([(), ("one",), ("two",)]) if phases else st.just(())
    maybe = st.none() | st.none() | st.none() | condition
    effects, roles = [], []
    if extra == "text":
        bitmap = NodeSet("part", (_name("p"),), "t")
        roles += [Role(bitmap, 8, 0)] if draw(st.integers(0, 3)) else []
        effects += [Effect("updates", bitmap)] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 2))):
        verb: Verb = draw(st.sampled_from(["reads", "writes", "rewires", "rewires", "updates", "inspects"]))
        at, when, held = draw(sets(names, rich=False)), draw(maybe), draw(during)
        to = draw(_inner(names)) if verb == "rewires" and draw(st.booleans()) else None
        unseen = draw(_inner(names)) if verb in ("writes", "rewires") and draw(st.integers(0, 3)) == 0 else None
        effects.append(Effect(verb, at, unseen, to, when, held))
        where = at
        if verb == "writes" and draw(st.integers(0, 4)):
            where = NodeSet("union", (at, NodeSet("above", (at,))))
            if unseen is not None:
                where = NodeSet("except", (where, NodeSet("union", (unseen, NodeSet("above", (unseen,))))))
        require = BIT[verb] | draw(st.sampled_from([0, 0, 0, 2]))
        allow = draw(st.sampled_from([0, 2, 10, ALL & ~1, ALL & ~4, ALL]))
        if draw(st.integers(0, 9)):
            roles.append(Role(where, require, allow, when if draw(st.integers(0, 4)) else None, held))
    for _ in range(draw(st.integers(0 if roles else 1, 2))):
        require, allow = draw(st.sampled_from([0, 2, 8])), draw(st.sampled_from([0, 2, 10, ALL & ~1, ALL & ~4, ALL]))
        roles.append(Role(draw(sets(names)), require, allow, draw(maybe), draw(during)))
    if not roles:
        roles.append(Role(_name("p"), 2, 2))
    moves = (("one", "two"),) if phases else ()
    start = "one" if phases else ""
    operation = Operation(
        name,
        tuple(parameters),
        tuple(lets),
        tuple(wheres),
        tuple(roles),
        tuple(effects),
        phases,
        moves,
        start,
        start,
        bool(phases) and draw(st.booleans()),
    )
    note(Record.__repr__(operation))  # all of it: its own repr is short
    return operation


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    found = tuple(draw(operations(name)) for name in ("first", "second")[: draw(st.integers(1, 2))])
    stated = []
    if draw(st.integers(0, 2)) == 0:
        half = st.builds(
            lambda op, bit: Pattern(op, action=1 << bit), st.sampled_from(["requires", "allows"]), st.integers(0, 3)
        )
        half |= half.map(lambda inner: Pattern("not", (inner,)))
        stated.append(Property("p", draw(st.sampled_from(["never", "always"])), draw(half), draw(half)))
    return Spec("random", ACTIONS, found, tuple(stated))
