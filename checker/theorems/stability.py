"""T11: the plan of an admitted job stays right while others change edges (semantics: stability).

`edge(x, y)`: x owns an edge to y. A change touches only edges that nodes of `owner` own, and its new edges point only
to nodes of `target`. `upward` holds the nodes at or above those that a plan starts from: it is closed under going up an
edge. `downward` is the same, going down. A set that is still closed afterwards still holds all that is reached.
"""

from __future__ import annotations

from checker.smt.logic import Formula, Sequent, and_, app, eq, iff, implies, not_, or_

from .model import Part, Theorem, theorem, without
from .symbolic import Algebra
from .words import NOW, Hypothesis, every, obligation, some


def edge(x: Formula, y: Formula, after: bool = False) -> Formula:
    return app("edge-after" if after else "edge", x, y)


def _is(name: str, x: Formula) -> Formula:
    return app(name, x)


OWNED: Hypothesis = (
    "only edges of owners change",
    every("x y", or_(_is("owner", "x"), iff(edge("x", "y", True), edge("x", "y")))),
)
ATTACHED: Hypothesis = (
    "new edges point to targets",
    every("x y", implies(and_(edge("x", "y", True), not_(edge("x", "y"))), _is("target", "y"))),
)
UP: Hypothesis = (
    "upward is closed going up",
    every("x y", implies(and_(edge("x", "y"), _is("upward", "y")), _is("upward", "x"))),
)
DOWN: Hypothesis = (
    "downward is closed going down",
    every("x y", implies(and_(edge("x", "y"), _is("downward", "x")), _is("downward", "y"))),
)


def apart(one: str, other: str) -> Hypothesis:
    return f"{one} and {other} have no node in common", every("x", not_(and_(_is(one, "x"), _is(other, "x"))))


def _nothing_above() -> Sequent:
    return obligation(
        "T11.above",
        "If no new edge points to a node at or above, nothing new comes to lie above.",
        [ATTACHED, UP, apart("target", "upward")],
        every("x y", implies(and_(edge("x", "y", True), _is("upward", "y")), _is("upward", "x"))),
    )


def _all_above() -> Sequent:
    return obligation(
        "T11.still-above",
        "If besides no node at or above changes its edges, all that lay above still does, by the same edges.",
        [OWNED, UP, apart("owner", "upward")],
        every("x y", implies(and_(edge("x", "y"), _is("upward", "y")), edge("x", "y", True))),
    )


def _below() -> Sequent:
    return obligation(
        "T11.below",
        "If no node at or below changes its edges, just the same lies below, by the same edges.",
        [OWNED, DOWN, apart("owner", "downward")],
        and_(
            every("x y", implies(_is("downward", "x"), iff(edge("x", "y", True), edge("x", "y")))),
            every("x y", implies(and_(edge("x", "y", True), _is("downward", "x")), _is("downward", "y"))),
        ),
    )


def _claims() -> Sequent:
    rewires: Hypothesis = (
        "s claims with rewire each node whose edges it changes",
        every("x", implies(_is("owner", "x"), and_(NOW.claims("s", "x"), NOW.requires("s", "x", "rewire")))),
    )
    depends: Hypothesis = (
        "t claims what its plan depends on and does not allow rewire there",
        every("x", implies(app("depends", "t", "x"), and_(NOW.claims("t", "x"), not_(NOW.allows("t", "x", "rewire"))))),
    )
    two: Hypothesis = ("s and t are two active jobs", and_(NOW.active("s"), NOW.active("t"), not_(eq("s", "t"))))
    return obligation(
        "T11.claims",
        "No active job changes an edge of a node on which the plan of another depends. (The same with targets for "
        "owners, where attaching to a node is claimed at that node.)",
        [NOW.pairwise(), two, rewires, depends],
        every("x", not_(and_(_is("owner", "x"), app("depends", "t", "x")))),
    )


def t11(algebra: Algebra) -> Theorem:
    """Return theorem T11. The kernel enters by way of T2: active jobs are pairwise compatible."""
    above, still, below, claims = _nothing_above(), _all_above(), _below(), _claims()
    gained = and_(edge("p", "q", True), not_(edge("p", "q")))
    return theorem(
        "T11",
        "A plan stays right",
        "While two jobs are active, neither changes an edge that the plan of the other depends on; and then what lies "
        "above or below the nodes of that plan stays as it was.",
        Part(
            above,
            and_(gained, _is("upward", "p")),
            (
                without(above, apart("target", "upward")[0], "apart"),
                without(above, ATTACHED[0], "targets"),
                without(above, UP[0], "closure"),
            ),
        ),
        Part(
            still,
            and_(edge("p", "q"), _is("upward", "q"), some("x y", and_(edge("x", "y"), not_(edge("x", "y", True))))),
            (
                without(still, apart("owner", "upward")[0], "apart"),
                without(still, OWNED[0], "owners"),
                without(still, UP[0], "closure"),
            ),
        ),
        Part(
            below,
            and_(gained, _is("downward", "q")),
            (
                without(below, apart("owner", "downward")[0], "apart"),
                without(below, OWNED[0], "owners"),
                without(below, DOWN[0], "closure"),
            ),
        ),
        Part(
            claims,
            and_(_is("owner", "p"), app("depends", "t", "q")),
            (
                without(claims, claims.hypotheses[0][0], "compatibility"),
                without(claims, claims.hypotheses[2][0], "coverage"),
                without(claims, claims.hypotheses[3][0], "stability"),
            ),
        ),
    )
