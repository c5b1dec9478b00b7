"""L1: the functions of `nac.ledger` that run keep the flags the fold of the claims, and admit what is compatible.

Each is executed over symbols from every state of a node with up to three holders: for every way in which their claims
can be the same, whatever these are, for any number of actions. The state that it leaves must be such a state again, of
the jobs that hold the node then; so what is shown of one step holds after any number of steps, while no more than three
jobs meet on a node. A second node is one that a step takes as well, or that keeps it from being taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce

from nac import kernel
from nac.ledger import Flags, Ledger, Table

from ..smt.logic import FALSE, Formula, Sequent, and_, app, iff, implies, not_, or_
from . import planted
from .executed import BranchingFlags, Choices, lifted, ways
from .model import Part, Theorem, theorem, twin
from .words import ACTION, declared, every

Holders = Mapping[str, int]
"""Who holds a node, and which of the claims there: two with the same number have the same one."""
Holding = Mapping[str, Holders]
"""The holders of each node."""
Cases = Callable[[type[Ledger[str]]], Iterator[Formula]]

_NODES = ("n", "m")
_MOST = 3
"""The most holders of a node before a step."""
_DECLARATIONS = tuple(
    (f"{word}-{node}-{number}", (ACTION,), "Bool")
    for word in ("requires", "allows")
    for node in _NODES
    for number in range(_MOST + 1)
)


def l1(ledger: type[Ledger[str]] = Ledger) -> Theorem:
    """Return the theorem about the ledger, or about another one for a test."""
    stated = (
        ("admit", "An admission takes all claims, or refuses what conflicts and changes nothing.", _admissions),
        ("fits", "A table fits if and only if it conflicts with no holder; asking changes nothing.", _askings),
        ("release", "A release leaves exactly what the others hold.", _releases),
        (
            "advance",
            "A change of phase takes the new claims for the old ones, or refuses and changes nothing.",
            _advances,
        ),
    )
    return theorem(
        "L1",
        "The ledger keeps the flags the fold of the claims",
        "Of `nac.ledger` as it runs, for up to three holders of a node before each step: after it R is the union of "
        "what the holders require and A the intersection of what they allow; claims are taken if and only if they are "
        "compatible with those of every other job; a refusal changes nothing.",
        *(_part(name, text, cases, ledger) for name, text, cases in stated),
    )


_CONFLICTING = and_(app("requires-n-0", "e"), not_(app("allows-n-1", "e")))
"""Two claims conflict: what makes the cases interesting."""

_FAULTS: Mapping[str, tuple[tuple[str, type[planted.Faulty]], ...]] = {
    "admit": (("all", planted.PartTaken),),
    "fits": (("both-halves", planted.HalfAsked),),
    "release": (
        ("refolding", planted.NoRefold),
        ("emptying", planted.KeptFlags),
        ("multiplicity", planted.FirstHolder),
    ),
    "advance": (("refolding", planted.NoRefold), ("itself", planted.MeetsItself)),
}


def _part(name: str, text: str, cases: Cases, ledger: type[Ledger[str]]) -> Part:
    main = _sequent(name, text, cases, ledger)
    twins = tuple(twin(each, fault.said, _sequent(name, text, cases, fault)) for each, fault in _FAULTS[name])
    return Part(main, _CONFLICTING, twins)


def _sequent(name: str, text: str, cases: Cases, ledger: type[Ledger[str]]) -> Sequent:
    goal = and_(*dict.fromkeys(cases(ledger)))
    used = set(_words((goal, _CONFLICTING)))
    own = tuple(each for each in _DECLARATIONS if each[0] in used)
    return declared(Sequent(f"L1.{name}", text, goal, declarations=own))


def _words(formula: Formula) -> Iterator[str]:
    if isinstance(formula, str):
        yield formula
    else:
        for part in formula:
            yield from _words(part)


class _Case:
    """A ledger in a state, on one way through what is asked of it."""

    def __init__(self, ledger: type[Ledger[str]], before: Holding, choices: Choices) -> None:
        self.before = before
        self.ledger = ledger()
        self._choices = choices
        self._claims: dict[tuple[str, int], Flags] = {}
        for node, holders in before.items():
            claims: dict[Flags, dict[str, None]] = {}
            for job, number in holders.items():
                claims.setdefault(self.claim(node, number), {})[job] = None
            if claims:
                require = reduce(kernel.join_require, (flags[0] for flags in claims))
                self.ledger._nodes[node] = [require, reduce(kernel.join_allow, (flags[1] for flags in claims)), claims]

    def claim(self, node: str, number: int) -> Flags:
        """Return the claim of this number on the node, one value each time. Flags are symbols here."""
        key = (node, number)
        if key not in self._claims:
            require, allow = (
                BranchingFlags(lambda a, name=name: app(f"{name}-{node}-{number}", a), self._choices)  # type: ignore[misc]
                for name in ("requires", "allows")
            )
            self._claims[key] = require, allow  # type: ignore[assignment]
        return self._claims[key]

    def table(self, wanted: Mapping[str, int]) -> Table:
        return tuple((node, self.claim(node, number)) for node, number in wanted.items())

    def holds(self, after: Holding) -> Formula:
        """State that the ledger is in the state of these holders: their claims, and the fold of these as flags."""
        found = self.ledger._nodes
        if set(found) != {node for node, holders in after.items() if holders}:
            return FALSE
        said = []
        for node, (require, allow, claims) in found.items():
            numbers = set(after[node].values())
            wanted = {
                self.claim(node, each): {job for job, had in after[node].items() if had == each} for each in numbers
            }
            if {flags: set(jobs) for flags, jobs in claims.items()} != wanted or self.ledger.held(node) != (
                require,
                allow,
            ):
                return FALSE
            required = or_(*(app(f"requires-{node}-{each}", "a") for each in sorted(numbers)))
            allowed = and_(*(app(f"allows-{node}-{each}", "a") for each in sorted(numbers)))
            said.append(every("a", iff(lifted(require).has("a"), required)))
            said.append(every("a", iff(lifted(allow).has("a"), allowed)))
        return and_(*said)


def _compatible(before: Holding, wanted: Mapping[str, int], job: str) -> Formula:
    """State that claims are compatible with those of every job but this one (semantics: claims)."""
    said = []
    for node, number in wanted.items():
        for other in sorted({had for holder, had in before[node].items() if holder != job}):
            for one, two in ((number, other), (other, number)):
                said.append(implies(app(f"requires-{node}-{one}", "a"), app(f"allows-{node}-{two}", "a")))
    return every("a", and_(*said)) if said else and_()


def _shown(ledger: type[Ledger[str]], before: Holding, step: Callable[[_Case], Formula]) -> Formula:
    """State that on each way through the step what it says holds; a way that ends in an error must not be."""

    def run(choices: Choices) -> Formula:
        case = _Case(ledger, before, choices)
        try:
            return step(case)
        except (LookupError, TypeError, ValueError, AttributeError):
            return FALSE

    return and_(*(implies(condition, said) for condition, said in ways(run)))


def _decided(case: _Case, done: bool, wanted: Mapping[str, int], job: str, after: Holding) -> Formula:
    """State that it was done if and only if it could be, and what is so afterwards."""
    could = _compatible(case.before, wanted, job)
    return and_(could, case.holds(after)) if done else and_(not_(could), case.holds(case.before))


def _with(before: Holding, wanted: Mapping[str, int], job: str) -> Holding:
    """Return the holders once the job has these claims and no others."""
    rest = {node: {each: had for each, had in holders.items() if each != job} for node, holders in before.items()}
    return {node: {**holders, **({job: wanted[node]} if node in wanted else {})} for node, holders in rest.items()}


def _patterns(holders: int) -> Iterator[tuple[int, ...]]:
    """Yield every way in which the claims of so many holders can be the same, each once."""
    if not holders:
        yield ()
        return
    for rest in _patterns(holders - 1):
        yield from ((*rest, number) for number in range(len(set(rest)) + 1))


def _states(least: int, name: str = "s") -> Iterator[Holders]:
    """Yield the holders of a node: the job that takes the step, if one must be there, and others."""
    for count in range(least, _MOST + 1):
        for pattern in _patterns(count):
            yield {(name if least and not at else f"h{at}"): number for at, number in enumerate(pattern)}


def _newcomers() -> Iterator[tuple[Holding, Mapping[str, int]]]:
    """Yield states, and what a job that holds nothing wants there."""
    for holders in _states(0):
        for number in range(len(set(holders.values())) + 1):
            yield {"n": holders, "m": {}}, {"n": number}
    for first in ({}, {"h0": 0}):
        for second in ({}, {"h0": 0}, {"h1": 0}):
            yield {"n": first, "m": second}, {"n": 1, "m": 1}
            yield {"n": first, "m": second}, {"n": 0, "m": 0}


def _admissions(ledger: type[Ledger[str]]) -> Iterator[Formula]:
    for before, wanted in _newcomers():

        def step(case: _Case, wanted: Mapping[str, int] = wanted) -> Formula:
            done = case.ledger.admit("s", case.table(wanted))
            return _decided(case, done, wanted, "s", _with(case.before, wanted, "s"))

        yield _shown(ledger, before, step)


def _askings(ledger: type[Ledger[str]]) -> Iterator[Formula]:
    for before, wanted in _newcomers():

        def step(case: _Case, wanted: Mapping[str, int] = wanted) -> Formula:
            return _decided(case, case.ledger.fits(case.table(wanted)), wanted, "s", case.before)

        yield _shown(ledger, before, step)


def _releases(ledger: type[Ledger[str]]) -> Iterator[Formula]:
    def step(case: _Case) -> Formula:
        own = {node: holders["s"] for node, holders in case.before.items() if "s" in holders}
        case.ledger.release("s", case.table(own))
        return case.holds(_with(case.before, {}, "s"))

    for holders in _states(1):
        for second in ({}, {"h0": 0}, {"s": 0}, {"s": 0, "h0": 0}):
            yield _shown(ledger, {"n": holders, "m": second}, step)


def _advances(ledger: type[Ledger[str]]) -> Iterator[Formula]:
    for holders in _states(1):
        for number in (None, *range(len(set(holders.values())) + 1)):
            for second, other in (({}, None), ({}, 0), ({"h0": 0}, 1), ({"s": 0, "h0": 1}, 2)):
                wanted = {node: each for node, each in (("n", number), ("m", other)) if each is not None}

                def step(case: _Case, wanted: Mapping[str, int] = wanted) -> Formula:
                    own = {node: holders["s"] for node, holders in case.before.items() if "s" in holders}
                    done = case.ledger.advance("s", case.table(own), case.table(wanted))
                    return _decided(case, done, wanted, "s", _with(case.before, wanted, "s"))

                yield _shown(ledger, {"n": holders, "m": second}, step)
