"""A formula's truth in a concrete world, by plain evaluation: no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from checker.smt.logic import Formula

World = Mapping[str, Callable[..., Any]]
"""For each declared name, its value for given arguments."""


def value(formula: Formula, world: World, domain: Iterable[str], bound: Mapping[str, Any] | None = None) -> Any:
    bound = bound or {}
    if isinstance(formula, str):
        if formula in ("true", "false"):
            return formula == "true"
        return bound[formula] if formula in bound else world[formula]()
    op, *args = formula
    if op in ("forall", "exists"):
        variables, body = args
        names = [str(variable[0]) for variable in variables]
        results = (
            value(body, world, domain, {**bound, **dict(zip(names, nodes, strict=True))})
            for nodes in _tuples(list(domain), len(names))
        )
        return all(results) if op == "forall" else any(results)
    if op == "ite":
        return value(args[1 if value(args[0], world, domain, bound) else 2], world, domain, bound)
    if op == "and":
        return all(value(arg, world, domain, bound) for arg in args)
    if op == "or":
        return any(value(arg, world, domain, bound) for arg in args)
    values = [value(arg, world, domain, bound) for arg in args]
    if op == "not":
        return not values[0]
    if op == "=>":
        return not values[0] or values[1]
    if op == "=":
        return values[0] == values[1]
    return world[str(op)](*values)


def _tuples(domain: list[str], count: int) -> Iterable[tuple[str, ...]]:
    if not count:
        yield ()
        return
    for rest in _tuples(domain, count - 1):
        for node in domain:
            yield (*rest, node)
