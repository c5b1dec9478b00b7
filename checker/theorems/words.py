"""The words in which the theorems are stated: jobs, nodes, actions, what they hold, and what follows from it.

Nothing here is taken from the kernel: the kernel must meet these definitions
(semantics: claims, admission, release, phases).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from checker.smt.logic import (
    BOOL,
    Declaration,
    Formula,
    Sequent,
    Sort,
    and_,
    app,
    eq,
    exists,
    forall,
    iff,
    implies,
    ite,
    not_,
)
from nac import kernel

from .symbolic import Algebra, SymbolicFlags

JOB, NODE, ACTION, CLAIM = "Job", "Node", "Action", "Claim"

_OF_STATE: tuple[tuple[str, tuple[Sort, ...]], ...] = (
    ("active", (JOB,)),
    ("waits", (JOB,)),
    ("claims", (JOB, NODE)),
    ("requires", (JOB, NODE, ACTION)),
    ("allows", (JOB, NODE, ACTION)),
    ("R", (NODE, ACTION)),
    ("A", (NODE, ACTION)),
    ("held", (NODE, CLAIM)),
    ("conflicts", (JOB, JOB)),
    ("edge", (NODE, NODE)),
)
_FIXED: tuple[tuple[str, tuple[Sort, ...]], ...] = (
    ("has", (JOB, NODE, CLAIM)),
    ("claim-requires", (CLAIM, ACTION)),
    ("claim-allows", (CLAIM, ACTION)),
    ("before", (JOB, JOB)),
    ("among", (JOB,)),
    ("R-at", (JOB, NODE, ACTION)),
    ("A-at", (JOB, NODE, ACTION)),
    ("sees", (NODE, NODE)),
    ("writes", (JOB, NODE)),
    ("reads", (JOB, NODE)),
    ("updates", (JOB, NODE)),
    ("inspects", (JOB, NODE)),
    ("rewires", (JOB, NODE)),
    ("depends", (JOB, NODE)),
    ("unseen", (JOB, NODE)),
    ("owner", (NODE,)),
    ("target", (NODE,)),
    ("upward", (NODE,)),
    ("downward", (NODE,)),
    ("go", ()),
)
_CONSTANTS: tuple[tuple[str, Sort], ...] = (
    ("s", JOB), ("t", JOB), ("h", JOB), ("w", JOB), ("d", CLAIM), ("p", NODE), ("q", NODE), ("e", ACTION),
    ("write", ACTION), ("read", ACTION), ("update", ACTION), ("inspect", ACTION), ("rewire", ACTION),
)  # fmt: skip
SIGNATURE: tuple[Declaration, ...] = (
    *((name, (), sort) for name, sort in _CONSTANTS),
    *((name + after, sorts, BOOL) for after in ("", "-after") for name, sorts in _OF_STATE),
    *((name, sorts, BOOL) for name, sorts in _FIXED),
)
_BOUND: dict[str, Sort] = {
    **dict.fromkeys("ijk", JOB),
    **dict.fromkeys("nmxyz", NODE),
    **dict.fromkeys("ab", ACTION),
    "c": CLAIM,
}

Hypothesis = tuple[str, Formula]
Holds = Callable[[Formula], Formula]
ByNode = Callable[[Formula], SymbolicFlags]


def every(names: str, body: Formula) -> Formula:
    """Return the formula for all values of the variables. The letter of a variable tells its sort: i j k jobs, n m x y
    z nodes, a b actions, c claims."""
    return forall([(name, _BOUND[name]) for name in names.split()], body)


def some(names: str, body: Formula) -> Formula:
    return exists([(name, _BOUND[name]) for name in names.split()], body)


def obligation(name: str, statement: str, hypotheses: Iterable[Hypothesis], goal: Formula) -> Sequent:
    """Return an obligation with exactly those sorts and declarations that its formulas use."""
    return declared(Sequent(name, statement, goal, tuple(hypotheses)))


def assuming(given: Sequent, label: str, formula: Formula) -> Sequent:
    """Return the obligation with one hypothesis more."""
    return declared(replace(given, hypotheses=(*given.hypotheses, (label, formula))))


def declared(given: Sequent) -> Sequent:
    """Return the obligation with the declarations, in the order of `SIGNATURE`, that its formulas use besides its
    own."""
    used: set[str] = set()
    stack: list[Formula] = [given.goal, *(formula for _, formula in given.hypotheses)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            used.add(item)
        else:
            stack.extend(item)
    own = tuple(each for each in given.declarations if each not in SIGNATURE)
    declarations = (*own, *(each for each in SIGNATURE if each[0] in used))
    sorts = used | {sort for _, arguments, result in declarations for sort in (*arguments, result)}
    present = tuple(sort for sort in (JOB, NODE, ACTION, CLAIM) if sort in sorts)
    return replace(given, sorts=present, declarations=declarations)


@dataclass(frozen=True)
class SymbolicState:
    """The predicates of one state; `after` is the one that a step leads to. Where a job does not claim a node, its
    claim there is neutral: it requires nothing and allows everything."""

    suffix: str = ""

    def active(self, j: Formula) -> Formula:
        return app("active" + self.suffix, j)

    def waits(self, j: Formula) -> Formula:
        return app("waits" + self.suffix, j)

    def claims(self, j: Formula, n: Formula) -> Formula:
        return app("claims" + self.suffix, j, n)

    def requires(self, j: Formula, n: Formula, a: Formula) -> Formula:
        return app("requires" + self.suffix, j, n, a)

    def allows(self, j: Formula, n: Formula, a: Formula) -> Formula:
        return app("allows" + self.suffix, j, n, a)

    def held(self, n: Formula, c: Formula) -> Formula:
        return app("held" + self.suffix, n, c)

    def conflicts(self, i: Formula, j: Formula) -> Formula:
        return app("conflicts" + self.suffix, i, j)

    def R(self, n: Formula) -> SymbolicFlags:
        return SymbolicFlags(lambda a: app("R" + self.suffix, n, a))

    def A(self, n: Formula) -> SymbolicFlags:
        return SymbolicFlags(lambda a: app("A" + self.suffix, n, a))

    def require(self, j: Formula, n: Formula) -> SymbolicFlags:
        """Return what job j requires on node n, as the kernel is given it."""
        none = SymbolicFlags.of(kernel.NONE)
        return _choose(self.claims(j, n), SymbolicFlags(lambda a: self.requires(j, n, a)), none)

    def allow(self, j: Formula, n: Formula) -> SymbolicFlags:
        """Return what job j allows on node n, as the kernel is given it."""
        return _choose(self.claims(j, n), SymbolicFlags(lambda a: self.allows(j, n, a)), SymbolicFlags.of(kernel.ALL))

    def compatible_on(self, i: Formula, j: Formula, n: Formula, a: Formula) -> Formula:
        """State that the claims of two jobs are compatible on one node for one action (semantics: claims)."""
        one = implies(self.requires(i, n, a), self.allows(j, n, a))
        other = implies(self.requires(j, n, a), self.allows(i, n, a))
        return implies(and_(self.claims(i, n), self.claims(j, n)), and_(one, other))

    def compatible(self, i: Formula, j: Formula) -> Formula:
        return every("n a", self.compatible_on(i, j, "n", "a"))

    def pairwise(self) -> Hypothesis:
        two = and_(self.active("i"), self.active("j"), not_(eq("i", "j")))
        formula = every("i j n a", implies(two, self.compatible_on("i", "j", "n", "a")))
        return "active jobs are pairwise compatible" + _when(self), formula

    def folded(self, holds: Holds | None = None, claims: SymbolicState | None = None) -> tuple[Hypothesis, Hypothesis]:
        """Return hypotheses (semantics: admission): the flags of each node are the union of what its holders require,
        the intersection of what they allow. The holders are the active jobs, their claims those of this state, unless
        said otherwise."""
        holds, claims = holds or self.active, claims or self
        held = and_(holds("j"), claims.claims("j", "n"))
        required = some("j", and_(held, claims.requires("j", "n", "a")))
        allowed = every("j", implies(held, claims.allows("j", "n", "a")))
        return (
            ("R is what the holders require" + _when(self), every("n a", iff(self.R("n").has("a"), required))),
            ("A is what all holders allow" + _when(self), every("n a", iff(self.A("n").has("a"), allowed))),
        )

    def fold(self, claims: SymbolicState | None = None) -> Formula:
        return and_(*(formula for _, formula in self.folded(None, claims)))


NOW, AFTER = SymbolicState(), SymbolicState("-after")


def _when(state: SymbolicState) -> str:
    return " afterwards" if state.suffix else ""


def _choose(condition: Formula, then: SymbolicFlags, otherwise: SymbolicFlags) -> SymbolicFlags:
    return SymbolicFlags(lambda a: ite(condition, then.has(a), otherwise.has(a)))


def admissible(algebra: Algebra, require: ByNode, allow: ByNode, held_require: ByNode, held_allow: ByNode) -> Formula:
    """State that the kernel finds no conflict between a claim and what is held, on any node."""
    clash = algebra.conflict(held_require("n"), held_allow("n"), require("n"), allow("n"))
    return every("n a", not_(clash.has("a")))


def go(algebra: Algebra, j: Formula, state: SymbolicState = NOW, flags: SymbolicState = NOW) -> Formula:
    """State that job j with its claims of `state` is admissible beside the node flags of `flags`."""
    return admissible(algebra, lambda n: state.require(j, n), lambda n: state.allow(j, n), flags.R, flags.A)


def same(left: ByNode, right: ByNode) -> Formula:
    return every("n a", iff(left("n").has("a"), right("n").has("a")))


def meets(i: Formula, j: Formula, state: SymbolicState = NOW) -> Formula:
    """State that two jobs claim one node, and each requires something there: what makes most premises interesting."""
    both = and_(state.claims(i, "p"), state.claims(j, "p"), not_(eq(i, j)))
    return and_(both, state.requires(i, "p", "e"), some("a", state.requires(j, "p", "a")))
