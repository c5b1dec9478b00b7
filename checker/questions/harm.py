"""When the claims that a job holds are too few: as a formula, by the rules of growth, and on a real graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nac import kernel
from nac.plan import Claim, Plan

from ..encoding.encode import SymbolicJob
from ..encoding.growth import Growth
from ..encoding.structure import Term
from ..encoding.symbolic_sets import SymbolicSet
from ..smt.logic import FALSE, TRUE, Formula, and_, not_
from .mending import listed
from .question import Fact, Situation


def harms(
    growth: Growth,
    holder: SymbolicJob,
    changed: SymbolicSet,
    ends: SymbolicSet | None,
    goes: bool = True,
) -> Formula:
    """State that a node of `changed` loses edges, or gets one to a node of `ends`, such as the rule speaks of.

    No new edge reverses a way: neither a start nor `Controller.reconfigure` may (semantics: steps). goes: a node of
    `changed` may leave the graph, or come to it, with its tags.
    """
    if growth.tags and not goes:
        return FALSE
    call = holder.call
    reach = call.structure.reach
    when = and_(*map(call.holds, growth.when))

    def within(nodes: SymbolicSet | None, spare: SymbolicSet, x: Term) -> Formula:
        return and_(TRUE if nodes is None else nodes.has(x), not_(spare.has(x)))

    upper = None if growth.upper is None else call.nodes(growth.upper)
    lower = None if growth.lower is None else call.nodes(growth.lower)
    spare_upper, spare_lower = call.nodes(growth.spare_upper), call.nodes(growth.spare_lower)
    if growth.loses:
        return and_(when, changed.some(lambda z: within(upper, spare_upper, z)))
    if ends is None:
        return FALSE

    def gains(z: Term) -> Formula:
        return ends.some(lambda t: and_(within(lower, spare_lower, t), not_(reach("", t, z))))

    return and_(when, changed.some(lambda z: and_(within(upper, spare_upper, z), gains(z))))


@dataclass(frozen=True, slots=True)
class Deed:
    """The act of the second job, and what to do about it, in words; the nodes that it is about."""

    text: str
    mend: str
    nodes: tuple[str, ...] = ()


def lacking(situation: Situation, claims: Mapping[str, Claim], now: Plan, deed: Deed) -> Iterator[Fact]:
    """Yield what the claims of the first job lack by its plan on the changed graph."""
    holder = situation.sides[0]
    one, two = situation.labels()
    then = f"{two} {deed.text}, and no claim refuses that: then a"
    for node, (require, allow) in now.claims(holder.phase).items():
        had = claims.get(node, Claim(kernel.NONE, kernel.ALL))
        if kernel.weaker(require, allow, *had) & situation.spec.all:
            more = situation.spec.names(require & ~had.require)
            less = situation.spec.names(had.allow & ~allow & situation.spec.all & ~(require & ~had.require))
            asks = [f"require {listed(more)}"] * bool(more) + [f"not allow {listed(less, 'or')}"] * bool(less)
            text = f"{then} role of {one} takes in {node}, where it would have to {listed(asks)}, and it does not hold"
            yield Fact(f"{text} that. {deed.mend}", (node, *deed.nodes), now.roles(node, holder.phase)[-1].span)
