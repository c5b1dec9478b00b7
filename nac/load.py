"""Finding and reading specs: shipped ones by name, others by path, texts as well as compiled ones
(semantics: library)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import SpecError
from .spec import Spec
from .words import brief

if TYPE_CHECKING:  # the import of `nac` is kept short; what reads files is imported where it is needed
    from os import PathLike
    from pathlib import Path

LARGEST = 64 << 20
"""How many bytes a compiled spec may have."""

_ONE_EACH = ("examples",)
"""Folders of shipped specs that hold one spec in each file; any other folder is one spec."""


def load(source: str | PathLike[str]) -> Spec:
    """Return a spec to plan and run with.

    source: the name of a shipped spec (`"rfc"`, `"examples/rwlock"`; see `shipped`), or the path of a `.nac` file, of a
    folder of them, or of a compiled `.json` (which needs no lark). A text that names a shipped spec means that one;
    write `./rfc` for a folder of the same name. Raises `SpecError` with all diagnostics.
    """
    path = find(source)
    if path.suffix == ".json":
        return _compiled(path)
    from .language import compile_path, render

    result = compile_path(path)
    if result.spec is None:
        raise SpecError("\n".join(render(each, result.sources) for each in result.diagnostics), result.diagnostics)
    return result.spec


def compile(text: str, name: str = "spec") -> Spec:
    """Return the spec of a `.nac` text. `name` stands for its file in messages. Raises `SpecError` with all
    diagnostics."""
    if not isinstance(text, str):
        raise SpecError(f"a spec is compiled from its text, not from {brief(text)}; nac.load reads files")
    if not isinstance(name, str):
        raise SpecError(f"the name of a spec is a text, not {brief(name)}")
    from .language import compile_text, render

    result = compile_text(text, name)
    if result.spec is None:
        raise SpecError("\n".join(render(each, result.sources) for each in result.diagnostics), result.diagnostics)
    return result.spec


def shipped() -> dict[str, Path]:
    """Return the names of the shipped specs and where they lie."""
    folder = shipped_folder()
    specs = {}
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.name in _ONE_EACH:
            specs.update({f"{entry.name}/{path.stem}": path for path in sorted(entry.glob("*.nac"))})
        elif any(entry.glob("*.nac")):
            specs[entry.name] = entry
    return specs


def shipped_folder() -> Path:
    """Return where the shipped specs lie: beside the code of an installed package, or at the top of a checkout."""
    from pathlib import Path

    here = Path(__file__).resolve().parent
    installed = here / "shipped"
    return installed if installed.is_dir() else here.parent / "spec"


def find(source: str | PathLike[str]) -> Path:
    """Return the path that `load` reads. Raises `SpecError` when there is nothing."""
    from pathlib import Path

    known = shipped()
    if isinstance(source, str) and source in known:
        return known[source]
    if source == "":
        raise SpecError("an empty text is neither a path nor the name of a shipped spec")
    try:
        path = Path(source)
        if path.exists():
            return path
    except (OSError, ValueError) as error:  # a name too long, or with a null byte
        raise SpecError(f"{brief(str(source))} cannot be a path: {error}") from None
    except TypeError:
        raise SpecError(f"{brief(source)} is neither a path nor the name of a shipped spec") from None
    from .words import suggestion

    raise SpecError(
        f"there is no spec {brief(str(source))}{suggestion(str(source), known)}\n"
        f"give the path of a .nac file or a folder of them, or a shipped name: {', '.join(known)}"
    )


def _compiled(path: Path) -> Spec:
    from .compiled import loads

    try:
        if not path.is_file():  # a folder; or a pipe, which could block for ever
            raise SpecError(f"{path}: is not an ordinary file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise SpecError(f"{path}: cannot be read ({error.strerror})") from None
    if len(content) > LARGEST:
        raise SpecError(f"{path}: a compiled spec has at most {LARGEST} bytes")
    try:
        return loads(content)
    except SpecError as error:
        raise SpecError(f"{path}: {error}") from None
