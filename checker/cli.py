"""The command line (docs/reference/command-line.md). Each command is a module of `checker.commands`.

Exit codes: 0 it holds; 1 something is refuted or differs; 2 the input cannot be read or the output not
written; 3 unknown. Results go to stdout, progress and complaints to stderr.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import nac
from nac.words import harmless

from .console import Console, Unwritable, console

COMMANDS = ("check", "replay", "audit", "diff", "suggest", "prove", "recheck", "compile", "fmt")
"""Modules of `checker.commands`: each has `add(parser)` and `run(options, console) -> exit code`."""

FAILED = 70
"""The exit code when the checker itself is at fault."""


class _Parser(argparse.ArgumentParser):
    """Complains of arguments without showing what could steer a terminal: names of files are made by others, too."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = _Parser(
        prog="nac",
        description="Check and run definitions of Node Access Control.",
        epilog="exit codes: 0 it holds, 1 refuted or different, 2 the input cannot be read or the output not written, "
        "3 unknown",
    )
    whole.add_argument("--version", action="version", version=f"nac {nac.__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = import_module(f".commands.{name}", __package__)
        summary = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=module.__doc__)
        module.add(command)
        command.set_defaults(run=module.run)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Whatever the input is, there is a message and never a traceback."""
    if sys.stderr is None:  # it is closed: whoever did that wants no complaints
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if sys.stdout is None:
        sys.stderr.write("nac: standard output is closed, and the results go there\n")
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a locale that lacks a sign is no reason to fail
    screen = console(sys.stdout, sys.stderr)
    try:
        return _run(arguments, screen)
    except nac.Error as error:
        screen.complain(str(error))
        return 2
    except Unwritable as error:
        # So that nothing complains when Python flushes stdout at its end:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if str(error):
            screen.complain(f"the results cannot be written: {error}")
        return 2
    except KeyboardInterrupt:
        screen.complain("interrupted")
        return 130
    except Exception as error:
        if os.environ.get("NAC_DEBUG"):
            raise
        screen.complain(f"a bug of nac: {type(error).__name__}: {error} (NAC_DEBUG=1 shows where)")
        return FAILED


def _run(arguments: Sequence[str] | None, screen: Console) -> int:
    try:
        options = parser().parse_args(arguments)
        return int(options.run(options, screen))
    finally:
        screen.flush()  # here, where it is noticed if that fails
