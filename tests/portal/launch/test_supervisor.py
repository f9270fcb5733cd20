"""The parts start together and stop together; a killed supervisor leaves nothing for ever."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from portal.embedded.trouble import Trouble
from portal.launch.parts import Part, parts
from portal.launch.supervisor import Supervisor, clear_what_a_killed_supervisor_left

SLEEPER = "import time; time.sleep(60)"
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""


def part(name: str, code: str) -> Part:
    return Part(name=name, command=(sys.executable, "-c", code))


def supervisor_of(notes: Path, *each: Part) -> Supervisor:
    return Supervisor(each, dict(os.environ), notes)


def lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not lives(pid)


def test_all_parts_stop_when_the_supervisor_does(tmp_path: Path) -> None:
    with supervisor_of(tmp_path / "notes", part("a", SLEEPER), part("b", SLEEPER)) as supervisor:
        supervisor.start()
        pids = [child.process.pid for child in supervisor.children if child.process]
        assert all(lives(pid) for pid in pids)

    assert len(pids) == 2
    assert not any(lives(pid) for pid in pids)
    assert not (tmp_path / "notes").exists()


def test_the_pool_of_a_part_stops_with_it(tmp_path: Path) -> None:
    with supervisor_of(tmp_path / "notes", part("pool", PARENT)) as supervisor:
        supervisor.start()
        child = supervisor.children[0]
        while not child.tail:
            time.sleep(0.01)
        assert child.process is not None
        pool = [each.pid for each in psutil.Process(child.process.pid).children()]

    assert len(pool) == 1
    assert all(ends(pid) for pid in pool)


def test_a_part_that_keeps_crashing_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    crasher = part("web", "raise SystemExit('no such setting')")
    with supervisor_of(tmp_path / "notes", crasher) as supervisor:
        supervisor.start()
        child = supervisor.children[0]
        child.crashes.extend([time.monotonic()] * 4)
        assert child.wait(time.monotonic() + 20)

        with pytest.raises(Trouble, match=r"no such setting\nThe web process keeps stopping"):
            supervisor.look()


def test_what_a_killed_supervisor_left_is_ended(tmp_path: Path) -> None:
    supervisor = supervisor_of(tmp_path / "notes", part("a", SLEEPER))
    supervisor.start()
    process = supervisor.children[0].process
    assert process is not None

    clear_what_a_killed_supervisor_left(tmp_path / "notes")

    assert not lives(process.pid)
    process.wait()


def test_a_number_that_another_program_got_since_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True) as other:
        (tmp_path / "notes").write_text(f'{{"{other.pid}": 1.0}}', encoding="ascii")

        clear_what_a_killed_supervisor_left(tmp_path / "notes")

        assert lives(other.pid)
        other.kill()


@pytest.mark.parametrize("text", ["", "[]", '{"12', '{"twelve": 1}'])
def test_notes_cut_short_by_a_kill_are_no_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes").write_text(text, encoding="ascii")

    clear_what_a_killed_supervisor_left(tmp_path / "notes")

    assert not (tmp_path / "notes").exists()


def test_sundial_is_a_web_a_worker_and_a_beat(tmp_path: Path) -> None:
    made = {part.name: part.command for part in parts(8123, tmp_path, "WARNING")}

    assert list(made) == ["web", "worker", "beat"]
    assert "8123" in made["web"]
    assert str(tmp_path / "beat-schedule") in made["beat"]
