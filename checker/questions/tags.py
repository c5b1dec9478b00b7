"""Tags that starts change, and the conditions that ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nac.operators import unknown
from nac.spec import Change, Condition, Where
from nac.traversal import parts

from ..encoding.change_steps import Course
from ..encoding.encode import SymbolicCall, SymbolicJob
from ..smt.logic import Formula, and_, not_, or_
from .question import Side

Asked = tuple[Condition, bool, bool, Condition]
"""(a condition, whether it is harmful that it becomes true, or false; a part of it that asks for a tag, and whether it
is harmful that this becomes true)."""


def asked_by_roles(holder: Side) -> list[Asked]:
    """Return all that asks for a tag in the conditions of roles, which must not come to hold."""
    roles = [role for role in holder.operation.roles if not role.during or holder.phase in role.during]
    return _asked((role.when, True) for role in roles if role.when is not None)


def asked_of(wheres: Iterable[Where]) -> list[Asked]:
    """Return all that asks for a tag in preconditions, which must go on to hold."""
    return _asked((where.condition, False) for where in wheres)


def _asked(found: Iterable[tuple[Condition, bool]]) -> list[Asked]:
    return [
        (condition, to, positive == to, leaf)
        for condition, to in found
        for leaf, positive in condition.leaves()
        if leaf.asks_tag
    ]


def flips(each: Change, leaf: Condition, to: bool) -> bool:
    """Return whether the change can make the part true, or false."""
    match each.op:
        case "remove":
            return not to
        case "tag":
            return to and each.word == leaf.name
        case "untag":
            return not to and each.word == leaf.name
        case "insert" | "add" | "link" | "unlink":
            return False  # a node that comes has no tags
        case _:
            raise unknown("change", each.op)


def retagged(held: SymbolicJob, changer: SymbolicCall, course: Course, asked: list[Asked]) -> Iterator[Formula]:
    """Yield where a condition that is not as it is harmful has a part that becomes so. (None can become so without
    one.)"""
    call = held.call
    for condition, harmful, to, leaf in asked:
        owners = [part.args[0] for part in parts(call.operation, leaf.sets[0])]  # with which the parts go
        for number, nodes in enumerate(course.nodes):
            each = changer.operation.changes[number]
            if flips(each, leaf, to):
                met = [leaf.sets[0], *owners] if each.op == "remove" else leaf.sets
                yield and_(
                    not_(_is(call.holds(condition), harmful)),
                    not_(_is(call.holds(leaf), to)),
                    or_(*(nodes.some(call.nodes(asked_of).has) for asked_of in met)),
                )


def _is(formula: Formula, value: bool) -> Formula:
    return formula if value else not_(formula)
