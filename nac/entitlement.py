"""The changes of the graph that a claim entitles to (semantics: stability)."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import Misuse
from .founding import retagged
from .graph import Edge, Graph, added_edges, reversal
from .kernel import NONE
from .plan import Claim, Job, Plan
from .sets import evaluate
from .spec import Spec
from .state import Jobs
from .words import visible


def require_entitled(spec: Spec, old: Graph, new: Graph, name: str, job: Job) -> None:
    """Return if the present claims of the job of this name entitle it to turn `old` into `new`, and its effects
    announce that. Raises `Misuse`, which names the nodes."""
    rewires = covering(spec, "rewires")
    edges, nodes = unentitled(old, new, job.claims, rewires)
    if edges:
        names = " or ".join(spec.names(rewires)) or "an action that covers rewires (the spec has none)"
        raise Misuse(f"{visible(name)} must require {names} on {_listed(edges)} to change the edges there")
    if nodes:
        raise Misuse(f"{visible(name)} must require an action on {_listed(nodes)} to add or tag it")
    if (reversed_nodes := reversal(old, new)) is not None:
        upper, lower = reversed_nodes
        raise Misuse(f"{lower!r} lay below {upper!r}: no change turns that around")
    if not spec.promises:
        return  # nothing is proved of what the claims are for
    operation = job.plan.operation.name
    unannounced_nodes, added = unannounced(old, new, job.plan, job.phase, admitted=True)
    if added:
        raise Misuse(f"the effects of {operation} announce no new edge from {added[0].upper!r} to {added[0].lower!r}")
    if unannounced_nodes:
        raise Misuse(f"the effects of {operation} do not announce that they rewire {_listed(unannounced_nodes)}")


def covering(spec: Spec, verb: str) -> int:
    """Return the flags of the actions that cover effects of this verb."""
    return spec.flags(*(action.name for action in spec.actions if any(cover.verb == verb for cover in action.covers)))


def unentitled(old: Graph, new: Graph, claims: Mapping[str, Claim], rewires: int) -> tuple[list[str], list[str]]:
    """Return what keeps the claims from turning `old` into `new`: nodes where an action of `rewires` must be required,
    and nodes where any action must be; two empty lists if nothing does.

    An edge belongs to its upper node. So a node whose own edges differ, or that vanishes (somebody may have planned
    with it), needs the former. A node that comes without edges of its own and a node whose tags differ need the
    latter: nobody's plan depends on an edge there, but two jobs must not make the node at once.
    """
    edges: list[str] = []
    nodes: list[str] = []
    for node in dict.fromkeys((*old, *new)):
        required = claims[node].require if node in claims else NONE
        if node not in new or set(old.children(node)) != set(new.children(node)):
            if not required & rewires:
                edges.append(node)
        elif (node not in old or old.tags.get(node) != new.tags.get(node)) and not required:
            nodes.append(node)
    return edges, nodes


def unannounced(old: Graph, new: Graph, plan: Plan, phase: str, admitted: bool = False) -> tuple[list[str], list[Edge]]:
    """Return what the job's effects do not announce: nodes that come, go, or whose own edges differ, and new edges. The
    checker has proved stability for what is announced only: `rewires S to T`, as on the present graph `old`. admitted:
    what an operation has changed as it started it has done with, and announces no more."""
    places = [
        (evaluate(effect.at, scope), evaluate(effect.to, scope) if effect.to is not None else frozenset())
        for effect, scope in plan.effects(old, phase, admitted)
        if effect.verb == "rewires"
    ]
    nodes = [
        node
        for node in dict.fromkeys((*old, *new))
        if (node in old) != (node in new) or set(old.children(node)) != set(new.children(node))
        if not any(node in at for at, _ in places)
    ]
    edges = [
        edge for edge in added_edges(old, new) if not any(edge.upper in at and edge.lower in to for at, to in places)
    ]
    return nodes, edges


def require_tags_kept(spec: Spec, old: Graph, before: Jobs, after: Jobs) -> None:
    """Return if no condition on a tag that an active job reads has become another one by a change from the graph `old`:
    no effect announces that. (What is part of an admission, `changes` announces.) Raises `Misuse`, which names the
    job and the tag."""
    if not spec.promises:
        return
    for name, job in before.items():
        if (condition := retagged(old, job, after[name])) is not None:
            word = condition.name
            raise Misuse(f"{visible(name)} depends on who has the tag {word!r}: no job changes that as it runs")


def _listed(nodes: list[str]) -> str:
    return ", ".join(map(repr, nodes[:10])) + (f" and {len(nodes) - 10} more" if len(nodes) > 10 else "")
