"""A pytest plugin: what bin/check found wrong stands in the summary of the tests too."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    failed = os.environ.get("SUNDIAL_FAILED_CHECKS")
    if failed:
        terminalreporter.section("bin/check failed", red=True)
        terminalreporter.line(failed)
