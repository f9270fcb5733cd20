"""Whom PostgreSQL runs as. It refuses to run as root, so root lends it a system user.

An ordinary user's PostgreSQL runs as that user. For root there is a system user
without a shell or a home. It must be able to reach the programs and the data; in
a checkout that only root may enter (under /root, say) it cannot, and rather than
open root's directories to everyone we keep a copy of the programs and the data
under /var/lib.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.embedded.trouble import Trouble

NAME = "sundial"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUser:
    """The user and group to run as, or None for the user we are."""

    uid: int | None = None
    gid: int | None = None

    def run_options(self) -> dict[str, Any]:
        """This function will return what `subprocess.run` needs to run as this user."""
        # The working directory is one everybody may enter: a program must be able to stand
        # where it starts.
        options: dict[str, Any] = {"cwd": "/", "umask": 0o077}
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def owns(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, directory: Path) -> bool:
        return self._manages(["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)])

    def can_run(self, program: Path) -> bool:
        return self._manages([str(program), "--version"])

    def _manages(self, command: list[str]) -> bool:
        if self.uid is None:
            return True
        try:
            done = subprocess.run(command, capture_output=True, check=False, **self.run_options())
        except PermissionError:
            return False
        return done.returncode == 0


def service_user() -> ServiceUser:
    if os.geteuid() != 0:
        return ServiceUser()
    entry = _entry(NAME) or _made() or _entry("nobody")
    if entry is None:
        raise Trouble(
            "PostgreSQL does not run as root and no system user could be made for it: "
            "start Sundial as an ordinary user, or set DATABASE_URL."
        )
    return ServiceUser(uid=entry.pw_uid, gid=entry.pw_gid)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    subprocess.run([useradd, *options, NAME], capture_output=True, check=False)
    return _entry(NAME)
