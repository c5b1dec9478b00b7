"""docs/reference/python.md has every public name, with its parameters and all that is public of its values."""

from __future__ import annotations

import inspect
import re

import pytest

import nac
import nac.qemu

from .pages import DOCS

PAGE = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
_ENTRY = re.compile(r"^### nac\.(\w+)(\(.*\))?$", re.MULTILINE)
HEADINGS: dict[str, str] = dict(_ENTRY.findall(PAGE))
TEXTS = dict(zip(HEADINGS, _ENTRY.split(PAGE)[3::3], strict=True))


def signature(value: object) -> str:
    """The parameters as they are written in Python, without annotations and `self`."""
    full = inspect.signature(value)  # type: ignore[arg-type]
    bare = [each.replace(annotation=each.empty) for each in full.parameters.values() if each.name != "self"]
    return str(full.replace(parameters=bare, return_annotation=full.empty))


def public(name: str) -> list[str]:
    return [each for each in vars(getattr(nac, name)) if not each.startswith("_")]


def test_every_public_name_has_an_entry() -> None:
    assert sorted(HEADINGS) == sorted(nac.__all__)


@pytest.mark.parametrize("name", [name for name, written in HEADINGS.items() if written])
def test_a_signature_is_the_one_of_the_code(name: str) -> None:
    assert HEADINGS[name] == signature(getattr(nac, name))


@pytest.mark.parametrize("name", [name for name in nac.__all__ if inspect.isclass(getattr(nac, name))])
def test_every_method_and_field_is_named(name: str) -> None:
    said = set(re.findall(r"\w+", HEADINGS[name] + TEXTS[name]))
    assert set(public(name)) - said == set()


@pytest.mark.parametrize("name", ["Controller", "Grant", "Graph", "Plan", "Operation", "Spec"])
def test_the_signatures_of_methods_are_those_of_the_code(name: str) -> None:
    said = re.findall(r"`(?:Graph\.)?(\w+)(\((?:[^()]|\(\))*\))`", TEXTS[name])
    assert said
    for method, written in said:
        assert written == signature(getattr(getattr(nac, name), method)), method


def test_the_functions_for_qemu_are_there() -> None:
    for function in (nac.qemu.graph_of, nac.qemu.devices_of):
        assert f"`nac.qemu.{function.__name__}{signature(function)}`" in PAGE


def test_a_wrong_signature_would_be_noticed() -> None:
    assert signature(nac.Controller.admit) == "(plan, *, job=None, phase=None)"
    assert signature(nac.Graph.chain) == "(*nodes)"
