"""Nothing that `nac` reads can steer a terminal or an editor: it is refused in specs, and spelled out where printed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import nac
from checker import console as module
from checker.console import Console
from nac.compiled import dumps, loads
from nac.language import compile_path, compile_text
from nac.spec import Spec
from nac.words import STEERING

from .running import nac as command

PLAIN = 'action write "change it"\noperation put(disk) { at disk { require write } }\n'
EVIL = "\x1b[31m\x1b]0;title\x07\x7f\x9b2J\u202e\u2066\u2028\r"
BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]


def texts(char: str) -> Iterator[str]:
    """A spec with the character in a comment, in both kinds of doc comments, in a text, in a name, between words."""
    yield f"// a{char}b\n{PLAIN}"
    yield f"/// a{char}b\n{PLAIN}"
    yield f"//! a{char}b\n{PLAIN}"
    yield PLAIN.replace("change it", f"change{char}it")
    yield PLAIN.replace("put", f"p{char}ut")
    yield PLAIN.replace("{ at", f"{{ {char} at")


@pytest.mark.parametrize("char", sorted(STEERING - {"\0"}), ids=lambda char: f"U+{ord(char):04X}")
def test_no_spec_holds_such_a_character(char: str) -> None:
    for text in texts(char):
        result = compile_text(text)
        assert result.spec is None
        (found,) = result.diagnostics
        assert found.code == "NAC028"
        assert f"U+{ord(char):04X}" in found.message
        assert found.span is not None
        assert text.split("\n")[found.span.line - 1][found.span.column - 1] == char


def test_a_nul_is_no_text_at_all() -> None:
    assert {each.code for each in compile_text(PLAIN + "\0").diagnostics} == {"NAC003"}


@pytest.mark.parametrize("char", ["\t", " ", "\u200d", "\u00e9", "\u05d0", "\u0627", "\U0001f600", "\u00a0"])
def test_other_characters_may_stand_where_they_could(char: str) -> None:
    for text in list(texts(char))[:4]:
        assert compile_text(text).spec is not None
    assert compile_text(PLAIN.replace("\n", "\r\n")).spec == compile_text(PLAIN).spec


def test_all_of_the_marks_of_direction_are_known() -> None:
    """Bidi_Control of Unicode's PropList."""
    assert set(BIDI) <= STEERING
    assert not STEERING & {"\n", "\t"}


def test_each_of_many_is_shown_up_to_the_usual_number() -> None:
    found = compile_text(PLAIN + "// " + "\u202e" * 1000)
    assert [each.code for each in found.diagnostics] == ["NAC028"] * 100 + ["NAC010"]


def test_a_file_that_is_imported_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "a.nac").write_text(f"// {EVIL}\n{PLAIN}")
    (tmp_path / "b.nac").write_text('import "a.nac"\noperation more(disk) { at disk { require write } }\n')
    assert {each.code for each in compile_path(tmp_path / "b.nac").diagnostics} == {"NAC028"}


def clean(text: str) -> bool:
    return not STEERING & set(text)


def evil(spec: Spec) -> Spec:
    """The spec with such characters wherever data may have them."""
    (operation,) = spec.operations
    bad = replace(operation, name=f"put{EVIL}", doc=f"Doc {EVIL}.")
    return replace(spec, name=f"it{EVIL}", doc=EVIL, operations=(bad,))


def test_an_escape_stays_one() -> None:
    spec = nac.compile(PLAIN.replace("change it", json.dumps(EVIL)[1:-1].replace("\x7f", "\\u007f")))
    assert spec.actions[0].text == EVIL
    text = nac.language.format_spec(spec)
    assert clean(text)
    assert compile_text(text).spec == spec
    assert clean(dumps(spec))
    assert loads(dumps(spec)) == spec


@pytest.mark.parametrize("arguments", [["fmt"], ["check"], ["check", "--format", "json"], ["compile"], ["audit"]])
def test_what_a_compiled_spec_says_is_spelled_out(arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    path.write_text(dumps(evil(nac.compile(PLAIN))))
    run = command(*arguments, path)
    assert clean(run.out + run.err)
    assert run.code in (0, 1)
    if "json" in arguments:
        json.loads(run.out)
    if arguments == ["compile"]:
        assert loads(run.out) == nac.load(str(path))


def test_what_events_say_is_spelled_out(tmp_path: Path) -> None:
    path = tmp_path / "it.nac"
    path.write_text(PLAIN)
    graph = {"nodes": ["n", f"m{EVIL}"], "edges": []}
    lines = [
        {"id": EVIL, "graph": graph, "events": [{"submit": "put", "args": {"disk": "n"}, "job": EVIL}]},
        {
            "id": EVIL,
            "graph": graph,
            "events": [{"submit": EVIL, "args": {EVIL: EVIL}, "job": "j", "expect": "refused"}],
        },
        {"id": EVIL, "graph": graph, "events": [{EVIL: "put"}]},
        {"id": "x", "graph": {"nodes": ["n"], "edges": [[EVIL, EVIL]]}, "events": []},
        {EVIL: 1},
    ]
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + f"\n{EVIL}\n"
    run = command("replay", "--spec", path, given=given)
    assert run.err
    assert clean(run.out + run.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "NAME"],
        ["check", "MISSING"],
        ["fmt", "--check", "NAME"],
        ["compile", "NAME", "-o", "MISSING/it"],
        ["diff", "NAME", "NAME"],
        ["audit", "NAME", "--compare", "MISSING"],
        ["recheck", "MISSING"],
        ["prove", "NAME", "-o", "OUT"],
        ["suggest", "MISSING", "--spec", "NAME"],
        ["MISSING"],
        ["check", "--format", "MISSING"],
    ],
    ids=" ".join,
)
def test_names_of_files_are_spelled_out(arguments: list[str], tmp_path: Path) -> None:
    name = EVIL.replace("\x1b]0;title\x07", "").strip("\r")
    path = tmp_path / f"it{name}.nac"
    path.write_text(PLAIN)
    meant = {"NAME": str(path), "MISSING": str(tmp_path / f"no{name}"), "OUT": str(tmp_path / f"out{name}")}
    run = command(*[meant.get(each.partition("/")[0], each) + each.partition("/")[1] for each in arguments])
    assert run.out + run.err
    assert clean(run.out + run.err)


def shown(text: str, *, colour: bool = False) -> str:
    out, err = io.StringIO(), io.StringIO()
    console = Console(out, err, colour=colour, live=True)
    console.result(console.paint(text, "good"))
    console.complain(text)
    before = err.getvalue()
    console.progress(text)
    assert err.getvalue().removeprefix(before).count("\n") == 0
    return (out.getvalue() + err.getvalue()).replace("\r\x1b[K", "")


def test_the_console_keeps_its_own_colours_only() -> None:
    green = "\x1b[32m"
    assert clean(shown(EVIL + green))
    coloured = shown(EVIL + green, colour=True)
    assert coloured.startswith(green)
    assert coloured.count("\x1b") == 2
    assert clean(coloured.removeprefix(green).replace("\x1b[0m", ""))


def test_a_console_that_let_it_pass_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "harmless", str)
    assert not clean(shown(EVIL))
