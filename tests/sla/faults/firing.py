"""Sweeps that are shot at: `python -m tests.sla.faults.firing`, with its orders as JSON on stdin.

Django is loaded once, here; each sweep, the task itself, runs in a forked child with a connection
and a clock of its own, two at a time, as two workers would. A child is killed (SIGKILL, which
nothing can catch) before or after one of its statements, or by its parent after a random while, so
that waits for the server's answer and commits are hit as well. Now and then a child's clock is some
hours behind. The same seed draws the same shots and clocks.
"""

import json
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django
import time_machine

django.setup()

from django.db import connection, connections  # noqa: E402 - models need the set-up above

from sla.tasks import LAG, sweep, take_all  # noqa: E402 - models need the set-up above

log = logging.getLogger(__name__)

AT_ONCE = 2
BEHIND = [timedelta(hours=hours) for hours in (0, 0, 0, 0, 0, 0, 1, 3)]  # clocks that were set back
STATEMENTS = 40  # about as many as a sweep with something due, and telling of it, takes
SECONDS = 0.06  # about as long as it takes
TOO_MANY = 5  # sweeps for each kill asked for


@dataclass
class Shot:
    """One child's end: at a statement, before or after it, or after a while."""

    statement: int = 0
    before: bool = False
    seconds: float = 0.0
    passed: int = 0
    wrote: bool = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Run a statement of the child, unless it comes to its end here."""
        self.passed += 1
        if self.passed == self.statement and self.before:
            self._die()
        result = execute(sql, params, many, context)
        self.wrote |= sql.startswith(("INSERT", "UPDATE"))
        if self.passed == self.statement:
            self._die()
        return result

    def _die(self) -> None:
        _say("wrote" if self.wrote else "read")  # it is the parent's output too
        os.kill(os.getpid(), signal.SIGKILL)


def drawn(dice: random.Random) -> Shot:
    """Return a shot of either kind."""
    if dice.random() < 0.5:
        return Shot(seconds=dice.uniform(0, SECONDS))
    return Shot(statement=dice.randint(1, STATEMENTS), before=dice.random() < 0.5)


def _sweep(now: datetime, shot: Shot) -> int:
    """Sweep in a child of its own, by a clock of its own; return its process."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with time_machine.travel(now), connection.execute_wrapper(shot):
            sweep()
        status = 0
    except Exception:
        log.exception("A sweep failed.")
    finally:
        os._exit(status)  # a child must never go on as its parent would


def _round(now: datetime, dice: random.Random) -> Counter[str]:
    """Let sweeps run at once, shoot, and count how they ended."""
    began = time.monotonic()
    shots = [drawn(dice) for _ in range(AT_ONCE)]
    children = [(_sweep(now - dice.choice(BEHIND), shot), shot) for shot in shots]
    for child, shot in sorted(children, key=lambda pair: pair[1].seconds):
        if shot.seconds:
            time.sleep(max(0.0, began + shot.seconds - time.monotonic()))
            os.kill(child, signal.SIGKILL)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children]
    return Counter("killed" if end == -signal.SIGKILL else f"ended {end}" for end in ends)


def main() -> None:
    """Go on until as many were killed as ordered, while time passes from due instant to due."""
    orders = json.loads(sys.stdin.readline())
    dice, kills = random.Random(orders["seed"]), orders["kills"]  # noqa: S311 - to be drawn again
    instants = [datetime.fromisoformat(instant) for instant in orders["instants"]]
    take_all(at=instants[0])  # what is loaded only once is loaded here
    connections.close_all()  # or the children would share it
    ends: Counter[str] = Counter()
    while ends["killed"] < kills and ends.total() < TOO_MANY * kills:
        at = instants[ends["killed"] * len(instants) // kills]
        ends += _round(at + LAG, dice)
    _say(json.dumps(ends))


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
