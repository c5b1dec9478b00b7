"""What arguments mean in conditions, the exact words of what is wrong with one, and the limits
(semantics: language)."""

from __future__ import annotations

from typing import Any

import pytest

from nac.errors import Invalid
from nac.graph import Graph
from nac.plan import bind
from nac.spec import Change, Condition, Effect, Let, NodeSet, Operation, Parameter, Role, Where
from nac.words import suggestion

from ..specs.by_hand import call, name

GRAPH = Graph.chain("base", "mid", "top")
OPERATION = Operation(
    "op",
    (
        Parameter("node", optional=True, null=True, object=True),
        Parameter("many", "nodes", optional=True),
        Parameter("made", "new", optional=True),
        Parameter("sync", "choice", optional=True, choices=("full", "top"), default="full"),
        Parameter("force", "bool", optional=True),
        Parameter("name", "text", optional=True),
        Parameter("speed", "any", optional=True),
        Parameter("calls", "calls", optional=True),
        Parameter("job_id", "text", optional=True),
    ),
)


def values(**arguments: Any) -> dict[str, str]:
    (scope,) = bind(OPERATION, GRAPH, arguments)
    return scope.values


def given(**arguments: Any) -> set[str]:
    (scope,) = bind(OPERATION, GRAPH, arguments)
    return scope.given


def test_values_are_texts() -> None:
    assert values() == {"sync": "full"}
    assert values(sync="top", name="x") == {"sync": "top", "name": "x"}
    assert values(force=True) == {"sync": "full", "force": "true"}
    assert values(force=False) == {"sync": "full", "force": "false"}
    assert values(node=None) == {"sync": "full", "node": "null"}
    assert values(node={"driver": "file"}) == {"sync": "full", "node": "object"}
    assert values(speed=7) == {"sync": "full", "speed": "7"}
    assert values(speed={}) == {"sync": "full", "speed": "object"}
    assert [values(speed=value)["speed"] for value in (True, False, "True", 1.5)] == ["true", "false", "True", "1.5"]
    assert values(node="top", many=["top"], made="x", calls=[]) == {"sync": "full"}


def test_what_is_given() -> None:
    assert given() == {"sync"}  # by its default
    assert given(node="top", many=[], made="x", calls=[]) == {"sync", "node", "many", "made", "calls"}
    assert given(force=True, name="", speed=None) == {"sync", "force", "name", "speed"}
    assert given(force=False, node=None) == given(node={}) == {"sync"}


def test_a_parameter_may_have_an_underscore_of_its_own() -> None:
    assert values(job_id="x")["job_id"] == "x"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"force": "yes"}, "op: force must be true or false, not 'yes'"),
        ({"many": 7}, "op: many must be a list of nodes, not 7"),
        ({"calls": 7}, "op: calls must be a list of calls, not 7"),
        ({"sync": 7}, "op: sync must be a text, not 7"),
        ({"made": "a[b"}, "op: made must be a node's name, not 'a[b'"),
        ({"made": "a]b"}, "op: made must be a node's name, not 'a]b'"),
        ({"made": "top"}, "op: made 'top' is already a node; give a name that is not taken"),
        ({"many": [7]}, "op: many must be a node's name, not 7"),
        ({"many": ["top[x]"]}, "op: many must be a node's name, not 'top[x]'"),
        ({"node": "nothing-like-it"}, "op: node: there is no node 'nothing-like-it'"),
        ({"node": "tap"}, "op: node: there is no node 'tap'; did you mean 'top'?"),
        ({"name": list(range(40))}, f"op: name must be a text, not {str(list(range(40)))[:79]}…"),
        ({"zzz": 1}, "op: there is no argument 'zzz'"),
        ({10**5000: 1}, "op: there is no argument <int that cannot be shown>"),
    ],
)
def test_the_words_of_what_is_wrong(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid) as caught:
        bind(OPERATION, GRAPH, arguments)
    assert str(caught.value) == words


def test_a_suggestion_is_the_closest_word() -> None:
    assert suggestion("bas", ["bases", "base", "basis"]) == "; did you mean 'base'?"
    assert suggestion("x", ["base"]) == ""


def test_the_objects_of_a_list_share_the_other_arguments_and_the_graph() -> None:
    operation = Operation(
        "op",
        (
            Parameter("kind", "choice", choices=("read", "write")),
            Parameter("whole", "bool"),
            Parameter("node", group="nodes"),
        ),
        roles=(
            Role(name("node"), 1, 0, Condition("equals", name="kind", value="write")),
            Role(call("below", "node"), 2, 0, Condition("given", name="whole")),
        ),
    )
    plan = operation.plan(GRAPH, kind="write", whole=True, nodes=[{"node": "mid"}, {"node": "top"}])
    assert plan.claims() == {"mid": (3, 0), "top": (1, 0), "base": (2, 0)}


def test_a_list_may_hold_a_thousand_objects() -> None:
    operation = Operation("op", (Parameter("node", group="nodes"),), roles=(Role(name("node"), 1, 0),))
    assert len(operation.plan(GRAPH, nodes=[{"node": "top"}] * 1000).scopes) == 1000
    with pytest.raises(Invalid, match="list of 1 to 1000 objects"):
        operation.plan(GRAPH, nodes=[{"node": "top"}] * 1001)


def test_only_objects_are_skipped_in_a_list_of_nodes() -> None:
    sources = Operation("op", (Parameter("many", "nodes", object=True),), roles=(Role(name("many"), 1, 0),))
    assert set(sources.plan(GRAPH, many=["top", {"driver": "file"}, "mid"]).claims()) == {"top", "mid"}
    plain = Operation("op", (Parameter("many", "nodes"),), roles=(Role(name("many"), 1, 0),))
    with pytest.raises(Invalid, match="many must be a node's name"):
        plain.plan(GRAPH, many=["top", {"driver": "file"}])


PART = call("part", "node", kind="name")
WHERE_PARTS_STAND: dict[str, dict[str, Any]] = {
    "a role": {"roles": (Role(PART, 1, 0),)},
    "another set": {"roles": (Role(call("union", "node", call("above", PART)), 1, 0),)},
    "the condition of a role": {"roles": (Role(name("node"), 1, 0, Condition("empty", sets=(PART,))),)},
    "a let": {"lets": (Let("bitmap", PART),)},
    "a precondition": {"wheres": (Where(Condition("not", (Condition("empty", sets=(PART,)),))),)},
    "an effect": {"effects": (Effect("updates", PART),)},
    "where an effect leads to": {"effects": (Effect("rewires", name("node"), to=PART),)},
    "what does not see an effect": {"effects": (Effect("writes", name("node"), PART),)},
    "the condition of an effect": {"effects": (Effect("reads", name("node"), when=Condition("empty", sets=(PART,))),)},
    "a change": {"changes": (Change("add", PART),)},
    "the place of a change": {"changes": (Change("link", name("node"), PART, "file"),)},
    "what a change spares": {"changes": (Change("insert", name("node"), name("node"), "filter", PART),)},
    "the condition of a change": {
        "changes": (Change("tag", name("node"), word="t", when=Condition("empty", sets=(PART,))),)
    },
}


@pytest.mark.parametrize("place", WHERE_PARTS_STAND)
def test_what_names_a_part_has_no_brackets(place: str) -> None:
    """`top[a][b]` is the part b of the part a of top, and nothing else."""
    operation = Operation("op", (Parameter("node"), Parameter("name", "text")), **WHERE_PARTS_STAND[place])
    for text in ("a][b", "[", "]", "a]"):
        with pytest.raises(Invalid) as caught:
            bind(operation, GRAPH, {"node": "top", "name": text})
        assert str(caught.value) == f"op: name is {text!r}; it names a part, and in that there are no brackets"
    assert bind(operation, GRAPH, {"node": "top", "name": "a b"})


def test_brackets_in_other_texts_and_in_parts_of_the_graph_are_as_good_as_any() -> None:
    two = Operation(
        "op",
        (Parameter("node"), Parameter("name", "text"), Parameter("label", "text", optional=True)),
        roles=(Role(PART, 1, 0, Condition("in", sets=(PART, NodeSet("everything")))),),
    )
    graph = Graph([], ["disk", "disk[b]"])
    assert two.plan(graph, node="disk", name="b", label="[x]").claims() == {"disk[b]": (1, 0)}
    assert bind(OPERATION, GRAPH, {"name": "a][b"})
