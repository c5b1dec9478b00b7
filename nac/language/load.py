"""Reading: from paths to the items of all files, imports followed. The only module here that touches disks."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from nac.words import visible

from . import tree as t
from .diagnostics import Sink, quoted, suggest
from .hidden import report as report_hidden
from .parse import parse
from .source import Source, Unreadable

LARGEST = 1 << 20
"""The most bytes of a file."""

MOST_FILES = 256
MOST_CHARACTERS = 4 << 20
MOST_TOKENS = 100_000
"""The most files, characters, and words and signs of a spec, imports and all."""

DEEPEST_IMPORTS = 64
SUFFIX = ".nac"


@dataclass(slots=True)
class Loader:
    """Reads files, each once, and collects their items: those of an import before those of the file that imports."""

    sink: Sink
    fence: Path | None = None  # imports stay inside this folder
    items: list[t.Item] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    incomplete: bool = False
    tokens: int = 0
    characters: int = 0
    _done: set[Path] = field(default_factory=set)
    _open: list[Path] = field(default_factory=list)

    def path(self, path: Path) -> None:
        """Read a file, or all `.nac` files of a folder."""
        try:
            real = path.resolve()
            folder = real.is_dir()
            paths = sorted(each for each in path.iterdir() if each.suffix == SUFFIX) if folder else [path]
        except (OSError, ValueError, RuntimeError) as error:
            self._fail("NAC001", f"{display(path)} cannot be read: {_reason(error)}")
            return
        self.fence = (real if folder else real.parent).parent
        if not paths:
            self._fail("NAC004", f"the folder {display(path)} has no `{SUFFIX}` file")
        for each in paths:
            self._top(each)

    def text(self, text: str, name: str, folder: Path | None) -> None:
        """Read a text that is in no file; its imports are relative to `folder`, if there is one."""
        try:
            self.fence = None if folder is None else folder.resolve().parent
            content = decoded(text.encode("utf-8"))
        except Unreadable as error:
            self._fail(error.code, f"{display(name)} {error.reason}")
        except UnicodeEncodeError:
            self._fail("NAC003", f"{display(name)} is not UTF-8 text")
        except (OSError, ValueError, RuntimeError) as error:
            self._fail("NAC001", f"{display(str(folder))} cannot be read: {_reason(error)}")
        else:
            self.docs.append(self._source(Source(display(name), content), folder))

    def _top(self, path: Path) -> None:
        try:
            real = path.resolve()
            if real in self._done:
                return
            text = read(real)
        except Unreadable as error:
            self._fail(error.code, f"{display(path)} {error.reason}")
        except (OSError, ValueError, RuntimeError) as error:
            self._fail("NAC001", f"{display(path)} cannot be read: {_reason(error)}")
        else:
            self.docs.append(self._file(path, real, text))

    def _file(self, path: Path, real: Path, text: str) -> str:
        self._open.append(real)
        doc = self._source(Source(display(path), text), path.parent)
        self._open.pop()
        self._done.add(real)
        return doc

    def _source(self, source: Source, folder: Path | None) -> str:
        self.sources[source.name] = source.text
        self.characters += len(source.text)
        try:
            if len(self.sources) > MOST_FILES or self.characters > MOST_CHARACTERS:
                raise Unreadable("NAC002", f"is one too many: a spec has {MOST_FILES} files and 4 MiB at most")
            if report_hidden(source, self.sink):
                self.incomplete = True
                return ""
            parsed = parse(source, self.sink, MOST_TOKENS - self.tokens)
        except Unreadable as error:
            self._fail(error.code, f"{source.name} {error.reason}")
            return ""
        self.tokens += parsed.count
        for item in parsed.items:
            if isinstance(item, t.Import):
                self._import(item, folder)
            else:
                self.incomplete = self.incomplete or (isinstance(item, t.Broken) and item.keyword == "import")
                self.items.append(item)
        return parsed.doc

    def _import(self, item: t.Import, folder: Path | None) -> None:
        """Follows an import; one that cannot be followed is reported where it is written."""
        said = item.path.text
        if folder is None or self.fence is None:
            self._fail("NAC011", "a text that is in no file cannot import", item, "save it in a file first")
            return
        try:
            path = folder / said
            real = path.resolve()
            if not real.is_relative_to(self.fence):
                hint = f"copy it into {display(self.fence)}"
                self._fail("NAC007", f"{quoted(said)} lies outside of the spec's folder and its siblings", item, hint)
                return
            if real in self._open:
                circle = [*self._open[self._open.index(real) :], real]
                message = f"the imports go in a circle: {' -> '.join(display(each.name) for each in circle)}"
                self._fail("NAC008", message, item, "move what both need into a file of its own")
                return
            if real in self._done:
                return
            if len(self._open) >= DEEPEST_IMPORTS:
                self._fail("NAC009", f"this is import {DEEPEST_IMPORTS + 1} in a chain", item, "import fewer files")
                return
            text = read(real)
        except Unreadable as error:
            code = "NAC006" if error.code == "NAC001" else error.code
            near = suggest(said, _siblings(folder)) if code == "NAC006" else ""
            self._fail(code, f"{quoted(said)} {error.reason}", item, near)
            return
        except (OSError, ValueError, RuntimeError) as error:
            self._fail("NAC006", f"{quoted(said)} cannot be read: {_reason(error)}", item)
            return
        self._file(Path(os.path.normpath(path)), real, text)

    def _fail(self, code: str, message: str, item: t.Import | None = None, hint: str = "") -> None:
        self.incomplete = True
        self.sink.add(code, message, item.path.span if item else None, help=hint)


def read(path: Path) -> str:
    """Return the text of a file. Raises `Unreadable`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device could block for ever
            raise Unreadable("NAC001", "is not an ordinary file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Unreadable("NAC001", f"cannot be read: {_reason(error)}") from None
    return decoded(content)


def decoded(content: bytes) -> str:
    """Return the text that the bytes are. Raises `Unreadable`."""
    if len(content) > LARGEST:
        raise Unreadable("NAC002", f"is larger than {LARGEST:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("NAC003", f"is not UTF-8 text (byte {error.start:,})") from None
    if "\0" in text:
        raise Unreadable("NAC003", f"is not a text: it has a NUL (character {text.index(chr(0)):,})")
    return text


def display(path: str | Path) -> str:
    """Return a path as diagnostics show it: encodable, without control characters."""
    return visible(os.fspath(path).encode("utf-8", "backslashreplace").decode("utf-8"))


def _reason(error: Exception) -> str:
    return (error.strerror or "an error of the system") if isinstance(error, OSError) else "it is no path"


def _siblings(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir() if each.suffix == SUFFIX)
    except OSError:
        return []
