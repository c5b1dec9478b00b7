"""Print, parse, equal: the canonical text of a spec means that spec."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from nac.language import compile_path, compile_text, format_spec, render
from nac.spec import Action, Change, NodeSet, Operation, Parameter, Spec
from tests.specs.random_models import specs

GRAMMAR = files("nac.language").joinpath("grammar.lark").read_text(encoding="utf-8")
WORDS = sorted(set(re.findall(r'"([a-z]+)"', GRAMMAR)))
SHIPPED = Path(__file__).parents[2] / "spec"


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(specs())
def test_a_random_spec_survives_its_text(spec: Spec) -> None:
    text = format_spec(spec)
    result = compile_text(text)
    assert [render(each) for each in result.diagnostics if each.severity == "error"] == []
    assert result.spec == spec
    assert format_spec(spec) == format_spec(result.spec or spec)


@pytest.mark.parametrize("word", WORDS)
def test_each_word_of_the_language_can_be_a_tag_a_kind_and_a_name(word: str) -> None:
    """A tag stands right after a set, where these words would mean something else."""
    at = NodeSet("name", name=word if word not in ("not", "empty", "none", "everything") else "x")
    ops = (Change("tag", at, word=word), Change("unlink", at, word=word), Change("untag", at, word=word))
    found = Operation("f", (Parameter(at.name, "user"),), changes=(*ops, Change("insert", at, at, word, sparing=at)))
    spec = Spec("words", (Action("a"),), (found,))
    assert compile_text(format_spec(spec)).spec == spec


def shipped() -> list[Path]:
    """The specs that are shipped: folders, and the examples, which are a file each."""
    folders = {path.parent for path in SHIPPED.rglob("*.nac")} - {SHIPPED / "examples"}
    return sorted(folders) + sorted((SHIPPED / "examples").glob("*.nac"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: str(path.relative_to(SHIPPED)))
def test_a_shipped_spec_survives_its_text(path: Path) -> None:
    result = compile_path(path)
    assert [render(each, result.sources) for each in result.diagnostics] == []
    assert result.spec is not None
    assert compile_text(format_spec(result.spec)).spec == result.spec
