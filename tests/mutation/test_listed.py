"""What is committed of the mutation testing fits together; running it takes long and is no test (see __main__)."""

from __future__ import annotations

import pytest

from . import run
from .listed import PLACE, reasons
from .run import Mutant
from .summary import kept, summary
from .targets import TARGETS

TEXT = """\
# a comment

nac/a.py f
- x = 1
+ x = 2
+ x = None
: never read
- return x
+ return None
: never called
"""


def test_reasons_are_read() -> None:
    assert reasons(TEXT) == {
        Mutant("nac/a.py", "f", "x = 1", "x = 2"): "never read",
        Mutant("nac/a.py", "f", "x = 1", "x = None"): "never read",
        Mutant("nac/a.py", "f", "return x", "return None"): "never called",
    }


@pytest.mark.parametrize("text", ["nac/a.py\n", "nac/a.py f\n- x\n+ y\nnac/a.py g\n", "nac/a.py f\n: why\n"])
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        reasons(text)


def test_every_survivor_has_a_reason_and_every_reason_a_survivor() -> None:
    tested = kept()
    survivors = {mutant for each in tested for mutant in each.survivors}
    known = reasons(PLACE.read_text(encoding="utf-8"))
    modules = {each.module for each in tested}
    assert survivors == {mutant for mutant in known if mutant.module in modules}


def test_the_summary_counts_and_lists() -> None:
    lost, known = Mutant("nac/a.py", "f", "x", "y"), Mutant("nac/a.py", "g", "x", "y")
    text = summary(
        [run.Tested("nac/kernel.py", "0", 5, ()), run.Tested("nac/ledger.py", "0", 7, (lost, known))], {known: "so"}
    )
    assert "| nac/ledger.py | 7 | 5 | 2 |\n| all | 12 | 10 | 2 |\n" in text
    assert "- f: `x` => `y` -- **no reason given**\n- g: `x` => `y` -- so\n" in text
    assert "Not run to the end yet: nac/graph.py, nac/sets.py, " in text
    assert "Changed since: nac/kernel.py, nac/ledger.py." in text


def test_every_module_and_every_test_that_a_target_names_exists() -> None:
    named = {name for target in TARGETS for name in (*target.modules, *target.tests) if not name.startswith("-k")}
    paths = {name.removeprefix("--deselect=").removeprefix("--ignore=").partition("::")[0] for name in named}
    assert len(paths) > 20
    assert sorted(path for path in paths if not (run.ROOT / path).exists()) == []
