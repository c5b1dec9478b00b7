"""The files of a folder of evidence. Only ordinary files are opened: a pipe would wait for ever, and a link shows what
lies elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from nac.certificate import LARGEST
from nac.errors import Error

_FOLDERS = 3
"""How deep folders may lie in each other."""
_WRITTEN = (".smt2", ".json", ".md", ".new")


class Unusable(Error):
    """The folder or the names cannot be used."""


def walk(folder: Path, problems: list[str], depth: int = 0) -> Iterator[Path]:
    """Yield all ordinary files in the folder, in order; `problems` is told of what else lies there."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        problems.append(f"{folder}: cannot be read ({error.strerror})")
        return
    for path in paths:
        mode = _mode(path)
        if S_ISDIR(mode) and depth < _FOLDERS:
            yield from walk(path, problems, depth + 1)
        elif S_ISDIR(mode):
            problems.append(f"{path}: folders lie too deep in each other")
        elif S_ISREG(mode):
            yield path
        else:
            problems.append(f"{path}: not an ordinary file")


def as_folder(folder: str) -> Path:
    """Return the folder of this name. Raises Unusable."""
    if not folder:
        raise Unusable("an empty text is not the name of a folder; . is the one here")
    return Path(folder)


def is_folder(path: Path) -> bool:
    """Return whether there is such a folder; no if no folder can have the name."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def content(path: Path, problems: list[str]) -> bytes | None:
    """Return what is in an ordinary file; None where there is none, or with a problem told."""
    mode = _mode(path)
    if not S_ISREG(mode):
        if mode:
            problems.append(f"{path}: not an ordinary file")
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror})")
        return None
    if len(data) > LARGEST:
        problems.append(f"{path}: more than {LARGEST} bytes")
        return None
    return data


def links(root: Path, folder: str) -> list[Path]:
    """Return the links on the way down from root to the folder."""
    way = list(accumulate(Path(folder).parts, Path.joinpath, initial=root))
    return [path for path in way[1:] if S_ISLNK(_mode(path))]


def write(root: Path, folder: str, files: Mapping[str, str]) -> None:
    """Put the files into a folder below root. What has their names is replaced, not written into. Raises Unusable."""
    path = root / folder
    try:
        for link in links(root, folder):
            raise Unusable(f"{link}: not an ordinary folder")
        path.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = root / folder / name
            _replace(path, text.encode())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Unusable(f"{str(path)[:1000]}: cannot be written ({why})") from None


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def clear(folder: Path, keep: Collection[str]) -> None:
    """Remove what an earlier run wrote to the folder and is not to be kept. Raises Unusable."""
    try:
        for path in folder.iterdir():
            if path.suffix in _WRITTEN and path.name not in keep and not S_ISDIR(_mode(path)):
                path.unlink()
    except OSError as error:
        raise Unusable(f"{folder}: cannot be written ({error.strerror})") from None


def _mode(path: Path) -> int:
    """Return what is there itself, not what it links to; 0 for nothing."""
    try:
        return path.lstat().st_mode
    except (OSError, ValueError):
        return 0
