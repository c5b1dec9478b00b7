"""How many random examples a test tries: as many as fit into everyday runs, or with `NAC_LONG=1` many more."""

from __future__ import annotations

import os

LONG = os.environ.get("NAC_LONG") == "1"


def examples(usual: int, long: int) -> int:
    """The number of examples for this run."""
    return long if LONG else usual
