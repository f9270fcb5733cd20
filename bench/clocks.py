"""Clocks at a size: the sweep, the proof and a new report, among ten thousand and a million.

    bin/bench clocks                        a million open clocks and a million incidents; minutes
    bin/bench clocks --quick                a hundredth of that, to see that everything works
    bin/bench clocks --incidents 1000000    the proof alone, over so many incidents of eight events;
                                            it takes the disk some gigabytes meanwhile

A PostgreSQL of its own is started (durable, as in the demo: what is committed is on the disk)
with a fresh database for each size, filled with rows that the real code has made and SQL has
multiplied. Everything measured is the real code. The rounds alternate between the sizes, so
that a busy computer slows both; figures are medians.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django

from portal.embedded.home import CHECKOUT, Home
from portal.embedded.servers import start_postgres, stop_postgres
from portal.launch.surroundings import without_settings

HOME = Home(root=CHECKOUT / ".data" / "bench")


@contextmanager
def own_server(**more: str) -> Iterator[None]:
    """This function will start the server, name it to Django and stop it in the end."""
    urls = start_postgres(HOME, "bench")
    environment = without_settings()  # those of a portal around us are none of ours
    os.environ.clear()
    os.environ |= environment | {
        "SUNDIAL_ENV": "development",
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "LOG_LEVEL": "WARNING",
        **more,
    }
    try:
        django.setup()
        yield
    finally:
        stop_postgres(HOME)


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench clocks")
    arguments.add_argument("--quick", action="store_true", help="a hundredth of the size")
    arguments.add_argument("--incidents", type=int, help="only replay so many incidents")
    asked = arguments.parse_args()
    with own_server():
        # Models can be imported only now.
        program = importlib.import_module("bench._clocks_run")
        if asked.incidents:
            reached = program.run_replay(asked.incidents)
        else:
            reached = program.run(quick=asked.quick)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
