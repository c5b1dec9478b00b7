"""From lark's tree to ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from lark import Tree
from lark.lexer import Token

from nac.operators import ChangeOperator, PatternOperator, PropertyKind

from . import tree as t
from .build_scenarios import ScenarioBuilder
from .build_words import Node, TreePart, trees


class Builder(ScenarioBuilder):
    """Builds the tree of one item."""

    def item(self, start: Node) -> t.Item:
        node = cast(Node, start.children[0])
        return _ITEMS[node.data](self, node)

    # Flags and sets.

    def flags(self, node: Node) -> t.FlagList:
        return t.FlagList(self.words(node.children), node.data == "all_except", self.span(node))

    def expr(self, child: TreePart) -> t.Expr:
        span = self.span(child)
        if isinstance(child, Token):
            return t.Expr("text", span, word=self.word(child))
        op = cast(t.ExprOperator, _OPERATORS.get(child.data, str(child.data)))  # a rule of the grammar
        tokens = [part for part in child.children if isinstance(part, Token)]
        if op == "call":
            args = tuple(self.expr(part) for part in child.children[1:] if part is not None)
            return t.Expr(op, span, args, self.word(tokens[0]))
        args = tuple(self.expr(part) for part in child.children if isinstance(part, Tree))
        return t.Expr(op, span, args, self.word(tokens[0]) if tokens and op in ("name", "is", "has") else None)

    # Items.

    def import_(self, node: Node) -> t.Import:
        return t.Import(self.word(cast(Token, node.children[0])), self.span(node))

    def flag_set(self, node: Node) -> t.FlagSetItem:
        name, flags = node.children
        return t.FlagSetItem(self.word(cast(Token, name)), self.flags(cast(Node, flags)), self.span(node))

    def action(self, node: Node) -> t.ActionItem:
        name, text, *covers = node.children
        clauses = tuple(self.cover(cast(Node, cover)) for cover in covers)
        return t.ActionItem(self.word(cast(Token, name)), self.maybe(text), clauses, self.doc, self.head(node))

    def cover(self, node: Node) -> t.CoverClause:
        verb, at = node.children
        return t.CoverClause(self.word(cast(Token, verb)), None if at is None else self.expr(at))

    def operation(self, node: Node) -> t.OperationItem:
        name, *rest = node.children
        parameters: list[t.ParameterClause] = []
        clauses: list[t.OperationClause] = []
        for part in rest:
            if not isinstance(part, Tree):
                continue
            if part.data == "parameter":
                parameters.append(self.parameter(part, None))
            elif part.data == "group":
                group = self.word(cast(Token, part.children[0]))
                parameters += [self.parameter(field, group) for field in trees(part)]
            else:
                clauses.append(_CLAUSES[part.data](self, part))
        word = self.word(cast(Token, name))
        return t.OperationItem(word, tuple(parameters), tuple(clauses), self.doc, self.head(node))

    def parameter(self, node: Node, group: t.Word | None) -> t.ParameterClause:
        name, optional, kind, usual, default = node.children
        types: tuple[t.Word, ...] = ()
        accepts: tuple[t.Word, ...] = ()
        if isinstance(kind, Tree):
            types = self.words(kind.children)
            accepts = tuple(self.word(cast(Token, part.children[0])) for part in trees(kind))
        word = self.word(cast(Token, name))
        often, said = (self.maybe(part.children[0]) if isinstance(part, Tree) else None for part in (usual, default))
        return t.ParameterClause(word, optional is not None, types, accepts, often, said, group, self.span(node))

    def let(self, node: Node) -> t.LetClause:
        name, value = node.children
        return t.LetClause(self.word(cast(Token, name)), self.expr(value), self.span(node))

    def where(self, node: Node) -> t.WhereClause:
        condition, message = node.children
        return t.WhereClause(self.expr(condition), self.maybe(message), node.data == "fatal", self.span(node))

    def phases(self, node: Node) -> t.PhasesClause:
        return t.PhasesClause(tuple(self.words(path.children) for path in trees(node)), self.span(node))

    def begin(self, node: Node) -> t.StartClause:
        phase, then = node.children
        return t.StartClause(self.word(cast(Token, phase)), self.maybe(then), self.span(node))

    def completes(self, node: Node) -> t.CompletesClause:
        return t.CompletesClause(self.span(node))

    def role(self, node: Node) -> t.RoleClause:
        at, *rest = cast("list[Node]", node.children)
        modifiers = tuple(self.modifier(part) for part in rest if part.data in _MODIFIERS)
        flags = tuple(
            t.FlagClause(str(part.data), self.flags(trees(part)[0]), self.span(part))
            for part in rest
            if part.data in ("require", "allow")
        )
        return t.RoleClause(self.expr(at), modifiers, flags, self.span(node))

    def effects(self, node: Node) -> t.EffectsClause:
        return t.EffectsClause(tuple(self.effect(part) for part in trees(node)), self.span(node))

    def effect(self, node: Node) -> t.EffectClause:
        verb, at, *rest = node.children
        modifiers = tuple(self.modifier(cast(Node, part)) for part in rest)
        return t.EffectClause(self.word(cast(Token, verb)), self.expr(at), modifiers, self.span(node))

    def changes(self, node: Node) -> t.ChangesClause:
        return t.ChangesClause(tuple(self.change(part) for part in trees(node)), self.span(node))

    def change(self, node: Node) -> t.ChangeClause:
        parts = trees(node)
        sets = [self.expr(part) for part in parts if part.data not in _MODIFIERS]
        modifiers = tuple(self.modifier(part) for part in parts if part.data in _MODIFIERS)
        word = next(iter(self.words(node.children)), None)
        at = sets[1] if len(sets) > 1 else None
        return t.ChangeClause(cast(ChangeOperator, str(node.data)), sets[0], at, word, modifiers, self.span(node))

    def modifier(self, node: Node) -> t.Modifier:
        kind = _MODIFIERS[node.data]
        if kind in ("during", "as"):
            return t.Modifier(kind, self.span(node), words=self.words(node.children))
        return t.Modifier(kind, self.span(node), self.expr(node.children[0]))

    # Properties.

    def property(self, node: Node) -> t.PropertyItem:
        name, body = node.children
        left, right = (self.pattern(part) for part in trees(cast(Node, body)))
        kind = cast(PropertyKind, str(cast(Node, body).data))
        return t.PropertyItem(self.word(cast(Token, name)), kind, left, right, self.doc, self.head(node))

    def pattern(self, node: Node) -> t.PatternExpr:
        op, span = _PATTERNS[node.data], self.span(node)
        if op in ("not", "and", "or"):
            return t.PatternExpr(op, span, tuple(self.pattern(part) for part in trees(node)))
        side, said = node.children
        if isinstance(said, Tree):
            return t.PatternExpr(op, span, side=self.maybe(side), flags=self.flags(said))
        return t.PatternExpr(op, span, side=self.maybe(side), word=self.maybe(said))


_ITEMS: dict[str, Callable[[Builder, Node], t.Item]] = {
    "import_": Builder.import_,
    "flag_set": Builder.flag_set,
    "action": Builder.action,
    "operation": Builder.operation,
    "property": Builder.property,
    "scenario": Builder.scenario,
}

_CLAUSES: dict[str, Callable[[Builder, Node], t.OperationClause]] = {
    "let": Builder.let,
    "where": Builder.where,
    "fatal": Builder.where,
    "phases": Builder.phases,
    "begin": Builder.begin,
    "completes": Builder.completes,
    "role": Builder.role,
    "effects": Builder.effects,
    "changes": Builder.changes,
}

_MODIFIERS = {
    "when": "when",
    "during": "during",
    "unseen": "unseen",
    "target": "to",
    "kind": "as",
    "sparing": "sparing",
}

_OPERATORS = {
    "disjunction": "or",
    "conjunction": "and",
    "negated": "not",
    "inside": "in",
    "is_below": "below",
    "is_above": "above",
    "equals": "is",
    "difference": "except",
}

_PATTERNS: Mapping[str, PatternOperator] = {
    "requires": "requires",
    "allows": "allows",
    "pattern_is": "is",
    "pattern_in": "during",
    "pattern_negated": "not",
    "pattern_and": "and",
    "pattern_or": "or",
}
