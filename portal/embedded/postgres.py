"""The embedded PostgreSQL: make a cluster once, start it, stop it.

It listens on a Unix socket in a directory that only its user may enter, never on
the network, and asks for passwords even there. A cluster is made under another
name and then renamed, so a start that was killed half way leaves nothing that the
next one would trip over.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil

from portal.embedded.home import SOCKET_NAME, Home
from portal.embedded.kept_secrets import kept_secret
from portal.embedded.programs import PostgresPlace, postgres_place
from portal.embedded.service_user import ServiceUser, service_user
from portal.embedded.trouble import Trouble

SUPERUSER = "postgres"
# The builtin provider sorts the same on every computer, whatever its C library.
SORTING = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
ATTEMPTS = 3
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One embedded PostgreSQL server."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.user: ServiceUser = service_user()
        self.place: PostgresPlace = postgres_place(home, self.user)

    def url(self, role: str, password: str, database: str) -> str:
        where = urlencode({"host": str(self.place.sockets)})
        return f"postgresql://{quote(role)}:{quote(password, safe='')}@/{quote(database)}?{where}"

    def superuser_url(self, database: str = "postgres") -> str:
        return self.url(SUPERUSER, kept_secret(self.home.secrets, SUPERUSER), database)

    def start(self) -> None:
        """This function will return once the server answers; one that runs already is kept."""
        if not self.place.cluster.exists():
            self._make_cluster()
        if self.is_running():
            return
        self._make_socket_directory()
        self._clear_what_a_killed_server_left()
        self._open_log()
        self._launch_with_patience()

    def stop(self) -> None:
        if self.is_running():
            self._control("stop", "--wait", "--mode=fast", "--timeout=60")

    def is_running(self) -> bool:
        process = self._process()
        try:
            return process is not None and str(self.place.cluster) in process.cmdline()
        except psutil.Error:  # gone meanwhile, or someone else's and so not our server
            return False

    def _launch_with_patience(self) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._launch()
            except Trouble:
                # The helpers of a server that was killed take a moment to notice and go.
                if attempt == ATTEMPTS:
                    raise
                time.sleep(1)
            else:
                return

    def _launch(self) -> None:
        patience = ("--wait", "--timeout=60")
        self._control("start", *patience, f"--log={self.place.log}", *self._options())

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.sockets),
            "unix_socket_permissions": "0777",  # the directory is the fence
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.home.durable:
            settings |= QUICK
        return [f"--options=-c {name}='{value}'" for name, value in settings.items()]

    def _make_cluster(self) -> None:
        draft = self.place.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        self.user.owns(draft)
        with tempfile.NamedTemporaryFile("w", encoding="ascii") as password:
            password.write(kept_secret(self.home.secrets, SUPERUSER))
            password.flush()
            self.user.owns(Path(password.name))
            who = [f"--username={SUPERUSER}", f"--pwfile={password.name}", "--auth=scram-sha-256"]
            self._run("initdb", f"--pgdata={draft}", "--no-instructions", *who, *SORTING)
        draft.rename(self.place.cluster)

    def _make_socket_directory(self) -> None:
        sockets = self.place.sockets
        sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.user.owns(sockets)
        status = sockets.lstat()
        if sockets.is_symlink() or status.st_mode & 0o077 or not self._is_ours(status.st_uid):
            raise Trouble(f"{sockets} belongs to someone else: remove it and start again.")

    def _is_ours(self, uid: int) -> bool:
        return uid == (os.geteuid() if self.user.uid is None else self.user.uid)

    def _open_log(self) -> None:
        self.place.log.touch(mode=0o600)
        self.user.owns(self.place.log)

    def _clear_what_a_killed_server_left(self) -> None:
        # PostgreSQL clears its own lock unless the number in it now belongs to another
        # process, as happens in containers and after a restart of the computer. Only then
        # do we: the lock of a dead server lets the next one look for its last helpers.
        if self._process() is not None:
            (self.place.cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (self.place.sockets / name).unlink(missing_ok=True)

    def _process(self) -> psutil.Process | None:
        try:
            first = (self.place.cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0]
            process = psutil.Process(int(first))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return None
        return None if process.status() == psutil.STATUS_ZOMBIE else process

    def _control(self, action: str, *options: str) -> None:
        self._run("pg_ctl", action, f"--pgdata={self.place.cluster}", "--silent", *options)

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: a server that outlives its starter would hold a pipe open.
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            done = subprocess.run(
                [str(self.place.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
                **self.user.run_options(),
            )
            said.seek(0)
            if done.returncode:
                raise Trouble(f"PostgreSQL: {program} failed: {self._last_words(said.read())}")

    def _last_words(self, said: str) -> str:
        log = self.place.log
        written = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        lines = [line for line in (said + written).splitlines() if line.strip()]
        return " / ".join(lines[-3:]) or f"see {log}"
