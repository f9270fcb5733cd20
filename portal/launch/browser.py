"""The browser of the tests: found on this computer, or installed where that can be done."""

import os
import shutil
import subprocess

from portal.embedded.trouble import Trouble
from portal.launch.steps import step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """This function will return a Chromium, installing it as root on Debian.

    :raises Trouble: if there is none and CI is true: a test nobody ran proves nothing.
    """
    found = os.environ.get("SUNDIAL_CHROMIUM") or _on_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Installing Chromium for the browser tests"):
            _install()
        found = _on_path()
    if found is None and os.environ.get("CI", "").lower() == "true":
        raise Trouble(
            "The browser tests need Chromium and it could not be installed: install the package "
            "`chromium`, or name the program in SUNDIAL_CHROMIUM."
        )
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(
            [shutil.which("apt-get") or "apt-get", "--quiet", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
