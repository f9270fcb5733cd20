"""Who uses the servers of the tests: numbered slots, each held by a lock on a file.

The system lets go of a lock when its process ends, however it ends, so a killed
test run never blocks the next. The slot's number names the run's database, which
keeps runs at the same time apart.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portal.embedded.trouble import Trouble

SLOTS = 32


def lock(path: Path, *, wait: bool = False) -> IO[str] | None:
    """This function will return the locked file, or None when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """This function will hold others back while servers are started or stopped."""
    held = lock(path, wait=True)
    try:
        yield
    finally:
        if held is not None:
            held.close()


def take_slot(directory: Path) -> tuple[int, IO[str]]:
    """This function will take the lowest free slot; closing the file gives it back."""
    for number in range(SLOTS):
        held = lock(directory / str(number))
        if held is not None:
            return number, held
    raise Trouble(f"{SLOTS} test runs are under way in this checkout: wait for one to end.")


def any_taken(directory: Path) -> bool:
    for path in directory.glob("*"):
        held = lock(path)
        if held is None:
            return True
        held.close()
    return False
