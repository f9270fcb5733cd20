"""Keeps the parts of Sundial running until told to stop, then stops them all."""

import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from portal.embedded.trouble import Trouble
from portal.launch.child import Child
from portal.launch.parts import Part
from portal.launch.steps import say
from portal.launch.surroundings import Environment

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 20


class Supervisor:
    """All the parts: started together, looked after, stopped together."""

    def __init__(self, parts: Sequence[Part], environment: Environment, notes: Path) -> None:
        self.children = [Child(part, environment) for part in parts]
        self.notes = notes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        for child in self.children:
            child.start()
        self._note()

    def look(self) -> None:
        """This function will start crashed parts again.

        :raises Trouble: if one crashes again and again, with its last words.
        """
        now = time.monotonic()
        for child in self.children:
            was = child.process
            child.look(now)
            if child.process is not was:
                self._note()
            if child.has_given_up(now):
                raise Trouble(
                    f"{child.last_words()}\nThe {child.part.name} process keeps stopping by "
                    "itself; its last lines are above."
                )

    def watch(self) -> None:
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def last_words(self, name: str) -> str:
        return next(child.last_words() for child in self.children if child.part.name == name)

    def stop(self) -> None:
        """This function will ask every part to end what it is doing, then insist."""
        for child in self.children:
            child.tell_to_stop()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self.children:
            if not child.wait(deadline):
                say(f"{child.part.name:<6} | did not stop in {PATIENCE_SECONDS} s; killed")
            child.send(signal.SIGKILL)  # whatever is left of its group
        self.notes.unlink(missing_ok=True)

    def _note(self) -> None:
        running = [child.process.pid for child in self.children if child.process is not None]
        started = {str(pid): psutil.Process(pid).create_time() for pid in running if _lives(pid)}
        self.notes.write_text(json.dumps(started), encoding="ascii")


def clear_what_a_killed_supervisor_left(notes: Path) -> None:
    """This function will end the processes of an earlier supervisor that was killed."""
    if not notes.exists():
        return
    for pid, created in _noted(notes).items():
        # The same number and the same birth: not another program that got the number since.
        if _lives(pid) and psutil.Process(pid).create_time() == created:
            family = [pid, *(each.pid for each in psutil.Process(pid).children(recursive=True))]
            os.killpg(pid, signal.SIGKILL)
            _wait_until_gone(family)
    notes.unlink()


def _wait_until_gone(pids: list[int]) -> None:
    # Until then they hold the port.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)


def _noted(notes: Path) -> dict[int, float]:
    try:
        found = json.loads(notes.read_text(encoding="ascii"))
        return {int(pid): float(created) for pid, created in found.items()}
    except (ValueError, AttributeError):
        return {}  # killed while writing


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
