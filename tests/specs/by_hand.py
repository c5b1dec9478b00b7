"""Small specs made by hand, without the language."""

from __future__ import annotations

from nac.graph import Graph
from nac.operators import SetOperator
from nac.plan import Plan
from nac.spec import Action, Cover, Json, NodeSet, Operation, Parameter, Role, Span, Spec

NODE = NodeSet("name", name="node")


def name(of: str) -> NodeSet:
    """The set that a parameter or let names."""
    return NodeSet("name", name=of)


def call(function: SetOperator, *args: NodeSet | str, kind: str = "") -> NodeSet:
    """A function or operator applied to sets, or to names of them."""
    return NodeSet(function, tuple(name(arg) if isinstance(arg, str) else arg for arg in args), kind)


def span(line: int, column: int = 1) -> Span:
    return Span("test.nac", line, column, line, column + 5)


def actions(*names: str, rewires: str = "") -> tuple[Action, ...]:
    """Actions; the one named `rewires` covers that effect."""
    return tuple(Action(each, covers=(Cover("rewires", NODE),) if each == rewires else ()) for each in names)


SHARES = actions("read", "write", "edit", rewires="edit")
"""Share modes: what a job requires and what it allows are independent, so the two halves of the rule differ."""
READ, WRITE, EDIT = 1, 2, 4


def share(operation: str, require: int, allow: int, *parameters: str, line: int = 1) -> Operation:
    """An operation with the same claim on each of its parameters."""
    return Operation(
        operation,
        tuple(Parameter(each) for each in parameters or ("node",)),
        roles=tuple(
            Role(name(each), require, allow, None, (), span(line + at), span(line + at, 10), span(line + at, 20))
            for at, each in enumerate(parameters or ("node",))
        ),
    )


def phased(operation: str, claims: dict[str, tuple[int, int]], *moves: tuple[str, str], then: str = "") -> Operation:
    """An operation on one `node`, with a claim for each phase; the first phase is where it starts."""
    phases = tuple(claims)
    return Operation(
        operation,
        (Parameter("node"),),
        roles=tuple(
            Role(name("node"), require, allow, None, (phase,), span(line))
            for line, (phase, (require, allow)) in enumerate(claims.items(), 1)
        ),
        phases=phases,
        transitions=moves,
        start=phases[0],
        then=then or phases[0],
    )


SPEC = Spec(
    "shares",
    SHARES,
    (
        share("reader", READ, READ | WRITE, line=1),
        share("guarded", READ, READ, line=11),  # reads, and allows no writer
        share("writer", WRITE, READ | WRITE, line=21),  # writes beside readers and writers
        share("owner", READ | WRITE, 0, line=31),
        share("copy", READ, READ, "source", "target", line=41),
        share("editor", EDIT, READ | EDIT, line=51),
        share("editor-of-two", EDIT, READ | EDIT, "upper", "lower", line=61),
        phased(
            "guest",
            {"running": (READ | WRITE, READ), "paused": (READ, READ | WRITE)},
            ("running", "paused"),
            ("paused", "running"),
        ),
        phased("mirror", {"starting": (READ | WRITE | EDIT, 0), "running": (READ, READ | WRITE)}, then="running"),
        Operation("nothing", (Parameter("node", optional=True),), roles=(Role(name("node"), READ, 0),)),
    ),
)

CHAIN = Graph.chain("base", "mid", "top")


def plan(operation: str, graph: Graph = CHAIN, /, **arguments: Json) -> Plan:
    """A call of an operation of `SPEC`."""
    return SPEC[operation].plan(graph, **arguments)
