"""The benchmarks run; what they measure is not looked at."""

from __future__ import annotations

import pytest

from .__main__ import main
from .timing import Row, show, table


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
