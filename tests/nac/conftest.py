"""Prints how often each rule of the stateful test ran."""

from __future__ import annotations

import sys

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    module = sys.modules.get("tests.nac.test_model")
    ran = getattr(module, "full_run", None)
    if ran:
        terminalreporter.section("stateful test: how often each rule ran")
        for rule, times in sorted(ran.items()):
            terminalreporter.write_line(f"{times:7}  {rule}")
