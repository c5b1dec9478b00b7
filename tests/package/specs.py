"""Random specs that are well formed, with every kind of part in them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from nac.spec import (
    FUNCTIONS,
    VERBS,
    Action,
    Condition,
    Cover,
    Edge,
    Effect,
    Let,
    NodeSet,
    Operation,
    Parameter,
    Pattern,
    Property,
    Reason,
    Role,
    Scenario,
    Span,
    Spec,
    Step,
    Where,
)

WORDS = ("alpha", "beta", "gamma-ray", "d_4", "Ünï")
spans = st.none() | st.builds(Span, st.sampled_from(("a.nac", "b/c.nac")), *[st.integers(1, 9)] * 4)
docs = st.sampled_from(("", "What it is.", 'two\nlines with "quotes"'))


def node_sets(names: tuple[str, ...], texts: tuple[str, ...] = ()) -> st.SearchStrategy[NodeSet]:
    """Sets over these names, with parts named by these text parameters."""
    leaves = [st.sampled_from(("none", "everything")).map(NodeSet)]
    if names:
        leaves.append(st.builds(NodeSet, st.just("name"), st.just(()), st.sampled_from(names), spans))

    def extend(inner: st.SearchStrategy[NodeSet]) -> st.SearchStrategy[NodeSet]:
        def apply(name: str, fewest: int, most: int, kinded: bool) -> st.SearchStrategy[NodeSet]:
            kind = st.sampled_from(("", "file", "filter")) if kinded else st.just("")
            return st.builds(NodeSet, st.just(name), st.lists(inner, min_size=fewest, max_size=most).map(tuple), kind)

        choices = [apply(name, *rule) for name, rule in FUNCTIONS.items() if name != "part"]
        choices += [apply(name, 2, 2, False) for name in ("and", "except", "or")]
        choices.append(apply("union", 2, 3, False))
        if texts:
            choices.append(st.builds(NodeSet, st.just("part"), st.tuples(inner), st.sampled_from(texts), spans))
        return st.one_of(choices)

    return st.recursive(st.one_of(leaves), extend, max_leaves=4)


def conditions(sets: st.SearchStrategy[NodeSet], parameters: tuple[Parameter, ...]) -> st.SearchStrategy[Condition]:
    choices = [
        st.builds(lambda a, b: Condition("in", sets=(a, b)), sets, sets),
        st.builds(lambda a: Condition("empty", sets=(a,)), sets),
        st.builds(lambda a, tag: Condition("has", sets=(a,), name=tag), sets, st.sampled_from(WORDS)),
    ]
    for parameter in parameters:
        choices.append(st.just(Condition("given", name=parameter.name)))
        if parameter.choices:
            equal = [Condition("equals", name=parameter.name, value=choice) for choice in parameter.choices]
            choices.append(st.sampled_from(equal))
    return st.recursive(
        st.one_of(choices),
        lambda inner: st.builds(
            lambda op, parts: Condition(op, tuple(parts[:1] if op == "not" else parts)),
            st.sampled_from(("not", "and", "or")),
            st.lists(inner, min_size=2, max_size=3),
        ),
        max_leaves=3,
    )


@st.composite
def operations(draw: st.DrawFn, name: str, flags: st.SearchStrategy[int]) -> Operation:
    parameters = tuple(
        Parameter(
            f"p{number}-{kind}",
            kind,
            optional=draw(st.booleans()),
            choices=WORDS[:3] if kind == "choice" else (),
            default=draw(st.sampled_from(("", "beta"))) if kind == "choice" else "",
            null=draw(st.booleans()),
            span=draw(spans),
        )
        for number, kind in enumerate(
            draw(st.lists(st.sampled_from(("node", "nodes", "new", "choice", "bool", "text", "any")), max_size=4))
        )
    )
    texts = tuple(parameter.name for parameter in parameters if parameter.kind == "text")
    names = tuple(parameter.name for parameter in parameters if parameter.kind in ("node", "nodes", "new"))
    lets = tuple(
        Let(f"let{number}", draw(node_sets(names, texts)), draw(spans)) for number in range(draw(st.integers(0, 2)))
    )
    sets = node_sets((*names, *(let.name for let in lets)), texts)
    when = st.none() | conditions(sets, parameters)
    phases = draw(st.sampled_from(((), ("running", "ready"), ("start",))))
    during = st.lists(st.sampled_from(phases), unique=True).map(tuple) if phases else st.just(())
    return Operation(
        name,
        parameters,
        lets,
        draw(st.lists(st.builds(Where, conditions(sets, parameters), docs, spans), max_size=2).map(tuple)),
        draw(st.lists(st.builds(Role, sets, flags, flags, when, during, spans, spans, spans), max_size=3).map(tuple)),
        draw(
            st.lists(
                st.builds(
                    Effect, st.sampled_from(VERBS), sets, st.none() | sets, st.none() | sets, when, during, spans
                ),
                max_size=2,
            ).map(tuple)
        ),
        phases,
        tuple(pairwise(phases)),
        phases[0] if phases else "",
        draw(st.sampled_from(("", *phases))),
        draw(st.booleans()),
        draw(docs),
        draw(spans),
    )


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A spec. Its scenarios need not come out as written; it is well formed, no more."""
    actions = tuple(
        Action(f"act{number}", draw(docs), draw(st.lists(covers, max_size=2).map(tuple)), draw(docs), draw(spans))
        for number in range(draw(st.integers(1, 5)))
    )
    flags = st.integers(0, (1 << len(actions)) - 1)
    bits = st.integers(0, len(actions) - 1).map(lambda bit: 1 << bit)
    found = tuple(draw(operations(f"op{number}", flags)) for number in range(draw(st.integers(1, 3))))
    patterns = st.recursive(
        st.builds(lambda op, action: Pattern(op, action=action), st.sampled_from(("requires", "allows")), bits)
        | st.sampled_from([Pattern("is", name=operation.name) for operation in found]),
        lambda inner: (
            st.builds(lambda part: Pattern("not", (part,)), inner)
            | st.builds(lambda op, a, b: Pattern(op, (a, b)), st.sampled_from(("and", "or")), inner, inner)
        ),
        max_leaves=3,
    )
    properties = tuple(
        Property(f"property {number}", draw(st.sampled_from(("never", "always"))), draw(patterns), draw(patterns))
        for number in range(draw(st.integers(0, 2)))
    )
    reasons = st.lists(st.builds(Reason, st.sampled_from("xy"), bits), max_size=2).map(tuple)
    values = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
    steps = st.builds(
        Step,
        st.sampled_from(("admit", "refuse", "invalid")),
        st.sampled_from(("", "job")),
        st.sampled_from([operation.name for operation in found]),
        st.dictionaries(st.text(max_size=4), values, max_size=3),
        st.just(""),
        reasons,
        spans,
    )
    scenario = Scenario(
        "a scenario", ("x", "y"), (Edge("y", "x", draw(st.sampled_from(("backing", "file")))),), (("x", "read-only"),),
        tuple(draw(st.lists(steps, max_size=3))), draw(docs), draw(spans),
    )  # fmt: skip
    return Spec("random", actions, found, properties, (scenario,), draw(docs))


covers = st.builds(Cover, st.sampled_from(VERBS), node_sets(("node",)))
