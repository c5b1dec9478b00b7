"""The kinds of questions and obligations: their ids begin with them, and each is counted in the report on mutants."""

from __future__ import annotations

import pytest

import nac
from checker.deciding.obligations import questions
from checker.evidence.mutants import COLUMNS
from checker.questions import stability
from checker.questions.kinds import Kind
from checker.questions.transitions import moves, weakening_question

SPECS = [nac.load(name) for name in nac.shipped()]


def test_an_id_begins_with_the_kind() -> None:
    found = set()
    for spec in SPECS:
        owed = questions(spec)
        asked = [question for one in owed for question in one.questions]
        asked += stability.questions(spec, frozenset())
        asked += (weakening_question(spec, move) for move in moves(spec))
        for kind, name in [(one.kind, one.id) for one in owed] + [(one.kind, one.id) for one in asked]:
            assert name.startswith(f"{kind}/")
            found.add(kind)
    assert len(found) > 10


def test_what_catches_a_mutant_is_counted_whatever_it_is() -> None:
    owed = {one.kind for spec in SPECS for one in questions(spec)} | {Kind.STABILITY, Kind.SCENARIO}
    counted = [kind for kinds in COLUMNS.values() for kind in kinds]
    assert set(counted) == owed
    assert len(counted) == len(set(counted))


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_its_word(kind: Kind) -> None:
    assert f"{kind}" == kind.value == str(kind)
    assert Kind(kind.value) is kind


def test_the_answer_hoped_for_is_an_example_only_of_what_must_be_possible() -> None:
    assert {kind for kind in Kind if kind.traits.wanted} == {Kind.RUN, Kind.ROLE, Kind.EFFECT, Kind.VACUITY}
