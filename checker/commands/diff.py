"""Compare what two specs of the same operations admit, pair by pair, each with the smallest graph.

The effects in the first spec tell where the second admits a race (data may be lost) and where it refuses what is free
of races (time is lost). Both controllers are run on every graph of up to --nodes nodes; no solver takes part.
"""

from __future__ import annotations

import argparse
import json

from ..console import Console


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("one", metavar="SPEC", help="a shipped name, or a path as for `check`; it declares effects")
    parser.add_argument("other", metavar="OTHER", help="the spec to compare with it")
    help_ = "the largest graphs (default 3; 4 takes minutes)"
    parser.add_argument("--nodes", type=int, default=3, metavar="N", help=help_)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the differences")


def run(options: argparse.Namespace, console: Console) -> int:
    import nac

    from ..comparing.diff import KINDS, compare
    from ..comparing.shared import common
    from ..reporting import drawing

    if not 1 <= options.nodes <= 6:
        console.complain("--nodes must be from 1 to 6")
        return 2
    one, other = nac.load(options.one), nac.load(options.other)
    for line in common(one, other).left_out:
        console.complain(f"left out: {line}")
    differences = compare(one, other, options.nodes, console.progress)
    if options.format == "json":
        rows = [
            {"kind": each.kind, "first": each.first, "second": each.second, **drawing.data(each.example)}
            for each in differences
        ]
        console.result(json.dumps(rows, indent=1))
        return 1 if differences else 0
    for kind in KINDS:
        chosen = [each for each in differences if each.kind == kind]
        console.result(f"{other.name} {kind}: {len(chosen)} pairs of operations")
        for each in chosen:
            console.result(f"  {each.first}, then {each.second}")
            for line in drawing.lines(each.example):
                console.result(f"    {line}")
    return 1 if differences else 0
