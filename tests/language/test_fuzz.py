"""Whatever the text, the answer is a spec or diagnostics: never an exception, and every place lies in its file."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nac.language import CODES, Result, compile_path, compile_text, format_spec, render
from tests.specs.one_per_code import EXAMPLES

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "spec").rglob("*.nac"))]
SEEDS = [each for each in EXAMPLES.values() if isinstance(each, str) and len(each) < 4000] + SHIPPED
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_#][\w.#-]*|\s+|.', re.DOTALL)
TOKENS = sorted({token for text in SEEDS for token in TOKEN.findall(text)})

often = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sound(result: Result) -> None:
    """What holds of every result."""
    errors = [each for each in result.diagnostics if each.severity == "error"]
    assert (result.spec is None) == bool(errors)
    for each in result.diagnostics:
        assert CODES[each.code].severity == each.severity
        assert render(each, result.sources).encode("utf-8").count(b"\x1b") == 0
        for span in [each.span, *(place for place, _ in each.related)]:
            if span is not None:
                lines = result.sources[span.file].split("\n")
                assert 1 <= span.line <= span.end_line <= len(lines)
                assert 1 <= span.column <= len(lines[span.line - 1]) + 1
                assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
                assert (span.line, span.column) <= (span.end_line, span.end_column)
    if result.spec is not None:
        assert compile_text(format_spec(result.spec)).spec == result.spec


@often
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    sound(compile_text(text))


@often
@given(st.binary(max_size=200))
def test_random_bytes(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".nac") as file:
        file.write(content)
        file.flush()
        sound(compile_path(file.name))


@often
@given(st.lists(st.sampled_from(TOKENS), max_size=60))
def test_random_words(words: list[str]) -> None:
    sound(compile_text(" ".join(words)))


@often
@given(st.sampled_from(("action a\noperation f(x) {{ {} at x {{ }} }}", 'action a scenario "" {{ {} }}')), st.data())
def test_random_words_in_place(frame: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(TOKENS), max_size=20))
    sound(compile_text(frame.format(" ".join(words))))


@settings(often, max_examples=200)
@given(st.sampled_from(SEEDS), st.data())
def test_a_damaged_spec(text: str, data: st.DataObject) -> None:
    """Words of a valid spec dropped, doubled, swapped or replaced."""
    words = TOKEN.findall(text)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(words) - 1))
        other = data.draw(st.integers(0, len(words) - 1))
        match data.draw(st.sampled_from(("drop", "double", "swap", "replace", "cut"))):
            case "drop":
                words[at] = ""
            case "double":
                words[at] *= 2
            case "swap":
                words[at], words[other] = words[other], words[at]
            case "replace":
                words[at] = data.draw(st.sampled_from(TOKENS))
            case _:
                del words[min(at, other) : min(at, other) + 5]
                words.append("")
    sound(compile_text("".join(words)))
