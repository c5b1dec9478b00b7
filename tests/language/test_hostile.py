"""Input that is large, deep, strange or nowhere: an answer in bounded time, with the code that fits."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from nac.language import Result, compile_path, compile_text
from tests.language.test_fuzz import sound
from tests.specs.one_per_code import ACTION, OPERATION

SECONDS = 20
"""Of processor time, on a slow machine; a fraction of it where there is nothing wrong."""


def codes(result: Result) -> set[str]:
    sound(result)
    return {each.code for each in result.diagnostics}


def operation(clause: str) -> str:
    return f"{ACTION}operation copy(source, target?) {{ {clause} at source {{ }} }}"


BIG = 90_000
LARGE = {
    "10 MB": ("a " * 5_000_000, {"NAC002"}),
    "many words": ("action a" + " b" * 250_000, {"NAC002"}),
    "one long word": ("a" * 1_000_000, {"NAC020"}),
    "one long line of quotes": ('action a "' + "\\" * 1_000_000, {"NAC022"}),
    "many quotes": ('"\n' * (BIG // 2), {"NAC022"}),
    "quotes that do not end": ('action a "x\n' * 25_000, {"NAC010", "NAC022"}),
    "many edges": ("<" * BIG, {"NAC023"}),
    "many slashes": ("/" * 1_000_000, {"NAC005"}),
    "doc comments": ("/// x\n" * 100_000, {"NAC005", "NAC027"}),
    "many actions": ("".join(f"action a{index}\n" for index in range(BIG // 2)), {"NAC002"}),
    "one action often": ("action a\n" * (BIG // 2), {"NAC002"}),
    "one operation often": (ACTION + "operation f(x) { at x { } }\n" * 9_000, {"NAC010", "NAC039"}),
    "many operations": (ACTION + "".join(f"operation f{i}(x) {{ at x {{ }} }}\n" for i in range(9_000)), set()),
    "operations never closed": (ACTION + "operation f(x) {\n" * 15_000, {"NAC010", "NAC021"}),
    "many wrong names": (operation("where " + " and ".join(f"x{i}" for i in range(30_000))), {"NAC010", "NAC031"}),
    "many parameters": (
        f"{ACTION}operation f({','.join(f'p{i}' for i in range(30_000))}) {{ at p1 {{ }} }}",
        {"NAC002"},
    ),
    "many choices": (
        f"{ACTION}operation f(x, p: {'|'.join(f'p{i}' for i in range(30_000))}) {{ at x when p is p3 {{ }} }}",
        {"NAC002"},
    ),
    "many phases": (operation("phases " + "->".join(f"p{i}" for i in range(30_000))), {"NAC002"}),
    "a long union": (operation("where empty (" + ",".join(["source"] * 45_000) + ")"), set()),
    "a long chain of excepts": (operation("where empty source" + " except target" * 30_000), {"NAC025"}),
    "a long condition": (operation("where target" + " and target or target" * 20_000), set()),
    "many changes": (operation("changes { " + "tag source x when target " * 13_000 + "}"), set()),
    "many wrong changes": (operation("changes { " + "add source sparing " * 20_000 + "target }"), {"NAC020"}),
    "many additions that are none": (operation("changes { " + "add source " * 20_000 + "}"), {"NAC010", "NAC066"}),
    "many calls": (
        ACTION
        + "operation add(to?: new) { changes { add to } }\noperation all-of(calls: calls) { }\n"
        + 'scenario "s" { graph { a } admit all-of(calls: ['
        + "".join(f"{{type: add, data: {{to: n{i}}}}}, {{type: add}}, " for i in range(4_000))
        + "]) }",
        set(),
    ),
    "many steps with made nodes": (
        ACTION
        + "operation add(to?: new, by?) { at by { } changes { add to } }\n"
        + 'scenario "s" { graph { a } admit add(by: a) '
        + "".join(f'admit add(to: n{i}) admit add(by: "#add{i}") ' for i in range(4_500))
        + "}",
        set(),
    ),
    "many lets": (operation("".join(f"let a{i} = source\n" for i in range(22_000))), {"NAC064"}),
    "long flag lists": (operation("at source { require " + "write, " * 45_000 + "write }"), set()),
    "many flag sets": (
        ACTION
        + "flags f0 = write\n"
        + "".join(f"flags f{i + 1} = f{i}\n" for i in range(20_000))
        + OPERATION.removeprefix(ACTION),
        set(),
    ),
    "a long chain of nodes": (
        f'{OPERATION}scenario "" {{ graph {{ {" <- ".join(f"n{i}" for i in range(30_000))} }} }}',
        {"NAC090"},
    ),
    "a large cycle": (
        f'{OPERATION}scenario "" {{ graph {{ {" <- ".join(f"n{i}" for i in range(30_000))} <- n0 }} }}',
        {"NAC084", "NAC090"},
    ),
    "many steps": (
        f'{OPERATION}scenario "" {{ graph {{ n }} {"admit copy(source: n) " * 12_000} }}',
        set(),
    ),
    "many wrong steps": (
        f'{OPERATION}scenario "" {{ graph {{ {" ".join(f"n{i}" for i in range(25_000))} }} {"release m " * 25_000} }}',
        {"NAC010", "NAC087"},
    ),
    "a long list": (
        f'{OPERATION}scenario "" {{ invalid copy(source: [{",".join(["1"] * 45_000)}]) }}',
        set(),
    ),
    "a long number": (f'{OPERATION}scenario "" {{ invalid copy(source: {"9" * 500_000}) }}', {"NAC026"}),
    "many patterns": (
        "".join(f"action a{i}\n" for i in range(1000))
        + OPERATION
        + "".join(f'property "{i}" {{ never a requires all while b allows all }}\n' for i in range(6_000)),
        set(),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large(name: str) -> None:
    text, expected = LARGE[name]
    begin = time.process_time()
    result = compile_text(text)
    assert time.process_time() - begin < SECONDS
    assert {each.code for each in result.diagnostics} == expected
    assert len(result.diagnostics) <= 201


DEEP = {
    "brackets": ("where " + "(" * 10_000 + "target" + ")" * 10_000),
    "brackets that do not close": "where " + "(" * 10_000,
    "nots": "where " + "not " * 10_000 + "target",
    "nots and brackets": "where " + "not not not (" * 40 + "target" + ")" * 40,
    "functions": "where empty " + "above(" * 10_000 + "source" + ")" * 10_000,
    "functions of chains": "where empty "
    + "".join("above(source except source except " for _ in range(40))
    + "source"
    + ")" * 40,
    "conditions": "where " + "target or target and (" * 40 + "target" + ")" * 40,
    "sets": "where empty " + "backing((source, source or " * 25 + "source" + "))" * 25,
    "or": "where empty (source" + " or source" * 70 + ")",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str) -> None:
    assert "NAC025" in codes(compile_text(operation(DEEP[name])))


@pytest.mark.parametrize("bracket", ["[", "{a: ", "[{a: ["])
def test_deep_values(bracket: str) -> None:
    text = f'{OPERATION}scenario "" {{ invalid copy(source: {bracket * 5000}'
    assert codes(compile_text(text)) == {"NAC025"}


def test_as_deep_as_allowed() -> None:
    """One less than what is refused; also the tree that comes of it must not be too deep for its readers."""
    for begin, end, most in (("(", ")", 62), ("not ", "", 63), ("empty above(", ")", 62)):
        count = most if begin != "empty above(" else 1
        clause = "where " + begin * count + "target" + end * count
        assert codes(compile_text(operation(clause))) <= {"NAC059"}
    nested = "where empty " + "above(" * 61 + "source" + ")" * 61
    assert codes(compile_text(operation(nested))) == set()


def test_the_other_items_are_still_checked() -> None:
    deep = operation(DEEP["brackets"]).replace("copy", "deep")
    assert codes(compile_text(f"{deep}\noperation copy(source) {{ at sorce {{ }} }}")) == {"NAC025", "NAC031"}


# Places.


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{name}.nac").write_bytes(data)
    return folder


def test_a_chain_of_64_files(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{i}": f'import "f{i + 1}.nac"' for i in range(63)}, f63=OPERATION)
    assert codes(compile_path(tmp_path / "f0.nac")) == set()
    write(tmp_path, **{f"f{i}": f'import "f{i + 1}.nac"' for i in range(64)}, f64=OPERATION)
    assert codes(compile_path(tmp_path / "f0.nac")) == {"NAC009"}


def test_too_many_files(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{i}": f"action a{i}" for i in range(257)})
    assert codes(compile_path(tmp_path)) == {"NAC002"}


def test_many_files_that_are_too_large_together(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{i}": ("//" + "x" * 1000 + "\n") * 1000 for i in range(5)}, g=OPERATION)
    assert codes(compile_path(tmp_path)) == {"NAC002"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nac")
    assert codes(compile_path(tmp_path / "pipe.nac")) == {"NAC001"}
    write(tmp_path, main='import "pipe.nac"')
    assert codes(compile_path(tmp_path / "main.nac")) == {"NAC006"}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_is_not_read() -> None:
    assert codes(compile_path("/dev/zero")) == {"NAC001"}


def test_symbolic_links(tmp_path: Path) -> None:
    spec = tmp_path / "top" / "spec"
    spec.mkdir(parents=True)
    write(tmp_path, secret=OPERATION)
    (spec / "loop.nac").symlink_to(spec / "loop.nac")
    (spec / "out.nac").symlink_to(tmp_path / "secret.nac")
    assert codes(compile_path(spec / "loop.nac")) == {"NAC001"}
    assert codes(compile_path(spec)) == {"NAC001"}
    write(spec, main='import "out.nac"')
    assert codes(compile_path(spec / "main.nac")) == {"NAC007"}


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../../../etc/passwd", "//etc/passwd"])
def test_a_path_to_elsewhere_is_not_read(tmp_path: Path, path: str) -> None:
    write(tmp_path, main=f'import "{path}"')
    result = compile_path(tmp_path / "main.nac")
    assert codes(result) == {"NAC007"}
    assert list(result.sources) == [str(tmp_path / "main.nac")]


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "nowhere.nac",
        "a\\u0000b",
        "x" * 5000,
        "main.nac/x.nac",
    ],
)
def test_a_path_to_nothing(tmp_path: Path, path: str) -> None:
    write(tmp_path, main=f'import "{path}"')
    assert codes(compile_path(tmp_path / "main.nac")) == {"NAC006"}


@pytest.mark.parametrize("path", ["nowhere", "a\0b", "x" * 5000, "\udcff", "a\x1b[2Jb"])
def test_nothing_to_compile(path: str) -> None:
    result = compile_path(path)
    assert codes(result) == {"NAC001"}
    assert result.diagnostics[0].span is None


def test_names_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, main=OPERATION)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path)
    for path, name in ((".", tmp_path.name), ("below/..", tmp_path.name), ("main.nac", "main"), ("./", tmp_path.name)):
        spec = compile_path(path).spec
        assert spec is not None
        assert spec.name == name


def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert codes(compile_path(".")) == {"NAC001"}


def test_imports_of_a_text(tmp_path: Path) -> None:
    write(tmp_path, actions=ACTION)
    text = f'import "actions.nac"\n{OPERATION.removeprefix(ACTION)}'
    assert codes(compile_text(text)) == {"NAC011"}
    assert codes(compile_text(text, folder=tmp_path)) == set()
    assert codes(compile_text(text, folder="a\0b")) == {"NAC001"}


def test_bytes_of_many_kinds(tmp_path: Path) -> None:
    contents: dict[bytes, set[str]] = {
        b"": {"NAC005"},
        b" \n\t": {"NAC005"},
        b"\xef\xbb\xbf" + OPERATION.encode(): set(),
        OPERATION.replace("\n", "\r\n").encode(): set(),
        OPERATION.encode("utf-16"): {"NAC003"},
        b"\x00": {"NAC003"},
        b"\x7fELF\x02\x01": {"NAC028"},
        OPERATION.encode() + b"\xff": {"NAC003"},
    }
    for content, expected in contents.items():
        write(tmp_path, a=content)
        assert codes(compile_path(tmp_path / "a.nac")) == expected, content


def test_carriage_returns_change_nothing(tmp_path: Path) -> None:
    plain = compile_text("/// Doc.\n" + OPERATION)
    dos = compile_text(("/// Doc.\n" + OPERATION).replace("\n", "\r\n"))
    assert plain.spec == dos.spec
    assert plain.spec is not None


def test_text_that_is_no_text() -> None:
    assert codes(compile_text("action a \ud800")) == {"NAC003"}
    assert codes(compile_text('action a "\\ud800"')) == {"NAC024"}
    pair = compile_text(OPERATION.replace("would see", "\\ud83d\\ude00"))
    assert pair.spec is not None
    assert pair.spec.actions[0].text == "what a read \U0001f600 change"
