"""Effects as formulas and on concrete graphs: what they reach, which of them interfere (semantics: races)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from nac.operators import Verb
from nac.sets import Scope, evaluate, holds
from nac.spec import Effect, NodeSet, Spec

from ..encoding.encode import SymbolicCall, SymbolicJob
from ..encoding.structure import Element, Term
from ..encoding.symbolic_sets import SymbolicSet, listed
from ..smt.logic import FALSE, TRUE, Formula, and_, not_
from .question import Side, Situation

Reach = Literal["seen", "here"]
"""Whether what one does at x matters to what the other does at every y that sees x, or at x only."""

_DISTURBS: Mapping[Verb, Mapping[Verb, Reach]] = {
    "reads": {},
    "writes": {"reads": "seen", "writes": "seen"},
    "updates": {"updates": "here", "inspects": "here"},
    "inspects": {},
    "rewires": {"reads": "seen", "rewires": "here"},
}


def disturbs(first: Effect, second: Effect) -> Reach | None:
    """Return how the first effect disturbs the second; None if it does not."""
    if second.verb not in _DISTURBS:
        raise ValueError(f"no effect {second.verb!r}")
    return _DISTURBS[first.verb].get(second.verb)


def active(effects: tuple[Effect, ...], phase: str) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if not effect.during or phase in effect.during)


def doing(side: Side) -> tuple[Effect, ...]:
    """Return what the job may do: once it has started, no more what it changes as it starts."""
    done = side.started and side.phase == side.operation.start
    effects = active(side.operation.effects, side.phase)
    return tuple(effect for effect in effects if not (done and effect.verb == "rewires"))


def covering(spec: Spec, verb: str) -> tuple[int, ...]:
    """Return the actions, by number, that cover the verb."""
    return tuple(n for n, action in enumerate(spec.actions) if any(cover.verb == verb for cover in action.covers))


# As formulas


def at(job: SymbolicJob, effect: Effect) -> SymbolicSet:
    return places(job.call, effect)


def places(call: SymbolicCall, effect: Effect) -> SymbolicSet:
    """Return the nodes at which the call has the effect."""
    when = call.when(effect.when)
    nodes = call.nodes(effect.at)
    if when == TRUE:
        return nodes
    if nodes.listed is None:
        return SymbolicSet(nodes.structure, None, lambda x: and_(when, nodes.has(x)))
    return listed(nodes.structure, tuple(Element(and_(when, e.guard), e.term) for e in nodes.listed))


def unseen(job: SymbolicJob, effect: Effect, y: Term) -> Formula:
    """State that node y lies at or above one that sees no change."""
    if effect.unseen_by is None:
        return FALSE
    structure = job.call.structure
    return job.call.nodes(effect.unseen_by).some(lambda u: structure.reach("", y, u))


def uncovered(spec: Spec, job: SymbolicJob, effect: Effect, action: int, cover: NodeSet) -> Formula:
    """State that the effect reaches a node where the covering action is not required."""
    structure = job.call.structure

    def missing(x: Term) -> Formula:
        reached = job.call.nodes(cover, listed(structure, (Element(TRUE, x),)))

        def at_node(y: Term) -> Formula:
            exempt = unseen(job, effect, y)
            if effect.verb != "writes":
                exempt = and_(exempt, not_(structure.same(x, y)))
            return and_(not_(exempt), not_(job.requires(action, y)))

        return reached.some(at_node)

    return at(job, effect).some(missing)


def interfere(
    spec: Spec, one: SymbolicJob, first: Effect, other: SymbolicJob, second: Effect, which: str = "untolerated"
) -> Formula:
    """State that `first` of job one disturbs `second` of the other job. which: "untolerated", where not both allow it
    where `first` lands; "tolerated", where both do; "any"."""
    how = disturbs(first, second)
    if how is None:
        return FALSE
    structure = one.call.structure
    targets = at(other, second)

    def lands(x: Term) -> Formula:
        if how == "here":
            met = targets.has(x)
        else:
            met = targets.some(lambda y: and_(structure.reach("", y, x), not_(unseen(one, first, y))))
        if which == "any":
            return met
        allowed = tolerated(spec, one, first, other, second, x)
        return and_(met, allowed if which == "tolerated" else not_(allowed))

    return at(one, first).some(lands)


def tolerated(spec: Spec, one: SymbolicJob, first: Effect, other: SymbolicJob, second: Effect, x: Term) -> Formula:
    """State that both claim x, and each allows there what covers the other's effect. What no action covers, none can
    allow."""
    if not covering(spec, first.verb) or not covering(spec, second.verb):
        return FALSE
    return and_(
        one.claims(x),
        other.claims(x),
        *(other.allows(action, x) for action in covering(spec, first.verb)),
        *(one.allows(action, x) for action in covering(spec, second.verb)),
    )


# On concrete graphs


def reached(scope: Scope, effect: Effect, cover: NodeSet) -> list[tuple[str, str]]:
    """Return the pairs (node where the effect lands, node that it reaches there by `cover`), all that must be
    claimed."""
    if effect.when is not None and not holds(effect.when, scope):
        return []
    hidden = concealed(scope, effect)
    pairs = []
    for x in sorted(evaluate(effect.at, scope)):
        inner = Scope(scope.graph, {**scope.sets, "node": frozenset((x,))}, scope.given, scope.values)
        for y in sorted(evaluate(cover, inner)):
            if y not in hidden or (effect.verb != "writes" and x == y):
                pairs.append((x, y))
    return pairs


def concealed(scope: Scope, effect: Effect) -> frozenset[str]:
    """Return the nodes that see no change."""
    if effect.unseen_by is None:
        return frozenset()
    unseen_by = evaluate(effect.unseen_by, scope)
    return unseen_by | above(scope, unseen_by)


def above(scope: Scope, nodes: frozenset[str]) -> frozenset[str]:
    inner = Scope(scope.graph, {"node": nodes})
    return evaluate(NodeSet("above", (NodeSet("name", name="node"),)), inner)


def disturbances(situation: Situation, one: int, first: Effect, other: int, second: Effect) -> list[tuple[str, str]]:
    """Return the pairs (node where `first` lands, node of `second` that it disturbs), tolerated or not."""
    how = disturbs(first, second)
    targets = situation.scoped(other, second.at, second.when)
    pairs: list[tuple[str, str]] = []
    if how is None:
        return pairs
    for scope in situation.plans[one].scopes:
        if first.when is not None and not holds(first.when, scope):
            continue
        hidden = concealed(scope, first)
        for x in sorted(evaluate(first.at, scope)):
            touched = {x} if how == "here" else ({x} | above(scope, frozenset((x,)))) - hidden
            pairs += [(x, y) for y in sorted(targets & touched)]
    return pairs


def tolerates(situation: Situation, one: int, first: Effect, other: int, second: Effect, x: str) -> bool:
    """Return whether both claim x, and each allows there what covers the other's effect."""
    spec = situation.spec
    mine, theirs = situation.flags(one, x), situation.flags(other, x)
    return (
        mine is not None
        and theirs is not None
        and bool(covering(spec, first.verb) and covering(spec, second.verb))
        and all(theirs[1] >> action & 1 for action in covering(spec, first.verb))
        and all(mine[1] >> action & 1 for action in covering(spec, second.verb))
    )
