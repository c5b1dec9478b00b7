"""The role of an operation to mend, and the text that says what a claim lacks: the words of counterexamples."""

from __future__ import annotations

from collections.abc import Sequence

from nac.spec import Role, Span

from .question import Situation


def requiring(situation: Situation, job: int, node: str, bits: int) -> Span | None:
    """Return the role that should require `bits` at `node`: one that holds the node; else one that requires them
    elsewhere; else the last one."""
    side = situation.sides[job]
    here = situation.plans[job].roles(node, side.phase)
    if here:
        return here[-1].require_span or here[-1].span
    active = [role for role in side.operation.roles if not role.during or side.phase in role.during]
    near = [role for role in active if role.require & bits] or active or list(side.operation.roles)
    return near[-1].span if near else side.operation.span


def allowing(situation: Situation, job: int, node: str, bits: int) -> Span | None:
    """Return the role that allows `bits` at `node`."""
    roles = situation.plans[job].roles(node, situation.sides[job].phase)
    allow = [role for role in roles if role.allow & bits == bits] or list(roles)
    return _place(allow, situation.sides[job].operation.span)


def _place(roles: Sequence[Role], otherwise: Span | None) -> Span | None:
    return (roles[-1].allow_span or roles[-1].span) if roles else otherwise


def lacks(situation: Situation, job: int, node: str, bits: int) -> str:
    """Return why the job does not require `bits` at the node, in words."""
    flags = situation.flags(job, node)
    if flags is None:
        return f"no role of {situation.sides[job].operation.name} holds {node}"
    names = situation.spec.names(flags[0])
    return f"there it requires {'only ' + listed(names) if names else 'nothing'}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
