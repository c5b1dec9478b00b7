"""From the items of all files to one spec."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast

from nac.operators import Verb
from nac.spec import VERBS, Action, Cover, NodeSet, Operation, Span, Spec

from . import tree as t
from .diagnostics import Sink, quoted, suggest
from .expressions import NameScope
from .names import FLAG_WORDS, MOST_ACTIONS, OPERATION_WORDS, Names, few, reserved
from .operations import operation
from .phases import phases
from .properties import property_
from .scenarios import scenario

MOST_LISTED = 3
"""The most files that are listed as having nothing in them."""


def resolve(
    items: Iterable[t.Item], doc: str, name: str, sink: Sink, files: Collection[str], *, incomplete: bool = False
) -> Spec:
    """Return the spec that the items of the files make. Meaningful only if `sink` holds no error afterwards.

    `incomplete`: some items could not be read, so unknown names may be theirs.
    """
    every = list(items)
    names = Names(sink, incomplete=incomplete)
    names.broken = {item.name for item in every if isinstance(item, t.Broken)}
    _declare(every, names)
    actions = tuple(_action(item, names) for item in every if isinstance(item, t.ActionItem))
    for item in every:
        if isinstance(item, t.FlagSetItem) and names.flag_sets.get(item.name.text) is item:
            names.masks[item.name.text] = names.flags(item.flags)
    operations = []
    for item in every:
        if isinstance(item, t.OperationItem):
            operations.append(operation(item, names))
            names.operations.setdefault(item.name.text, operations[-1])
    _without_effects(actions, operations, sink)
    properties = tuple(property_(item, names) for item in every if isinstance(item, t.PropertyItem))
    scenarios = tuple(scenario(item, names) for item in every if isinstance(item, t.ScenarioItem))
    if not every and not sink.failed:
        _empty(sink, files)
    elif not actions and not names.broken and not incomplete:
        _without_actions(names, files)
    return Spec(name, actions, tuple(operations), properties, scenarios, doc)


def _empty(sink: Sink, files: Collection[str]) -> None:
    more = f" and {len(files) - MOST_LISTED} more" if len(files) > MOST_LISTED else ""
    listed = ", ".join(list(files)[:MOST_LISTED]) + more
    sink.add("NAC005", f"there is no action and no operation in {listed}", help='begin with `action NAME "..."`')


def _without_actions(names: Names, files: Collection[str]) -> None:
    first = next(iter(names.operation_items.values()), None)
    if first is not None:
        hint = 'declare some, `action NAME "..."`, or import them'
        names.sink.add("NAC063", "the spec has operations but no actions", first.name.span, help=hint)
    else:
        _empty(names.sink, files)


def _without_effects(actions: tuple[Action, ...], operations: list[Operation], sink: Sink) -> None:
    """Reports who claims what is there for effects and has none, in a spec where others have."""
    covering = sum(1 << bit for bit, action in enumerate(actions) if action.covers)
    if any(each.effects for each in operations):
        for each in operations:
            claims = any(role.require & covering for role in each.roles)
            if claims and not (each.effects or each.changes or each.makes_calls):
                message = f"the operation {quoted(each.name)} has no `effects`, so its claims are checked for nothing"
                sink.add("NAC072", message, each.span, help="say what it does: `effects { VERB NODES }`")


def _declare(items: list[t.Item], names: Names) -> None:
    """Enters the names of all items, and reports those that are taken."""
    if not few([item.name for item in items if isinstance(item, t.ActionItem)], MOST_ACTIONS, "actions", names.sink):
        names.incomplete = True
        return
    taken: dict[tuple[str, str], Span] = {}
    for item in items:
        if isinstance(item, t.Import | t.Broken):
            continue
        word = item.name
        kind = _KINDS[type(item)]
        first = taken.setdefault((kind, word.text), word.span)
        if first is not word.span:
            message = f"there are two {kind} {quoted(word.text)}"
            names.sink.add("NAC039", message, word.span, (first, "the first is here"), help="rename one of them")
            continue
        if isinstance(item, t.ActionItem):
            reserved(word, FLAG_WORDS, "an action", names.sink)
            names.action_spans[word.text] = word.span
            names.actions[word.text] = len(names.actions)
        elif isinstance(item, t.FlagSetItem):
            reserved(word, FLAG_WORDS, "a flag set", names.sink)
            names.flag_sets[word.text] = item
        elif isinstance(item, t.OperationItem):
            reserved(word, OPERATION_WORDS, "an operation", names.sink)
            names.operation_items[word.text] = item
            names.phases.update(phases(item, Sink()).spans)


_KINDS: dict[type[t.Item], str] = {
    t.ActionItem: "actions or flag sets",
    t.FlagSetItem: "actions or flag sets",
    t.OperationItem: "operations",
    t.PropertyItem: "properties",
    t.ScenarioItem: "scenarios",
}


def _action(item: t.ActionItem, names: Names) -> Action:
    covers = tuple(_cover(clause, names) for clause in item.covers)
    return Action(item.name.text, item.text.text if item.text else "", covers, item.doc, item.span)


def _cover(clause: t.CoverClause, names: Names) -> Cover:
    verb = clause.verb
    if verb.text not in VERBS:
        hint = suggest(verb.text, VERBS, f"the verbs are {', '.join(VERBS)}")
        names.sink.add("NAC033", f"there is no verb {quoted(verb.text)}", verb.span, help=hint)
    what = cast(Verb, verb.text)  # or it is reported
    if clause.at is None:
        return Cover(what, NodeSet("name", name="node", span=verb.span))
    return Cover(what, NameScope(names, special="node").node_set(clause.at))
