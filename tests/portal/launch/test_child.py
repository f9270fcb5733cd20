"""One supervised process: its end is noticed, it is started again, later each time."""

import os
import sys
import time

import pytest

from portal.launch.child import CRASHES, LONGEST_PAUSE_SECONDS, Child
from portal.launch.parts import Part

CRASHER = "print('out of ideas'); raise SystemExit(3)"
SLEEPER = "import time; time.sleep(60)"
# Ignores being told to stop, as a process does that hangs.
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"
)


def child_running(code: str) -> Child:
    part = Part(name="part", command=(sys.executable, "-c", code))
    child = Child(part, dict(os.environ))
    child.start()
    return child


def wait_for_end(child: Child) -> None:
    assert child.wait(time.monotonic() + 20)
    child.last_words()  # are read to the end: none comes out in the test after this one


def test_a_running_part_is_left_alone() -> None:
    child = child_running(SLEEPER)
    process = child.process

    child.look(now=100.0)

    assert child.process is process
    assert child.is_running()
    child.tell_to_stop()
    wait_for_end(child)


def test_a_crashed_part_is_started_again_after_a_pause() -> None:
    child = child_running(CRASHER)
    first = child.process
    wait_for_end(child)

    child.look(now=100.0)
    child.look(now=100.9)
    assert child.process is first

    child.look(now=101.0)
    assert child.process is not first
    wait_for_end(child)


def test_every_crash_makes_the_pause_longer_up_to_a_limit() -> None:
    child = child_running(CRASHER)
    pauses = []
    now = 0.0
    for _ in range(CRASHES):
        wait_for_end(child)
        child.look(now)
        assert child.again_at is not None
        pauses.append(child.again_at - now)
        now = child.again_at
        child.look(now)

    assert pauses == [1.0, 2.0, 4.0, 8.0, float(LONGEST_PAUSE_SECONDS)]
    wait_for_end(child)


def test_repeated_crashes_in_a_short_time_end_the_patience() -> None:
    child = child_running(CRASHER)
    child.crashes.extend([10.0, 20.0, 30.0, 40.0])
    wait_for_end(child)
    assert not child.has_given_up(now=50.0)

    child.look(now=50.0)

    assert child.has_given_up(now=50.0)
    assert not child.has_given_up(now=500.0)


def test_the_last_lines_of_a_crashed_part_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    child = child_running(CRASHER)
    wait_for_end(child)

    assert child.last_words() == "out of ideas"
    assert capsys.readouterr().out == "part   | out of ideas\n"


def test_a_part_that_does_not_stop_in_time_is_known() -> None:
    child = child_running(STUBBORN)
    while not child.tail:
        time.sleep(0.01)

    child.tell_to_stop()

    assert not child.wait(time.monotonic() + 0.2)
    assert child.process is not None
    child.process.kill()
    wait_for_end(child)


def test_a_part_has_a_session_of_its_own() -> None:
    child = child_running(SLEEPER)

    assert child.process is not None
    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)
    child.tell_to_stop()
    wait_for_end(child)
