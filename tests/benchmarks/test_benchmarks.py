"""The benchmarks run, and see what takes time on purpose; what else they measure is not looked at."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from . import timing
from .__main__ import main
from .commands import beyond_interpreter, interpreter
from .timing import Effort, Row, once, per_call, show, table, together


@pytest.mark.slow
def test_the_benchmarks_run(capsys: pytest.CaptureFixture[str]) -> None:
    main(["jobs", "graphs", "import", "--quick"])
    found = capsys.readouterr().out
    for words in (
        "nothing else active",
        "20 on the same nodes",
        "threading.Lock",
        "as data and as text",
        "change an edge",
        "import",
    ):
        assert words in found
    with pytest.raises(SystemExit):
        main(["nothing"])


def test_the_table_compares_with_the_first_of_a_group() -> None:
    found = table([Row("a", "x", 2e-6, 2e-6), Row("a", "y", 3e-6, 2e-6), Row("b", "z", 1e-3)]).splitlines()
    assert [line.split() for line in found if line] == [
        ["a", "median", "ratio"],
        ["x", "2.00", "µs", "1.00x", "within", "2.00", "µs"],
        ["y", "3.00", "µs", "1.50x", "OVER", "2.00", "µs"],
        ["b", "median", "ratio"],
        ["z", "1.00", "ms", "1.00x"],
    ]
    assert show(3e-9).split() == ["3.0", "ns"]
    assert show(1.5).split() == ["1.50", "s"]


class Clock:
    """A clock that goes on only when told so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def test_what_a_call_takes_is_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(timing, "perf_counter", clock)
    effort = Effort(20, 3, 0, 0, 0)
    assert per_call(lambda: clock.pass_by(0.25), effort) == 0.25
    assert once(lambda: clock.pass_by(0.25), 3) == 0.25
    calls = {"short": lambda: clock.pass_by(0.25), "long": lambda: clock.pass_by(0.5)}
    assert together(calls, effort) == {"short": 0.25, "long": 0.5}


def test_a_command_that_sleeps_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its end is seen as it ends: nobody sleeps until it is time to look again."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with interpreter() as run:
        start = time.perf_counter()
        run("-c", "import time; time.sleep(0.3)")
        assert time.perf_counter() - start >= 0.3
    assert not slept


def test_a_module_that_sleeps_longer_is_seen_to_take_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By less than the 50 ms for which a wait with a timeout sleeps. What else the machine does can hide it at times,
    not each time."""
    for name, seconds in (("naps", 0.06), ("sleeps", 0.1)):
        (tmp_path / f"{name}.py").write_text(f"import time\ntime.sleep({seconds})\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def is_seen() -> bool:
        found = beyond_interpreter({name: f"import {name}" for name in ("naps", "sleeps")}, 1)
        return found["naps"] > 0.05 and 0.02 < found["sleeps"] - found["naps"] < 0.06

    assert any(is_seen() for _ in range(5))
