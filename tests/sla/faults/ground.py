"""Servers of these tests' own, so that they can be killed without harm to anyone else's."""

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import environ
import psutil
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from portal.embedded.home import Home
from portal.embedded.postgres import Postgres
from portal.embedded.servers import DatabaseUrls, start_postgres, stop_postgres
from tests.processes import Process, free_port, running, soon, valkey


@dataclass(frozen=True)
class Ground:
    """A PostgreSQL that keeps what it committed, and a Valkey that keeps nothing."""

    home: Home
    valkey: Process

    def restart_postgres(self) -> None:
        """Kill the server as a power cut would, and start it again."""
        connections.close_all()
        server = Postgres(self.home)
        number = int(
            (server.place.cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        )
        os.kill(number, signal.SIGKILL)
        assert soon(lambda: not psutil.pid_exists(number) or not server.is_running())
        server.start()

    def restart_valkey(self) -> None:
        """Kill the server, and start it again with nothing in it."""
        self.valkey.kill()
        self.valkey.start()


@contextmanager
def own_ground() -> Iterator[Ground]:
    """Start both servers, make the tables, and turn Django and its processes to them."""
    root = Path(tempfile.mkdtemp(prefix="sundial-home-"))
    root.chmod(0o755)  # the system user of a run by root has to enter it
    home = Home(root=root)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, root)
        urls = start_postgres(home)
        stack.callback(stop_postgres, home)
        port, password = free_port(), secrets.token_urlsafe(32)
        server = valkey(root / "valkey.log", port, password)
        stack.enter_context(running(server))
        stack.enter_context(_named(urls, f"redis://:{password}@127.0.0.1:{port}/0"))
        yield Ground(home, server)


@contextmanager
def _named(urls: DatabaseUrls, redis_url: str) -> Iterator[None]:
    settings = connection.settings_dict
    before = dict(settings)
    with pytest.MonkeyPatch.context() as patch, override_settings(REDIS_URL=redis_url):
        patch.setenv("DATABASE_URL", urls.app)
        patch.setenv("DATABASE_OWNER_URL", urls.owner)
        try:
            _turn_to(urls.owner)
            call_command("migrate", verbosity=0)
            _turn_to(urls.app)
            yield
        finally:
            connections.close_all()
            settings.clear()
            settings.update(before)


def _turn_to(url: str) -> None:
    connections.close_all()
    config = environ.Env.db_url_config(url)
    options = connection.settings_dict["OPTIONS"] | config.get("OPTIONS", {})
    connection.settings_dict.update(config | {"OPTIONS": options})
