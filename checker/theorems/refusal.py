"""T6, T7, T12: what a refusal does, and what it is for (semantics: admission)."""

from __future__ import annotations

from dataclasses import replace

from checker.smt.logic import Formula, Sequent, and_, app, eq, iff, implies, ite, not_, or_

from .admission import A, R, halves
from .model import Part, Theorem, theorem, twin, without
from .steps import NEW
from .symbolic import Algebra
from .words import AFTER, NOW, Hypothesis, every, go, obligation, same, some


def t6(algebra: Algebra) -> Theorem:
    def hypotheses(guard: Formula) -> list[Hypothesis]:
        """Return the hypotheses; `guard` says when the flags of node n are joined."""
        require = algebra.join_require(NOW.R("n"), NOW.require("s", "n"))
        allow = algebra.join_allow(NOW.A("n"), NOW.allow("s", "n"))
        active = or_(NOW.active("j"), and_(eq("j", "s"), app("go")))
        joined_require = iff(AFTER.R("n").has("a"), ite(guard, require.has("a"), NOW.R("n").has("a")))
        joined_allow = iff(AFTER.A("n").has("a"), ite(guard, allow.has("a"), NOW.A("n").has("a")))
        return [
            ("go says that no node has a conflict", iff(app("go"), go(algebra, "s"))),
            ("s becomes active if it may", every("j", iff(AFTER.active("j"), active))),
            ("R is joined if it may", every("n a", joined_require)),
            ("A is joined if it may", every("n a", joined_allow)),
            NEW,
            conflict,
        ]

    clash = algebra.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p")).has("e")
    conflict: Hypothesis = ("there is a conflict on a node", clash)
    same_flags = and_(same(AFTER.R, NOW.R), same(AFTER.A, NOW.A))
    unchanged = and_(every("j", iff(AFTER.active("j"), NOW.active("j"))), same_flags)

    def refused(guard: Formula) -> Sequent:
        text = "If there is a conflict on any node, no job becomes active and no flag of any node changes."
        return obligation("T6.refused", text, hypotheses(guard), unchanged)

    on_node = algebra.conflict(NOW.R("n"), NOW.A("n"), NOW.require("s", "n"), NOW.allow("s", "n"))
    main, partly = refused(app("go")), refused(every("a", not_(on_node.has("a"))))
    clash = algebra.conflict(NOW.R("p"), NOW.A("p"), AFTER.require("s", "p"), AFTER.allow("s", "p")).has("e")
    kept: list[Hypothesis] = [
        ("go says that no node has a conflict", iff(app("go"), go(algebra, "s", AFTER))),
        ("flags change only if s may", implies(not_(app("go")), same_flags)),
        ("there is a conflict on a node", clash),
    ]
    text = "If s may not advance to other claims because of a conflict on any node, no flag of any node changes."
    advance = obligation("T6.advance", text, kept, same_flags)
    elsewhere = and_(
        some("n", and_(not_(eq("n", "p")), NOW.claims("s", "n"), NOW.requires("s", "n", "e"))), NOW.active("h")
    )
    return theorem(
        "T6",
        "A refusal changes nothing",
        "Admission is all or nothing: a job that conflicts on one node changes no flag of any node.",
        Part(
            main,
            elsewhere,
            (
                twin("all-or-nothing", "each node is joined if that node has no conflict", partly),
                without(main, conflict[0], "conflict"),
            ),
        ),
        Part(
            advance,
            NOW.R("q").has("e"),
            (without(advance, kept[1][0], "guard"), without(advance, kept[2][0], "conflict")),
        ),
    )


def t7(algebra: Algebra) -> Theorem:
    def conflict(k: Algebra) -> Formula:
        clash = k.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p"))
        return clash.has("e")  # type: ignore[no-any-return]

    both = and_(NOW.active("h"), NOW.claims("h", "p"), NOW.claims("s", "p"))
    omits: Hypothesis = (
        "h does not allow what s requires",
        and_(not_(NOW.allows("h", "p", "e")), NOW.requires("s", "p", "e")),
    )
    needs: Hypothesis = (
        "s does not allow what h requires",
        and_(not_(NOW.allows("s", "p", "e")), NOW.requires("h", "p", "e")),
    )
    given: list[Hypothesis] = [*NOW.folded(), NEW, ("h holds the node that s claims", both)]

    def holder(k: Algebra) -> Sequent:
        text = "What a holder of a node does not say it allows, no newcomer there may require."
        return obligation("T7.holder", text, [*given, omits], conflict(k))

    def newcomer(k: Algebra) -> Sequent:
        text = "A newcomer that does not say it allows what a holder requires is refused."
        return obligation("T7.newcomer", text, [*given, needs], conflict(k))

    def roles(k: Algebra) -> Sequent:
        joined = k.join_allow(NOW.allow("s", "p"), NOW.allow("t", "p"))
        text = "Where two roles of one job meet on a node, what either of them does not allow the job does not allow."
        omits = [and_(NOW.claims(role, "p"), not_(NOW.allows(role, "p", "e"))) for role in ("s", "t")]
        hypothesis = ("one of the roles claims the node and does not allow it", or_(*omits))
        return obligation("T7.roles", text, [hypothesis], not_(joined.has("e")))

    (_, in_holder, newcomers), (_, in_newcomer, holders) = halves(algebra)
    first, second, third = holder(algebra), newcomer(algebra), roles(algebra)
    return theorem(
        "T7",
        "An omitted flag prohibits",
        "What a job does not allow on a node, no other job may require there while it is active.",
        Part(
            first,
            NOW.allows("s", "p", "e"),
            (
                twin("newcomers-half", in_newcomer, holder(holders)),
                without(first, A, "A"),
                without(first, omits[0], "omission"),
            ),
        ),
        Part(
            second,
            NOW.allows("h", "p", "e"),
            (
                twin("holders-half", in_holder, newcomer(newcomers)),
                without(second, R, "R"),
                without(second, needs[0], "omission"),
            ),
        ),
        Part(
            third,
            NOW.allows("t", "p", "e"),
            (
                twin(
                    "intersection",
                    "a job allows what one of its roles allows",
                    roles(replace(algebra, join_allow=lambda x, y: x | y)),
                ),
            ),
        ),
    )


def t12(algebra: Algebra) -> Theorem:
    conflict = algebra.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p")).has("e")
    one = and_(NOW.requires("s", "p", "e"), not_(NOW.allows("j", "p", "e")))
    other = and_(NOW.requires("j", "p", "e"), not_(NOW.allows("s", "p", "e")))
    blamed = some("j", and_(NOW.active("j"), NOW.claims("j", "p"), NOW.claims("s", "p"), or_(one, other)))
    given: list[Hypothesis] = [*NOW.folded(), ("there is a conflict for s on node p", conflict)]
    main = obligation(
        "T12", "Behind every conflict stands an active job that claims the node and conflicts.", given, blamed
    )
    return theorem(
        "T12",
        "No needless refusal",
        "A refused job has an active job that conflicts with it, on the node and for the action of the conflict.",
        Part(main, NOW.active("h"), (without(main, R, "R"), without(main, A, "A"))),
    )
