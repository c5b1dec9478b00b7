"""The commands of development: `nox -l` lists them, `nox` alone runs those of a change, `nox -s tests` one of them.

They run in the environment that nox itself is installed in (extra `dev`), so nothing is installed twice and nobody's
environment is touched. `.ci/run`, the hooks of pre-commit and CONTRIBUTING.md name these commands and repeat none.
"""

from __future__ import annotations

import sys

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "fast"]


def _python(session: nox.Session, *arguments: str) -> None:
    session.run(sys.executable, "-m", *arguments)


def _pytest(session: nox.Session, *arguments: str) -> None:
    """Side by side; the tests of a file share a process, and with it what is made once for all of them."""
    _python(session, "pytest", "-n", "auto", "--dist", "loadfile", *arguments, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style: ruff, and its format."""
    _python(session, "ruff", "check", ".")
    _python(session, "ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Types: mypy, strict, with the tests."""
    _python(session, "mypy", "--strict")
    _python(session, "mypy", "--strict", "noxfile.py")


@nox.session
def fast(session: nox.Session) -> None:
    """The tests that a developer runs all the time: no more than a minute on two cores."""
    _pytest(session, "-m", "not slow")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests; what follows `--` goes to pytest."""
    _pytest(session)


@nox.session
def long(session: nox.Session) -> None:
    """The random tests with many more examples (`NAC_LONG=1`): for a change of what they are about; hours."""
    session.env["NAC_LONG"] = "1"
    _pytest(session, "-m", "slow")


@nox.session
def oracle(session: nox.Session) -> None:
    """Random specs that are proved, in random histories; half an hour, or `-- --seconds N --seed S`."""
    _python(session, "tests.oracle", *(session.posargs or ("--seconds", "1800")))


@nox.session
def proofs(session: nox.Session) -> None:
    """All that is shipped is proved anew, the evidence is what the specs call for, and its texts are decided again."""
    _python(session, "checker", "check", "--no-cache")
    _python(session, "checker", "prove", "--check")
    _python(session, "checker", "recheck")
