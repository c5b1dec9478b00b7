"""The language: text to spec and back (semantics: language). The only part of the library that knows lark; loaded on
demand.

result = compile_path("spec/rfc")
for diagnostic in result.diagnostics:
    print(render(diagnostic, result.sources))
if result.spec is not None:
    ...
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nac.spec import Spec

from .codes import CODES, Code
from .diagnostics import Diagnostic, Sink, TooMany, render
from .format import format_role, format_spec
from .format_scenarios import scenario as format_scenario
from .load import Loader
from .resolve import resolve

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Result",
    "compile_path",
    "compile_text",
    "format_role",
    "format_scenario",
    "format_spec",
    "render",
]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of compiling a text. `spec` is None iff a diagnostic is an error; `sources`: the texts by file
    name."""

    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


def compile_path(path: str | os.PathLike[str]) -> Result:
    """Return the spec in a file, or in all `.nac` files of a folder, with all that they import. Raises nothing."""
    loader = Loader(Sink())
    place = Path(path)
    name = place.name
    if name in ("", ".."):
        try:
            name = place.resolve().name
        except (OSError, RuntimeError):  # the current folder is gone; reading will say so
            name = str(place)
    return _result(loader, name.removesuffix(".nac"), lambda: loader.path(place))


def compile_text(text: str, name: str = "<text>", *, folder: str | os.PathLike[str] | None = None) -> Result:
    """Return the spec in a text. Imports are read only if there is a `folder` that they are relative to. Raises
    nothing."""
    loader = Loader(Sink())
    return _result(loader, name, lambda: loader.text(text, name, None if folder is None else Path(folder)))


def _result(loader: Loader, name: str, read: Callable[[], None]) -> Result:
    sink = loader.sink
    spec: Spec | None = None
    try:
        read()
        if loader.sources:
            doc = "\n\n".join(filter(None, loader.docs))
            spec = resolve(loader.items, doc, name, sink, loader.sources, incomplete=loader.incomplete)
    except TooMany:
        pass
    return Result(None if sink.failed else spec, sink.finished(loader.sources), loader.sources)
