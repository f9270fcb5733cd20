"""The servers of the tests: shared by every run of this checkout, stopped by the last.

    services = start()
    services.app_url      the database as the application's role sees it
    services.owner_url    the same database as its owner
    services.redis_url    a Valkey database of this run; `worker_redis_url(n)` for xdist
    services.stop()       also done when the process ends

`services.database` is this run's alone. It is made here, empty and open to the
application's role; databases that the owner makes on this server (`test_...`) are
open to that role too. `bin/test` passes all of it on in the environment.
"""

import atexit
import os
import secrets
from dataclasses import dataclass, field
from typing import IO

from portal.embedded.home import Home, home_of_the_tests
from portal.embedded.servers import start_postgres, start_valkey, stop_servers
from portal.embedded.slots import any_taken, one_at_a_time, take_slot

WORKERS = 16  # Valkey databases set aside for each run


@dataclass(kw_only=True)
class TestServices:
    """Addresses of one run's servers."""

    __test__ = False  # the name begins with Test, but it is none

    home: Home
    database: str
    owner_url: str
    app_url: str
    redis_url: str
    slot: IO[str] = field(repr=False)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    def worker_redis_url(self, worker: int) -> str:
        return worker_redis_url(self.redis_url, worker)

    def environment(self) -> dict[str, str]:
        """This function will return what the settings read."""
        return {
            "SUNDIAL_ENV": "test",
            "SECRET_KEY": self.secret_key,
            "DATA_DIR": str(self.home.root / "data"),
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
        }

    def stop(self) -> None:
        """This function will give the slot back and stop the servers after the last run."""
        if self.slot.closed:
            return
        atexit.unregister(self.stop)
        with one_at_a_time(self.home.root / "starting.lock"):
            self.slot.close()
            if not any_taken(self.home.slots):
                stop_servers(self.home)


def worker_redis_url(redis_url: str, worker: int) -> str:
    """This function will return the address of the Valkey database of one xdist worker."""
    base, _, database = redis_url.rpartition("/")
    return f"{base}/{int(database) + worker % WORKERS}"


def start() -> TestServices:
    """This function will start the servers, or join those that run, and take a slot."""
    home = home_of_the_tests()
    with one_at_a_time(home.root / "starting.lock"):
        number, slot = take_slot(home.slots)
        database = f"sundial_{number}"
        urls = start_postgres(home, database)
        redis_url = start_valkey(home, number * WORKERS)
    services = TestServices(
        home=home,
        database=database,
        owner_url=urls.owner,
        app_url=urls.app,
        redis_url=redis_url,
        slot=slot,
    )
    atexit.register(services.stop)
    return services


def services_in_environment() -> bool:
    """This function will say whether the caller (`bin/test`) has started servers already."""
    return {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"} <= os.environ.keys()
