"""T3: the node flags are the fold of the claims, whatever step the controller takes
(semantics: admission, release, phases).

Release folds anew, from the distinct claims that remain: a claim remains while some active job has it, however many do.
"""

from __future__ import annotations

from collections.abc import Callable

from checker.smt.logic import Formula, Sequent, and_, app, eq, iff, implies, not_, or_
from nac import kernel

from .model import Part, Theorem, theorem, twin, without
from .steps import ACTIVE, CLEARED, INITIAL, JOINS, LEAVES, NEW, OTHERS, STAYS, kept, others
from .symbolic import Algebra, SymbolicFlags
from .words import AFTER, NOW, Hypothesis, SymbolicState, every, obligation, same, some


def _has(j: Formula, c: Formula) -> Formula:
    return app("has", j, "n", c)


def _joined(
    algebra: Algebra, label: str, require: Callable[[Formula], SymbolicFlags], allow: Callable[[Formula], SymbolicFlags]
) -> list[Hypothesis]:
    return [
        (f"R is joined with {label}", same(AFTER.R, lambda n: algebra.join_require(NOW.R(n), require(n)))),
        (f"A is joined with {label}", same(AFTER.A, lambda n: algebra.join_allow(NOW.A(n), allow(n)))),
    ]


def t3(algebra: Algebra) -> Theorem:
    return theorem(
        "T3",
        "The node flags are the fold of the claims",
        "After every admission, release and change of phase, R is the union of what the active jobs require on the "
        "node, and A the intersection of what they allow.",
        _empty(),
        _admit(algebra),
        _refold(algebra),
        *_release(),
        _advance(algebra),
    )


def _empty() -> Part:
    none, all_ = SymbolicFlags.of(kernel.NONE), SymbolicFlags.of(kernel.ALL)
    neutral: list[Hypothesis] = [
        ("R is what no holder requires", same(NOW.R, lambda n: none)),
        ("A is what no holder forbids", same(NOW.A, lambda n: all_)),
    ]
    text = "Where no job is active, R is none and A is all."
    main = obligation("T3.empty", text, [INITIAL, *neutral], NOW.fold())
    twins = (
        without(main, neutral[0][0], "none"),
        without(main, neutral[1][0], "all"),
        without(main, INITIAL[0], "start"),
    )
    return Part(main, NOW.claims("h", "p"), twins)


def _admit(algebra: Algebra) -> Part:
    joins = _joined(algebra, "the claim of s", lambda n: NOW.require("s", n), lambda n: NOW.allow("s", n))
    text = "Joining the claim of an admitted job keeps the flags the fold."
    main = obligation("T3.admit", text, [*NOW.folded(), NEW, JOINS, *joins], AFTER.fold(NOW))
    return Part(main, OTHERS, (without(main, joins[0][0], "R"), without(main, joins[1][0], "A")))


def _advance(algebra: Algebra) -> Part:
    """The flags that the others hold are as after a release."""
    joins = _joined(algebra, "the new claim of s", lambda n: AFTER.require("s", n), lambda n: AFTER.allow("s", n))
    text = "After a change of phase, the flags of the others joined with the new claim are the fold."
    rest = [ACTIVE, STAYS, kept("s"), *joins]
    main = obligation("T3.advance", text, [*NOW.folded(others), *rest], AFTER.fold())
    stale = obligation(main.name, main.statement, [*NOW.folded(), *rest], AFTER.fold())
    twins = (
        twin("leaving", "the old claim of the job stays in the flags", stale),
        without(main, kept("s")[0], "frame"),
        without(main, joins[0][0], "R"),
        without(main, joins[1][0], "A"),
    )
    return Part(main, and_(others("h"), NOW.claims("h", "p"), NOW.requires("h", "p", "e"), NOW.claims("s", "p")), twins)


def _folded(state: SymbolicState) -> list[Hypothesis]:
    """The flags of a node, folded over the distinct claims that are held there."""
    required = some("c", and_(state.held("n", "c"), app("claim-requires", "c", "a")))
    allowed = every("c", implies(state.held("n", "c"), app("claim-allows", "c", "a")))
    return [
        ("R is folded from the distinct claims", every("n a", iff(state.R("n").has("a"), required))),
        ("A is folded from the distinct claims", every("n a", iff(state.A("n").has("a"), allowed))),
    ]


def _refold(algebra: Algebra) -> Part:
    claim = [SymbolicFlags(lambda a, name=name: app(name, "d", a)) for name in ("claim-requires", "claim-allows")]  # type: ignore[misc]
    step: list[Hypothesis] = [
        *_folded(NOW),
        ("claim d is folded in", every("n c", iff(AFTER.held("n", "c"), or_(NOW.held("n", "c"), eq("c", "d"))))),
        *_joined(algebra, "claim d", lambda n: claim[0], lambda n: claim[1]),
    ]
    text = "Folding in one claim more keeps the flags the fold of those folded in so far; it starts as T3.empty does."
    main = obligation("T3.refold", text, step, and_(*(formula for _, formula in _folded(AFTER))))
    another = some("c", and_(NOW.held("p", "c"), not_(eq("c", "d")), app("claim-requires", "c", "e")))
    return Part(main, another, (without(main, step[0][0], "fold"), without(main, step[-1][0], "A")))


def _release() -> tuple[Part, Part]:
    """In two halves, so that each has decidable form: no quantified job depends on a claim that depends on a job."""
    claimed: Hypothesis = (
        "a job that claims a node has a claim there",
        every("j n", implies(NOW.claims("j", "n"), some("c", _has("j", "c")))),
    )
    said = (
        NOW.claims("j", "n"),
        iff(NOW.requires("j", "n", "a"), app("claim-requires", "c", "a")),
        iff(NOW.allows("j", "n", "a"), app("claim-allows", "c", "a")),
    )
    equal: Hypothesis = (
        "what a job requires and allows on a node is what its claim says",
        every("j n c a", implies(_has("j", "c"), and_(*said))),
    )
    held: Hypothesis = (
        "a claim that an active job has is held",
        every("j n c", implies(and_(NOW.active("j"), _has("j", "c")), NOW.held("n", "c"))),
    )
    another = and_(NOW.held("n", "c"), others("j"), _has("j", "c"))
    stays: Hypothesis = (
        "a held claim stays held if another active job has it",
        every("j n c", implies(another, AFTER.held("n", "c"))),
    )
    goes: Hypothesis = (
        "a claim that stays held another active job has",
        every("n c", implies(AFTER.held("n", "c"), some("j", and_(others("j"), _has("j", "c"))))),
    )

    def both(name: str, text: str, given: list[Hypothesis], goal: Formula) -> Sequent:
        return obligation(name, text, [ACTIVE, LEAVES, *given], goal)

    holder = and_(AFTER.active("j"), NOW.claims("j", "n"))
    kept_flags = and_(
        every("j n a", implies(and_(holder, NOW.requires("j", "n", "a")), AFTER.R("n").has("a"))),
        every("j n a", implies(and_(holder, AFTER.A("n").has("a")), NOW.allows("j", "n", "a"))),
    )
    text = "After a release, the flags folded anew miss nothing that a remaining job requires or does not allow."
    keeps = both("T3.release-keeps", text, [claimed, equal, held, stays, *_folded(AFTER)], kept_flags)
    forgets = (
        "a held claim stays held if s did not have it",
        every("n c", iff(AFTER.held("n", "c"), and_(NOW.held("n", "c"), not_(_has("s", "c"))))),
    )
    forgotten = both(keeps.name, text, [claimed, equal, held, forgets, *_folded(AFTER)], kept_flags)
    clears = both(keeps.name, text, [*NOW.folded(), *CLEARED], kept_flags)
    fresh = and_(
        every("n a", implies(AFTER.R("n").has("a"), some("j", and_(holder, NOW.requires("j", "n", "a"))))),
        every("n a", implies(every("j", implies(holder, NOW.allows("j", "n", "a"))), AFTER.A("n").has("a"))),
    )
    text = "After a release, the flags folded anew hold nothing that no remaining job requires or that all allow."
    drops = both("T3.release-drops", text, [equal, goes, *_folded(AFTER)], fresh)
    stale = (goes[0], every("n c", implies(AFTER.held("n", "c"), some("j", and_(NOW.active("j"), _has("j", "c"))))))
    lingers = both(drops.name, text, [equal, stale, *_folded(AFTER)], fresh)
    shared = and_(others("h"), app("has", "h", "p", "d"), app("has", "s", "p", "d"), app("claim-requires", "d", "e"))
    return (
        Part(
            keeps,
            shared,
            (
                twin("multiplicity", "a claim of the released job is dropped though another job has it", forgotten),
                twin("refolding", "release takes away the released job's flags instead of folding anew", clears),
                without(keeps, claimed[0], "claim"),
            ),
        ),
        Part(
            drops,
            and_(shared, AFTER.held("p", "d")),
            (
                twin("leaving", "a claim stays though only the released job had it", lingers),
                without(drops, equal[0], "equality"),
            ),
        ),
    )
