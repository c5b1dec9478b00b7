"""The pool of solver processes: what it answers, and that nothing can hurt or fool it."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.smt.outcome import Proved, Refuted, Unknown
from checker.smt.solve import Answer, Solver, SolverMissing, Task

from .scripts import SAT, UNSAT, pigeons

ROOT = Path(__file__).parents[2]
ENDLESS = Task(pigeons(14), rlimit=2**31)
NORMAL = [Task(UNSAT), Task(SAT)]


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver(2) as solver:
        yield solver


def verdicts(answers: list[Answer]) -> list[str]:
    return [answer.verdict for answer in answers]


def run(code: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


def test_answers_come_in_order(solver: Solver) -> None:
    tasks = [Task(UNSAT if n % 3 else SAT, values=("(p n)",) if n % 2 else ()) for n in range(200)]
    answers = solver.decide(tasks)
    assert verdicts(answers) == ["unsat" if n % 3 else "sat" for n in range(200)]
    assert [answer.values for answer in answers] == [("true",) if n % 6 == 3 else () for n in range(200)]


def test_nothing_to_do(solver: Solver) -> None:
    assert solver.decide([]) == []


def test_values_core_and_model(solver: Solver) -> None:
    unsat, sat = solver.decide([Task(UNSAT, core=True), Task(SAT, values=("n", "(and (p n) (not (q n)))"), model=True)])
    assert unsat.core == ("all are p",)
    assert unsat.resources > 0
    assert sat.values == ("N!val!0", "false")
    assert "(define-fun p" in sat.model


def test_outcomes() -> None:
    assert Answer("unsat", resources=7, core=("h",)).outcome() == Proved(7, ("h",))
    assert Answer("sat", values=("1",)).outcome(lambda values: values[0]) == Refuted("1")
    assert Answer("unknown", "why").outcome() == Unknown("why")
    assert Answer("unknown").outcome() == Unknown("the solver gives no reason")


@pytest.mark.parametrize(
    "script",
    [
        "(",
        "(assert",
        "nonsense",
        "(assert x)",
        "\0",
        UNSAT + "\0",
        "(assert true))",
        "(check-sat",
        "é",
        "\udcff",
        ")" * 99,
    ],
)
def test_garbage_is_unknown(solver: Solver, script: str) -> None:
    first, second = solver.decide([Task(script), Task(UNSAT)])
    assert first.verdict == "unknown"
    assert first.reason
    assert second.verdict == "unsat"


def test_a_value_that_is_no_term_is_unknown(solver: Solver) -> None:
    assert verdicts(solver.decide([Task(SAT, values=("nothing",)), Task(SAT, values=("(",)), *NORMAL])) == [
        "unknown",
        "unknown",
        "unsat",
        "sat",
    ]


def test_a_script_that_prints_does_not_disturb(solver: Solver) -> None:
    shout = '(echo "{""verdict"": ""unsat""}")\n' * 50 + SAT
    assert verdicts(solver.decide([Task(shout), *NORMAL])) == ["sat", "unsat", "sat"]


def test_long_and_deep_scripts(solver: Solver) -> None:
    deep = "(declare-fun p () Bool)(assert " + "(not " * 20_000 + "p" + ")" * 20_000 + ")"
    long = "; comment\n" * 200_000 + UNSAT
    assert verdicts(solver.decide([Task(deep), Task(long), Task(long), *NORMAL])) == [
        "sat",
        "unsat",
        "unsat",
        "unsat",
        "sat",
    ]


def test_the_resource_limit_is_unknown_and_repeatable(solver: Solver) -> None:
    hard = [Task(pigeons(9), rlimit=20_000), Task(UNSAT), Task(pigeons(9), rlimit=20_000)]
    one, _, other = solver.decide(hard)
    assert one.verdict == "unknown"
    assert one == other
    assert solver.decide(reversed(hard))[0] == one


def test_resources_do_not_depend_on_what_ran_before(solver: Solver) -> None:
    alone = [solver.decide([task])[0] for task in (Task(UNSAT), Task(SAT), Task(pigeons(7)))]
    mixed = solver.decide([Task(pigeons(7)), Task(SAT), Task(UNSAT)] * 5)
    assert mixed[:3] == alone[::-1]
    assert mixed == mixed[:3] * 5


def test_hard_limit() -> None:
    with Solver(1, hard_limit=1) as solver:
        started = time.monotonic()
        answers = solver.decide([Task(UNSAT), ENDLESS, *NORMAL])
        assert time.monotonic() - started < 10
        assert verdicts(answers) == ["unsat", "unknown", "unsat", "sat"]
        assert answers[1].reason == "hard limit of 1 s"
        assert answers[1].outcome() == Unknown("hard limit of 1 s")


def test_a_process_that_hangs_without_working() -> None:
    with Solver(1, hard_limit=1) as solver:
        solver.version()
        os.kill(solver._children[0].process.pid, signal.SIGSTOP)
        assert verdicts(solver.decide(NORMAL)) == ["unknown", "sat"]


def test_a_crash_is_unknown_and_the_others_are_answered() -> None:
    with Solver(2) as solver:
        solver.version()
        threading.Timer(0.4, solver._children[0].process.kill).start()
        threading.Timer(0.4, solver._children[1].process.kill).start()
        answers = solver.decide([ENDLESS, ENDLESS, *NORMAL * 5])
        assert verdicts(answers) == ["unknown", "unknown", *["unsat", "sat"] * 5]
        assert answers[0].reason == "the solver process crashed"


def test_memory_limit_is_unknown() -> None:
    with Solver(1, memory=20) as solver:
        assert verdicts(solver.decide([Task(pigeons(60)), *NORMAL])) == ["unknown", "unsat", "sat"]


def test_works_after_being_idle(solver: Solver) -> None:
    solver.decide(NORMAL)
    time.sleep(0.3)
    assert verdicts(solver.decide(NORMAL)) == ["unsat", "sat"]


def test_stream_takes_tasks_when_there_is_room(solver: Solver) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[Task]:
        for number in range(50):
            taken.append(number)
            yield Task(UNSAT)

    answered = 0
    for _ in solver.stream(tasks()):
        answered += 1
        assert len(taken) <= answered + 4  # two processes, two tasks each
    assert answered == len(taken) == 50


def test_a_stream_may_be_left_early(solver: Solver) -> None:
    for number, answer in solver.stream([Task(UNSAT), ENDLESS, ENDLESS]):
        assert (number, answer.verdict) == (0, "unsat")
        break
    assert verdicts(solver.decide(NORMAL)) == ["unsat", "sat"]


def test_an_error_while_making_tasks_leaves_the_pool_usable(solver: Solver) -> None:
    def tasks() -> Iterator[Task]:
        yield Task(UNSAT)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        solver.decide(tasks())
    assert verdicts(solver.decide(NORMAL)) == ["unsat", "sat"]


def test_progress(solver: Solver) -> None:
    told: list[int] = []
    solver.decide(NORMAL * 3, progress=told.append)
    assert told == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("limits", [{"rlimit": 0}, {"hard_limit": 0}, {"memory": 0}, {"jobs": 0}, {"rlimit": -1}])
def test_no_limit_is_no_limit(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="positive"):
        Solver(**limits)
    with pytest.raises(ValueError, match="positive"):
        Task(UNSAT, rlimit=0)


def test_closed() -> None:
    solver = Solver(2)
    processes = [child.process for child in solver._children]
    before = threading.active_count()
    solver.decide(NORMAL)
    solver.close()
    solver.close()
    assert all(process.returncode is not None for process in processes)
    assert threading.active_count() == before - 2
    with pytest.raises(ValueError, match="closed"):
        solver.decide(NORMAL)


def test_closed_before_z3_is_loaded() -> None:
    started = time.monotonic()
    Solver(2).close()
    assert time.monotonic() - started < 5


def test_without_z3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SolverMissing, match=r"pip install 'node-access-control\[check\]'"):
        Solver()


def test_with_a_broken_z3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "z3.py").write_text("raise OSError('no libz3')")
    monkeypatch.syspath_prepend(tmp_path)
    with Solver(1) as solver, pytest.raises(SolverMissing, match=r"no libz3.*pip install"):
        solver.decide(NORMAL)


def test_with_a_z3_that_kills_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "z3.py").write_text("import os\nos._exit(3)")
    monkeypatch.syspath_prepend(tmp_path)
    with Solver(1) as solver, pytest.raises(SolverMissing, match="does not start"):
        solver.decide(NORMAL)


def test_the_parent_never_loads_z3() -> None:
    done = run(
        """
        import sys
        from checker.smt.solve import Solver, Task
        with Solver(1) as solver:
            print(solver.decide([Task("(assert false)")])[0].verdict, "z3" in sys.modules)
        """
    )
    assert (done.stdout, done.stderr, done.returncode) == ("unsat False\n", "", 0)


def test_a_forgotten_pool_does_not_keep_the_program_from_ending() -> None:
    started = time.monotonic()
    done = run(
        "from checker.smt.solve import Solver, Task; s = Solver(2); "
        "print(s.decide([Task('(assert false)')])[0].verdict)"
    )
    assert (done.stdout, done.returncode) == ("unsat\n", 0)
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_interrupt() -> None:
    code = f"""
        import signal
        from checker.smt.solve import Solver, Task
        signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where tests run in the background
        with Solver(2) as solver:
            print(*[child.process.pid for child in solver._children], flush=True)
            solver.version()
            solver.decide([Task({ENDLESS.script!r}, rlimit=2**31)] * 4)
    """
    program = [sys.executable, "-c", textwrap.dedent(code)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        children = [int(pid) for pid in running.stdout.readline().split()]
        assert len(children) == 2
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    assert running.returncode != 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_children_end_when_the_parent_is_killed() -> None:
    code = """
        import os, signal
        from checker.smt.solve import Solver
        solver = Solver(2)
        solver.version()
        print(*[child.process.pid for child in solver._children], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = run(code)
    assert done.returncode == -signal.SIGKILL
    children = [Path(f"/proc/{pid}/cmdline") for pid in done.stdout.split()]
    deadline = time.monotonic() + 10
    while any(child.exists() and child.read_bytes() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(child.exists() and child.read_bytes() for child in children)  # a zombie has no command line
