"""Slots keep test runs apart, and a run that dies gives its slot back. Real locks, no server."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.slots import SLOTS, any_taken, lock, take_slot
from portal.embedded.testing import worker_redis_url
from portal.embedded.trouble import Trouble

HOLDER = """
import sys
from pathlib import Path
from portal.embedded.slots import take_slot
number, held = take_slot(Path(sys.argv[1]))
print(number, flush=True)
sys.stdin.read()
"""


def test_each_run_takes_the_lowest_free_slot(tmp_path: Path) -> None:
    first, held_first = take_slot(tmp_path)
    second, held_second = take_slot(tmp_path)
    held_first.close()
    third, held_third = take_slot(tmp_path)

    assert (first, second, third) == (0, 1, 0)
    held_second.close()
    held_third.close()


def test_no_slot_is_taken_once_all_are_given_back(tmp_path: Path) -> None:
    _, held = take_slot(tmp_path)
    assert any_taken(tmp_path)

    held.close()

    assert not any_taken(tmp_path)


def test_a_killed_run_gives_its_slot_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "0\n"
        assert any_taken(tmp_path)
        holder.kill()

    assert not any_taken(tmp_path)


def test_a_lock_that_is_held_is_not_given_twice(tmp_path: Path) -> None:
    held = lock(tmp_path / "up.lock")

    assert held is not None
    assert lock(tmp_path / "up.lock") is None
    held.close()


def test_one_run_too_many_is_told_to_wait(tmp_path: Path) -> None:
    held = [take_slot(tmp_path)[1] for _ in range(SLOTS)]

    with pytest.raises(Trouble, match="wait for one to end"):
        take_slot(tmp_path)

    for file in held:
        file.close()


def test_every_worker_of_a_run_has_a_valkey_database_of_its_own() -> None:
    urls = {worker_redis_url("redis://:secret@127.0.0.1:7000/32", worker) for worker in range(16)}

    assert urls == {f"redis://:secret@127.0.0.1:7000/{number}" for number in range(32, 48)}
