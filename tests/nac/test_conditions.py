"""Conditions on sets at their edges (semantics: language)."""

from __future__ import annotations

import pytest

from nac.graph import Graph
from nac.sets import Scope, holds
from nac.spec import Condition, NodeSet

EVERY, NONE = NodeSet("everything"), NodeSet("none")
SCOPE = Scope(Graph(nodes=["a"]))


def test_a_set_lies_in_itself() -> None:
    assert holds(Condition("in", sets=(EVERY, EVERY)), SCOPE)


def test_an_empty_set_lies_in_none_and_has_no_tag() -> None:
    assert not holds(Condition("in", sets=(NONE, EVERY)), SCOPE)
    assert not holds(Condition("in", sets=(EVERY, NONE)), SCOPE)
    assert not holds(Condition("has", sets=(NONE,), name="t"), SCOPE)


def test_what_is_no_condition() -> None:
    with pytest.raises(ValueError, match="no condition 'perhaps'"):
        holds(Condition("perhaps"), SCOPE)  # type: ignore[arg-type]  # a type checker says so, too
