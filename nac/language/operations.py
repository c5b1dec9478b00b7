"""Operations: from the tree to the model."""

from __future__ import annotations

from typing import cast

from nac.operators import Verb
from nac.spec import VERBS, Change, Effect, Let, Operation, Role, Span, Where

from . import tree as t
from .changes import change
from .diagnostics import quoted, suggest
from .expressions import NameScope
from .modifiers import Modifiers
from .names import SET_WORDS, Names, reserved
from .parameters import parameters
from .phases import Phases, phases


def operation(item: t.OperationItem, names: Names) -> Operation:
    """Return the operation that an item defines. What is wrong with it is reported, and left out."""
    return _OperationResolver(item, names).operation()


class _OperationResolver:
    def __init__(self, item: t.OperationItem, names: Names) -> None:
        self.item = item
        self.names = names
        self.sink = names.sink
        self.phases: Phases = phases(item, names.sink)
        declared = parameters(item, names.sink)
        lets = [clause for clause in item.clauses if isinstance(clause, t.LetClause)]
        later = {clause.name.text: clause.name.span for clause in reversed(lets)}
        self.scope = NameScope(names, declared, later=later)
        self.lets: list[Let] = []
        self.wheres: list[Where] = []
        self.roles: list[Role] = []
        self.effects: list[Effect] = []
        self.changes: list[Change] = []

    def operation(self) -> Operation:
        item = self.item
        # A list and not a table of types: the order of the text decides which lets are known.
        for clause in item.clauses:
            if isinstance(clause, t.LetClause):
                self.let(clause)
            elif isinstance(clause, t.WhereClause):
                condition = self.scope.condition(clause.condition)
                message = clause.message.text if clause.message else ""
                self.wheres.append(Where(condition, message, clause.fatal, clause.span))
            elif isinstance(clause, t.RoleClause):
                self.roles.append(self.role(clause))
            elif isinstance(clause, t.EffectsClause):
                self.effects += [self.effect(effect) for effect in clause.effects]
            elif isinstance(clause, t.ChangesClause):
                self.changes += [change(each, self.scope) for each in clause.changes]
        calls = [parameter for parameter in self.scope.parameters.values() if parameter.kind == "calls"]
        own = next((c for c in item.clauses if isinstance(c, t.ChangesClause) and c.changes), None)
        if calls and own:
            message = f"{quoted(item.name.text)} makes calls, so it changes what they change and nothing of its own"
            made = (calls[0].span, "its calls are these")
            hint = "move the changes into an operation that it can call"
            self.sink.add("NAC068", message, own.span, made, help=hint)
        if not (self.roles or self.changes or calls):
            hint = "say what it claims, and where: `at NODES { require ... allow ... }`"
            message = f"the operation {quoted(item.name.text)} has no `at` clause and no change, so it can do nothing"
            self.sink.add("NAC061", message, item.name.span, help=hint)
        for let in self.lets:
            if let.name not in self.scope.used:
                message = f"nothing uses the `let` {quoted(let.name)}"
                self.sink.add("NAC064", message, self.scope.lets[let.name], help="use it or drop it")
        return Operation(
            item.name.text,
            tuple(self.scope.parameters.values()),
            tuple(self.lets),
            tuple(self.wheres),
            tuple(self.roles),
            tuple(self.effects),
            tuple(self.phases.spans),
            tuple(self.phases.transitions),
            self.phases.start,
            self.phases.then,
            self.phases.completes,
            tuple(self.changes),
            doc=item.doc,
            span=item.span,
        )

    def let(self, clause: t.LetClause) -> None:
        word = clause.name
        value = self.scope.node_set(clause.value)
        parameter = self.scope.parameters.get(word.text)
        first = self.scope.lets.get(word.text, parameter.span if parameter else None)
        if first is not None:
            hint = "rename one of them"
            message = f"there are two definitions of {quoted(word.text)}"
            self.sink.add("NAC039", message, word.span, (first, "the first is here"), help=hint)
            return
        reserved(word, SET_WORDS, "a `let`", self.sink)
        self.scope.lets[word.text] = word.span
        self.lets.append(Let(word.text, value, clause.span))

    def role(self, clause: t.RoleClause) -> Role:
        at = self.scope.node_set(clause.at)
        parts = Modifiers(clause.modifiers, self.scope)
        masks = {"require": 0, "allow": 0}
        spans: dict[str, Span] = {}
        for said in clause.flags:
            if said.kind in spans:
                first = (spans[said.kind], "the first is here")
                self.sink.add("NAC040", f"`{said.kind}` is said twice", said.span, first, help="join the two lists")
            spans.setdefault(said.kind, said.span)
            masks[said.kind] |= self.flags(said.flags)
        when, during = parts.when(), self.during(parts)
        return Role(
            at, masks["require"], masks["allow"], when, during, clause.span, spans.get("require"), spans.get("allow")
        )

    def flags(self, flags: t.FlagList) -> int:
        """Return the mask; a parameter or a let in the list is told apart from a word that is merely unknown."""
        known: list[t.Word] = []
        for word in flags.words:
            place = self.scope.lets.get(word.text)
            parameter = self.scope.parameters.get(word.text)
            place = parameter.span if parameter else place
            declared = word.text in self.names.actions or word.text in self.names.flag_sets
            if place is not None and not declared and word.text not in ("all", "none"):
                message = f"{quoted(word.text)} is a {'parameter' if parameter else '`let`'}, not an action"
                hint = f"the actions are {', '.join(list(self.names.actions)[:8])}" if self.names.actions else ""
                self.sink.add("NAC050", message, word.span, (place, "it is declared here"), help=hint)
            else:
                known.append(word)
        return self.names.flags(t.FlagList(tuple(known), flags.inverted, flags.span))

    def effect(self, clause: t.EffectClause) -> Effect:
        verb = clause.verb
        if verb.text not in VERBS:
            hint = suggest(verb.text, VERBS, f"the verbs are {', '.join(VERBS)}")
            self.sink.add("NAC033", f"there is no verb {quoted(verb.text)}", verb.span, help=hint)
        parts = Modifiers(clause.modifiers, self.scope)
        if "to" in parts.given and verb.text in VERBS and verb.text != "rewires":
            self.sink.add("NAC060", f"`{verb.text}` has no `to`", parts.given["to"].span, help="only `rewires` has one")
        return Effect(
            cast(Verb, verb.text),  # or it is reported
            self.scope.node_set(clause.at),
            parts.node_set("unseen"),
            parts.node_set("to"),
            parts.when(),
            self.during(parts),
            clause.span,
        )

    def during(self, parts: Modifiers) -> tuple[str, ...]:
        declared: dict[str, Span] = {}
        for word in parts.words("during"):
            if word.text in declared:
                first = (declared[word.text], "the first is here")
                self.sink.add("NAC040", f"the phase {quoted(word.text)} is named twice", word.span, first)
            elif self.phases.known(word, self.sink):
                declared[word.text] = word.span
        return tuple(declared)
