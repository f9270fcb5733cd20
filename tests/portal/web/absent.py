"""Valkey away in the ways in which it can be: nobody there, somebody who says nothing, a crash."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from socket import create_server, socket
from threading import Thread

from django.conf import settings
from django.test import override_settings

from portal.web.table_cache import TableCache

_databases = count(1)  # one a test: what a process remembers of a server goes by its address


def nobody() -> str:
    """Return an address at which no server is, not asked before."""
    return f"redis://127.0.0.1:1/{next(_databases)}"


@contextmanager
def valkey_at(url: str) -> Iterator[None]:
    """Turn the limits, the caches, presence and the asking of workers to this address."""
    caches = {name: cache | {"LOCATION": url} for name, cache in settings.CACHES.items()}
    broker = url.replace("unix://", "redis+socket://", 1)
    TableCache("", {}).clear()
    with override_settings(REDIS_URL=url, CELERY_BROKER_URL=broker, CACHES=caches):
        yield


@contextmanager
def silent_server() -> Iterator[tuple[str, list[object]]]:
    """Listen and never answer; yield the address and the list of who came."""
    came: list[object] = []
    with create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_take, args=(server, came), daemon=True)
        thread.start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0", came


def _take(server: socket, came: list[object]) -> None:
    while True:
        try:
            came.append(server.accept())  # kept, so that it stays open
        except OSError:  # the test is over
            return
