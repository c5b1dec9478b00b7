"""Replay events from standard input through the real controller.

Each line of the input is a JSON object {"id", "graph", "events"}; each line of the output is {"id", "verdicts"}. The
exit code is 1 when an event has "expect" and it came out differently, and 2 when a line cannot be replayed. The format
is described in docs/reference/command-line.md.
"""

from __future__ import annotations

import argparse
import json
import sys

from ..console import Console

LONGEST = 64 << 20
"""How many bytes a line may have."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec", required=True, metavar="SPEC", help="a shipped name, or a path as for `check`")


def run(options: argparse.Namespace, console: Console) -> int:
    import nac
    from nac.words import visible

    from ..reporting.replay import BadLine, replay

    spec = nac.load(options.spec)
    if sys.stdin is None:
        raise nac.Error("standard input is closed, and the lines to replay come from there")
    differs = unreadable = False
    number = 0
    while line := sys.stdin.buffer.readline(LONGEST + 1):
        number += 1
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST:
                raise BadLine(f"longer than {LONGEST} bytes")
            row = replay(spec, line)
        except BadLine as error:
            unreadable = True
            console.complain(visible(f"line {number}: {error}"))
            if len(line) > LONGEST:
                break
            continue
        console.result(json.dumps(row.data()))
        for verdict in row.verdicts:
            if not verdict.as_expected:
                differs = True
                which = visible(f"line {number} ({row.id}): {verdict.job}")
                console.complain(f"{which}: expected {verdict.expected}, was {verdict.verdict}: {verdict.text}")
    return 2 if unreadable else int(differs)
