"""`bin/test`: checks and tests, on real servers of their own."""

import subprocess
import sys
from collections.abc import Sequence

from portal.embedded.home import CHECKOUT
from portal.embedded.testing import start
from portal.launch.browser import browser_path
from portal.launch.check import run_checks
from portal.launch.steps import say, step
from portal.launch.surroundings import Environment, without_settings

EVERYTHING = ("-n", "3", "--dist", "loadscope")


def prove(arguments: Sequence[str]) -> int:
    """This function will run every check and test, or pytest alone with those arguments."""
    environment = without_settings()
    _add_browser(environment)
    with step("Starting PostgreSQL and Valkey for the tests"):
        services = start()
    environment |= services.environment()
    try:
        if arguments:
            return _pytest(environment, arguments)
        return _everything(environment)
    finally:
        services.stop()


def _everything(environment: Environment) -> int:
    failed = run_checks(environment)
    # The plugin repeats them in pytest's own summary, which stands last.
    environment["SUNDIAL_FAILED_CHECKS"] = ", ".join(failed)
    status = _pytest(environment, ["-p", "portal.launch.summary", *EVERYTHING])
    return status or (1 if failed else 0)


def _pytest(environment: Environment, arguments: Sequence[str]) -> int:
    # Named here, since the launcher itself runs with the settings of the portal in its environment.
    command = [sys.executable, "-m", "pytest", "--ds=tests.settings", *arguments]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # pytest has it too, and stops with its summary


def _add_browser(environment: Environment) -> None:
    browser = browser_path()
    if browser is None:
        say("No Chromium here, and it cannot be installed: the browser tests will be skipped.")
    else:
        environment["SUNDIAL_CHROMIUM"] = browser
