"""The syntax tree: what is written, with its places, nothing looked up yet. `parse` makes it, `resolve` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nac.operators import ChangeOperator, PatternOperator, PropertyKind, StepOperator
from nac.spec import Json, Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name, or what stands between quotes."""

    text: str
    span: Span
    quoted: bool = False


ExprOperator = Literal[
    "name",
    "text",
    "none",
    "everything",
    "call",
    "union",
    "or",
    "and",
    "not",
    "except",
    "in",
    "below",
    "above",
    "is",
    "has",
    "empty",
]


@dataclass(frozen=True, slots=True)
class Expr:
    """A node set or a condition; which of the two is the resolver's business.

    op: "text" is a quoted edge kind. `word`: the name, the function, the value or the tag.
    """

    op: ExprOperator
    span: Span
    args: tuple[Expr, ...] = ()
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class FlagList:
    """A list of flags; with `inverted`, all flags except these."""

    words: tuple[Word, ...]
    inverted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Import:
    path: Word
    span: Span


@dataclass(frozen=True, slots=True)
class FlagSetItem:
    name: Word
    flags: FlagList
    span: Span


@dataclass(frozen=True, slots=True)
class CoverClause:
    verb: Word
    at: Expr | None


@dataclass(frozen=True, slots=True)
class ActionItem:
    name: Word
    text: Word | None
    covers: tuple[CoverClause, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterClause:
    name: Word
    optional: bool
    types: tuple[Word, ...]
    accepts: tuple[Word, ...]
    usual: Word | None
    default: Word | None
    group: Word | None
    span: Span


@dataclass(frozen=True, slots=True)
class LetClause:
    name: Word
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class WhereClause:
    condition: Expr
    message: Word | None
    fatal: bool
    span: Span


@dataclass(frozen=True, slots=True)
class PhasesClause:
    paths: tuple[tuple[Word, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StartClause:
    phase: Word
    then: Word | None
    span: Span


@dataclass(frozen=True, slots=True)
class CompletesClause:
    span: Span


@dataclass(frozen=True, slots=True)
class Modifier:
    """A clause after the set of a role, an effect or a change. kind: "when", "unseen", "to", "sparing" (`expr`),
    "during", "as" (`words`).
    """

    kind: str
    span: Span
    expr: Expr | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagClause:
    """kind: "require" or "allow"."""

    kind: str
    flags: FlagList
    span: Span


@dataclass(frozen=True, slots=True)
class RoleClause:
    at: Expr
    modifiers: tuple[Modifier, ...]
    flags: tuple[FlagClause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class EffectClause:
    verb: Word
    at: Expr
    modifiers: tuple[Modifier, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class EffectsClause:
    effects: tuple[EffectClause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ChangeClause:
    """op as in `Change`. `at` for insert and link, `word` for tag and untag."""

    op: ChangeOperator
    nodes: Expr
    at: Expr | None
    word: Word | None
    modifiers: tuple[Modifier, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ChangesClause:
    changes: tuple[ChangeClause, ...]
    span: Span


OperationClause = (
    LetClause | WhereClause | PhasesClause | StartClause | CompletesClause | RoleClause | EffectsClause | ChangesClause
)


@dataclass(frozen=True, slots=True)
class OperationItem:
    name: Word
    parameters: tuple[ParameterClause, ...]
    clauses: tuple[OperationClause, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class PatternExpr:
    """op as in `Pattern`: "requires" and "allows" have `flags`, "is" and "during" a `word`. `side`: the job it speaks
    of."""

    op: PatternOperator
    span: Span
    args: tuple[PatternExpr, ...] = ()
    side: Word | None = None
    word: Word | None = None
    flags: FlagList | None = None


@dataclass(frozen=True, slots=True)
class PropertyItem:
    name: Word
    kind: PropertyKind
    left: PatternExpr
    right: PatternExpr
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class ValueTree:
    """A JSON value as written. kind: "name", "string", "number", "list" (`items`), "object" (`pairs`).

    `content`: the string, or the number."""

    kind: str
    span: Span
    content: Json = None
    items: tuple[ValueTree, ...] = ()
    pairs: tuple[tuple[Word, ValueTree], ...] = ()


@dataclass(frozen=True, slots=True)
class ChainClause:
    """`a <- b <file- c`: one kind fewer than nodes; "" is the default kind."""

    nodes: tuple[Word, ...]
    kinds: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TagsClause:
    node: Word
    tags: tuple[Word, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class GraphClause:
    parts: tuple[ChainClause | TagsClause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RunClause:
    """A call: `job = operation(pairs)`."""

    job: Word | None
    operation: Word
    pairs: tuple[tuple[Word, ValueTree], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StepClause:
    """op as in `Step`. `run` for admit, refuse, invalid; `job` for the others."""

    op: StepOperator
    span: Span
    run: RunClause | None = None
    job: Word | None = None
    phase: Word | None = None
    because: tuple[tuple[Word, Word], ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioItem:
    name: Word
    clauses: tuple[GraphClause | StepClause, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Broken:
    """An item that could not be parsed: the keyword and the name it begins with, so that uses of it are not blamed."""

    keyword: str
    name: str


Item = Import | FlagSetItem | ActionItem | OperationItem | PropertyItem | ScenarioItem | Broken
