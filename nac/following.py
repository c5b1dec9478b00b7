"""Claims that follow the graph: what active jobs claim once it has changed (semantics: stability, starts). A user's
claim moves to the node that takes its node's place, and back when that one leaves; and all that a job claims becomes
what its roles say on the graph as it is. Called with the controller's lock held."""

from __future__ import annotations

from .change import without
from .grant import Grant
from .graph import CHAIN, Graph
from .ledger import Ledger
from .plan import Plan

Plans = dict[Grant, Plan]
Moves = tuple[tuple[str, str], ...]
"""(node, the node that takes its place)."""


def followed(ledger: Ledger[Grant], moves: Moves, graph: Graph, gone: frozenset[str] = frozenset()) -> Plans:
    """Return the plans of the active jobs on a later graph, after these moves and without the nodes that are gone."""
    found: Plans = {}
    for grant in ledger:
        plan = grant.plan
        for place, node in moves:
            if plan.uses(place):
                plan = plan.moved(place, node)
        found[grant] = plan.later(graph, gone)
    return found


def replan(ledger: Ledger[Grant], plans: Plans) -> Grant | None:
    """Let active jobs have these plans, all at once. Returns the first one whose claims would conflict: the ledger then
    holds those before it, and all are to be restored."""
    tables = {grant: plan.table(grant.phase) for grant, plan in plans.items()}
    differ = {grant: table for grant, table in tables.items() if table != ledger.table(grant)}
    for grant in differ:
        ledger.release(grant)
    for grant, table in differ.items():
        if not ledger.admit(grant, table):
            return grant
    for grant, plan in plans.items():
        grant.plan, grant._claims = plan, None
    return None


def restore(ledger: Ledger[Grant], plans: Plans) -> None:
    """Give jobs back the claims of these plans, which were compatible before."""
    for grant in plans:
        if grant in ledger:
            ledger.release(grant)
    for grant, held in plans.items():
        grant.plan, grant._claims = held, None
        ledger.admit(grant, held.table(grant.phase))


def take_out(ledger: Ledger[Grant], graph: Graph, filters: tuple[str, ...]) -> Graph:
    """Return the graph without the nodes that a job inserted; claims follow, and users go back. Where any would
    conflict then, the node stays: a release never fails and never makes anything conflict."""
    for node in reversed(filters):
        if node not in graph or not any(edge.kind in CHAIN for edge in graph.children(node)):
            continue  # somebody else has taken it out already
        shorter, below = without(graph, node)
        plans = followed(ledger, ((node, below),), shorter)
        before = {grant: grant.plan for grant in plans}
        if replan(ledger, plans) is None:
            graph = shorter
        else:
            restore(ledger, before)
    return graph
