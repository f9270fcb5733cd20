"""One supervised process: started in a session of its own, its lines named, its end noticed."""

import os
import signal
import subprocess
import threading
import time
from collections import deque

from portal.embedded.home import CHECKOUT
from portal.launch.parts import Part
from portal.launch.steps import say
from portal.launch.surroundings import Environment

CRASHES = 5
WITHIN_SECONDS = 120
LONGEST_PAUSE_SECONDS = 15
KEPT_LINES = 30


class Child:
    """A part of Sundial that runs, or that waits to be started again after a crash."""

    def __init__(self, part: Part, environment: Environment) -> None:
        self.part = part
        self.environment = environment
        self.tail: deque[str] = deque(maxlen=KEPT_LINES)
        self.crashes: deque[float] = deque(maxlen=CRASHES)
        self.again_at: float | None = None
        self.process: subprocess.Popen[str] | None = None
        self.reader: threading.Thread | None = None

    def start(self) -> None:
        self.again_at = None
        # A session of its own, so that Ctrl-C reaches only the supervisor.
        self.process = subprocess.Popen(
            self.part.command,
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, args=[self.process], daemon=True)
        self.reader.start()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look(self, now: float) -> None:
        """This function will notice a crash and start the part again, later each time."""
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
        elif not self.is_running():
            self.crashes.append(now)
            pause = min(2.0 ** (len(self.crashes) - 1), LONGEST_PAUSE_SECONDS)
            self.again_at = now + pause
            say(f"{self.part.name:<6} | stopped by itself; starting it again in {pause:.0f} s")

    def has_given_up(self, now: float) -> bool:
        return len(self.crashes) == CRASHES and now - self.crashes[0] < WITHIN_SECONDS

    def last_words(self) -> str:
        if self.reader is not None:
            self.reader.join(timeout=1)
        return "\n".join(self.tail)

    def send(self, number: signal.Signals) -> None:
        # To the group: a killed parent must not leave its pool of workers behind.
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def tell_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            self.process.terminate()

    def wait(self, deadline: float) -> bool:
        """This function will wait for the process to end and say whether it did in time."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def _read(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout:
            for line in process.stdout:
                self.tail.append(line.rstrip())
                say(f"{self.part.name:<6} | {line.rstrip()}")
