"""Every step of the controller is all or nothing, wherever it is interrupted (semantics: steps).

A KeyboardInterrupt is raised at every line of each kind of step, and within the modules that keep the state at every
bytecode. Afterwards the controller is exactly as before the step or as after it, and goes on working.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

import nac
from nac import Controller, Graph, Misuse, Refused
from nac.controller import Held
from nac.spec import Json

HOME = str(Path(nac.__file__).parent)
CLOSELY = {"controller.py", "admission.py", "ledger.py", "following.py", "state.py", "grant.py"}
"""Where every bytecode is tried, each time it is run; elsewhere every line once."""

SPEC = nac.compile(
    """
    action read covers reads
    action write covers writes
    action edit covers rewires
    operation look(node) { at node { require read   allow read, edit } }
    operation guest(drive: user) { at drive { require write   allow read, edit } }
    operation both(drive: user, other: node) {
        at drive { require read   allow read, edit }
        at other { require write   allow read, edit }
    }
    operation stream(node) { at node { allow write, edit } }
    operation snapshot(node, overlay: new) {
        at node, overlay { require edit   allow all }
        changes { insert overlay above node as backing }
        effects { rewires overlay to node }
    }
    operation over(node, overlay: node) {
        at overlay { require edit   allow all }
        changes { insert overlay above node as backing }
    }
    operation filter(node, name: new) {
        phases begin, run, last, run -> last
        start begin then run
        at node during begin { require edit   allow all }
        at name during run { require read   allow all }
        at node during last { require write   allow all }
        changes { insert name above node as filter }
    }
    operation convert(node) {
        phases asking -> working, working -> asking
        start asking then working
        at node during asking { require read   allow all }
        at node during working { require write   allow read, write }
    }
    operation batch(calls: calls) { }
    operation cut(node) { at node { require edit   allow all }   effects { rewires node } }
    operation deep(node) { at bottom(node) { require write   allow read, edit } }
    operation below(node) { at node { allow read, edit }   at backing(node) { require write   allow read, edit } }
    """
)
NODES = Graph([("top", "base"), ("other", "spare")])

Step = Callable[[Controller], object]


def admit(control: Controller, name: str, job: str | None = None, /, **arguments: Json) -> nac.Grant:
    return control.admit(SPEC[name].plan(control.graph or NODES, arguments), job=job)


def ready(*jobs: tuple[str, dict[str, Json]]) -> Controller:
    """A controller with jobs 0, 1, ..."""
    control = Controller(SPEC, NODES)
    for at, (name, arguments) in enumerate(jobs):
        admit(control, name, str(at), **arguments)
    return control


def unlinked(control: Controller) -> None:
    assert control.graph is not None
    edges = [edge for edge in control.graph.edges if edge.upper != "top"]
    control.jobs["0"].reconfigure(Graph(edges, control.graph.nodes))


def on(operation: str, **arguments: Json) -> tuple[str, dict[str, Json]]:
    return operation, arguments


class Case(NamedTuple):
    """A step, and the state that it is made in; refused: the error that it is answered with, which changes nothing."""

    make: Callable[[], Controller]
    step: Step
    refused: type[BaseException] | None = None
    slow: bool = False


def batch(*calls: tuple[str, dict[str, Json]]) -> tuple[str, dict[str, Json]]:
    return on("batch", calls=[{"type": name, "data": arguments} for name, arguments in calls])


def asking() -> Controller:
    control = ready(on("convert", node="base"))
    control.advance("0", "asking")
    admit(control, "look", "1", node="base")
    return control


def unsettled() -> Controller:
    """A controller whose last step was interrupted: the ledger has claims of a job that there is not."""
    control = ready(on("look", node="base"), on("guest", drive="top"))
    control._unsettled = True
    control._state.ledger.admit("nobody", SPEC["look"].plan(NODES, node="spare").table(""))
    return control


STEPS: dict[str, Case] = {
    "admit": Case(
        lambda: ready(on("look", node="base")),
        lambda control: admit(control, "look", "n", node="base"),
    ),
    "admit the first": Case(
        lambda: Controller(SPEC),
        lambda control: admit(control, "look", "n", node="base"),
    ),
    "admit, refused": Case(
        lambda: ready(on("look", node="base")),
        lambda control: admit(control, "guest", "n", drive="base"),
        Refused,
    ),
    "admit by way of a start": Case(
        ready,
        lambda control: admit(control, "convert", "n", node="base"),
    ),
    "admit by way of a start, refused": Case(
        lambda: ready(on("look", node="base")),
        lambda control: admit(control, "convert", "n", node="base"),
        Refused,
    ),
    "admit with changes": Case(
        lambda: ready(on("guest", drive="base"), on("guest", drive="other"), on("below", node="spare")),
        lambda control: admit(control, "snapshot", "n", node="base", overlay="new"),
        slow=True,
    ),
    "admit with changes and a start": Case(
        lambda: ready(on("guest", drive="base"), on("look", node="spare")),
        lambda control: admit(control, "filter", "n", node="base", name="f"),
        slow=True,
    ),
    "admit with changes, a user refused": Case(
        lambda: ready(on("guest", drive="spare"), on("both", drive="base", other="other"), on("stream", node="top")),
        lambda control: admit(control, "over", "n", node="base", overlay="top"),
        Refused,
        slow=True,
    ),
    "admit with changes, itself refused": Case(
        lambda: ready(on("look", node="base"), on("guest", drive="other")),
        lambda control: control.admit(SPEC["filter"].plan(NODES, node="base", name="f"), job="n", phase="last"),
        Refused,
        slow=True,
    ),
    "admit a transaction": Case(
        lambda: ready(on("look", node="base")),
        lambda control: admit(control, "batch", "n", **batch(on("look", node="base"), on("look", node="top"))[1]),
    ),
    "admit a transaction, the last call refused": Case(
        lambda: ready(on("look", node="base")),
        lambda control: admit(control, "batch", "n", **batch(on("look", node="top"), on("guest", drive="top"))[1]),
        Refused,
    ),
    "admit a transaction with changes": Case(
        lambda: ready(on("guest", drive="base")),
        lambda control: admit(
            control, "batch", "n", **batch(on("guest", drive="other"), on("filter", node="base", name="f"))[1]
        ),
        slow=True,
    ),
    "admit a transaction with changes, the last call refused": Case(
        lambda: ready(on("guest", drive="base")),
        lambda control: admit(
            control, "batch", "n", **batch(on("filter", node="base", name="f"), on("guest", drive="f"))[1]
        ),
        Refused,
        slow=True,
    ),
    "release a transaction": Case(
        lambda: ready(batch(on("guest", drive="top"), on("look", node="base"))),
        lambda control: control.release("0"),
    ),
    "release a transaction, a filter leaves": Case(
        lambda: ready(on("guest", drive="base"), batch(on("filter", node="base", name="f"), on("look", node="spare"))),
        lambda control: control.release("1"),
        slow=True,
    ),
    "release one call of a transaction": Case(
        lambda: ready(batch(on("guest", drive="top"), on("look", node="base"))),
        lambda control: control.release("0.1"),
    ),
    "advance": Case(
        lambda: ready(on("convert", node="base")),
        lambda control: control.advance("0", "asking"),
    ),
    "advance, refused": Case(
        asking,
        lambda control: control.advance("0", "working"),
        Refused,
    ),
    "release": Case(
        lambda: ready(on("look", node="base"), on("look", node="base"), on("look", node="top")),
        lambda control: control.release("1"),
    ),
    "release by the grant": Case(
        lambda: ready(on("look", node="base"), on("guest", drive="top")),
        lambda control: control.jobs["1"].release(),
    ),
    "release, a filter leaves": Case(
        lambda: ready(on("guest", drive="base"), on("filter", node="base", name="f"), on("guest", drive="other")),
        lambda control: control.release("1"),
        slow=True,
    ),
    "release, a filter stays": Case(
        lambda: ready(on("guest", drive="base"), on("filter", node="base", name="f"), on("look", node="base")),
        lambda control: control.release("1"),
        slow=True,
    ),
    "reconfigure": Case(
        lambda: ready(on("cut", node="top"), on("below", node="top"), on("guest", drive="spare")),
        unlinked,
        slow=True,
    ),
    "reconfigure, not entitled": Case(
        lambda: ready(on("look", node="base"), on("below", node="other")),
        unlinked,
        Misuse,
    ),
    "reconfigure, refused": Case(
        lambda: ready(on("cut", node="top"), on("deep", node="top"), on("look", node="top")),
        unlinked,
        Refused,
    ),
    "verdict": Case(
        lambda: ready(on("guest", drive="base")),
        lambda control: control.verdict(SPEC["filter"].plan(NODES, node="base", name="f")),
        slow=True,
    ),
    "verdict, refused": Case(
        lambda: ready(on("look", node="base")),
        lambda control: control.verdict(SPEC["guest"].plan(NODES, drive="base")),
    ),
    "check what is held after an interrupt": Case(
        unsettled,
        lambda control: control.held("spare"),
    ),
    "admit after an interrupt": Case(
        unsettled,
        lambda control: admit(control, "guest", "n", drive="spare"),
    ),
    "check": Case(
        lambda: ready(on("look", node="base")),
        lambda control: control.check("0", "base", "read"),
    ),
}


def state(control: Controller) -> object:
    """All that can be seen. What is held must be the fold of what the jobs claim."""
    assert not control._lock.locked()
    jobs = {name: (grant.job, str(grant.plan), grant.phase, grant.claims) for name, grant in control.jobs.items()}
    nodes = set(control.graph.nodes if control.graph is not None else ())
    nodes.update(node for *_, claims in jobs.values() for node in claims)
    held = {node: control.held(node) for node in nodes}
    for node, flags in held.items():
        claims = [claims[node] for *_, claims in jobs.values() if node in claims]
        require = frozenset[str]().union(*(SPEC.names(claim.require) for claim in claims))
        allow = frozenset(action.name for action in SPEC.actions).intersection(
            *(SPEC.names(claim.allow) for claim in claims)
        )
        assert flags == Held(require, allow), node
    return control.graph, jobs, held


def goes_on(control: Controller) -> None:
    """Jobs come and go, and in the end nobody holds anything."""
    while control.jobs:
        next(iter(control.jobs.values())).release()
    assert control.jobs == {}
    graph = control.graph
    if graph is not None:
        for node in graph.nodes:
            assert control.held(node) == Held(frozenset(), frozenset({"read", "write", "edit"}))
    with admit(control, "guest", drive="base"), pytest.raises(Refused):
        admit(control, "look", node="base")


@cache
def _leaving(code: CodeType) -> frozenset[int]:
    """The bytecodes that leave a `with`, up to the call of `__exit__`. The interpreter looks for signals as a function
    begins, a loop goes round, and a call is done; so no interrupt ever comes between these, and a tracer must not."""
    instructions = list(dis.get_instructions(code))
    entered = {each.positions for each in instructions if each.opname in ("BEFORE_WITH", "LOAD_SPECIAL")}
    leave = ("SWAP", "LOAD_CONST", "PRECALL", "CALL", "PUSH_EXC_INFO", "WITH_EXCEPT_START")
    return frozenset(each.offset for each in instructions if each.opname in leave and each.positions in entered)


@cache
def _passed(code: CodeType) -> frozenset[int]:
    """The bytecodes that are not tried: those that leave a `with`, and those that do no more than put something on the
    stack: what comes next is tried."""
    idle = ("LOAD_CONST", "LOAD_FAST", "LOAD_GLOBAL", "PUSH_NULL", "KW_NAMES", "PRECALL", "COPY", "SWAP", "NOP")
    return _leaving(code) | {each.offset for each in dis.get_instructions(code) if each.opname in idle}


class Interrupt:
    """A tracer that raises at the n-th place; it counts them where there is none."""

    def __init__(self, at: int = -1) -> None:
        self.at = at
        self.count = 0
        self.seen: set[tuple[CodeType, int]] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(HOME):
            return None
        closely = Path(code.co_filename).name in CLOSELY
        frame.f_trace_opcodes = closely
        if event == ("opcode" if closely else "line") and frame.f_lasti not in _passed(code):
            if not closely:
                place = (code, frame.f_lineno)
                if place in self.seen:
                    return self
                self.seen.add(place)
            self.count += 1
            if self.count - 1 == self.at:
                raise KeyboardInterrupt
        return self


def run(control: Controller, step: Step, interrupt: Interrupt) -> BaseException | None:
    former = sys.gettrace()
    sys.settrace(interrupt)
    try:
        step(control)
    except (KeyboardInterrupt, Refused, Misuse) as error:
        return error
    finally:
        sys.settrace(former)
    return None


def tried(name: str) -> None:
    """Interrupt a step at each place in turn."""
    case = STEPS[name]
    before = state(case.make())
    control = case.make()
    places = Interrupt()
    error = run(control, case.step, places)
    assert type(error) is (case.refused or type(None))
    after = state(control)
    assert (before == after) == (case.refused is not None or name.startswith(("verdict", "check")))
    assert places.count > 20
    for at in range(places.count):
        control = case.make()
        assert isinstance(run(control, case.step, Interrupt(at)), KeyboardInterrupt), at
        assert state(control) in (before, after), at
        goes_on(control)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if case.slow else ()) for name, case in STEPS.items()]
)
def test_a_step_is_made_whole_or_not_at_all(name: str) -> None:
    tried(name)


@pytest.mark.parametrize("name", ["admit", "admit by way of a start", "advance", "release"])
def test_a_ledger_that_is_not_settled_would_be_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The must-fail twin."""
    monkeypatch.setattr(Controller, "_settle", lambda self: None)
    with pytest.raises((AssertionError, Refused, KeyError)):
        tried(name)
