"""T9: a waiting job is granted in the end, if jobs end (semantics: waiting).

The order of arrival is `before`. A waiter is granted if it conflicts with no holder and no earlier waiter; those that
conflict are in its way. That what is in the way of a waiter only ever shrinks is no starvation; that waiting is only
ever for holders and earlier waiters, a strict order, is no deadlock.
"""

from __future__ import annotations

from dataclasses import replace

from checker.smt.logic import Formula, Sequent, and_, app, eq, iff, implies, not_, or_

from .model import Part, Theorem, theorem, twin, without
from .symbolic import Algebra
from .words import AFTER, NOW, Hypothesis, SymbolicState, every, go, meets, obligation, some


def before(i: Formula, j: Formula) -> Formula:
    return app("before", i, j)


def ahead(j: Formula, w: Formula, state: SymbolicState = NOW) -> Formula:
    """State that job j is a holder or an earlier waiter than w."""
    return or_(state.active(j), and_(state.waits(j), before(j, w)))


def blocks(j: Formula, w: Formula, state: SymbolicState = NOW) -> Formula:
    return and_(NOW.conflicts(j, w), ahead(j, w, state))


ASYMMETRIC: Hypothesis = (
    "no two jobs come before each other",
    every("i j", not_(and_(before("i", "j"), before("j", "i")))),
)
TRANSITIVE: Hypothesis = (
    "what comes before an earlier job comes before",
    every("i j k", implies(and_(before("i", "j"), before("j", "k")), before("i", "k"))),
)
TOTAL: Hypothesis = (
    "of two waiters one comes before the other",
    every("i j", implies(and_(NOW.waits("i"), NOW.waits("j")), or_(eq("i", "j"), before("i", "j"), before("j", "i")))),
)
SYMMETRIC: Hypothesis = (
    "conflicts are mutual",
    every("i j", implies(NOW.conflicts("i", "j"), NOW.conflicts("j", "i"))),
)
DISJOINT: Hypothesis = ("a waiter is not active", every("j", not_(and_(NOW.waits("j"), NOW.active("j")))))
WAITS: Hypothesis = ("w waits before and after", and_(NOW.waits("w"), AFTER.waits("w")))
SHRINKS = every("j", implies(blocks("j", "w", AFTER), blocks("j", "w")))


def _sets(active: Formula, waits: Formula) -> list[Hypothesis]:
    return [
        ("who is active afterwards", every("j", iff(AFTER.active("j"), active))),
        ("who waits afterwards", every("j", iff(AFTER.waits("j"), waits))),
    ]


def t9(algebra: Algebra) -> Theorem:
    return theorem(
        "T9",
        "Waiting: no starvation, no deadlock",
        "A waiter is granted only if it conflicts with no holder and no earlier waiter. What is in the way of a waiter "
        "only shrinks, whoever arrives, is granted, leaves or weakens; waiting follows a strict order that ends at "
        "jobs which wait for nothing; and nothing in the way means granted.",
        *_rule(algebra),
        *_kernel(algebra),
        *_steps(),
        *_order(),
    )


def _rule(algebra: Algebra) -> tuple[Part, Part]:
    """The rule as it is checked, on node flags to which the claims of the earlier waiters are joined."""
    flags = NOW.folded(lambda j: ahead(j, "w"))
    new: list[Hypothesis] = [
        ("w waits", NOW.waits("w")),
        DISJOINT,
        ASYMMETRIC,
    ]
    free = every("j", implies(ahead("j", "w"), NOW.compatible("j", "w")))
    granted = obligation(
        "T9.granted",
        "A waiter that is granted conflicts with no holder and no earlier waiter.",
        [*flags, ("the flags admit w", go(algebra, "w"))],
        every("j", implies(and_(ahead("j", "w"), not_(eq("j", "w"))), NOW.compatible("j", "w"))),
    )
    progress = obligation(
        "T9.progress",
        "A waiter is granted as soon as no holder and no earlier waiter conflicts with it; so is the earliest waiter "
        "when the holders that conflict with it have gone.",
        [*flags, *new, ("nobody ahead of w conflicts with it", free)],
        go(algebra, "w"),
    )
    earlier = and_(NOW.waits("h"), before("h", "w"), meets("h", "w"), NOW.active("t"), meets("t", "w"))
    holders = NOW.folded()
    unfair = obligation(granted.name, granted.statement, [*holders, granted.hypotheses[-1]], granted.goal)
    greedy = obligation(
        progress.name,
        progress.statement,
        [*NOW.folded(lambda j: or_(NOW.active(j), NOW.waits(j))), *new, progress.hypotheses[-1]],
        progress.goal,
    )
    return (
        Part(granted, earlier, (twin("earlier-waiters", "only the holders are looked at", unfair),)),
        Part(progress, earlier, (twin("order", "every waiter is looked at, the later ones too", greedy),)),
    )


def _kernel(algebra: Algebra) -> tuple[Part, Part]:
    def between(k: Algebra, i: Formula, j: Formula, state: SymbolicState = NOW) -> Formula:
        """State that the kernel finds a conflict between the claims of two jobs."""
        clash = k.conflict(NOW.require(i, "p"), NOW.allow(i, "p"), state.require(j, "p"), state.allow(j, "p"))
        return clash.has("e")  # type: ignore[no-any-return]

    def mutual(k: Algebra) -> Sequent:
        text = "If one job conflicts with another, that one conflicts with it, on the same node for the same action."
        return obligation("T9.mutual", text, [("s conflicts with t", between(k, "s", "t"))], between(k, "t", "s"))

    def weaken(k: Algebra) -> Sequent:
        keeps = k.weaker(AFTER.require("s", "p"), AFTER.allow("s", "p"), NOW.require("s", "p"), NOW.allow("s", "p"))
        weaker: Hypothesis = ("the new claim of s is weaker", every("a", not_(keeps.has("a"))))
        given = [weaker, ("w conflicts with the new claim of s", between(algebra, "w", "s", AFTER))]
        text = "A job that moves to a weaker claim comes in nobody's way in whose way it was not."
        return obligation("T9.weaken", text, given, between(algebra, "w", "s"))

    first, second = mutual(algebra), weaken(algebra)
    half = replace(algebra, conflict=lambda held_r, held_a, r, a: r & ~held_a)
    loose = replace(algebra, weaker=lambda r, a, than_r, than_a: r & ~than_r)
    return (
        Part(
            first,
            NOW.requires("t", "p", "e"),
            (twin("half", "only what the newcomer requires is a conflict", mutual(half)),),
        ),
        Part(
            second,
            AFTER.claims("s", "p"),
            (
                twin("allow", "a claim counts as weaker though it allows less", weaken(loose)),
                without(second, "the new claim of s is weaker", "weaker"),
            ),
        ),
    )


def _steps() -> tuple[Part, ...]:
    last: Hypothesis = ("t comes after every waiter", every("j", implies(NOW.waits("j"), before("j", "t"))))
    new: Hypothesis = ("t is new", and_(not_(NOW.waits("t")), not_(NOW.active("t"))))
    arrive = obligation(
        "T9.arrive",
        "A job that comes to wait is in the way of nobody who waits already.",
        [ASYMMETRIC, new, last, *_sets(NOW.active("j"), or_(NOW.waits("j"), eq("j", "t"))), WAITS],
        SHRINKS,
    )
    rule: Hypothesis = (
        "t conflicts with no holder and no earlier waiter",
        every("j", implies(ahead("j", "t"), not_(NOW.conflicts("j", "t")))),
    )
    granted = _sets(or_(NOW.active("j"), eq("j", "t")), and_(NOW.waits("j"), not_(eq("j", "t"))))
    waits: Hypothesis = ("t waits", NOW.waits("t"))
    grant = obligation(
        "T9.grant",
        "A waiter that is granted is in the way of nobody in whose way it was not: no waiter is overtaken by a later "
        "one that conflicts with it.",
        [SYMMETRIC, TOTAL, waits, rule, *granted, WAITS],
        SHRINKS,
    )
    only_holders = (rule[0], every("j", implies(NOW.active("j"), not_(NOW.conflicts("j", "t")))))
    unfair = obligation(grant.name, grant.statement, [SYMMETRIC, TOTAL, waits, only_holders, *granted, WAITS], SHRINKS)
    stays = not_(eq("j", "t"))
    leave = obligation(
        "T9.leave",
        "A job that is released or gives up waiting comes in nobody's way.",
        [*_sets(and_(NOW.active("j"), stays), and_(NOW.waits("j"), stays)), WAITS],
        SHRINKS,
    )
    disjoint = obligation(
        "T9.disjoint",
        "A waiter holds nothing: granting it ends its waiting.",
        [DISJOINT, waits, *granted],
        every("j", not_(and_(AFTER.waits("j"), AFTER.active("j")))),
    )
    way = and_(blocks("h", "w"), not_(eq("h", "t")))
    return (
        Part(
            arrive,
            and_(way, NOW.conflicts("t", "w")),
            (without(arrive, last[0], "order"), without(arrive, ASYMMETRIC[0], "strictness")),
        ),
        Part(
            grant,
            and_(way, not_(eq("t", "w"))),
            (
                twin("earlier-waiters", "only the holders are looked at", unfair),
                without(grant, rule[0], "rule"),
                without(grant, SYMMETRIC[0], "symmetry"),
                without(grant, TOTAL[0], "order"),
            ),
        ),
        Part(leave, and_(way, blocks("t", "w")), (without(leave, "who is active afterwards", "frame"),)),
        Part(
            disjoint,
            NOW.active("h"),
            (without(disjoint, "who waits afterwards", "end"), without(disjoint, DISJOINT[0], "invariant")),
        ),
    )


def _order() -> tuple[Part, ...]:
    def for_(i: Formula, j: Formula) -> Formula:
        """State that job i waits, and may do so for j."""
        return and_(NOW.waits(i), ahead(j, i))

    never = every("i", not_(for_("i", "i")))
    chained = every("i j k", implies(and_(for_("i", "j"), for_("j", "k")), for_("i", "k")))
    idle = every("i j", implies(NOW.active("i"), not_(for_("i", "j"))))
    order = obligation(
        "T9.order",
        "Who may wait for whom is a strict order, and a holder waits for nobody: no circle of jobs waits for itself.",
        [ASYMMETRIC, TRANSITIVE, DISJOINT],
        and_(never, chained, idle),
    )
    case = and_(
        NOW.active("h"),
        NOW.waits("s"),
        NOW.waits("t"),
        before("s", "t"),
        some("i", and_(NOW.waits("i"), before("i", "s"))),
    )
    return (
        Part(
            order,
            case,
            (
                without(order, ASYMMETRIC[0], "strictness"),
                without(order, TRANSITIVE[0], "transitivity"),
                without(order, DISJOINT[0], "holding-nothing"),
            ),
        ),
    )
