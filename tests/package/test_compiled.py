"""Compiled specs: they come back as they were, and nothing else is taken for one."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nac
from nac.compiled import digest, dumps, from_data, loads, to_data
from nac.operators import ChangeOperator
from nac.spec import Action, Change, Condition, NodeSet, Operation, Parameter, Role, Spec
from nac.wellformed import problems
from tests.specs.random_models import specs

load = cache(nac.load)
EXAMPLES = ("examples/rwlock", "examples/mgl", "examples/nfs4", "examples/postgres")


@pytest.mark.slow
@given(specs())
@settings(max_examples=30, deadline=None)
def test_a_random_spec_comes_back(spec: Spec) -> None:
    assert list(problems(spec)) == []
    again = loads(dumps(spec))
    assert again == spec
    assert again.name == spec.name
    assert dumps(again) == dumps(spec)  # the places in the text too
    assert digest(again) == digest(spec)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_shipped_spec_comes_back(name: str) -> None:
    spec = nac.load(name)
    assert from_data(to_data(spec)) == spec
    bare = from_data(to_data(spec, spans=False))
    assert bare == spec
    assert bare.operations[0].span is None
    assert spec.operations[0].span is not None
    assert digest(bare) == digest(spec)


def test_the_digest_is_of_the_meaning_and_not_of_the_text() -> None:
    text = "action read\noperation look(node) { at node { require read allow read } }"
    spec = nac.compile(text)
    assert digest(spec) == digest(nac.compile("// moved\n\n" + text.replace("{", "{\n"), "elsewhere"))
    assert digest(spec) != digest(nac.compile(text.replace("allow read", "allow none")))


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from _paths(value, (*path, key))


def _mutant(data: Any, choose: random.Random) -> Any:
    """The data with one value replaced, removed or added somewhere."""
    data = copy.deepcopy(data)
    path = choose.choice([path for path in _paths(data) if path])
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    action = choose.randrange(3)
    junk: list[Any] = [
        None,
        True,
        -1,
        1 << 80,
        1.5,
        "",
        "node",
        "x" * 300,
        [],
        {},
        [[]],
        {"op": "name", "name": "nobody"},
    ]
    if action == 0:
        holder[path[-1]] = choose.choice(junk)
    elif action == 1:
        del holder[path[-1]]
    elif isinstance(holder, dict):
        holder[choose.choice(["extra", "op", "when", "args", "name", "phases"])] = choose.choice(junk)
    else:
        holder.append(choose.choice(junk))
    return data


@pytest.mark.slow
@given(st.randoms(use_true_random=False), st.sampled_from(EXAMPLES))
@settings(max_examples=400, deadline=None)
def test_damaged_data_is_refused_or_is_another_sound_spec(choose: random.Random, name: str) -> None:
    right = load(name)
    try:
        spec = from_data(_mutant(to_data(right, spans=False), choose))
    except nac.SpecError as error:
        assert str(error)
    else:
        assert list(problems(spec)) == []
        assert loads(dumps(spec)) == spec
        assert (digest(spec) == digest(right)) == (spec == right)


def _spec(**changes: Any) -> dict[str, Any]:
    spec = nac.compile(
        "action read\naction write\n"
        "operation look(node, mode: a | b, part?: text) {\n"
        "  let up = above(node)\n  phases one -> two\n"
        "  at node when mode is a during one { require read allow read }\n"
        "  at part(node, part) { require read }\n}\n"
        'property "alone" { never a requires write while b requires write }\n'
        'scenario "s" { graph { x } admit j = look(node: x, mode: a) advance j to two }\n'
    )
    return {**to_data(spec, spans=False), **changes}


def _at(data: Any, *path: Any, value: Any) -> Any:
    data = copy.deepcopy(data)
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("format",), 2, '"format": 1'),
        (("format",), True, '"format": 1'),
        (("actions",), {}, "actions must be a list"),
        (("actions", 0), "read", "actions[0] must be an object (Action)"),
        (("actions", 0, "name"), 7, "actions[0].name must be a text, not 7"),
        (("actions", 1, "name"), "read", "action 'read' is declared twice"),
        (("operations", 0, "speed"), 1, "operations[0]: there is no 'speed'"),
        (("operations", 0, "completes"), 1, "operations[0].completes must be true or false"),
        (("operations", 0, "roles", 0, "require"), 4, "the flags 4 are not those of 2 actions"),
        (("operations", 0, "roles", 0, "require"), -1, "the flags -1"),
        (("operations", 0, "roles", 0, "require"), True, "must be a whole number, not True"),
        (("operations", 0, "roles", 0, "during"), ["three"], "there is no phase 'three'"),
        (("operations", 0, "roles", 0, "at", "name"), "nobody", "the name 'nobody' is not known there"),
        (("operations", 0, "roles", 0, "at", "name"), "mode", "the parameter 'mode' is no node"),
        (("operations", 0, "roles", 0, "when", "value"), "c", "there is no value 'c'"),
        (("operations", 0, "roles", 0, "when", "op"), "xor", "there is no condition 'xor'"),
        (("operations", 0, "roles", 1, "at", "name"), "mode", "'mode' cannot name a part"),
        (("operations", 0, "lets", 0, "value", "op"), "beside", "there is no set 'beside'"),
        (("operations", 0, "lets", 0, "value", "args"), [], "'above' cannot have 0 arguments"),
        (("operations", 0, "lets", 0, "name"), "node", "the name 'node' is taken twice"),
        (("operations", 0, "start"), "three", "there is no phase 'three'"),
        (("operations", 0, "transitions", 0), ["one"], "transitions[0] must be a list of 2"),
        (("operations", 0, "parameters", 0, "kind"), "file", "there is no kind 'file'"),
        (("operations", 0, "parameters", 1, "default"), "c", "its default 'c' is none of its choices"),
        (("properties", 0, "left", "action"), 3, "3 is not the flag of one action"),
        (("properties", 0, "kind"), "sometimes", "there is no kind 'sometimes'"),
        (("scenarios", 0, "steps", 0, "operation"), "stare", "there is no operation 'stare'"),
        (("scenarios", 0, "steps", 1, "job"), "k", "there is no job 'k'"),
        (("scenarios", 0, "steps", 1, "phase"), "six", "there is no phase 'six'"),
        (("scenarios", 0, "steps", 0, "arguments"), {"node": float("nan")}, "must be a finite number"),
        (("scenarios", 0, "steps", 0, "arguments"), {"node": ("x",)}, "must be a JSON value"),
        (("scenarios", 0, "edges"), [{"upper": "x", "lower": "x"}], "make a cycle"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(path: tuple[Any, ...], value: Any, says: str) -> None:
    assert from_data(_spec())  # the data are right but for this one change
    with pytest.raises(nac.SpecError) as caught:
        from_data(_at(_spec(), *path, value=value))
    assert says in str(caught.value)


def test_all_of_what_is_wrong_is_said() -> None:
    data = _at(_at(_spec(), "operations", 0, "start", value="three"), "properties", 0, "kind", value="sometimes")
    with pytest.raises(nac.SpecError, match=r"(?s)'three'.*'sometimes'"):
        from_data(data)


def test_deep_nesting_is_refused() -> None:
    nodes = NodeSet("name", name="node")
    for _ in range(5000):
        nodes = NodeSet("above", (nodes,))
    data: Any = {"op": "name", "name": "node"}
    for _ in range(5000):
        data = {"op": "above", "args": [data]}
    with pytest.raises(nac.SpecError, match="deep"):
        from_data(_at(_spec(), "operations", 0, "roles", 0, "at", value=data))
    with pytest.raises(nac.SpecError, match="deep"):
        loads("[" * 200_000)


def test_a_compiled_text_is_taken_as_it_was_written_only() -> None:
    spec = nac.load("examples/rwlock")
    text = dumps(spec)
    body, seal = text[: text.index(',"seal":')], json.loads(text)["seal"]
    assert loads(text.encode()) == spec
    others = [
        f"{body}}}\n",
        f'{body},"seal":""}}\n',
        f'{body},"seal":"{seal}"}}',
        f'{body},"seal":"{seal.upper()}"}}\n',
        json.dumps(json.loads(text), indent=1) + "\n",
        text.replace('"allow":', '"allow": '),
    ]
    for other in others:
        assert other != text
        with pytest.raises(nac.SpecError, match="seal is missing or wrong; `nac compile`"):
            loads(other)


def test_half_a_character_is_no_text() -> None:
    """Nobody could write it down as UTF-8, in evidence for one."""
    with pytest.raises(nac.SpecError, match=r"doc must be a text of whole characters, not '\\ud800'"):
        from_data({**_spec(), "doc": "\ud800"})


def test_what_could_change_later_has_no_digest() -> None:
    spec = nac.compile("action a\noperation o(n) { at n { require a } }")
    (operation,) = spec.operations
    with pytest.raises(nac.SpecError, match="roles of a Operation is a list; it must be a tuple"):
        digest(replace(spec, operations=(replace(operation, roles=list(operation.roles)),)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "1", '"x"', "{}", '{"format": 1}', "\x00", b"\xff\xfe", "9" * 5000]
)
def test_what_is_no_compiled_spec_is_refused(text: str | bytes) -> None:
    with pytest.raises(nac.SpecError):
        loads(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9" * 5000, "a whole number in it is too long"),
        ('{"format": NaN}', "not JSON: NaN is no number there"),
        ('{"format": 1, "seal": "", "seal": ""}', "not JSON: an object has the key 'seal' twice"),
        ("{", "not JSON: Expecting"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_json_says_why(text: str, says: str) -> None:
    with pytest.raises(nac.SpecError) as caught:
        loads(text)
    assert str(caught.value).startswith(f"not a compiled spec: {says}")


def test_a_number_beyond_printing_is_no_compiled_spec() -> None:
    with pytest.raises(nac.SpecError, match="name must be a text, not <int that cannot be shown>"):
        from_data({**_spec(), "name": 10**5000})


def test_changes_come_back_and_what_follows_from_the_rest_is_not_stored() -> None:
    at, new = NodeSet("name", name="disk"), NodeSet("name", name="filter")
    change = Change("insert", new, at, "filter", sparing=NodeSet("none"), when=Condition("given", name="filter"))
    parameters = (Parameter("disk", "user"), Parameter("filter", "new"))
    start = Operation("start", parameters, roles=(Role(at, 1, 1),), changes=(change,))
    both = Operation("both", (Parameter("actions", "calls"),))
    spec = Spec("it", (Action("read"),), (start, both))
    assert spec["both"].others == (start,)
    assert "others" not in json.dumps(to_data(spec))
    again = from_data(to_data(spec))
    assert again == spec
    assert again["both"].others == (start,)
    for wrong in (
        replace(change, op=cast(ChangeOperator, "twist")),
        replace(change, at=NodeSet("name", name="nobody")),
    ):
        with pytest.raises(nac.SpecError, match=r"'twist'|'nobody'"):
            from_data(to_data(replace(spec, operations=(replace(start, changes=(wrong,)),))))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"word": ""}, "an edge kind belongs to"),
        ({"op": "link", "sparing": {"op": "none"}}, "only 'insert' spares nodes"),
        ({"op": "unlink"}, "a place belongs to 'insert' and 'link'"),
        ({"at": None}, "a place belongs to 'insert' and 'link'"),
        ({"op": "remove", "at": None}, "an edge kind belongs to"),
        (
            {"op": "add", "at": None, "word": "", "nodes": {"op": "name", "name": "disk"}},
            "neither a new node nor a part",
        ),
        ({"op": "add", "at": None, "word": "", "nodes": {"op": "name", "name": "up"}}, "neither a new node nor a part"),
        ({"op": "add", "at": None, "word": "", "nodes": {"op": "everything"}}, "neither a new node nor a part"),
        ({"nodes": {"op": "name", "name": "many"}}, "no name of one node"),
        ({"nodes": {"op": "backing", "args": [{"op": "name", "name": "disk"}]}}, "no name of one node"),
        ({"when": {"op": "given", "name": "nobody"}}, "there is no parameter 'nobody'"),
        ({"sparing": {"op": "name", "name": "nobody"}}, "the name 'nobody' is not known"),
        ({"word": 7}, "word must be a text"),
        ({"to": {"op": "none"}}, "there is no 'to'"),
    ],
)
def test_a_wrong_change_is_refused(wrong: dict[str, Any], says: str) -> None:
    spec = nac.compile(
        "action read\n"
        "operation start(disk: user, over?: new, many: nodes) {\n"
        "  let up = above(disk)\n  changes { insert over above disk as filter tag up busy }\n}\n"
    )
    data = to_data(spec, spans=False)
    assert from_data(data) == spec
    change = {**data["operations"][0]["changes"][0], **wrong}
    with pytest.raises(nac.SpecError) as caught:
        from_data(_at(data, "operations", 0, "changes", 0, value=change))
    assert says in str(caught.value)


def test_a_usual_choice_is_one_of_the_choices() -> None:
    spec = nac.compile("action read\noperation f(p, way: a | b usually b) { fatal unless p at p { } }")
    data = to_data(spec)
    again = from_data(data)
    assert again == spec
    assert again["f"].parameters[1].usual == "b"
    assert again["f"].wheres[0].fatal
    for usual, says in (("c", "the usual 'c' is none of its choices"), (7, "usual must be a text")):
        with pytest.raises(nac.SpecError, match=says):
            from_data(_at(data, "operations", 0, "parameters", 1, "usual", value=usual))


@pytest.mark.parametrize("field", [{"name": "more"}, {"name": "more", "group": "list"}])
def test_misplaced_calls_are_refused(field: dict[str, str]) -> None:
    data = to_data(nac.compile("action read\noperation both(actions: calls, more: any) { }"), spans=False)
    assert from_data(data)
    with pytest.raises(nac.SpecError, match="one list of calls"):
        from_data(_at(data, "operations", 0, "parameters", 1, value={**field, "kind": "calls"}))


def test_roles_keep_their_places() -> None:
    spec = nac.load("examples/rwlock")
    role = loads(dumps(spec))["read-lock"].roles[0]
    assert role.require_span == spec["read-lock"].roles[0].require_span is not None
    assert replace(role, span=None) == role
    assert isinstance(role, Role)
