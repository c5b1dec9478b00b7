"""List every tolerated race: what runs together and interferes because both sides allow it.

Each is a line at the margin, with an example and the places that allow it indented below. Commit that output; with
--compare FILE the exit code is 1 if the list is no longer the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..console import Console
from .memory import no_cache, remembering

if TYPE_CHECKING:
    from nac.spec import Json, Spec

    from ..comparing.audit import Tolerated

LARGEST = 4 << 20
"""How many bytes a list to compare with may have."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="a shipped name, or a path as for `check`")
    parser.add_argument("--compare", metavar="FILE", help="an earlier output; exit with 1 if the list differs from it")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the list")
    no_cache(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    import nac

    from ..comparing.audit import audit, difference, keys
    from ..smt.outcome import Unknown

    before = None if options.compare is None else keys(_read(Path(options.compare)))
    if before is None and options.compare is not None:
        how = f"nac audit {options.spec} > FILE"
        raise nac.Error(f"{options.compare}: not a list that `nac audit` has printed as text; `{how}` makes one")
    with remembering(options, console) as solver:
        spec = nac.load(options.spec)
        races = audit(spec, solver, lambda done, of: console.progress(f"{done} of {of}"))
    unknown = [each for each in races if isinstance(each.outcome, Unknown)]
    for each in unknown:
        console.complain(f"not decided: {each.key}")
    if before is not None:
        new, gone = difference(races, before)
        if options.format == "json":
            console.result(json.dumps({"new": list(new), "gone": list(gone)}, indent=1))
        else:
            for sign, lines in (("+", new), ("-", gone)):
                for line in lines:
                    console.result(f"{sign} {line}")
        console.complain(f"{len(new)} new and {len(gone)} gone, {len(races)} in all")
        return 1 if new or gone else 3 if unknown else 0
    if options.format == "json":
        console.result(json.dumps([_row(each) for each in races], indent=1))
    else:
        console.result(_text(spec, races))
    return 3 if unknown else 0


def _row(race: Tolerated) -> dict[str, Json]:
    from ..reporting import drawing

    return {"race": race.key, "example": drawing.data(race.example) if race.example else None}


def _text(spec: Spec, tolerated: Sequence[Tolerated]) -> str:
    """The list; its head says how much there is, and where races that nobody tolerates are shown."""
    from ..reporting import drawing

    number = len(tolerated) or "no"
    races = f"{number} tolerated race{'s' if len(tolerated) > 1 else ''}"
    lines = [f"# {spec.name}: {races}; a race that not both sides allow is shown by `nac check`"]
    for each in tolerated:
        lines.append(each.key)
        details = drawing.lines(each.example) if each.example else ("not decided",)
        lines += (f"    {line}" for line in details)
    return "\n".join(lines)


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
