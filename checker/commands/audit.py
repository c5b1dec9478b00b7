"""List every tolerated race: what runs together and interferes because both sides allow it.

Each is a line at the margin, with an example and the places that allow it indented below. Commit that output; with
--compare FILE the exit code is 1 if the list is no longer the same.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..console import Console
from .memory import no_cache, remembering

LARGEST = 4 << 20
"""How many bytes a list to compare with may have."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="a shipped name, or a path as for `check`")
    parser.add_argument("--compare", metavar="FILE", help="an earlier output; exit with 1 if the list differs from it")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the list")
    no_cache(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    import nac

    from .. import drawing
    from ..audit import audit, difference
    from ..outcome import Unknown

    before = None if options.compare is None else _read(Path(options.compare))
    with remembering(options, console) as solver:
        spec = nac.load(options.spec)
        found = audit(spec, solver, lambda done, of: console.progress(f"{done} of {of}"))
    unknown = [each for each in found if isinstance(each.outcome, Unknown)]
    for each in unknown:
        console.complain(f"not decided: {each.key}")
    if before is not None:
        new, gone = difference(found, before)
        for sign, lines in (("+", new), ("-", gone)):
            for line in lines:
                console.result(f"{sign} {line}")
        console.complain(f"{len(new)} new and {len(gone)} gone, {len(found)} in all")
        return 1 if new or gone else 3 if unknown else 0
    if options.format == "json":
        rows = [{"race": each.key, "example": drawing.data(each.example) if each.example else None} for each in found]
        console.result(json.dumps(rows, indent=1))
    else:
        for each in found:
            console.result(each.key)
            for line in drawing.lines(each.example) if each.example else ("not decided",):
                console.result(f"    {line}")
    return 3 if unknown else 0


def _read(path: Path) -> str:
    import nac

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"longer than {LARGEST} bytes")
        return data.decode("utf-8")
    except (OSError, ValueError) as error:
        raise nac.Error(f"{path}: cannot be read ({error})") from None
