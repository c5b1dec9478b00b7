"""The option that all commands that prove have in common, and the solver that it asks for. No command itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..console import Console

if TYPE_CHECKING:
    from ..smt.cache import Remembering


def no_cache(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="prove everything anew, and keep nothing (answers are kept in NAC_CACHE, else in the user's cache folder)",
    )


def remembering(options: argparse.Namespace, console: Console) -> Remembering:
    """Return a solver with a memory; without --no-cache one that outlives the run."""
    from ..smt.cache import Remembering, default_path

    solver = Remembering(None if options.no_cache else default_path())
    if solver.damaged:
        console.complain(solver.damaged)
    return solver
