"""T1, T5, T6, T7, T12: when a job is admitted, and what that depends on (design 3.1, 3.2)."""

from __future__ import annotations

from dataclasses import replace

from checker.logic import Formula, Obligation, and_, app, eq, iff, implies, not_, or_

from .model import Part, Theorem, theorem, twin, without
from .symbolic import Algebra, Flags, holders_only, newcomer_only
from .words import AFTER, NOW, Hypothesis, admissible, every, go, meets, obligation, same, some

R, A = (label for label, _ in NOW.folded())
NEW: Hypothesis = ("s is not active", not_(NOW.active("s")))
OTHERS = and_(NOW.active("h"), meets("h", "s"))


def halves(algebra: Algebra) -> tuple[tuple[str, str, Algebra], ...]:
    """The two controllers that check only one half of a conflict."""
    return (
        ("holders-half", "the controller checks only what the newcomer requires", replace(algebra, conflict=newcomer_only)),
        ("newcomers-half", "the controller checks only what the holders require", replace(algebra, conflict=holders_only)),
    )


def t1(algebra: Algebra) -> Theorem:
    compatible = every("j", implies(NOW.active("j"), NOW.compatible("j", "s")))

    def admitted(k: Algebra) -> Obligation:
        text = "A job that the node flags admit is compatible with every active job."
        return obligation("T1.go", text, [*NOW.folded(), NEW, ("the node flags admit s", go(k, "s"))], compatible)

    def admits(k: Algebra) -> Obligation:
        text = "A job that is compatible with every active job is admitted by the node flags."
        given = [*NOW.folded(), NEW, ("s is compatible with every active job", compatible)]
        return obligation("T1.compatible", text, given, go(k, "s"))

    first, second = admitted(algebra), admits(algebra)
    wrong = [twin(name, dropped, admitted(k)) for name, dropped, k in halves(algebra)]
    generous = replace(algebra, conflict=lambda held_r, held_a, r, a: algebra.conflict(held_r, held_a, r, a) | held_r & r)
    return theorem(
        "T1",
        "The node flags decide as the pairs do",
        "A job is admitted on the flags of its nodes if and only if it is compatible with every active job.",
        Part(first, OTHERS, (*wrong, without(first, R, "R"), without(first, A, "A"))),
        Part(
            second,
            OTHERS,
            (
                twin("needless", "the controller also refuses two jobs that require the same action", admits(generous)),
                without(second, R, "R"),
                without(second, A, "A"),
            ),
        ),
    )


def t5(algebra: Algebra) -> Theorem:
    def then(k: Algebra, first: Formula, second: Formula) -> Formula:
        """First one job is admitted, then the other beside it."""

        def require(n: Formula) -> Flags:
            return k.join_require(NOW.R(n), NOW.require(first, n))  # type: ignore[no-any-return]

        def allow(n: Formula) -> Flags:
            return k.join_allow(NOW.A(n), NOW.allow(first, n))  # type: ignore[no-any-return]

        beside = admissible(k, lambda n: NOW.require(second, n), lambda n: NOW.allow(second, n), require, allow)
        return and_(go(k, first), beside)

    def swap(k: Algebra) -> Obligation:
        text = "Of two jobs that can be admitted one after the other, the other can come first. So can, by such swaps, "
        text += "any order of a set be reached from any other."
        return obligation("T5.swap", text, [("s and then t are admitted", then(k, "s", "t"))], then(k, "t", "s"))

    def flags(k: Algebra) -> Obligation:
        def joined(i: Formula, j: Formula) -> Formula:
            def require(n: Formula, i: Formula, j: Formula) -> Flags:
                return k.join_require(k.join_require(NOW.R(n), NOW.require(i, n)), NOW.require(j, n))  # type: ignore[no-any-return]

            def allow(n: Formula, i: Formula, j: Formula) -> Flags:
                return k.join_allow(k.join_allow(NOW.A(n), NOW.allow(i, n)), NOW.allow(j, n))  # type: ignore[no-any-return]

            return and_(
                same(lambda n: require(n, i, j), lambda n: require(n, j, i)),
                same(lambda n: allow(n, i, j), lambda n: allow(n, j, i)),
            )

        return obligation("T5.flags", "The node flags do not depend on the order of admission.", [], joined("s", "t"))

    order: list[Hypothesis] = [
        ("no job comes before itself", every("i", not_(app("before", "i", "i")))),
        (
            "of two jobs one comes before the other",
            every("i j", or_(eq("i", "j"), app("before", "i", "j"), app("before", "j", "i"))),
        ),
    ]

    def holds(at: Formula, j: Formula) -> Formula:
        return or_(NOW.active(j), and_(app("among", j), app("before", j, at)))

    def at_require(j: Formula, n: Formula) -> Flags:
        return Flags(lambda a: app("R-at", j, n, a))

    def at_allow(j: Formula, n: Formula) -> Flags:
        return Flags(lambda a: app("A-at", j, n, a))

    inactive = ("the jobs of the set are not active", every("j", implies(app("among", "j"), not_(NOW.active("j")))))
    counted = and_(holds("i", "j"), NOW.claims("j", "n"))

    def every_order(k: Algebra) -> Obligation:
        at = admissible(
            k,
            lambda n: NOW.require("i", n),
            lambda n: NOW.allow("i", n),
            lambda n: at_require("i", n),
            lambda n: at_allow("i", n),
        )
        given = [
            *order[1:],
            inactive,
            (
                "R-at holds what the holders and the earlier ones require",
                every("i j n a", implies(and_(counted, NOW.requires("j", "n", "a")), app("R-at", "i", "n", "a"))),
            ),
            (
                "A-at holds only what they allow",
                every("i j n a", implies(and_(counted, app("A-at", "i", "n", "a")), NOW.allows("j", "n", "a"))),
            ),
            ("each job of the set is admitted when it comes", every("i", implies(app("among", "i"), at))),
        ]
        pair = and_(app("among", "i"), or_(app("among", "j"), NOW.active("j")), not_(eq("i", "j")))
        text = "Where a set of jobs is admitted in some order, its jobs are compatible with each other and with the "
        text += "holders."
        return obligation("T5.set", text, given, every("i j", implies(pair, NOW.compatible("i", "j"))))

    def any_order(k: Algebra) -> Obligation:
        pair = and_(app("among", "s"), or_(app("among", "j"), NOW.active("j")), not_(eq("j", "s")))
        given = [
            *order[:1],
            inactive,
            ("s is of the set", app("among", "s")),
            *NOW.folded(lambda j: holds("s", j)),
            ("s is compatible with the holders and the set", every("j", implies(pair, NOW.compatible("j", "s")))),
        ]
        text = "Where the jobs of a set are compatible with each other and with the holders, each is admitted when it "
        text += "comes, in whatever order."
        return obligation("T5.order", text, given, go(k, "s"))

    two = and_(app("among", "s"), app("among", "t"), app("before", "s", "t"), meets("s", "t"))
    set_, order_ = every_order(algebra), any_order(algebra)
    return theorem(
        "T5",
        "The order of admission does not matter",
        "A set of jobs is admissible in one order if and only if it is in every order, and leads to the same flags.",
        Part(swap(algebra), meets("s", "t"), tuple(twin(n, d, swap(k)) for n, d, k in halves(algebra))),
        Part(
            flags(algebra),
            meets("s", "t"),
            (
                twin(
                    "union",
                    "the later job's Allow replaces that of the earlier ones",
                    flags(replace(algebra, join_allow=lambda held, allow: allow)),
                ),
            ),
        ),
        Part(set_, two, (without(set_, order[1][0], "order"), *(twin(n, d, every_order(k)) for n, d, k in halves(algebra)))),
        Part(order_, two, (without(order_, order[0][0], "strictness"),)),
    )


def t6(algebra: Algebra) -> Theorem:
    def hypotheses(k: Algebra, guard: Formula, decision: Formula) -> list[Hypothesis]:
        require, allow = NOW.require("s", "n"), NOW.allow("s", "n")
        joined_r, joined_a = k.join_require(NOW.R("n"), require), k.join_allow(NOW.A("n"), allow)
        return [
            ("go says that no node has a conflict", iff(app("go"), decision)),
            ("s becomes active if it may", every("j", iff(AFTER.active("j"), or_(NOW.active("j"), and_(eq("j", "s"), guard))))),
            ("R is joined if it may", every("n a", iff(AFTER.R("n").has("a"), or_(and_(guard, joined_r.has("a")), and_(not_(guard), NOW.R("n").has("a")))))),
            ("A is joined if it may", every("n a", iff(AFTER.A("n").has("a"), or_(and_(guard, joined_a.has("a")), and_(not_(guard), NOW.A("n").has("a")))))),
        ]  # fmt: skip

    found = algebra.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p")).has("e")
    conflict: Hypothesis = ("there is a conflict on a node", found)
    unchanged = and_(
        every("j", iff(AFTER.active("j"), NOW.active("j"))), same(AFTER.R, NOW.R), same(AFTER.A, NOW.A)
    )
    new: list[Hypothesis] = [NEW, conflict]

    def refused(k: Algebra, guard: Formula) -> Obligation:
        text = "If there is a conflict on any node, no job becomes active and no flag of any node changes."
        return obligation("T6.refused", text, [*hypotheses(k, guard, go(k, "s")), *new], unchanged)

    here = every("a", not_(algebra.conflict(NOW.R("n"), NOW.A("n"), NOW.require("s", "n"), NOW.allow("s", "n")).has("a")))
    partial = hypotheses(algebra, app("go"), go(algebra, "s"))
    by_node = hypotheses(algebra, here, go(algebra, "s"))
    partly = obligation(
        "T6.refused",
        "If there is a conflict on any node, no job becomes active and no flag of any node changes.",
        [*partial[:2], *by_node[2:], *new],
        unchanged,
    )
    text = "If advancing to other claims is refused, the job keeps its claims and no flag of any node changes."
    kept: list[Hypothesis] = [
        ("go says that no node has a conflict", iff(app("go"), go(algebra, "s", AFTER))),
        ("the flags after are those of before, unless s may", implies(not_(app("go")), and_(same(AFTER.R, NOW.R), same(AFTER.A, NOW.A)))),
        (
            "there is a conflict on a node",
            algebra.conflict(NOW.R("p"), NOW.A("p"), AFTER.require("s", "p"), AFTER.allow("s", "p")).has("e"),
        ),
    ]  # fmt: skip
    advance = obligation("T6.advance", text, kept, and_(same(AFTER.R, NOW.R), same(AFTER.A, NOW.A)))
    main = refused(algebra, app("go"))
    elsewhere = and_(some("n", and_(not_(eq("n", "p")), NOW.claims("s", "n"), NOW.requires("s", "n", "e"))), NOW.active("h"))
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
        Part(advance, NOW.R("q").has("e"), (without(advance, "there is a conflict on a node", "conflict"),)),
    )


def t7(algebra: Algebra) -> Theorem:
    def conflict(k: Algebra) -> Formula:
        found = k.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p"))
        return found.has("e")  # type: ignore[no-any-return]

    both = and_(NOW.active("h"), NOW.claims("h", "p"), NOW.claims("s", "p"))
    omits: Hypothesis = ("h does not allow what s requires", and_(not_(NOW.allows("h", "p", "e")), NOW.requires("s", "p", "e")))
    needs: Hypothesis = ("s does not allow what h requires", and_(not_(NOW.allows("s", "p", "e")), NOW.requires("h", "p", "e")))
    given: list[Hypothesis] = [*NOW.folded(), NEW, ("h holds the node that s claims", both)]

    def holder(k: Algebra) -> Obligation:
        text = "What a holder of a node does not say it allows, no newcomer there may require."
        return obligation("T7.holder", text, [*given, omits], conflict(k))

    def newcomer(k: Algebra) -> Obligation:
        text = "A newcomer that does not say it allows what a holder requires is refused."
        return obligation("T7.newcomer", text, [*given, needs], conflict(k))

    def roles(k: Algebra) -> Obligation:
        joined = k.join_allow(NOW.allow("s", "p"), NOW.allow("t", "p"))
        text = "Where two roles of one job meet on a node, what either of them does not allow the job does not allow."
        hypothesis = ("a role claims the node and does not allow it", and_(NOW.claims("s", "p"), not_(NOW.allows("s", "p", "e"))))
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
            (twin("newcomers-half", in_newcomer, holder(holders)), without(first, A, "A"), without(first, omits[0], "omission")),
        ),
        Part(
            second,
            NOW.allows("h", "p", "e"),
            (twin("holders-half", in_holder, newcomer(newcomers)), without(second, R, "R"), without(second, needs[0], "omission")),
        ),
        Part(
            third,
            NOW.allows("t", "p", "e"),
            (twin("intersection", "a job allows what one of its roles allows", roles(replace(algebra, join_allow=lambda x, y: x | y))),),
        ),
    )


def t12(algebra: Algebra) -> Theorem:
    conflict = algebra.conflict(NOW.R("p"), NOW.A("p"), NOW.require("s", "p"), NOW.allow("s", "p")).has("e")
    one = and_(NOW.requires("s", "p", "e"), not_(NOW.allows("j", "p", "e")))
    other = and_(NOW.requires("j", "p", "e"), not_(NOW.allows("s", "p", "e")))
    blamed = some("j", and_(NOW.active("j"), NOW.claims("j", "p"), NOW.claims("s", "p"), or_(one, other)))
    given: list[Hypothesis] = [*NOW.folded(), ("there is a conflict for s on node p", conflict)]
    main = obligation("T12", "Behind every conflict stands an active job that claims the node and conflicts.", given, blamed)
    return theorem(
        "T12",
        "No needless refusal",
        "A refused job has an active job that conflicts with it, on the node and for the action of the conflict.",
        Part(main, NOW.active("h"), (without(main, R, "R"), without(main, A, "A"))),
    )
