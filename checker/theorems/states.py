"""T2, T3, T4, T8: what every reachable state keeps, through admission, release and change of phase (design 3.2–3.4)."""

from __future__ import annotations

from dataclasses import replace

from checker.logic import Formula, Obligation, and_, app, eq, iff, implies, not_, or_
from nac import kernel

from .admission import NEW, OTHERS, halves
from .model import Part, Theorem, theorem, twin, without
from .symbolic import Algebra, Flags
from .words import AFTER, NOW, Hypothesis, State, every, go, meets, obligation, same, some

INITIAL: Hypothesis = ("no job is active", every("j", not_(NOW.active("j"))))
JOINS: Hypothesis = ("s becomes active", every("j", iff(AFTER.active("j"), or_(NOW.active("j"), eq("j", "s")))))
LEAVES: Hypothesis = ("s is released", every("j", iff(AFTER.active("j"), and_(NOW.active("j"), not_(eq("j", "s"))))))
STAYS: Hypothesis = ("the same jobs are active", every("j", iff(AFTER.active("j"), NOW.active("j"))))
ACTIVE: Hypothesis = ("s is active", NOW.active("s"))


def kept(but: Formula | None = None) -> Hypothesis:
    """No job's claims change, or only those of one job."""
    same_flags = [iff(AFTER.requires("j", "n", "a"), NOW.requires("j", "n", "a"))]
    same_flags += [iff(AFTER.allows("j", "n", "a"), NOW.allows("j", "n", "a"))]
    same_claims = and_(iff(AFTER.claims("j", "n"), NOW.claims("j", "n")), *same_flags)
    if but is None:
        return "no job's claims change", every("j n a", same_claims)
    return "no other job's claims change", every("j n a", or_(eq("j", but), same_claims))


def others(j: Formula) -> Formula:
    return and_(NOW.active(j), not_(eq(j, "s")))


def t2(algebra: Algebra) -> Theorem:
    goal = AFTER.pairwise()[1]
    initial = obligation("T2.initial", "Where no job is active, all are compatible.", [INITIAL], NOW.pairwise()[1])

    def admit(k: Algebra) -> Obligation:
        given = [NOW.pairwise(), *NOW.folded(), NEW, ("the node flags admit s", go(k, "s")), JOINS, kept()]
        return obligation("T2.admit", "Admission keeps the active jobs pairwise compatible.", given, goal)

    def advance(k: Algebra) -> Obligation:
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
    starting = obligation(
        "T2.initial", initial.statement, [(INITIAL[0], every("j", iff(NOW.active("j"), eq("j", "s"))))], NOW.pairwise()[1]
    )
    nobody = obligation(starting.name, starting.statement, [], NOW.pairwise()[1])
    two = and_(NOW.active("h"), NOW.active("t"), meets("h", "t"), not_(eq("h", "s")), not_(eq("t", "s")))
    return theorem(
        "T2",
        "Every reachable state is pairwise compatible",
        "No job is active at first; admission, release and change of phase keep all active jobs pairwise compatible.",
        Part(initial, NOW.claims("h", "p"), (twin("start", "some jobs are active from the start", nobody),)),
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
            and_(NOW.active("h"), not_(eq("h", "s")), AFTER.claims("s", "p"), AFTER.requires("s", "p", "e"), NOW.claims("h", "p")),
            (
                without(advanced, unguarded, "check"),
                *(twin(name, dropped, advance(k)) for name, dropped, k in halves(algebra)),
            ),
        ),
        Part(release, two, (without(release, kept()[0], "frame"), without(release, NOW.pairwise()[0], "invariant"))),
    )


def _classes(state: State, name: str = "") -> list[Hypothesis]:
    """The flags of a node, folded over the distinct claims that are held there."""
    required = some("c", and_(state.held("n", "c"), app("claim-requires", "c", "a")))
    allowed = every("c", implies(state.held("n", "c"), app("claim-allows", "c", "a")))
    return [
        ("R is folded from the distinct claims" + name, every("n a", iff(state.R("n").has("a"), required))),
        ("A is folded from the distinct claims" + name, every("n a", iff(state.A("n").has("a"), allowed))),
    ]


_HAS: list[Hypothesis] = [
    ("a job that claims a node has a claim there", every("j n", implies(NOW.claims("j", "n"), some("c", app("has", "j", "n", "c"))))),
    (
        "what a job requires and allows on a node is what its claim says",
        every(
            "j n c a",
            implies(
                app("has", "j", "n", "c"),
                and_(
                    NOW.claims("j", "n"),
                    iff(NOW.requires("j", "n", "a"), app("claim-requires", "c", "a")),
                    iff(NOW.allows("j", "n", "a"), app("claim-allows", "c", "a")),
                ),
            ),
        ),
    ),
]  # fmt: skip


def t3(algebra: Algebra) -> Theorem:
    none, all_ = Flags.of(kernel.NONE), Flags.of(kernel.ALL)
    neutral: list[Hypothesis] = [
        ("R is what no holder requires", same(NOW.R, lambda n: none)),
        ("A is what no holder forbids", same(NOW.A, lambda n: all_)),
    ]
    empty = obligation("T3.empty", "Where no job is active, R is none and A is all.", [INITIAL, *neutral], NOW.fold())

    def joined(state: State, label: str) -> list[Hypothesis]:
        return [
            (f"R is joined with {label}", same(AFTER.R, lambda n: algebra.join_require(NOW.R(n), state.require("s", n)))),
            (f"A is joined with {label}", same(AFTER.A, lambda n: algebra.join_allow(NOW.A(n), state.allow("s", n)))),
        ]

    given = [*NOW.folded(), NEW, JOINS, *joined(NOW, "the claim of s")]
    active_after = replace(NOW, suffix="")

    def after(state: State) -> Formula:
        """The flags afterwards are the fold of the claims of `state` over the jobs active afterwards."""
        held = and_(AFTER.active("j"), state.claims("j", "n"))
        required = some("j", and_(held, state.requires("j", "n", "a")))
        allowed = every("j", implies(held, state.allows("j", "n", "a")))
        return and_(
            every("n a", iff(AFTER.R("n").has("a"), required)), every("n a", iff(AFTER.A("n").has("a"), allowed))
        )

    admit = obligation("T3.admit", "Joining the claim of an admitted job keeps the flags the fold.", given, after(active_after))

    classes_held = every("n c", iff(NOW.held("n", "c"), some("j", and_(NOW.active("j"), app("has", "j", "n", "c")))))
    classes = obligation(
        "T3.classes",
        "Folding the distinct claims that some active job holds gives the fold over the active jobs: how many jobs hold "
        "an equal claim does not matter.",
        [*_HAS, ("a claim is held where an active job has it", classes_held), *_classes(NOW)],
        NOW.fold(),
    )
    one_more = every("n c", iff(AFTER.held("n", "c"), or_(NOW.held("n", "c"), eq("c", "d"))))
    step: list[Hypothesis] = [
        *_classes(NOW),
        ("claim d is folded in", one_more),
        ("R is joined with claim d", same(AFTER.R, lambda n: algebra.join_require(NOW.R(n), Flags(lambda a: app("claim-requires", "d", a))))),
        ("A is joined with claim d", same(AFTER.A, lambda n: algebra.join_allow(NOW.A(n), Flags(lambda a: app("claim-allows", "d", a))))),
    ]  # fmt: skip
    refold = obligation(
        "T3.refold",
        "Folding in one claim more keeps the flags the fold of the claims folded in so far; it starts as T3.empty does.",
        step,
        and_(*(formula for _, formula in _classes(AFTER))),
    )
    last = some("j", and_(others("j"), app("has", "j", "n", "c")))
    leaves: Hypothesis = ("a claim stays held if another job has it", every("n c", iff(AFTER.held("n", "c"), and_(NOW.held("n", "c"), last))))
    base: list[Hypothesis] = [*_HAS, ("a claim is held where an active job has it", classes_held), ACTIVE, LEAVES]
    release = obligation(
        "T3.release",
        "After a release, the flags folded anew from the claims that remain are the fold over the jobs that remain.",
        [*base, leaves, *_classes(AFTER, " that remain")],
        after(NOW),
    )
    forgets = ("a claim stays held if s did not have it", every("n c", iff(AFTER.held("n", "c"), and_(NOW.held("n", "c"), not_(app("has", "s", "n", "c"))))))
    forgotten = obligation(release.name, release.statement, [*base, forgets, *_classes(AFTER, " that remain")], after(NOW))
    cleared: list[Hypothesis] = [
        ("R loses what s required", same(AFTER.R, lambda n: NOW.R(n) & ~NOW.require("s", n))),
        ("A gains what s did not allow", same(AFTER.A, lambda n: NOW.A(n) | ~NOW.allow("s", n))),
    ]
    clears = obligation(release.name, release.statement, [*NOW.folded(), ACTIVE, LEAVES, *cleared], after(NOW))
    given = [*NOW.folded(others), ACTIVE, STAYS, kept("s"), *joined(AFTER, "the new claim of s")]
    advance = obligation(
        "T3.advance",
        "After a change of phase, the flags of the others joined with the new claim are the fold.",
        given,
        AFTER.fold(),
    )
    stale = obligation(
        advance.name,
        advance.statement,
        [*NOW.folded(), *given[2:]],
        AFTER.fold(),
    )
    shared = and_(others("h"), app("has", "h", "p", "d"), app("has", "s", "p", "d"), app("claim-requires", "d", "e"))
    return theorem(
        "T3",
        "The node flags are the fold of the claims",
        "After every admission, release and change of phase, R is the union of what the active jobs require on the node, "
        "and A the intersection of what they allow.",
        Part(empty, NOW.claims("h", "p"), (without(empty, neutral[0][0], "none"), without(empty, neutral[1][0], "all"))),
        Part(admit, OTHERS, (without(admit, "R is joined with the claim of s", "R"), without(admit, "A is joined with the claim of s", "A"))),
        Part(classes, and_(NOW.active("h"), NOW.active("t"), meets("h", "t")), (without(classes, _HAS[0][0], "claim"), without(classes, _HAS[1][0], "equality"))),
        Part(refold, and_(NOW.held("p", "c"), not_(eq("c", "d")), app("claim-requires", "c", "e")) if False else _another_claim(), (without(refold, step[0][0], "fold"), without(refold, step[-1][0], "A"))),
        Part(
            release,
            shared,
            (
                twin("multiplicity", "a claim that the released job had is dropped though another job has it", forgotten),
                twin("refolding", "release takes away the released job's flags instead of folding anew", clears),
                without(release, leaves[0], "leaving"),
            ),
        ),
        Part(
            advance,
            and_(others("h"), NOW.claims("h", "p"), NOW.requires("h", "p", "e"), NOW.claims("s", "p")),
            (
                twin("old-claim", "the old claim of the job stays in the flags", stale),
                without(advance, kept("s")[0], "frame"),
            ),
        ),
    )


def _another_claim() -> Formula:
    return some("c", and_(NOW.held("p", "c"), not_(eq("c", "d")), app("claim-requires", "c", "e")))


def t4(algebra: Algebra) -> Theorem:
    admitted: Hypothesis = ("t was admissible", go(algebra, "t"))
    new: Hypothesis = ("t is not active", not_(NOW.active("t")))
    refolded = _after_release()
    given = [*NOW.folded(), ACTIVE, LEAVES, *refolded, new, admitted]
    stays = obligation("T4.admissible", "What was admissible stays so after a release.", given, go(algebra, "t", NOW, AFTER))
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
    cleared: list[Hypothesis] = [
        ("R loses what s required", same(AFTER.R, lambda n: NOW.R(n) & ~NOW.require("s", n))),
        ("A gains what s did not allow", same(AFTER.A, lambda n: NOW.A(n) | ~NOW.allow("s", n))),
    ]
    clears = obligation(
        safe.name,
        safe.statement,
        [NOW.pairwise(), *NOW.folded(), ACTIVE, LEAVES, *cleared, new, safe.hypotheses[-1]],
        safe.goal,
    )
    remains = and_(others("h"), meets("h", "t"), NOW.claims("s", "p"))
    return theorem(
        "T4",
        "Release only frees",
        "A release makes no active jobs incompatible, and whatever was admissible before it is so after it.",
        Part(stays, remains, (without(stays, refolded[1][0], "A"), without(stays, refolded[0][0], "R"))),
        Part(safe, remains, (twin("refolding", "release takes away the released job's flags instead of folding anew", clears),)),
        Part(release, and_(others("h"), others("t"), meets("h", "t")), (without(release, kept()[0], "frame"),)),
    )


def _after_release() -> list[Hypothesis]:
    held = and_(AFTER.active("j"), NOW.claims("j", "n"))
    required = some("j", and_(held, NOW.requires("j", "n", "a")))
    allowed = every("j", implies(held, NOW.allows("j", "n", "a")))
    return [
        ("R is what the remaining require", every("n a", iff(AFTER.R("n").has("a"), required))),
        ("A is what all remaining allow", every("n a", iff(AFTER.A("n").has("a"), allowed))),
    ]


def t8(algebra: Algebra) -> Theorem:
    def weakened(k: Algebra) -> Hypothesis:
        keeps = k.weaker(AFTER.require("s", "n"), AFTER.allow("s", "n"), NOW.require("s", "n"), NOW.allow("s", "n"))
        return "the new claims of s are weaker on every node", every("n a", not_(keeps.has("a")))

    def granted(k: Algebra) -> Obligation:
        given = [NOW.pairwise(), *NOW.folded(others), ACTIVE, weakened(k)]
        text = "Moving to claims that are weaker on every node, or gone from it, conflicts with no active job."
        return obligation("T8.granted", text, given, go(algebra, "s", AFTER))

    def frees(k: Algebra) -> Obligation:
        given = [*NOW.folded(), ACTIVE, STAYS, kept("s"), weakened(k), *AFTER.folded(), ("t is not active", not_(NOW.active("t")))]
        text = "What was admissible before a job moved to weaker claims is so afterwards."
        return obligation("T8.frees", text, [*given, ("t was admissible", go(algebra, "t"))], go(algebra, "t", AFTER, AFTER))

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
        Part(first, beside, (*(twin(n, d, granted(k)) for n, d, k in wrong), without(first, NOW.pairwise()[0], "invariant"))),
        Part(second, and_(beside, meets("h", "t")), tuple(twin(n, d, frees(k)) for n, d, k in wrong)),
    )
