"""What the terminal shows while things start: one line a step, with its time."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """This function will name what is under way, and how long it took once it is done."""
    started = time.monotonic()
    say(f"{text} ... ", end="")
    try:
        yield
    except BaseException:
        say("")  # the reason follows on a line of its own
        raise
    say(f"{time.monotonic() - started:.1f} s")


def say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()
