"""What a user would pick instead. Those that are not installed (extra `bench`) are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from threading import Lock
from typing import Any

from .timing import Effort, Row, per_call

REFUSE = "refuse a job"


def locks() -> dict[str, Callable[[], object]]:
    """Three of each, one for each node; they know neither actions nor who holds them."""
    one, two, three = Lock(), Lock(), Lock()

    def plain() -> None:
        with one, two, three:
            pass

    found: dict[str, Callable[[], object]] = {"threading.Lock, 3 of them": plain}
    if find_spec("fasteners"):
        import fasteners

        first, second, third = (fasteners.ReaderWriterLock() for _ in range(3))

        def fast() -> None:
            with first.read_lock(), second.read_lock(), third.read_lock():
                pass

        found["fasteners.ReaderWriterLock, 3 read locks"] = fast
    if find_spec("readerwriterlock"):
        from readerwriterlock import rwlock

        a, b, c = (rwlock.RWLockFair() for _ in range(3))

        def fair() -> None:
            with a.gen_rlock(), b.gen_rlock(), c.gen_rlock():
                pass

        found["readerwriterlock.RWLockFair, 3 read locks"] = fair
    return found


def decisions(effort: Effort) -> Iterator[Row]:
    """One decision each, a denial: who may do what where, by rules; they know no holders, so they release nothing."""
    for name, make in (("casbin", _casbin), ("cedarpy", _cedar)):
        if find_spec(name):
            decide, what = make()
            if decide():
                raise AssertionError(f"{name} must deny")
            yield Row(REFUSE, what, per_call(decide, effort._replace(calls=max(1, effort.calls // 100))))


def _casbin() -> tuple[Callable[[], bool], str]:
    import casbin

    model: Any = casbin.Model()
    model.load_model_from_text(
        "[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act\n"
        "[policy_effect]\ne = some(where (p.eft == allow))\n"
        "[matchers]\nm = r.sub == p.sub && r.obj == p.obj && r.act == p.act\n"
    )
    enforcer: Any = casbin.Enforcer(model)
    for node in ("base", "mid", "top"):
        enforcer.add_policy("backup", node, "read")
    return lambda: bool(enforcer.enforce("backup", "base", "write")), "casbin, one decision among 3 rules"


def _cedar() -> tuple[Callable[[], bool], str]:
    import cedarpy

    policies = cedarpy.PolicySet.from_str(
        "\n".join(
            f'permit(principal == Job::"backup", action == Action::"read", resource == Node::"{node}");'
            for node in ("base", "mid", "top")
        )
    )
    entities = cedarpy.Entities.from_json_str("[]")
    request = {"principal": 'Job::"backup"', "action": 'Action::"write"', "resource": 'Node::"base"', "context": {}}
    return (
        lambda: bool(cedarpy.is_authorized(request, policies, entities).allowed),
        "cedarpy, one decision among 3 rules, parsed before",
    )
