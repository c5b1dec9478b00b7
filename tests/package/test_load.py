"""`nac.load` and `nac.compile`: names, paths, compiled specs, and what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nac
from nac.compiled import dumps
from nac.load import LARGEST, shipped_folder

TEXT = "action read\noperation look(node) { at node { require read } }\n"


def test_shipped_names() -> None:
    assert {"rfc", "examples/mgl", "examples/nfs4", "examples/postgres", "examples/rwlock"} <= set(nac.shipped())
    for name, path in nac.shipped().items():
        assert nac.load(name) == nac.load(path)


def test_the_proposal() -> None:
    spec = nac.load("rfc")
    assert spec.name == "rfc"
    assert len(spec.actions) == 5
    assert "block-commit" in spec


def test_every_kind_of_path(tmp_path: Path) -> None:
    file = tmp_path / "one.nac"
    file.write_text(TEXT)
    compiled = tmp_path / "one.json"
    compiled.write_text(dumps(nac.load(file)))
    assert nac.load(file) == nac.load(str(file)) == nac.load(tmp_path) == nac.load(compiled) == nac.compile(TEXT)


def test_a_name_means_the_shipped_spec_and_a_path_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rfc").mkdir()
    (tmp_path / "rfc" / "mine.nac").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    assert "block-commit" in nac.load("rfc")
    assert "look" in nac.load("./rfc")
    assert "look" in nac.load(Path("rfc"))


@pytest.mark.parametrize("source", ["", "nowhere", "rfc/../rfc", "a\0b", "x" * 5000, "examples"])
def test_what_is_not_there(source: str) -> None:
    with pytest.raises(nac.SpecError) as caught:
        nac.load(source)
    assert str(caught.value)


@pytest.mark.parametrize("source", [None, b"rfc", 5, ["rfc"]])
def test_what_is_no_path(source: Any) -> None:
    with pytest.raises(nac.SpecError, match="is neither a path nor the name of a shipped spec"):
        nac.load(source)


@pytest.mark.parametrize(("text", "name"), [(None, "x"), (b"action a", "x"), (Path("a.nac"), "x"), ("action a", 5)])
def test_what_is_no_text_is_not_compiled(text: Any, name: Any) -> None:
    with pytest.raises(nac.SpecError, match=r"a spec is compiled from its text, not from|the name of a spec is a text"):
        nac.compile(text, name)


def test_an_empty_spec_is_named(tmp_path: Path) -> None:
    for file in ("a", "b", "c", "d"):
        (tmp_path / f"{file}.nac").write_text("")
    with pytest.raises(nac.SpecError, match=r"(?m)NAC005.*in \S+a\.nac$"):
        nac.load(tmp_path / "a.nac")
    with pytest.raises(nac.SpecError, match=r"NAC005.*in \S+a\.nac, \S+b\.nac, \S+c\.nac and 1 more"):
        nac.load(tmp_path)
    with pytest.raises(nac.SpecError, match=r"NAC005.*in mine\.nac"):
        nac.compile("flags every = all", "mine.nac")


def test_a_near_miss_is_named() -> None:
    with pytest.raises(nac.SpecError, match="did you mean 'examples/nfs4'"):
        nac.load("examples/nfs")


def test_an_error_carries_its_diagnostics() -> None:
    with pytest.raises(nac.SpecError) as caught:
        nac.compile("action read\noperation look(node) { at nod { require reed } }", "my.nac")
    text = str(caught.value)
    assert "my.nac:2:27" in text
    assert "did you mean 'node'?" in text
    assert "did you mean 'read'?" in text
    assert len(caught.value.diagnostics) == 2


def test_a_compiled_spec_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(nac.SpecError, match="has at most"):
        nac.load(path)


def test_the_specs_of_this_checkout_are_the_shipped_ones() -> None:
    assert shipped_folder() == Path(__file__).parents[2] / "spec"
