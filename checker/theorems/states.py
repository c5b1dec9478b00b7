"""T2, T4, T8: what every reachable state keeps, through admission, release and change of phase
(semantics: admission, release, phases)."""

from __future__ import annotations

from dataclasses import replace

from checker.smt.logic import Sequent, and_, eq, implies, not_

from .admission import halves
from .model import Part, Theorem, theorem, twin, without
from .steps import ACTIVE, CLEARED, INITIAL, JOINS, LEAVES, NEW, OTHERS, STAYS, kept, others
from .symbolic import Algebra
from .words import AFTER, NOW, Hypothesis, every, go, meets, obligation, some


def t2(algebra: Algebra) -> Theorem:
    goal = AFTER.pairwise()[1]
    initial = obligation("T2.initial", "Where no job is active, all are compatible.", [INITIAL], NOW.pairwise()[1])

    def admit(k: Algebra) -> Sequent:
        given = [NOW.pairwise(), *NOW.folded(), NEW, ("the node flags admit s", go(k, "s")), JOINS, kept()]
        return obligation("T2.admit", "Admission keeps the active jobs pairwise compatible.", given, goal)

    def advance(k: Algebra) -> Sequent:
        may = ("the flags of the others admit the new claims of s", go(k, "s", AFTER))
        given = [NOW.pairwise(), *NOW.folded(others), ACTIVE, may, STAYS, kept("s")]
        return obligation("T2.advance", "A change of phase keeps the active jobs pairwise compatible.", given, goal)

    release = obligation(
        "T2.release",
        "Release keeps the active jobs pairwise compatible.",
        [NOW.pairwise(), ACTIVE, LEAVES, kept()],
        goal,
    )
    admitted, advanced = admit(algebra), advance(algebra)
    unchecked = "the node flags admit s"
    unguarded = "the flags of the others admit the new claims of s"
    two = and_(NOW.active("h"), NOW.active("t"), meets("h", "t"), not_(eq("h", "s")), not_(eq("t", "s")))
    return theorem(
        "T2",
        "Every reachable state is pairwise compatible",
        "No job is active at first; admission, release and change of phase keep all active jobs pairwise compatible.",
        Part(initial, NOW.claims("h", "p"), (without(initial, INITIAL[0], "start"),)),
        Part(
            admitted,
            and_(OTHERS, NOW.active("t"), meets("h", "t")),
            (
                without(admitted, unchecked, "check"),
                *(twin(name, dropped, admit(k)) for name, dropped, k in halves(algebra)),
                without(admitted, NOW.pairwise()[0], "invariant"),
            ),
        ),
        Part(
            advanced,
            and_(
                NOW.active("h"),
                not_(eq("h", "s")),
                AFTER.claims("s", "p"),
                AFTER.requires("s", "p", "e"),
                NOW.claims("h", "p"),
            ),
            (
                without(advanced, unguarded, "check"),
                *(twin(name, dropped, advance(k)) for name, dropped, k in halves(algebra)),
            ),
        ),
        Part(release, two, (without(release, kept()[0], "frame"), without(release, NOW.pairwise()[0], "invariant"))),
    )


def t4(algebra: Algebra) -> Theorem:
    admitted: Hypothesis = ("t was admissible", go(algebra, "t"))
    new: Hypothesis = ("t is not active", not_(NOW.active("t")))
    refolded = AFTER.folded(None, NOW)
    given = [*NOW.folded(), ACTIVE, LEAVES, *refolded, new, admitted]
    stays = obligation(
        "T4.admissible", "What was admissible stays so after a release.", given, go(algebra, "t", NOW, AFTER)
    )
    goal = AFTER.pairwise()[1]
    safe = obligation(
        "T4.compatible",
        "A job admitted after a release is compatible with every job that remains: no flag of theirs was lost.",
        [NOW.pairwise(), ACTIVE, LEAVES, *refolded, new, ("t is admitted afterwards", go(algebra, "t", NOW, AFTER))],
        every("j", implies(AFTER.active("j"), NOW.compatible("j", "t"))),
    )
    release = obligation(
        "T4.release", "Release makes nothing incompatible.", [NOW.pairwise(), ACTIVE, LEAVES, kept()], goal
    )
    clears = obligation(
        safe.name,
        safe.statement,
        [NOW.pairwise(), *NOW.folded(), ACTIVE, LEAVES, *CLEARED, new, safe.hypotheses[-1]],
        safe.goal,
    )
    remains = and_(others("h"), meets("h", "t"), NOW.claims("s", "p"))
    return theorem(
        "T4",
        "Release only frees",
        "A release makes no active jobs incompatible, and whatever was admissible before it is so after it.",
        Part(stays, remains, (without(stays, refolded[1][0], "A"), without(stays, refolded[0][0], "R"))),
        Part(
            safe,
            remains,
            (twin("refolding", "release takes away the released job's flags instead of folding anew", clears),),
        ),
        Part(release, and_(others("h"), others("t"), meets("h", "t")), (without(release, kept()[0], "frame"),)),
    )


def t8(algebra: Algebra) -> Theorem:
    def weakened(k: Algebra) -> Hypothesis:
        keeps = k.weaker(AFTER.require("s", "n"), AFTER.allow("s", "n"), NOW.require("s", "n"), NOW.allow("s", "n"))
        return "the new claims of s are weaker on every node", every("n a", not_(keeps.has("a")))

    def granted(k: Algebra) -> Sequent:
        given = [NOW.pairwise(), *NOW.folded(others), ACTIVE, weakened(k)]
        text = "Moving to claims that are weaker on every node, or gone from it, conflicts with no active job."
        return obligation("T8.granted", text, given, go(algebra, "s", AFTER))

    def frees(k: Algebra) -> Sequent:
        given = [
            *NOW.folded(),
            ACTIVE,
            STAYS,
            kept("s"),
            weakened(k),
            *AFTER.folded(),
            ("t is not active", not_(NOW.active("t"))),
        ]
        text = "What was admissible before a job moved to weaker claims is so afterwards."
        return obligation(
            "T8.frees", text, [*given, ("t was admissible", go(algebra, "t"))], go(algebra, "t", AFTER, AFTER)
        )

    only_require = replace(algebra, weaker=lambda r, a, than_r, than_a: r & ~than_r)
    only_allow = replace(algebra, weaker=lambda r, a, than_r, than_a: than_a & ~a)
    wrong = (
        ("allow", "a claim counts as weaker though it allows less", only_require),
        ("require", "a claim counts as weaker though it requires more", only_allow),
    )
    first, second = granted(algebra), frees(algebra)
    drops = some("n", and_(NOW.claims("s", "n"), not_(AFTER.claims("s", "n")), NOW.requires("s", "n", "e")))
    beside = and_(others("h"), NOW.claims("h", "p"), NOW.requires("h", "p", "e"), AFTER.claims("s", "p"), drops)
    return theorem(
        "T8",
        "Weakening is always granted",
        "An active job that moves to weaker claims on every node, or gives nodes up, conflicts with no other; and what "
        "was admissible before stays so.",
        Part(
            first,
            beside,
            (*(twin(n, d, granted(k)) for n, d, k in wrong), without(first, NOW.pairwise()[0], "invariant")),
        ),
        Part(second, and_(beside, meets("h", "t")), tuple(twin(n, d, frees(k)) for n, d, k in wrong)),
    )
