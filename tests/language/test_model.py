"""What a text means: the sketch of design 4 and what it leaves open, compared with the model made by hand."""

from __future__ import annotations

from nac.language import compile_text, render
from nac.spec import (
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
    where empty more above part(drive, id)
    where drive, more has read-only
    at drive when shared during running, paused { require all }
    at item { }
}
property "one writer" { never a requires modify-visible-data while b requires modify-visible-data }
/// Two.
property "shared" { always a requires observe and not a is guest beside b in paused or b allows all except read-metadata }
scenario "two commits into one base" {
    graph { base <- mid <- top   base <- fork   top-file <file- top   target   "odd name" <"a b"- x   top has read-only, big }
    admit  c1 = block-commit(device: top, top-node: mid, base-node: base)
    refuse block-commit(device: fork, base-node: base) because base modify-visible-data, "odd name" read-metadata
    refuse c2 = block-commit(device: fork)
    admit g = guest(drive: null, id: "a\\nb", new: n, more: [top, "odd name"], extra: {"k k": [1, -2.5, true, null]},
                    list: [{item: n, at: {driver: raw}}]) in paused
    invalid block-commit(device: top, base-node: top)
    advance g to running         refuse advance g to paused because x read-metadata
    release c1
}
"""


def name(word: str) -> NodeSet:
    return NodeSet("name", name=word)


def of(op: str, *args: NodeSet, kind: str = "") -> NodeSet:
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
    ),
    (
        Role(
            name("drive"), 0b1111, 0, when=Condition("given", name="shared"), during=("running", "paused")
        ),
        Role(name("item"), 0, 0),
    ),
    (),
    ("starting", "running", "paused", "stopped"),
    (("starting", "running"), ("running", "paused"), ("paused", "running")),
    "starting",
    "running",
    True,
)
