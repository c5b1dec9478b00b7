"""What `nac diff` goes by stands in the specs: what is not survived, and which choice stands for all."""

from __future__ import annotations

import pytest

import nac
from checker.comparing.diff import DEATH, TIME, compare

ACTIONS = 'action read covers reads\naction write "change" covers writes at node, above(node)\n'
IDEAL = (
    ACTIONS
    + """\
operation mark(disk) {
    at disk, above(disk) { require write allow all }
    effects { writes disk }
}
operation use(disk, how?: any) {
    at disk, below(disk) { require read allow read }
    effects { reads disk }
}
"""
)
REAL = (
    ACTIONS
    + """\
operation mark(disk) {
    at disk { require write allow all }
    changes { tag disk busy }
}
operation use(disk, how: plain | odd) {
    where not disk has busy "a marked disk cannot be used"
    at disk { require read allow read }
}
"""
)


def differences(real: str, ideal: str = IDEAL) -> set[tuple[str, str, str]]:
    one, other = nac.compile(ideal, "ideal"), nac.compile(real, "real")
    return {(each.kind, each.first, each.second) for each in compare(one, other, 1)}


def test_what_is_declared_fatal_is_not_survived() -> None:
    fatal = REAL.replace('where not disk has busy "a marked disk', 'fatal unless not disk has busy "a marked disk')
    assert differences(fatal) == {(DEATH, "mark", "use")}


@pytest.mark.parametrize("words", ["a marked disk cannot be used", "it would not survive this"])
def test_another_precondition_is_survived_whatever_it_says(words: str) -> None:
    assert differences(REAL.replace("a marked disk cannot be used", words)) == set()


def test_no_words_are_needed_to_be_fatal() -> None:
    silent = REAL.replace('where not disk has busy "a marked disk cannot be used"', "fatal unless not disk has busy")
    assert differences(silent) == {(DEATH, "mark", "use")}
    plain = nac.compile(silent.replace("fatal unless", "where"), "real")
    for spec, fatal, said in ((nac.compile(silent, "real"), True, "fatal unless"), (plain, False, "where")):
        with pytest.raises(nac.Invalid, match=f"its `{said}` condition is not met") as caught:
            spec["use"].plan(nac.Graph(nodes=["n"], tags={"n": ["busy"]}), disk="n", how="odd")
        assert caught.value.fatal is fatal


@pytest.mark.parametrize(("usually", "found"), [("", True), (" usually plain", False), (" usually odd", True)])
def test_the_usual_choice_stands_for_all(usually: str, found: bool) -> None:
    """The odd way asks for more, at no need: only who tries it finds that."""
    real = ACTIONS + (
        f"operation mark(disk) {{ at disk {{ require read }} }}\n"
        f"operation use(disk, how: plain | odd{usually}) {{\n"
        f"    at disk {{ allow all }}\n    at disk when how is odd {{ require write allow all }}\n}}\n"
    )
    ideal = IDEAL.replace("writes disk", "reads disk").replace("require write", "require read")
    assert ((TIME, "mark", "use") in differences(real, ideal)) is found


def test_the_usual_choice_of_either_spec_counts_if_both_have_it() -> None:
    """A usual choice that the calls of both cannot have is none."""
    theirs = ACTIONS + (
        "operation mark(disk) { at disk { require read } }\n"
        "operation use(disk, how: plain | odd | own usually own) {\n"
        "    at disk { allow all }\n    at disk when how is odd { require write allow all }\n}\n"
    )
    ideal = IDEAL.replace("writes disk", "reads disk").replace("require write", "require read")
    mine = ideal.replace("how?: any", "how: plain | odd")
    assert (TIME, "mark", "use") in differences(theirs, mine)
    assert (TIME, "mark", "use") not in differences(theirs, mine.replace("plain | odd", "plain | odd usually plain"))
