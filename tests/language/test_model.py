"""What a text means: a spec with most of the language (semantics: language), compared with the model made by hand."""

from __future__ import annotations

from pathlib import Path

from nac.graph import Edge
from nac.language import compile_path, compile_text
from nac.operators import SetOperator
from nac.spec import (
    Action,
    Change,
    Condition,
    Cover,
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
    Spec,
    Step,
    Where,
)

SKETCH = """\
//! The block layer under Node Access Control.
action modify-visible-data "what an external read would see change"   covers writes at node, above(node)
action modify-metadata     "what no read can see"                     covers updates
action read-visible-data   covers reads covers inspects at below(node, file)
action read-metadata
flags observe = read-visible-data, read-metadata

/// Copy what lies above `base`, up to and including `top`, down into `base`,
/// then drop those nodes.
operation block-commit(device, top-node?, base-node?) {
    let top  = top-node or device
    let base = base-node or bottom(device)
    where base below top
    at base                                  { require modify-visible-data, modify-metadata   allow read-metadata }
    at above(base) except (top, above(top))  { require modify-visible-data, observe allow all except modify-metadata }
    at top                                   { allow all }
    effects { reads chain(top, base)   writes base unseen by top   rewires overlays(top) to base when top-node }
}
operation guest(drive: node or null, mode: ro | rw = rw, shared?: bool, id: text, extra?: any,
                new: new, more: nodes, list: [item, at?: node or object]) {
    phases starting -> running -> paused, paused -> running, stopped
    start starting then running
    always completes
    where mode is rw and not (shared or drive is null) or item in below(at) "impossible"
    where more above part(drive, id)
    where (drive, more) has read-only
    where empty (drive and more except between(drive, item)) and more in children(drive, file), none
    at drive when shared during running, paused { require all }
    at item { }
}
property "one writer" { never a requires modify-visible-data while b requires modify-visible-data }
/// Two.
property "shared" {
    always a requires observe and not a is guest beside b in paused or b allows all except read-metadata
}
scenario "two commits into one base" {
    graph { base <- mid <- top   base <- fork   top-file <file- top   target   "odd name" <"a b"- x
            top has read-only, big }
    admit  c1 = block-commit(device: top, top-node: mid, base-node: base)
    refuse block-commit(device: fork, base-node: base) because base modify-visible-data, "odd name" read-metadata
    refuse c2 = block-commit(device: fork)
    admit g = guest(drive: null, id: "a\\nb", new: n, more: [top, "odd name"], extra: {"k k": [1, -2.5, true, null]},
                    list: [{item: top, at: {driver: raw}}]) in paused
    invalid block-commit(device: top, base-node: top)
    advance g to running         refuse advance g to paused because x read-metadata
    release c1
}
"""


def name(word: str) -> NodeSet:
    return NodeSet("name", name=word)


def of(op: SetOperator, *args: NodeSet, kind: str = "") -> NodeSet:
    return NodeSet(op, args, kind)


NODE, DEVICE, TOP, BASE = name("node"), name("device"), name("top"), name("base")

COMMIT = Operation(
    "block-commit",
    (Parameter("device"), Parameter("top-node", optional=True), Parameter("base-node", optional=True)),
    (
        Let("top", of("or", name("top-node"), DEVICE)),
        Let("base", of("or", name("base-node"), of("bottom", DEVICE))),
    ),
    (Where(Condition("in", sets=(BASE, of("below", TOP)))),),
    (
        Role(BASE, 0b0011, 0b1000),
        Role(of("except", of("above", BASE), of("union", TOP, of("above", TOP))), 0b1101, 0b1101),
        Role(TOP, 0, 0b1111),
    ),
    (
        Effect("reads", of("chain", TOP, BASE)),
        Effect("writes", BASE, unseen_by=TOP),
        Effect("rewires", of("overlays", TOP), to=BASE, when=Condition("given", name="top-node")),
    ),
    doc="Copy what lies above `base`, up to and including `top`, down into `base`,\nthen drop those nodes.",
)

GUEST = Operation(
    "guest",
    (
        Parameter("drive", null=True),
        Parameter("mode", "choice", True, ("ro", "rw"), "rw"),
        Parameter("shared", "bool", True),
        Parameter("id", "text"),
        Parameter("extra", "any", True),
        Parameter("new", "new"),
        Parameter("more", "nodes"),
        Parameter("item", group="list"),
        Parameter("at", optional=True, object=True, group="list"),
    ),
    (),
    (
        Where(
            Condition(
                "or",
                (
                    Condition(
                        "and",
                        (
                            Condition("equals", name="mode", value="rw"),
                            Condition(
                                "not",
                                (
                                    Condition(
                                        "or",
                                        (
                                            Condition("given", name="shared"),
                                            Condition("equals", name="drive", value="null"),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    Condition("in", sets=(name("item"), of("below", name("at")))),
                ),
            ),
            "impossible",
        ),
        Where(Condition("in", sets=(name("more"), of("above", of("part", name("drive"), kind="id"))))),
        Where(Condition("has", sets=(of("union", name("drive"), name("more")),), name="read-only")),
        Where(
            Condition(
                "and",
                (
                    Condition(
                        "empty",
                        sets=(
                            of(
                                "and",
                                name("drive"),
                                of("except", name("more"), of("between", name("drive"), name("item"))),
                            ),
                        ),
                    ),
                    Condition(
                        "in",
                        sets=(name("more"), of("union", of("children", name("drive"), kind="file"), NodeSet("none"))),
                    ),
                ),
            )
        ),
    ),
    (
        Role(name("drive"), 0b1111, 0, when=Condition("given", name="shared"), during=("running", "paused")),
        Role(name("item"), 0, 0),
    ),
    (),
    ("starting", "running", "paused", "stopped"),
    (("starting", "running"), ("running", "paused"), ("paused", "running")),
    "starting",
    "running",
    True,
)

REQUIRES = Pattern("requires", action=0b0001)

SPEC = Spec(
    "sketch",
    (
        Action(
            "modify-visible-data",
            "what an external read would see change",
            (Cover("writes", of("union", NODE, of("above", NODE))),),
        ),
        Action("modify-metadata", "what no read can see", (Cover("updates", NODE),)),
        Action(
            "read-visible-data",
            covers=(Cover("reads", NODE), Cover("inspects", of("below", NODE, kind="file"))),
        ),
        Action("read-metadata"),
    ),
    (COMMIT, GUEST),
    (
        Property("one writer", "never", REQUIRES, REQUIRES),
        Property(
            "shared",
            "always",
            Pattern(
                "and",
                (
                    Pattern("and", (Pattern("requires", action=0b0100), Pattern("requires", action=0b1000))),
                    Pattern("not", (Pattern("is", name="guest"),)),
                ),
            ),
            Pattern(
                "or",
                (
                    Pattern("during", name="paused"),
                    Pattern("and", tuple(Pattern("allows", action=bit) for bit in (0b0001, 0b0010, 0b0100))),
                ),
            ),
            "Two.",
        ),
    ),
    (
        Scenario(
            "two commits into one base",
            ("base", "mid", "top", "fork", "top-file", "target", "odd name", "x"),
            (
                Edge("mid", "base"),
                Edge("top", "mid"),
                Edge("fork", "base"),
                Edge("top", "top-file", "file"),
                Edge("x", "odd name", "a b"),
            ),
            (("top", "read-only"), ("top", "big")),
            (
                Step("admit", "c1", "block-commit", {"device": "top", "top-node": "mid", "base-node": "base"}),
                Step(
                    "refuse",
                    "",
                    "block-commit",
                    {"device": "fork", "base-node": "base"},
                    because=(Reason("base", 0b0001), Reason("odd name", 0b1000)),
                ),
                Step("refuse", "c2", "block-commit", {"device": "fork"}),
                Step(
                    "admit",
                    "g",
                    "guest",
                    {
                        "drive": None,
                        "id": "a\nb",
                        "new": "n",
                        "more": ["top", "odd name"],
                        "extra": {"k k": [1, -2.5, True, None]},
                        "list": [{"item": "top", "at": {"driver": "raw"}}],
                    },
                    "paused",
                ),
                Step("invalid", "", "block-commit", {"device": "top", "base-node": "top"}),
                Step("advance", "g", phase="running"),
                Step("hold", "g", phase="paused", because=(Reason("x", 0b1000),)),
                Step("release", "c1"),
            ),
        ),
    ),
    "The block layer under Node Access Control.",
)


def test_the_sketch() -> None:
    result = compile_text(SKETCH, "sketch")
    assert [each.code for each in result.diagnostics] == ["NAC072"]  # its guest has no effects
    assert result.spec is not None
    assert result.spec.name == "sketch"
    for part in ("doc", "actions", "operations", "properties", "scenarios"):
        assert getattr(result.spec, part) == getattr(SPEC, part)


def test_places() -> None:
    """What the model keeps of the text: enough to point at every flag."""
    spec = compile_text(SKETCH, "sketch").spec
    assert spec is not None
    lines = SKETCH.split("\n")
    role = spec["block-commit"].roles[1]
    spans = {
        "operation block-commit": spec["block-commit"].span,
        "at above(base) except (top, above(top))  "
        "{ require modify-visible-data, observe allow all except modify-metadata }": role.span,
        "above(base) except (top, above(top))": role.at.span,
        "require modify-visible-data, observe": role.require_span,
        "allow all except modify-metadata": role.allow_span,
        "writes base unseen by top": spec["block-commit"].effects[1].span,
        "where base below top": spec["block-commit"].wheres[0].span,
        "let top  = top-node or device": spec["block-commit"].lets[0].span,
        "base-node?": spec["block-commit"].parameters[2].span,
        "action read-metadata": spec.actions[3].span,
        'property "shared"': spec.properties[1].span,
        "release c1": spec.scenarios[0].steps[-1].span,
    }
    for text, span in spans.items():
        assert span is not None
        assert span.file == "sketch"
        assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == text


def test_precedence() -> None:
    """Commas bind least, then `or`, `and`, `except`; all of them to the left."""
    text = "action a operation f(p, q?, r?) {{ at {} {{ }} }}"
    p, q, r = name("p"), name("q"), name("r")
    for written, meant in {
        "p, q or r": of("union", p, of("or", q, r)),
        "p or q and r": of("or", p, of("and", q, r)),
        "p and q or r": of("or", of("and", p, q), r),
        "p and q except r": of("and", p, of("except", q, r)),
        "p except q except r": of("except", of("except", p, q), r),
        "p except (q except r)": of("except", p, of("except", q, r)),
        "p or q or r": of("or", of("or", p, q), r),
        "(p, q), r": of("union", of("union", p, q), r),
        "(p or q) and r": of("and", of("or", p, q), r),
    }.items():
        spec = compile_text(text.format(written)).spec
        assert spec is not None
        assert spec["f"].roles[0].at == meant, written


CHANGES = """\
action a
operation start(device, drive: user or null, base?, node?: new, over?: new, name: text) {
    let below = base or backing(device)
    at device { require a }
    changes {
        insert node above device as filter sparing below, below(drive) when base
        insert over above backing(device)
    }
    changes {
        add part(device, name)
        remove below except device
        link device, base to below as "odd kind" when not base
        unlink device when name is x
        unlink device as file
        tag device "when"
        untag device, base read-only
    }
}
operation all-of(actions: calls) { }
"""


def test_changes() -> None:
    device, base, below = name("device"), name("base"), name("below")
    given = Condition("given", name="base")
    spec = compile_text(CHANGES).spec
    assert spec is not None
    assert spec["start"].parameter("drive") == Parameter("drive", "user", null=True)
    assert spec["start"].changes == (
        Change("insert", name("node"), device, "filter", of("union", below, of("below", name("drive"))), given),
        Change("insert", name("over"), of("backing", device), "backing"),
        Change("add", of("part", device, kind="name")),
        Change("remove", of("except", below, device)),
        Change("link", of("union", device, base), below, "odd kind", when=Condition("not", (given,))),
        Change("unlink", device, word="backing", when=Condition("equals", name="name", value="x")),
        Change("unlink", device, word="file"),
        Change("tag", device, word="when"),
        Change("untag", of("union", device, base), word="read-only"),
    )
    assert spec["all-of"] == Operation("all-of", (Parameter("actions", "calls"),))
    assert spec["all-of"].others == (spec["start"],)
    span = spec["start"].changes[0].span
    assert span is not None
    line = CHANGES.split("\n")[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == line.strip()


def test_imported_items_come_first(tmp_path: Path) -> None:
    top = tmp_path / "spec"
    (top / "more").mkdir(parents=True)
    (top / "a.nac").write_text('//! A.\nimport "more/base.nac"\naction two\nimport "b.nac"\n')
    (top / "b.nac").write_text('//! B.\nimport "more/../more/base.nac"\naction three\n')
    (top / "more" / "base.nac").write_text('//! Base.\nimport "../../other.nac"\naction one\n')
    (top.parent / "other.nac").write_text("action zero\noperation f(x) { at x { require three } }\n")
    whole = compile_path(top)
    assert whole.diagnostics == ()
    assert whole.spec is not None
    assert whole.spec.name == "spec"
    assert [each.name for each in whole.spec.actions] == ["zero", "one", "two", "three"]
    assert whole.spec["f"].roles[0].require == 0b1000
    file = compile_path(top / "a.nac")
    assert file.spec == whole.spec
    assert file.spec is not None
    assert (file.spec.name, file.spec.doc) == ("a", "A.")
