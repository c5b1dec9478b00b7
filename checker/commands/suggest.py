"""Suggest the flags of an operation: the smallest require and the largest allow with which everything is proved.

The sets are those of the operation's roles, or, if it has none yet, those that its effects reach. Prints roles to
paste, and for each allow which jobs may run beside it because of it. No race is tolerated: that is yours to decide.
"""

from __future__ import annotations

import argparse

from ..console import Console
from .memory import no_cache, remembering


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operation", metavar="OPERATION", help="the operation's name")
    parser.add_argument(
        "--spec", default="rfc", metavar="SPEC", help="a shipped name, or a path as for `check` (without: rfc)"
    )
    no_cache(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    import nac
    from nac.words import suggestion

    from ..comparing import suggest
    from ..reporting.checking import entry
    from ..reporting.report import details

    with remembering(options, console) as solver:
        spec = nac.load(options.spec)
        if options.operation not in spec:
            known = [operation.name for operation in spec.operations]
            close = suggestion(options.operation, known)
            raise nac.Error(
                f"the spec {options.spec} (--spec names another) has no operation {options.operation!r}{close}"
            )
        if not spec[options.operation].effects:
            raise nac.Error(
                f"{options.operation} has no effects in the spec {options.spec}, so no flags can be suggested for it: "
                "write down what it does as `effects { VERB NODES }`"
            )
        result = suggest.suggest(spec, options.operation, solver, console.progress)
    if not result.proved:
        console.complain(f"no flags on these sets of nodes are enough for {options.operation}; what stays open:")
        for owed in result.open:
            console.result(f"{owed.id}: {owed.title}")
            for line in details(entry(owed)):
                console.result(line)
        return 1
    console.result(suggest.text(spec, result))
    return 0
