"""T10: coverage makes races impossible but where both sides allow them; once for all specs (semantics: races).

`sees(x, y)`: node x is y or lies above it. `write`, `read`, `update`, `inspect`, `rewire` are the covering actions.
"""

from __future__ import annotations

from checker.smt.logic import Formula, and_, app, eq, implies, not_

from .model import Part, Theorem, theorem, twin, without
from .symbolic import Algebra
from .words import NOW, Hypothesis, every, obligation


def sees(x: Formula, y: Formula) -> Formula:
    return app("sees", x, y)


def unseen(j: Formula, n: Formula) -> Formula:
    return app("unseen", j, n)


def _requires(j: Formula, n: Formula, action: str) -> Formula:
    return and_(NOW.claims(j, n), NOW.requires(j, n, action))


def _here(verb: str, action: str) -> Hypothesis:
    """Coverage of an effect that reaches only the node where it lands."""
    formula = every("j n", implies(app(verb, "j", "n"), _requires("j", "n", action)))
    return f"what a job {verb} it claims with the action {action}", formula


WRITES: Hypothesis = (
    "what a job writes it claims, and all that sees the change",
    every(
        "j n m",
        implies(and_(app("writes", "j", "n"), sees("m", "n"), not_(unseen("j", "m"))), _requires("j", "m", "write")),
    ),
)
READS = _here("reads", "read")
READS_BELOW: Hypothesis = (
    "what a job reads it claims, and all that this sees",
    every("j n m", implies(and_(app("reads", "j", "n"), sees("n", "m")), _requires("j", "m", "read"))),
)
UNSEEN: Hypothesis = (
    "what is unseen at a node is unseen above it",
    every("j n m", implies(and_(unseen("j", "n"), sees("m", "n")), unseen("j", "m"))),
)
REFLEXIVE: Hypothesis = ("a node sees itself", every("n", sees("n", "n")))
TWO: Hypothesis = ("s and t are two active jobs", and_(NOW.active("s"), NOW.active("t"), not_(eq("s", "t"))))
BASE = [NOW.pairwise(), TWO]
MEET: Hypothesis = (
    "s writes at p, t reads at q which sees the change",
    and_(app("writes", "s", "p"), app("reads", "t", "q"), sees("q", "p"), not_(unseen("s", "q"))),
)
ABOVE = not_(eq("p", "q"))


def allow_both(n: Formula, one: str, other: str) -> Formula:
    """State that on node n t says that it allows what covers the effect of s, and s what covers that of t."""
    said = and_(NOW.claims("s", n), NOW.claims("t", n))
    return and_(said, NOW.allows("t", n, one), NOW.allows("s", n, other))


def t10(algebra: Algebra) -> Theorem:
    """Return theorem T10. The kernel enters by way of T2: active jobs are pairwise compatible."""
    return theorem(
        "T10",
        "Coverage leaves no race but a tolerated one",
        "If every effect is covered by claims wherever it reaches, two active jobs disturb each other only where both "
        "explicitly allow it; where readers claim all that they see, at the node where the write lands.",
        *_visible_data(),
        *_landing(),
        *_metadata(),
        *_edges(),
    )


def _visible_data() -> tuple[Part, Part]:
    read = obligation(
        "T10.read",
        "A write that another job reads, at the node or above it, is allowed by both where it is read.",
        [*BASE, WRITES, READS, MEET],
        allow_both("q", "write", "read"),
    )
    both: Hypothesis = (
        "s writes at p, t writes at q which sees the change",
        and_(
            app("writes", "s", "p"),
            app("writes", "t", "q"),
            sees("q", "p"),
            not_(unseen("s", "q")),
            not_(unseen("t", "q")),
        ),
    )
    write = obligation(
        "T10.write",
        "Two writes of which one is seen where the other lands are allowed by both there.",
        [*BASE, WRITES, REFLEXIVE, both],
        allow_both("q", "write", "write"),
    )
    return (
        Part(
            read,
            ABOVE,
            (
                without(read, WRITES[0], "coverage"),
                without(read, READS[0], "reading"),
                without(read, BASE[0][0], "compatibility"),
            ),
        ),
        Part(
            write,
            ABOVE,
            (
                without(write, WRITES[0], "coverage"),
                without(write, REFLEXIVE[0], "landing"),
                without(write, BASE[0][0], "compatibility"),
            ),
        ),
    )


def _landing() -> tuple[Part, Part]:
    landing = obligation(
        "T10.landing",
        "Where readers claim all that they see, a write that another job reads is allowed by both where it lands.",
        [*BASE, WRITES, READS_BELOW, UNSEEN, REFLEXIVE, MEET],
        allow_both("p", "write", "read"),
    )
    shallow = obligation(
        landing.name,
        landing.statement,
        [*BASE, WRITES, READS, UNSEEN, REFLEXIVE, MEET],
        landing.goal,
    )
    tolerates: Hypothesis = (
        "t claims what q sees, and allows no write below q",
        every(
            "m",
            implies(
                and_(sees("q", "m"), not_(eq("m", "q"))),
                and_(NOW.claims("t", "m"), not_(NOW.allows("t", "m", "write"))),
            ),
        ),
    )
    through = obligation(
        "T10.through",
        "A job that tolerates writes at a node and claims all below it without allowing them there sees no write but "
        "one that lands at the node itself, and that one it allows.",
        [*BASE, WRITES, READS, UNSEEN, REFLEXIVE, MEET, tolerates],
        and_(eq("p", "q"), NOW.allows("t", "q", "write")),
    )
    return (
        Part(
            landing,
            ABOVE,
            (
                twin("reading-below", "readers claim only the node that they read", shallow),
                without(landing, UNSEEN[0], "unseen-above"),
                without(landing, WRITES[0], "coverage"),
                without(landing, BASE[0][0], "compatibility"),
            ),
        ),
        Part(
            through,
            eq("p", "q"),
            (
                without(through, tolerates[0], "claims-below"),
                without(through, UNSEEN[0], "unseen-above"),
                without(through, WRITES[0], "coverage"),
            ),
        ),
    )


def _metadata() -> tuple[Part, Part]:
    updates, inspects = _here("updates", "update"), _here("inspects", "inspect")
    meet: Hypothesis = ("s updates what t inspects", and_(app("updates", "s", "p"), app("inspects", "t", "p")))
    twice: Hypothesis = ("s and t update one node", and_(app("updates", "s", "p"), app("updates", "t", "p")))
    inspect = obligation(
        "T10.inspect",
        "An update of what another job inspects is allowed by both.",
        [*BASE, updates, inspects, meet],
        allow_both("p", "update", "inspect"),
    )
    update = obligation(
        "T10.update",
        "Two updates of one node are allowed by both.",
        [*BASE, updates, twice],
        allow_both("p", "update", "update"),
    )
    case = not_(NOW.requires("t", "p", "update"))
    return (
        Part(
            inspect,
            case,
            (
                without(inspect, updates[0], "coverage"),
                without(inspect, inspects[0], "inspecting"),
                without(inspect, BASE[0][0], "compatibility"),
            ),
        ),
        Part(
            update,
            not_(NOW.requires("t", "p", "inspect")),
            (without(update, updates[0], "coverage"), without(update, BASE[0][0], "compatibility")),
        ),
    )


def _edges() -> tuple[Part, Part]:
    rewires = _here("rewires", "rewire")
    meet: Hypothesis = (
        "s rewires p, which t sees where it reads",
        and_(app("rewires", "s", "p"), app("reads", "t", "q"), sees("q", "p")),
    )
    read = obligation(
        "T10.rewire",
        "Where readers claim all that they see, a change of an edge through which another job reads is allowed by both "
        "at the owner of the edge.",
        [*BASE, rewires, READS_BELOW, meet],
        allow_both("p", "rewire", "read"),
    )
    twice: Hypothesis = ("s and t rewire one node", and_(app("rewires", "s", "p"), app("rewires", "t", "p")))
    both = obligation(
        "T10.rewires",
        "Two changes of the edges of one node are allowed by both.",
        [*BASE, rewires, twice],
        allow_both("p", "rewire", "rewire"),
    )
    return (
        Part(
            read,
            ABOVE,
            (
                without(read, rewires[0], "coverage"),
                without(read, READS_BELOW[0], "reading"),
                without(read, BASE[0][0], "compatibility"),
            ),
        ),
        Part(
            both,
            not_(NOW.requires("t", "p", "read")),
            (without(both, rewires[0], "coverage"), without(both, BASE[0][0], "compatibility")),
        ),
    )
