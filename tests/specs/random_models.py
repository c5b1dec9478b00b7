"""Hypothesis strategies for the values of the model: graphs, node sets, conditions, whole specs.

All of them make values that a text could mean, in the form in which the language makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from nac.graph import CHAIN, Edge, Graph
from nac.operators import ParameterKind, StepOperator
from nac.spec import (
    FUNCTIONS,
    RESERVED_CHOICES,
    VERBS,
    Action,
    Change,
    Condition,
    Cover,
    Effect,
    Json,
    Let,
    NodeSet,
    Operation,
    Parameter,
    Pattern,
    Property,
    Reason,
    Role,
    Scenario,
    Spec,
    Step,
    Where,
)

WORDS = ("a", "base", "node", "in", "at", "start", "x-y", "top-node", "has", "to", "when", "or", "_z", "#0", "k.1")
"""Names that are easy to confuse with the words of the language."""

_plain = st.from_regex(r"[A-Za-z_#][A-Za-z0-9_.#]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
_character = st.characters(exclude_categories=["Cs"])
texts = st.text(_character, max_size=8)
some_text = st.text(_character, min_size=1, max_size=8)
choice_words = some_text.filter(lambda word: word not in RESERVED_CHOICES)


@cache
def names(reserved: tuple[str, ...] = ()) -> SearchStrategy[str]:
    """Words that can be written without quotes, and are none of those."""
    return (st.sampled_from(WORDS) | _plain).filter(lambda word: word not in reserved)


_line = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.rstrip)
docs = st.just("") | st.lists(_line, min_size=1, max_size=3).map("\n".join)
_node_name = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="[]"), min_size=1, max_size=6
)


def unique(elements: SearchStrategy[Any], fewest: int = 0, most: int = 4) -> SearchStrategy[list[Any]]:
    return st.lists(elements, min_size=fewest, max_size=most, unique=True)


@composite
def edges(draw: DrawFn, nodes: Sequence[str], kinds: Sequence[str] = ("backing", "filter", "file")) -> list[Edge]:
    """Edges without a cycle, without two chain edges at a node, over these nodes."""
    order = draw(st.permutations(nodes))
    found: list[Edge] = []
    chained: set[str] = set()
    for index, upper in enumerate(order):
        for lower in order[:index]:
            kind = draw(st.none() | st.sampled_from(kinds))
            if kind is None or (kind in CHAIN and upper in chained):
                continue
            if kind in CHAIN:
                chained.add(upper)
            found.append(Edge(upper, lower, kind))
    return draw(st.permutations(found))


@composite
def graphs(draw: DrawFn, fewest: int = 1, most: int = 6, kinds: Sequence[str] = ("backing", "filter", "file")) -> Graph:
    """Graphs of nodes `n0`, `n1`, …, some of them tagged `read-only`."""
    nodes = [f"n{index}" for index in range(draw(st.integers(fewest, most)))]
    tagged = draw(unique(st.sampled_from(nodes)))
    return Graph(draw(edges(nodes, kinds)), nodes, dict.fromkeys(tagged, ("read-only",)))


@composite
def node_sets(
    draw: DrawFn,
    known: Sequence[str],
    parts: Sequence[str] = (),
    kinds: Sequence[str] = ("backing", "file"),
    depth: int = 3,
) -> NodeSet:
    """Node sets over these names; `parts`: text parameters that `part` may use."""

    def leaf() -> NodeSet:
        if draw(st.booleans()) and known:
            return NodeSet("name", name=draw(st.sampled_from(tuple(known))))
        return draw(_named_sets)

    def deep(left: int) -> NodeSet:
        op: Any = draw(_set_ops) if left else "leaf"
        if op == "leaf" or (op == "part" and not parts):
            return leaf()
        fewest, most, kinded = _SHAPES[op]
        count = draw(st.integers(fewest, most))
        args = tuple(deep(left - 1) for _ in range(count))
        named = tuple(parts) if op == "part" else ("", *kinds) if kinded else ("",)
        return NodeSet(op, args, draw(st.sampled_from(named)))

    return deep(depth)


# Drawn one by one, not built of strategies for every depth: that takes ten times as long as to draw from them.
_SHAPES = {
    **FUNCTIONS,
    "union": (2, 3, False),
    "and": (2, 2, False),
    "except": (2, 2, False),
    "or": (2, 2, False),
}
_named_sets: SearchStrategy[NodeSet] = st.sampled_from((NodeSet("none"), NodeSet("everything")))
_set_ops = st.sampled_from(("leaf", "leaf", *_SHAPES))


def conditions(
    parameters: Sequence[Parameter], sets: SearchStrategy[NodeSet], depth: int = 2
) -> SearchStrategy[Condition]:
    """Conditions over these parameters and sets."""
    return _conditions(tuple(parameters), sets, depth)


@composite
def _conditions(
    draw: DrawFn, parameters: tuple[Parameter, ...], sets: SearchStrategy[NodeSet], depth: int
) -> Condition:
    compared = tuple(each for each in parameters if each.kind in ("text", "any", "choice", "bool") or each.null)

    def leaf() -> Condition:
        op: Any = draw(
            st.sampled_from(("in", "empty", "has", *["given"] * bool(parameters), *["equals"] * len(compared)))
        )
        match op:
            case "in":
                return Condition(op, sets=(draw(sets), draw(sets)))
            case "empty":
                return Condition(op, sets=(draw(sets),))
            case "has":
                return Condition(op, sets=(draw(sets),), name=draw(texts))
            case "given":
                return Condition(op, name=draw(st.sampled_from(parameters)).name)
        one = draw(st.sampled_from(compared))
        if one.kind in ("text", "any"):
            return Condition(op, name=one.name, value=draw(texts))
        if one.kind in ("choice", "bool"):
            return Condition(op, name=one.name, value=draw(st.sampled_from(one.choices or ("true", "false"))))
        return Condition(op, name=one.name, value="null")

    def deep(left: int) -> Condition:
        op: Any = draw(_condition_ops) if left else "leaf"
        if op == "leaf":
            return leaf()
        count = 1 if op == "not" else draw(st.integers(2, 3))
        return Condition(op, tuple(deep(left - 1) for _ in range(count)))

    return deep(depth)


_condition_ops = st.sampled_from((*["leaf"] * 4, "not", "and", "or"))


@composite
def parameters(draw: DrawFn, name: str, group: str = "") -> Parameter:
    kind: ParameterKind = draw(
        st.sampled_from(("node", "node", "user", "nodes", "new", "choice", "bool", "text", "any"))
    )
    choices = tuple(draw(unique(choice_words, 1, 3))) if kind == "choice" else ()
    default = draw(st.sampled_from(("", *choices)))
    return Parameter(
        name,
        kind,
        optional=bool(default) or draw(st.booleans()),
        choices=choices,
        default=default,
        null=draw(st.booleans()),
        object=draw(st.booleans()),
        group=group,
        usual=draw(st.sampled_from(("", *choices))),
    )


@composite
def operations(draw: DrawFn, name: str, actions: int) -> Operation:
    """An operation over that many actions."""
    words = draw(unique(names(("not", "empty", "none", "everything")), 2, 7))
    group = words.pop() if draw(st.booleans()) else ""
    lets = words[: draw(st.integers(0, 2))]
    words = words[len(lets) :]
    grouped = draw(st.integers(0, len(words))) if group else 0
    found = [draw(parameters(word, group if index < grouped else "")) for index, word in enumerate(words)]
    if found and not found[-1].group and draw(st.integers(0, 3)) == 0:
        found[-1] = replace(found[-1], kind="calls", choices=(), default="", usual="")
    known = [each.name for each in found if each.kind in ("node", "user", "nodes", "new")]
    parts = [each.name for each in found if each.kind == "text"]
    kinds = ("backing", "file", "none", "odd kind", 'q"')
    defined: list[Let] = []
    for let in lets:
        defined.append(Let(let, draw(node_sets(known, parts, kinds))))
        known.append(let)
    sets = node_sets(known, parts, kinds)
    whens = conditions(found, sets)
    phases = draw(unique(names(), 0, 3))
    during = unique(st.sampled_from(phases)).map(tuple) if phases else st.just(())
    steps = [(a, b) for a in phases for b in phases if a != b]
    flags = st.integers(0, (1 << actions) - 1)
    maybe_set = st.none() | sets
    role = st.builds(Role, sets, flags, flags, when=st.none() | whens, during=during)
    effect = st.builds(Effect, st.sampled_from(VERBS), sets, maybe_set, when=st.none() | whens, during=during)
    rewires = st.builds(Effect, st.just("rewires"), sets, maybe_set, maybe_set, st.none() | whens, during)
    phase = st.sampled_from(phases or [""])
    made = [each.name for each in found if each.kind == "new"]
    single = [*lets, *(each.name for each in found if each.kind in ("node", "user", "new"))]
    calls = any(each.kind == "calls" for each in found)
    changed = [] if calls else draw(st.lists(changes(made, single, sets, whens, parts), max_size=3))
    return Operation(
        name,
        tuple(found),
        tuple(defined),
        tuple(draw(st.lists(st.builds(Where, whens, texts, st.booleans()), max_size=2))),
        tuple(draw(st.lists(role, min_size=not changed and not calls, max_size=3))),
        tuple(draw(st.lists(effect | rewires, max_size=3))),
        tuple(phases),
        tuple(draw(unique(st.sampled_from(steps)))) if steps else (),
        draw(phase),
        draw(phase),
        draw(st.booleans()),
        tuple(changed),
        draw(docs),
    )


def changes(
    new: Sequence[str],
    single: Sequence[str],
    sets: SearchStrategy[NodeSet],
    whens: SearchStrategy[Condition],
    parts: Sequence[str] = (),
) -> SearchStrategy[Change]:
    """Changes of the graph. `new`: parameters that are added; `single`: names of one node."""
    kind, when = names() | some_text, st.none() | whens
    one = sets.filter(lambda nodes: nodes.op not in ("name", "none", "everything", "union"))
    found = [
        st.builds(Change, st.just("remove"), sets, when=when),
        st.builds(Change, st.just("link"), sets, sets, kind, when=when),
        st.builds(Change, st.just("unlink"), sets, word=kind, when=when),
        st.builds(Change, st.sampled_from(("tag", "untag")), sets, word=names() | texts, when=when),
    ]
    added = [NodeSet("name", name=name) for name in new]
    some: SearchStrategy[NodeSet] = st.sampled_from(added) if added else st.nothing()
    if parts:
        some |= st.builds(NodeSet, st.just("part"), st.tuples(sets), st.sampled_from(parts))
    if added or parts:
        found.append(st.builds(Change, st.just("add"), some, when=when))
    if single:
        named = st.sampled_from(single).map(lambda name: NodeSet("name", name=name))
        found.append(st.builds(Change, st.just("insert"), named, named | one, kind, st.none() | sets, when))
    return st.one_of(found)


def patterns(actions: int, operation_names: Sequence[str], phases: Sequence[str], depth: int = 2) -> Any:
    """Patterns of one side of a property."""
    leaves = st.builds(
        lambda op, bit: Pattern(op, action=1 << bit),
        st.sampled_from(("requires", "allows")),
        st.integers(0, actions - 1),
    )
    leaves |= st.sampled_from(operation_names).map(lambda name: Pattern("is", name=name))
    if phases:
        leaves |= st.sampled_from(phases).map(lambda name: Pattern("during", name=name))
    if not depth:
        return leaves
    inner = patterns(actions, operation_names, phases, depth - 1)
    return (
        leaves
        | inner.map(lambda part: Pattern("not", (part,)))
        | st.builds(
            lambda op, parts: Pattern(op, tuple(parts)),
            st.sampled_from(("and", "or")),
            st.lists(inner, min_size=2, max_size=3),
        )
    )


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


def _call(operation: Operation, nodes: Sequence[str]) -> SearchStrategy[Json]:
    return arguments(operation, nodes).map(lambda data: {"type": operation.name, "data": data})


def _value(parameter: Parameter, nodes: Sequence[str], others: Sequence[Operation]) -> SearchStrategy[Json]:
    node = st.sampled_from(nodes)
    values: dict[str, SearchStrategy[Json]] = {
        "node": node,
        "user": node,
        "calls": st.lists(st.one_of([_call(each, nodes) for each in others]), max_size=2) if others else st.just([]),
        "nodes": unique(node),
        "new": _node_name,
        "choice": st.sampled_from(parameter.choices or ("",)),
        "bool": st.booleans(),
        "text": texts,
        "any": _json,
    }
    value = values[parameter.kind]
    if parameter.null:
        value |= st.none()
    if parameter.object:
        value |= st.dictionaries(texts, _json, max_size=2)
    return value


@composite
def arguments(
    draw: DrawFn, operation: Operation, nodes: Sequence[str], others: Sequence[Operation] = ()
) -> dict[str, Json]:
    """Arguments that fit the operation's parameters, over these nodes; `others`: what it may call."""

    def chosen(parameters: Sequence[Parameter]) -> dict[str, Json]:
        taken = [each for each in parameters if not each.optional or draw(st.booleans())]
        return {each.name: draw(_value(each, nodes, others)) for each in taken}

    found = chosen([each for each in operation.parameters if not each.group])
    for group in dict.fromkeys(each.group for each in operation.parameters if each.group):
        fields = [each for each in operation.parameters if each.group == group]
        found[group] = [chosen(fields) for _ in range(draw(st.integers(1, 2)))]
    return found


@composite
def scenarios(draw: DrawFn, name: str, known: Sequence[Operation], actions: int) -> Scenario:
    """A scenario whose steps the text alone cannot fault; whether it holds is another matter."""
    nodes = draw(unique(_node_name, 1, 5))
    kinds = ("backing", "filter", "file", "odd kind", "a-b")
    reasons = st.lists(
        st.builds(Reason, st.sampled_from(nodes), st.integers(0, actions - 1).map(lambda bit: 1 << bit)), max_size=2
    ).map(tuple)
    jobs: dict[str, tuple[Operation, str]] = {}
    steps: list[Step] = []
    for job in draw(unique(st.just("advance") | texts.filter(bool), 0, 4)):
        operation = draw(st.sampled_from(known))
        plain = [each for each in known if all(parameter.kind != "calls" for parameter in each.parameters)]
        values = draw(arguments(operation, nodes, plain))
        phase = draw(st.sampled_from(("", *operation.phases)))
        run: StepOperator = draw(st.sampled_from(("admit", "admit", "refuse", "invalid")))
        named = job if draw(st.booleans()) else ""
        because = draw(reasons) if run == "refuse" else ()
        steps.append(Step(run, named, operation.name, values, phase, because))
        if run == "admit" and named:
            jobs[job] = operation, operation.then if phase in ("", operation.start) else phase
        for other in draw(unique(st.sampled_from(sorted(jobs)))) if jobs else ():
            owner, held = jobs[other]
            targets = [target for source, target in owner.transitions if source == held]
            op: StepOperator = draw(st.sampled_from(("advance", "hold", "release")))
            if op == "release":
                steps.append(Step(op, other))
                del jobs[other]
            elif targets:
                target = draw(st.sampled_from(targets))
                steps.append(Step(op, other, phase=target, because=draw(reasons) if op == "hold" else ()))
                if op == "advance":
                    jobs[other] = owner, target
    return Scenario(
        name,
        tuple(nodes),
        tuple(draw(edges(nodes, kinds))),
        tuple(draw(unique(st.tuples(st.sampled_from(nodes), texts)))),
        tuple(steps),
        draw(docs),
    )


@composite
def specs(draw: DrawFn, most_operations: int = 3) -> Spec:
    """Whole specs, with every construct of the language."""
    words = ("all", "none", "except", "import", "flags", "action", "operation", "property", "scenario")
    node = NodeSet("name", name="node")
    cover = st.builds(Cover, st.sampled_from(VERBS), st.just(node) | node_sets(["node"], depth=2))
    action_names = draw(unique(names(words), 1, 5))
    actions = tuple(
        Action(name, draw(texts), tuple(draw(st.lists(cover, max_size=2))), draw(docs)) for name in action_names
    )
    operation_names = draw(unique(names(("advance",)), 1, most_operations))
    found = tuple(draw(operations(name, len(actions))) for name in operation_names)
    phases = list(dict.fromkeys(phase for each in found for phase in each.phases))
    side = patterns(len(actions), operation_names, phases)
    properties = tuple(
        Property(name, draw(st.sampled_from(("never", "always"))), draw(side), draw(side), draw(docs))
        for name in draw(unique(texts, 0, 2))
    )
    told = tuple(draw(scenarios(name, found, len(actions))) for name in draw(unique(texts, 0, 2)))
    return Spec("random", actions, found, properties, told, draw(docs))
