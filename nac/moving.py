"""Claims that follow a node: a user's, to the node that takes its node's place, and back when that one leaves
(design 3.8). Called with the controller's lock held."""

from __future__ import annotations

from collections.abc import Iterable

from .change import without
from .grant import Grant
from .graph import CHAIN, Graph
from .ledger import Ledger
from .plan import Plan

Plans = dict[Grant, Plan]


def users(ledger: Ledger[Grant], plan: Plan) -> Plans:
    """The jobs that use a node whose place the plan gives to another, with their plans."""
    found = {user: user.plan for place, _ in plan.moves for user in ledger.jobs(place)}
    return {user: held for user, held in found.items() if any(held.uses(place) for place, _ in plan.moves)}


def move(ledger: Ledger[Grant], plans: Plans, moves: Iterable[tuple[str, str]]) -> Grant | None:
    """Let the users claim what they would after these moves from place to node. Returns the first one whose claims
    would conflict there: it has its new plan but its old claims, and all are to be restored."""
    moves = tuple(moves)
    for user in plans:
        for place, node in moves:
            if user.plan.uses(place):
                user.plan = user.plan.moved(place, node)
        user._claims = None
        if not ledger.advance(user, user.plan.table(user.phase)):
            return user
    return None


def restore(ledger: Ledger[Grant], plans: Plans) -> None:
    """Give jobs back the claims of these plans, which were compatible before."""
    for user in plans:
        ledger.release(user)
    for user, held in plans.items():
        user.plan, user._claims = held, None
        ledger.admit(user, held.table(user.phase))


def take_out(ledger: Ledger[Grant], graph: Graph, filters: tuple[str, ...]) -> Graph:
    """The graph without the nodes that a job inserted; their users go back. Where these would conflict there now, the
    node stays: a release never fails and never makes anything conflict."""
    for node in reversed(filters):
        if node not in graph or not any(edge.kind in CHAIN for edge in graph.children(node)):
            continue  # somebody else has taken it out already
        shorter, below = without(graph, node)
        plans = {user: user.plan for user in ledger.jobs(node) if user.plan.uses(node)}
        if move(ledger, plans, [(node, below)]) is None:
            graph = shorter
        else:
            restore(ledger, plans)
    return graph
