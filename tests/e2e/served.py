"""The portal as bin/up runs it, beside the tests: web, worker and beat on a database of its own."""

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.launch.parts import parts
from portal.launch.ready import wait_until_ready
from tests.e2e.database import fresh_database, inside, name_of_this_run, url_of
from tests.e2e.world import World, build_world
from tests.processes import Process, forget_queues, running

LAST_WORDS = 6000  # characters


@dataclass(frozen=True, kw_only=True)
class Served:
    """A portal that answers at `address`, and the world in its database."""

    address: str
    world: World
    database: str
    place: Path

    def last_words(self) -> str:
        """Return the end of what the web server wrote, for whoever has to find a fault."""
        text = "\n".join(log.read_text(errors="replace") for log in self.place.glob("web-*.log"))
        return text[-LAST_WORDS:].replace("\\n", "\n")

    def data(self) -> AbstractContextManager[None]:
        """Reach the portal's rows from the test; open a vendor's scope inside as ever."""
        return inside(self.database)


@contextmanager
def served_world(place: Path) -> Iterator[Served]:
    """Make the database and its world, start all processes, and take everything down again."""
    database, port = name_of_this_run(), free_port()
    forget_queues()
    with fresh_database(database):
        with inside(database):
            world = build_world()
        served = Served(address=address_of(port), world=world, database=database, place=place)
        with _processes(served, port, place, names={"web", "worker", "beat"}, demo=True):
            yield served


@contextmanager
def strict_door(served: Served, place: Path) -> Iterator[str]:
    """Serve the same world a second time, where staff must have a second factor."""
    port = free_port()
    with _processes(served, port, place, names={"web"}, demo=False):
        yield address_of(port)


@contextmanager
def _processes(
    served: Served, port: int, place: Path, *, names: set[str], demo: bool
) -> Iterator[None]:
    changes = {
        "DATABASE_URL": url_of(served.database),
        "DATA_DIR": str(place),
        "PORTAL_URL": address_of(port),
        "SUNDIAL_DEMO": "true" if demo else "false",
        "SWEEP_SECONDS": "1",
    }
    chosen = [part for part in parts(port, place, "INFO") if part.name in names]
    with ExitStack() as stack:
        for part in chosen:
            process = Process(list(part.command), place / f"{part.name}-{port}.log", **changes)
            stack.enter_context(running(process))
        wait_until_ready(port, lambda: None)
        yield


def address_of(port: int) -> str:
    """Return the address to visit: by name, since passkeys work on no bare number."""
    return f"http://localhost:{port}"


def free_port() -> int:
    """Return a port of the loopback that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
