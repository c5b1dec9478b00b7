"""T1 and T5: the node flags decide as the pairs of jobs do, in whatever order jobs come
(semantics: claims, admission)."""

from __future__ import annotations

from dataclasses import replace

from checker.smt.logic import Formula, Sequent, and_, app, eq, implies, not_, or_

from .model import Part, Theorem, theorem, twin, without
from .steps import NEW, OTHERS
from .symbolic import Algebra, SymbolicFlags, holders_only, newcomer_only
from .words import NOW, Hypothesis, admissible, every, go, meets, obligation, same

R, A = (label for label, _ in NOW.folded())


def halves(algebra: Algebra) -> tuple[tuple[str, str, Algebra], ...]:
    """Return the two controllers that check only one half of a conflict."""
    return (
        (
            "holders-half",
            "the controller checks only what the newcomer requires",
            replace(algebra, conflict=newcomer_only),
        ),
        (
            "newcomers-half",
            "the controller checks only what the holders require",
            replace(algebra, conflict=holders_only),
        ),
    )


def t1(algebra: Algebra) -> Theorem:
    compatible = every("j", implies(NOW.active("j"), NOW.compatible("j", "s")))

    def admitted(k: Algebra) -> Sequent:
        text = "A job that the node flags admit is compatible with every active job."
        return obligation("T1.go", text, [*NOW.folded(), NEW, ("the node flags admit s", go(k, "s"))], compatible)

    def admits(k: Algebra) -> Sequent:
        text = "A job that is compatible with every active job is admitted by the node flags."
        given = [*NOW.folded(), NEW, ("s is compatible with every active job", compatible)]
        return obligation("T1.compatible", text, given, go(k, "s"))

    first, second = admitted(algebra), admits(algebra)
    wrong = [twin(name, dropped, admitted(k)) for name, dropped, k in halves(algebra)]
    generous = replace(
        algebra, conflict=lambda held_r, held_a, r, a: algebra.conflict(held_r, held_a, r, a) | held_r & r
    )
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
        """State that first one job is admitted, then the other beside it."""

        def require(n: Formula) -> SymbolicFlags:
            return k.join_require(NOW.R(n), NOW.require(first, n))  # type: ignore[no-any-return]

        def allow(n: Formula) -> SymbolicFlags:
            return k.join_allow(NOW.A(n), NOW.allow(first, n))  # type: ignore[no-any-return]

        beside = admissible(k, lambda n: NOW.require(second, n), lambda n: NOW.allow(second, n), require, allow)
        return and_(go(k, first), beside)

    def swap(k: Algebra) -> Sequent:
        text = "Of two jobs that can be admitted one after the other, the other can come first. So can, by such swaps, "
        text += "any order of a set be reached from any other."
        return obligation("T5.swap", text, [("s and then t are admitted", then(k, "s", "t"))], then(k, "t", "s"))

    def flags(k: Algebra) -> Sequent:
        def joined(i: Formula, j: Formula) -> Formula:
            def require(n: Formula, i: Formula, j: Formula) -> SymbolicFlags:
                return k.join_require(k.join_require(NOW.R(n), NOW.require(i, n)), NOW.require(j, n))  # type: ignore[no-any-return]

            def allow(n: Formula, i: Formula, j: Formula) -> SymbolicFlags:
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

    def at_require(j: Formula, n: Formula) -> SymbolicFlags:
        return SymbolicFlags(lambda a: app("R-at", j, n, a))

    def at_allow(j: Formula, n: Formula) -> SymbolicFlags:
        return SymbolicFlags(lambda a: app("A-at", j, n, a))

    inactive = ("the jobs of the set are not active", every("j", implies(app("among", "j"), not_(NOW.active("j")))))
    counted = and_(holds("i", "j"), NOW.claims("j", "n"))

    def every_order(k: Algebra) -> Sequent:
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

    def any_order(k: Algebra) -> Sequent:
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
        Part(
            set_,
            two,
            (without(set_, order[1][0], "order"), *(twin(n, d, every_order(k)) for n, d, k in halves(algebra))),
        ),
        Part(order_, two, (without(order_, order[0][0], "strictness"),)),
    )
