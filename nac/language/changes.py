"""Changes of the graph: from the tree to the model."""

from __future__ import annotations

from nac.spec import Change, NodeSet

from . import tree as t
from .diagnostics import quoted
from .expressions import Scope
from .modifiers import Modifiers

_KINDED = ("insert", "link", "unlink")
_ONE = ("node", "user", "new")
_EDGE = "backing"


def change(clause: t.ChangeClause, scope: Scope) -> Change:
    """The change that a clause means. What is wrong with it is reported."""
    parts = Modifiers(clause.modifiers, scope)
    for kind, operations in (("as", _KINDED), ("sparing", ("insert",))):
        if kind in parts.found and clause.op not in operations:
            hint = f"only {_listed(operations)} {'has' if len(operations) == 1 else 'have'} one"
            scope.names.sink.add("NAC065", f"`{clause.op}` has no `{kind}`", parts.found[kind].span, help=hint)
    nodes = scope.node_set(clause.nodes)
    at = scope.node_set(clause.at) if clause.at else None
    if clause.op == "insert":
        _one(clause.nodes, nodes, "what `insert` inserts", scope, named=True)
        if clause.at and at:
            _one(clause.at, at, "what a node is inserted above", scope, named=False)
    elif clause.op == "add":
        _new(nodes, scope)
    word = clause.word.text if clause.word else ""
    if clause.op in _KINDED:
        # As in a graph literal, an empty kind is the default.
        word = next((kind.text for kind in parts.words("as")), "") or _EDGE
    return Change(clause.op, nodes, at, word, parts.node_set("sparing"), parts.when(), clause.span)


def _one(expr: t.Expr, nodes: NodeSet, what: str, scope: Scope, *, named: bool) -> None:
    """Reports a set that is not one node, as far as the text tells; with `named`, one that is no name either."""
    if nodes.op == "none" and expr.op != "none":
        return  # it is wrong already
    parameter = scope.parameters.get(nodes.name) if nodes.op == "name" else None
    if parameter is not None and parameter.kind not in _ONE:
        message = f"{what} is one node; {quoted(parameter.name)} is a list"
        hint = f"write `{parameter.name}: node`"
        scope.names.sink.add("NAC066", message, expr.span, (parameter.span, "it is declared here"), help=hint)
    elif named and nodes.op != "name":
        hint = "declare a parameter for a new node, `name?: new`, or name the set with `let`"
        message = f"{what} is a parameter of type new, node or user, or a `let`"
        scope.names.sink.add("NAC066", message, expr.span, help=hint)
    elif nodes.op in ("none", "everything", "union"):
        message = f"{what} is one node"
        scope.names.sink.add("NAC066", message, expr.span, help="name one: a parameter, or a set that has one node")


def _new(nodes: NodeSet, scope: Scope) -> None:
    """Reports each member of a list that is no new node."""
    if nodes.op == "union":
        for each in nodes.args:
            _new(each, scope)
        return
    parameter = scope.parameters.get(nodes.name) if nodes.op == "name" else None
    if nodes.op == "part" or (parameter is not None and parameter.kind == "new"):
        return
    if nodes.op == "none" and scope.names.sink.failed:
        return  # what is wrong already; a `none` that was written is harmless
    if parameter is None:
        message, related = "`add` adds new nodes: parameters of type new, and parts", None
        hint = "declare a parameter, `name?: new`, or write `part(NODES, NAME)`"
    else:
        message, related = f"{quoted(parameter.name)} is there already: it is no new node", parameter.span
        hint = f"write `{parameter.name}: new` if the call names a node that does not exist yet"
    scope.names.sink.add("NAC066", message, nodes.span, (related, "it is declared here"), help=hint)


def _listed(words: tuple[str, ...]) -> str:
    quotes = [f"`{word}`" for word in words]
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} and {quotes[-1]}"
