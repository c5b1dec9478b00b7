"""Scenarios: from lark's tree to ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lark import Tree
from lark.lexer import Token

from nac.operators import StepOperator

from . import tree as t
from .build_words import Node, TreePart, WordBuilder, nodes, trees


class ScenarioBuilder(WordBuilder):
    """Builds the tree of a scenario."""

    def scenario(self, node: Node) -> t.ScenarioItem:
        name, *rest = node.children
        clauses = tuple(self.graph(part) if part.data == "graph" else self.step(part) for part in nodes(rest))
        return t.ScenarioItem(self.word(cast(Token, name)), clauses, self.doc, self.head(node))

    def graph(self, node: Node) -> t.GraphClause:
        parts: list[t.ChainClause | t.TagsClause] = []
        for part in trees(node):
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
        op, span, parts = cast(StepOperator, str(node.data)), self.span(node), node.children
        if op in ("admit", "refuse", "invalid"):
            run, phase, *reasons = cast("list[Node | None]", parts)
            said = None if phase is None else self.word(cast(Token, phase.children[0]))
            return t.StepClause(op, span, self.run(cast(Node, run)), phase=said, because=self.because(reasons))
        job, *rest = parts
        phase_word = self.word(cast(Token, rest[0])) if rest else None
        reasons = cast("list[Node | None]", rest[1:])
        return t.StepClause(op, span, job=self.maybe(job), phase=phase_word, because=self.because(reasons))

    def because(self, nodes: Iterable[Node | None]) -> tuple[tuple[t.Word, t.Word], ...]:
        reasons = [self.words(reason.children) for node in nodes if node is not None for reason in trees(node)]
        return tuple((node, action) for node, action in reasons)

    def run(self, node: Node) -> t.RunClause:
        job, operation, *pairs = node.children
        name = None if job is None else self.word(cast(Token, cast(Node, job).children[0]))
        return t.RunClause(name, self.word(cast(Token, operation)), self.pairs(pairs), self.span(node))

    def pairs(self, children: Iterable[TreePart | None]) -> tuple[tuple[t.Word, t.ValueTree], ...]:
        return tuple(
            (self.word(cast(Token, pair.children[0])), self.value(pair.children[1])) for pair in nodes(children)
        )

    def value(self, child: TreePart) -> t.ValueTree:
        span = self.span(child)
        if isinstance(child, Tree):
            if child.data == "array":
                items = tuple(self.value(part) for part in child.children if part is not None)
                return t.ValueTree("list", span, items=items)
            return t.ValueTree("object", span, pairs=self.pairs(child.children))
        if child.type == "NUMBER":
            return t.ValueTree("number", span, self.number(str(child), span))
        return t.ValueTree("string" if child.type == "STRING" else "name", span, self.word(child).text)
