"""The model of definitions: what a `.nac` text says, resolved and checked, as plain immutable data.

Flags are ints, one bit per action in declaration order (`Spec.actions`). Node sets and conditions are small expression
trees with two interpreters: `nac.sets` (concrete, planning) and `checker.encoding.encode` (symbolic, proving). Places
in the text (`Span`) never take part in comparison: two specs are equal when they mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from .errors import Invalid, NoSuchName
from .graph import Edge, Graph
from .operators import (
    ChangeOperator,
    ConditionOperator,
    ParameterKind,
    PatternOperator,
    PropertyKind,
    SetOperator,
    StepOperator,
    Verb,
    unknown,
)
from .record import Record, field
from .words import brief, suggestion

if TYPE_CHECKING:
    from .plan import Plan

Json = Any
"""A JSON value: None, bool, int, float, str, list of Json, dict from str to Json."""

MOST_NAMES = 12
"""The most names that are listed where another one is asked for."""

RESERVED_KINDS = frozenset({"chain"})
"""No spec can name an edge kind so: to the prover the word means all edges that chains follow."""

RESERVED_CHOICES = frozenset({"null"})
"""No choice of a parameter can be named so: in conditions the word means JSON null."""

VERBS: tuple[Verb, ...] = get_args(Verb)
"""The deeds of effects at a node (semantics: races)."""


class Span(Record):
    """A place in a text; lines and columns count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def as_dict(self) -> dict[str, Json]:
        """Return the place as a JSON value."""
        return {each: getattr(self, each) for each in self.__match_args__}


class NodeSet(Record):
    """An expression for a set of nodes.

    op is one of: "name" (a parameter or let, in `name`), "none", "everything", "union", "and", "except", "or"
    (the left one, or where that is empty the right one), or a function of `FUNCTIONS`. `name` of a function is the
    edge kind that it follows ("" for its default); of "part" it is the text parameter that names the part.
    """

    op: SetOperator
    args: tuple[NodeSet, ...] = ()
    name: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    def names(self) -> Iterator[NodeSet]:
        """Yield every "name" leaf, left to right."""
        if self.op == "name":
            yield self
        for arg in self.args:
            yield from arg.names()


FUNCTIONS: Mapping[str, tuple[int, int, bool]] = {
    # name: (fewest arguments, most arguments, takes an edge kind as last argument)
    "backing": (1, 1, False),
    "overlays": (1, 1, False),
    "parents": (1, 1, True),
    "children": (1, 1, True),
    "above": (1, 1, True),
    "below": (1, 1, True),
    "chain": (1, 2, False),
    "between": (2, 2, False),
    "bottom": (1, 1, False),
    "root": (1, 1, False),
    "part": (1, 1, False),
}


class Condition(Record):
    """A condition on arguments and graph.

    op: "given" (`name`: the parameter names a node, is true, or was passed at all), "equals" (`name`, `value`; value
    "null" is JSON null), "in" (the first set is not empty and lies in the second), "empty" (a set), "has" (a set that
    is not empty, each node of it with tag `name`), "not", "and", "or".
    """

    op: ConditionOperator
    conditions: tuple[Condition, ...] = ()
    sets: tuple[NodeSet, ...] = ()
    name: str = ""
    value: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def asks_tag(self) -> bool:
        """Whether it asks itself, not by its parts, for the tag `name`."""
        match self.op:
            case "has":
                return True
            case "given" | "equals" | "in" | "empty" | "not" | "and" | "or":
                return False
            case _:
                raise unknown("condition", self.op)

    def leaves(self, positive: bool = True) -> Iterator[tuple[Condition, bool]]:
        """Yield the parts without parts, left to right; with each, whether it stands under an even number of "not"."""
        match self.op:
            case "given" | "equals" | "in" | "empty" | "has":
                yield self, positive
            case "not" | "and" | "or":
                for part in self.conditions:
                    yield from part.leaves(positive != (self.op == "not"))
            case _:
                raise unknown("condition", self.op)


class Cover(Record):
    """The action covers effects `verb`: it must be claimed on every node of `at`, a set over the name "node"."""

    verb: Verb
    at: NodeSet


class Action(Record):
    name: str
    text: str = ""
    covers: tuple[Cover, ...] = ()
    doc: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


class Parameter(Record):
    """A parameter of an operation.

    kind: "node" (a node of the graph), "user" (one that the job uses from outside the graph: when another node takes
    its place, the job's claim there moves to that node), "nodes" (a list of nodes), "new" (the name of a node that does
    not exist yet), "choice" (one of `choices`), "bool", "text" (any string; names a part), "calls" (a list of {"type",
    "data"}: calls of the spec's other operations, admitted in order, each a job), "any" (accepted and ignored).
    `null`: JSON null is accepted and names no node; `object`: so is a JSON object. `default`: the choice meant when
    absent ("" for none). `usual`: the choice that stands for all of them where calls are tried out ("" for none: each
    is tried). `group`: the argument, a list of objects, of whose objects this is a field ("" for none).
    """

    name: str
    kind: ParameterKind = "node"
    optional: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    null: bool = False
    object: bool = False
    group: str = ""
    usual: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


class Let(Record):
    name: str
    value: NodeSet
    span: Span | None = field(default=None, compare=False, repr=False)


class Where(Record):
    """A precondition. A call that does not meet it has no plan; `message` says why in the author's words. `fatal`: who
    makes the call all the same does not survive it."""

    condition: Condition
    message: str = ""
    fatal: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


class Role(Record):
    """One `at` clause: the claim of the operation on each node of a set. `during`: its phases, () for all."""

    at: NodeSet
    require: int
    allow: int
    when: Condition | None = None
    during: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
    require_span: Span | None = field(default=None, compare=False, repr=False)
    allow_span: Span | None = field(default=None, compare=False, repr=False)


class Effect(Record):
    """An effect of the operation at each node of `at` (semantics: races).

    `unseen_by`: nodes in this set and above it see no change. `to`: for `rewires`, the nodes that the changed
    edges may newly point to.
    """

    verb: Verb
    at: NodeSet
    unseen_by: NodeSet | None = None
    to: NodeSet | None = None
    when: Condition | None = None
    during: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


class Change(Record):
    """A change of the graph that is part of the admission (semantics: starts). They are made in order; their sets and
    conditions mean what they mean on the graph before all of them.

    op: "insert" (`nodes`, one node, new or not, takes the place of `at`, one node: it gets an edge of kind `word` to
    it, all parents of `at` but itself, what lies below it and `sparing` now point to it, users move to it), "add" (new
    nodes), "remove", "link" (`nodes` get an edge of kind `word` to `at`; a chain edge replaces the one they have),
    "unlink" (they lose their edges of kind `word`), "tag", "untag" (with `word`).
    """

    op: ChangeOperator
    nodes: NodeSet
    at: NodeSet | None = None
    word: str = ""
    sparing: NodeSet | None = None
    when: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def brings(self) -> bool:
        """Whether its nodes may be new."""
        match self.op:
            case "insert" | "add":
                return True
            case "remove" | "link" | "unlink" | "tag" | "untag":
                return False
            case _:
                raise unknown("change", self.op)

    @property
    def rewires(self) -> bool:
        """Whether it is about edges or nodes, not about tags alone."""
        match self.op:
            case "insert" | "add" | "remove" | "link" | "unlink":
                return True
            case "tag" | "untag":
                return False
            case _:
                raise unknown("change", self.op)


class Operation(Record):
    """A definition. `start` is the phase asked for at admission, `then` the one held after it (semantics: starts).

    With `changes`, the claims asked for are those of the starting phase on the graph before them; what is held later
    follows the graph as it is. A let is short for its set, on each.
    """

    name: str
    parameters: tuple[Parameter, ...] = ()
    lets: tuple[Let, ...] = ()
    wheres: tuple[Where, ...] = ()
    roles: tuple[Role, ...] = ()
    effects: tuple[Effect, ...] = ()
    phases: tuple[str, ...] = ()
    transitions: tuple[tuple[str, str], ...] = ()
    start: str = ""
    then: str = ""
    completes: bool = False
    changes: tuple[Change, ...] = ()
    doc: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)
    others: tuple[Operation, ...] = field(default=(), compare=False, repr=False)
    """The operations that a parameter of kind "calls" may call; set by the spec."""

    @property
    def makes_calls(self) -> bool:
        """Whether a job of the operation is a transaction: it is admitted with the jobs that it calls, all or none."""
        return any(parameter.kind == "calls" for parameter in self.parameters)

    def __repr__(self) -> str:
        phases = f", phases {', '.join(self.phases)}" if self.phases else ""
        return f"<Operation {self.name!r}: {_counted(self, 'parameters', 'roles', 'effects')}{phases}>"

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of this name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    def makes_up(self, change: Change) -> bool:
        """Return whether the change brings a node with a name made up, where the parameter that names it is left
        out."""
        nodes = change.nodes
        return change.brings and nodes.op == "name" and self.parameter(nodes.name) is not None

    def plan(self, graph: Graph, arguments: Mapping[str, Json] | None = None, /, **named: Json) -> Plan:
        """Return the plan of a call on `graph`: its claims there. Keyword names may use `_` for `-`. Raises
        `Invalid`."""
        from .plan import plan

        try:
            given = named if arguments is None else {**arguments, **named}
        except TypeError:
            raise Invalid(f"{self.name}: the arguments must be a mapping or keywords, not {brief(arguments)}") from None
        return plan(self, graph, given)


class Pattern(Record):
    """A pattern that a property has for one job's claim on the node: op "requires"/"allows" (`action`, a bit), "is"
    (`name`, an operation), "during" (`name`, a phase), "not", "and", "or"."""

    op: PatternOperator
    patterns: tuple[Pattern, ...] = ()
    action: int = 0
    name: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


class Property(Record):
    """kind "never": no two admitted jobs claim one node so; "always": two that claim one node so are compatible."""

    name: str
    kind: PropertyKind
    left: Pattern
    right: Pattern
    doc: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


class Reason(Record):
    """`because NODE ACTION`: a conflict that the refusal must carry (`action` is a bit)."""

    node: str
    action: int


class Step(Record):
    """One step of a scenario.

    op: "admit", "refuse" (of a call), "invalid" (the call has no plan), "release", "advance" (admitted),
    "hold" (advancing is refused). `job` is the job's id, `phase` that of a submission or the one advanced to.
    """

    op: StepOperator
    job: str = ""
    operation: str = ""
    arguments: Mapping[str, Json] = field(default_factory=dict)
    phase: str = ""
    because: tuple[Reason, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


class Scenario(Record):
    name: str
    nodes: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    """(node, tag) pairs."""
    steps: tuple[Step, ...] = ()
    doc: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        return f"<Scenario {self.name!r}: {_counted(self, 'nodes', 'edges', 'steps')}>"


class Spec(Record):
    """A whole spec. `spec["block-commit"]` is an operation, or raises `NoSuchName`; `len(spec.actions)` flags exist."""

    __slots__ = ("__dict__", "__weakref__")  # the digest is kept in the former

    name: str = field(compare=False)
    actions: tuple[Action, ...] = ()
    operations: tuple[Operation, ...] = ()
    properties: tuple[Property, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    doc: str = ""

    def __post_init__(self) -> None:
        """Tell operations that call others which these are."""
        plain = self.callable
        if len(plain) < len(self.operations):
            told = tuple(each.__replace__(others=plain) if each.makes_calls else each for each in self.operations)
            object.__setattr__(self, "operations", told)

    @property
    def callable(self) -> tuple[Operation, ...]:
        """Return the operations that those which make calls may call."""
        return tuple(operation for operation in self.operations if not operation.makes_calls)

    def __repr__(self) -> str:
        return f"<Spec {self.name!r}: {_counted(self, 'actions', 'operations', 'properties', 'scenarios')}>"

    def __getitem__(self, name: str) -> Operation:
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise self._without("operation", name, [operation.name for operation in self.operations])

    def __contains__(self, name: object) -> bool:
        return any(operation.name == name for operation in self.operations)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the spec means: two specs have the same digest iff they are equal."""
        from .compiled import digest

        return digest(self)

    @property
    def promises(self) -> bool:
        """Whether some operation says what it does or always completes, or a property what must never be: then claims
        have something to protect, and changes of the graph must be announced."""
        return bool(self.properties) or any(operation.effects or operation.completes for operation in self.operations)

    @property
    def all(self) -> int:
        """The flags of all actions."""
        return (1 << len(self.actions)) - 1

    def names(self, flags: int) -> tuple[str, ...]:
        """Return the names of the actions in `flags`, in declaration order."""
        return tuple(action.name for bit, action in enumerate(self.actions) if flags >> bit & 1)

    def flags(self, *names: str) -> int:
        """Return the flags of these actions. Raises `NoSuchName` for a name that is no action."""
        known = [action.name for action in self.actions]
        for name in names:
            if name not in known:
                raise self._without("action", name, known)
        return sum(1 << known.index(name) for name in set(names))

    def _without(self, kind: str, name: object, known: list[str]) -> NoSuchName:
        more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
        has = ", ".join(known[:MOST_NAMES]) + more if known else "none"
        return NoSuchName(f"{self.name!r} has no {kind} {brief(name)}{suggestion(name, known)} (it has {has})")


def _counted(record: Record, *names: str) -> str:
    counts = [(len(getattr(record, name)), name) for name in names]
    return ", ".join(f"{count} {name if count != 1 else _ONE.get(name, name[:-1])}" for count, name in counts)


_ONE = {"properties": "property"}
