"""Changes of the graph: from the tree to the model."""

from __future__ import annotations

from nac.spec import RESERVED_KINDS, Change, NodeSet

from . import tree as t
from .diagnostics import quoted
from .expressions import NameScope
from .modifiers import Modifiers
from .names import reserved

_KINDED = ("insert", "link", "unlink")
_EDGE = "backing"


def change(clause: t.ChangeClause, scope: NameScope) -> Change:
    """Return the change that a clause means. What is wrong with it is reported."""
    parts = Modifiers(clause.modifiers, scope)
    for kind, operations in (("as", _KINDED), ("sparing", ("insert",))):
        if kind in parts.given and clause.op not in operations:
            hint = f"only {_listed(operations)} {'has' if len(operations) == 1 else 'have'} one"
            scope.names.sink.add("NAC065", f"`{clause.op}` has no `{kind}`", parts.given[kind].span, help=hint)
    nodes = _node_set(clause.nodes, scope)
    at = _node_set(clause.at, scope) if clause.at else None
    if clause.op == "insert":
        if nodes:
            _one(nodes, "what `insert` inserts", scope, named=True)
        if at:
            _one(at, "what a node is inserted above", scope, named=False)
    elif clause.op == "add" and nodes:
        _new(nodes, scope)
    word = clause.word.text if clause.word else ""
    if clause.op in _KINDED:
        # As in a graph literal, an empty kind is the default.
        for kind_word in parts.words("as"):
            reserved(kind_word, RESERVED_KINDS, "an edge kind", scope.names.sink)
        word = next((kind.text for kind in parts.words("as")), "") or _EDGE
    nothing = NodeSet("none", span=clause.nodes.span)
    return Change(clause.op, nodes or nothing, at, word, parts.node_set("sparing"), parts.when(), clause.span)


def _node_set(expr: t.Expr, scope: NameScope) -> NodeSet | None:
    """The set; None where it is wrong, and that is reported already."""
    before = scope.names.sink.count["error"]
    nodes = scope.node_set(expr)
    return nodes if scope.names.sink.count["error"] == before else None


def _one(nodes: NodeSet, what: str, scope: NameScope, *, named: bool) -> None:
    """Reports a set that is not one node, as far as the text tells; with `named`, one that is no name either."""
    parameter = scope.parameters.get(nodes.name) if nodes.op == "name" else None
    place, hint = None, "name one: a parameter, a `let`, or a set that has one node"
    if parameter is not None and parameter.kind == "nodes":
        place = parameter.span
        message, hint = f"{what} is one node; {quoted(parameter.name)} is a list", f"write `{parameter.name}: node`"
    elif named and nodes.op != "name":
        message = f"{what} is a parameter of type new, node or user, or a `let`"
        hint = "declare a parameter for a new node, `name?: new`, or name the set with `let`"
    elif nodes.op in ("none", "everything", "union"):
        message = f"{what} is one node"
    else:
        return
    scope.names.sink.add("NAC066", message, nodes.span, (place, "it is declared here"), help=hint)


def _new(nodes: NodeSet, scope: NameScope) -> None:
    """Reports what is no new node."""
    parameter = scope.parameters.get(nodes.name) if nodes.op == "name" else None
    if nodes.op == "part" or (parameter is not None and parameter.kind == "new"):
        return
    place, hint = None, "declare a parameter, `name?: new`, or write `part(NODES, NAME)`"
    if parameter is not None:
        place = parameter.span
        message = f"{quoted(parameter.name)} is no new node"
        hint = f"write `{parameter.name}: new` if the call names a node that does not exist yet"
    elif nodes.op == "union":
        message, hint = "`add` adds one thing at a time", "say `add` for each"
    else:
        message = "what `add` adds is a parameter of type new, or a part"
    scope.names.sink.add("NAC066", message, nodes.span, (place, "it is declared here"), help=hint)


def _listed(words: tuple[str, ...]) -> str:
    quotes = [f"`{word}`" for word in words]
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} and {quotes[-1]}"
