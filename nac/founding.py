"""Conditions that active jobs read, and whether a change of the graph leaves them as they are (semantics: invariant).
Values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .graph import Graph
from .plan import Job
from .sets import evaluate, holds
from .spec import Condition, Operation, Where

Lasting = Mapping[str, tuple[Where, ...]]
"""The preconditions on which what is proved relies, by operation."""


def fallen(relied: Lasting, before: Job, after: Job) -> Where | None:
    """Return the first precondition that is relied on, held of the job before a change and does not after it."""
    wheres = relied.get(before.plan.operation.name, ())
    for was, now in zip(before.plan.scopes, after.plan.scopes, strict=True) if wheres else ():
        for where in wheres:
            if holds(where.condition, was) and not holds(where.condition, now):
                return where
    return None


def retagged(old: Graph, before: Job, after: Job) -> Condition | None:
    """Return the first condition of the job on a tag that a change from the graph `old` has made another one, or None.

    Only by tags: what the condition comes to on the new edges with the tags that the nodes had is the job's to expect.
    Nodes that are not in `old` had none.
    """
    for was, now in zip(before.plan.scopes, after.plan.scopes, strict=True):
        for leaf in _tag_conditions(before.plan.operation):
            nodes, holding = evaluate(leaf.sets[0], now), holds(leaf, now)
            with_old_tags = bool(nodes) and all(old.has(node, leaf.name) for node in nodes)
            if holding not in (holds(leaf, was), with_old_tags):
                return leaf
    return None


def _tag_conditions(operation: Operation) -> Iterator[Condition]:
    """Yield the conditions on tags among its preconditions and those of its roles and effects."""
    conditions = [where.condition for where in operation.wheres]
    whens = [*(role.when for role in operation.roles), *(effect.when for effect in operation.effects)]
    conditions += [when for when in whens if when is not None]
    return (leaf for condition in conditions for leaf, _ in condition.leaves() if leaf.asks_tag)
