"""From lark's tree to ours."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import cast

from lark import Tree
from lark.lexer import Token

from nac.spec import Json, Span

from . import tree as t
from .diagnostics import Sink, quoted
from .source import Source

Node = Tree[Token]
Child = Node | Token

LONGEST_NUMBER = 300


class Builder:
    """Builds the tree of one item, whose text begins at `offset`. Reports what only a look into a token shows."""

    def __init__(self, source: Source, offset: int, doc: str, sink: Sink) -> None:
        self.source = source
        self.offset = offset
        self.doc = doc
        self.sink = sink

    def item(self, start: Node) -> t.Item:
        node = cast(Node, start.children[0])
        return _ITEMS[node.data](self, node)

    # Places, words.

    def span(self, child: Child) -> Span:
        place = child if isinstance(child, Token) else child.meta
        first, last = getattr(place, "start_pos", None) or 0, getattr(place, "end_pos", None) or 0
        return self.source.span(self.offset + first, self.offset + max(first, last))

    def head(self, node: Node) -> Span:
        """The place of an item's keyword and name: what to show of a long item."""
        name = next(child for child in node.children if isinstance(child, Token))
        return self.source.span(self.offset + node.meta.start_pos, self.offset + (name.end_pos or 0))

    def word(self, token: Token) -> t.Word:
        span = self.span(token)
        if token.type == "STRING":
            return t.Word(self.string(str(token), span), span, quoted=True)
        return t.Word(str(token), span)

    def maybe(self, token: Child | None) -> t.Word | None:
        return None if token is None else self.word(cast(Token, token))

    def words(self, tokens: Iterable[Child | None]) -> tuple[t.Word, ...]:
        return tuple(self.word(token) for token in tokens if isinstance(token, Token))

    def string(self, text: str, span: Span) -> str:
        try:
            value: str = json.loads(text, strict=False)
            value.encode("utf-8")
        except ValueError:
            known = r"the escapes are \" \\ \/ \b \f \n \r \t and \u with four digits"
            self.sink.add("NAC024", "this text has an escape that means nothing", span, help=known)
            return text[1:-1].encode("utf-8", "replace").decode("utf-8")
        return value

    # Flags and sets.

    def flags(self, node: Node) -> t.Flags:
        return t.Flags(self.words(node.children), node.data == "all_except", self.span(node))

    def expr(self, child: Child) -> t.Expr:
        span = self.span(child)
        if isinstance(child, Token):
            return t.Expr("text", span, word=self.word(child))
        op = _OPERATORS.get(child.data, str(child.data))
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
        clauses: list[t.Clause] = []
        for part in rest:
            if not isinstance(part, Tree):
                continue
            if part.data == "parameter":
                parameters.append(self.parameter(part, None))
            elif part.data == "group":
                group = self.word(cast(Token, part.children[0]))
                parameters += [self.parameter(field, group) for field in _trees(part)]
            else:
                clauses.append(_CLAUSES[part.data](self, part))
        word = self.word(cast(Token, name))
        return t.OperationItem(word, tuple(parameters), tuple(clauses), self.doc, self.head(node))

    def parameter(self, node: Node, group: t.Word | None) -> t.ParameterClause:
        name, optional, kind, default = node.children
        types: tuple[t.Word, ...] = ()
        accepts: tuple[t.Word, ...] = ()
        if isinstance(kind, Tree):
            types = self.words(kind.children)
            accepts = tuple(self.word(cast(Token, part.children[0])) for part in _trees(kind))
        word = self.word(cast(Token, name))
        said = self.maybe(default.children[0]) if isinstance(default, Tree) else None
        return t.ParameterClause(word, optional is not None, types, accepts, said, group, self.span(node))

    def let(self, node: Node) -> t.LetClause:
        name, value = node.children
        return t.LetClause(self.word(cast(Token, name)), self.expr(value), self.span(node))

    def where(self, node: Node) -> t.WhereClause:
        condition, message = node.children
        return t.WhereClause(self.expr(condition), self.maybe(message), self.span(node))

    def phases(self, node: Node) -> t.PhasesClause:
        return t.PhasesClause(tuple(self.words(path.children) for path in _trees(node)), self.span(node))

    def begin(self, node: Node) -> t.StartClause:
        phase, then = node.children
        return t.StartClause(self.word(cast(Token, phase)), self.maybe(then), self.span(node))

    def completes(self, node: Node) -> t.CompletesClause:
        return t.CompletesClause(self.span(node))

    def role(self, node: Node) -> t.RoleClause:
        at, *rest = cast("list[Node]", node.children)
        modifiers = tuple(self.modifier(part) for part in rest if part.data in _MODIFIERS)
        flags = tuple(
            t.FlagClause(str(part.data), self.flags(_trees(part)[0]), self.span(part))
            for part in rest
            if part.data in ("require", "allow")
        )
        return t.RoleClause(self.expr(at), modifiers, flags, self.span(node))

    def effects(self, node: Node) -> t.EffectsClause:
        return t.EffectsClause(tuple(self.effect(part) for part in _trees(node)), self.span(node))

    def effect(self, node: Node) -> t.EffectClause:
        verb, at, *rest = node.children
        modifiers = tuple(self.modifier(cast(Node, part)) for part in rest)
        return t.EffectClause(self.word(cast(Token, verb)), self.expr(at), modifiers, self.span(node))

    def modifier(self, node: Node) -> t.Modifier:
        kind = _MODIFIERS[node.data]
        if kind == "during":
            return t.Modifier(kind, self.span(node), words=self.words(node.children))
        return t.Modifier(kind, self.span(node), self.expr(node.children[0]))

    # Properties.

    def property(self, node: Node) -> t.PropertyItem:
        name, body = node.children
        left, right = (self.pattern(part) for part in _trees(cast(Node, body)))
        kind = str(cast(Node, body).data)
        return t.PropertyItem(self.word(cast(Token, name)), kind, left, right, self.doc, self.head(node))

    def pattern(self, node: Node) -> t.PatternExpr:
        op, span = _PATTERNS[node.data], self.span(node)
        if op in ("not", "and", "or"):
            return t.PatternExpr(op, span, tuple(self.pattern(part) for part in _trees(node)))
        side, said = node.children
        if isinstance(said, Tree):
            return t.PatternExpr(op, span, side=self.maybe(side), flags=self.flags(said))
        return t.PatternExpr(op, span, side=self.maybe(side), word=self.maybe(said))

    # Scenarios.

    def scenario(self, node: Node) -> t.ScenarioItem:
        name, *rest = node.children
        clauses = tuple(self.graph(part) if part.data == "graph" else self.step(part) for part in _nodes(rest))
        return t.ScenarioItem(self.word(cast(Token, name)), clauses, self.doc, self.head(node))

    def graph(self, node: Node) -> t.GraphClause:
        parts: list[t.ChainClause | t.TagsClause] = []
        for part in _trees(node):
            tokens = cast("list[Token]", part.children)
            if part.data == "chain":
                kinds = tuple(self.kind(token) for token in tokens[1::2])
                parts.append(t.ChainClause(self.words(tokens[0::2]), kinds, self.span(part)))
            else:
                parts.append(t.TagsClause(self.word(tokens[0]), self.words(tokens[1:]), self.span(part)))
        return t.GraphClause(tuple(parts), self.span(node))

    def kind(self, token: Token) -> str:
        inner = str(token)[1:-1]
        return self.string(inner, self.span(token)) if inner.startswith('"') else inner

    def step(self, node: Node) -> t.StepClause:
        op, span, parts = str(node.data), self.span(node), node.children
        if op in ("admit", "refuse", "invalid"):
            run, phase, *reasons = cast("list[Node | None]", parts)
            said = None if phase is None else self.word(cast(Token, phase.children[0]))
            return t.StepClause(op, span, self.run(cast(Node, run)), phase=said, because=self.because(reasons))
        job, *rest = parts
        phase_word = self.word(cast(Token, rest[0])) if rest else None
        reasons = cast("list[Node | None]", rest[1:])
        return t.StepClause(op, span, job=self.maybe(job), phase=phase_word, because=self.because(reasons))

    def because(self, nodes: Iterable[Node | None]) -> tuple[tuple[t.Word, t.Word], ...]:
        reasons = [self.words(reason.children) for node in nodes if node is not None for reason in _trees(node)]
        return tuple((node, action) for node, action in reasons)

    def run(self, node: Node) -> t.RunClause:
        job, operation, *pairs = node.children
        name = None if job is None else self.word(cast(Token, cast(Node, job).children[0]))
        return t.RunClause(name, self.word(cast(Token, operation)), self.pairs(pairs), self.span(node))

    def pairs(self, nodes: Iterable[Child | None]) -> tuple[tuple[t.Word, t.Value], ...]:
        return tuple((self.word(cast(Token, pair.children[0])), self.value(pair.children[1])) for pair in _nodes(nodes))

    def value(self, child: Child) -> t.Value:
        span = self.span(child)
        if isinstance(child, Tree):
            if child.data == "array":
                items = tuple(self.value(part) for part in child.children if part is not None)
                return t.Value("list", span, items=items)
            return t.Value("object", span, pairs=self.pairs(child.children))
        if child.type == "NUMBER":
            return t.Value("number", span, self.number(str(child), span))
        return t.Value("string" if child.type == "STRING" else "name", span, self.word(child).text)

    def number(self, text: str, span: Span) -> Json:
        whole = not set(text) & set(".eE")
        number = 0 if len(text) > LONGEST_NUMBER else int(text) if whole else float(text)
        if len(text) > LONGEST_NUMBER or not math.isfinite(number):
            self.sink.add("NAC026", f"the number {quoted(text)} is too large", span)
            return 0
        return number


def _nodes(children: Iterable[Child | None]) -> list[Node]:
    return [child for child in children if isinstance(child, Tree)]


def _trees(node: Node) -> list[Node]:
    return _nodes(node.children)


_ITEMS: dict[str, Callable[[Builder, Node], t.Item]] = {
    "import_": Builder.import_,
    "flag_set": Builder.flag_set,
    "action": Builder.action,
    "operation": Builder.operation,
    "property": Builder.property,
    "scenario": Builder.scenario,
}

_CLAUSES: dict[str, Callable[[Builder, Node], t.Clause]] = {
    "let": Builder.let,
    "where": Builder.where,
    "phases": Builder.phases,
    "begin": Builder.begin,
    "completes": Builder.completes,
    "role": Builder.role,
    "effects": Builder.effects,
}

_MODIFIERS = {"when": "when", "during": "during", "unseen": "unseen", "target": "to"}

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

_PATTERNS = {
    "requires": "requires",
    "allows": "allows",
    "pattern_is": "is",
    "pattern_in": "in",
    "pattern_negated": "not",
    "pattern_and": "and",
    "pattern_or": "or",
}
