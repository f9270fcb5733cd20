"""`bin/up` as a person runs it: what it refuses in one sentence, and one whole start."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded.home import CHECKOUT
from portal.embedded.slots import lock
from portal.launch.surroundings import without_settings

PATIENCE_SECONDS = 420


@pytest.fixture
def data() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="sundial-up-"))
    directory.chmod(0o755)  # a root run's PostgreSQL has a user of its own
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def up(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal.launch", "up", *arguments],
        cwd=CHECKOUT,
        env=without_settings() | {"DATA_DIR": str(data), "SUNDIAL_DEMO": "false"} | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a start that was refused."""
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_busy_port_is_refused_before_anything_is_made(data: Path, busy_port: int) -> None:
    said = refusal(up(data, "--port", str(busy_port)))

    assert said.startswith(f"Port {busy_port} cannot be used (Address already in use): stop")
    assert f"bin/up --port {busy_port + 1}" in said
    assert not (data / "postgres").exists()


def test_the_port_may_come_from_the_environment(data: Path, busy_port: int) -> None:
    assert refusal(up(data, PORT=str(busy_port))).startswith(f"Port {busy_port} cannot")


@pytest.mark.parametrize("port", ["0", "65536", "eight", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(data: Path, port: str) -> None:
    assert "is not a port between 1 and 65535" in refusal(up(data, f"--port={port}"))


def test_an_unknown_option_is_refused(data: Path) -> None:
    assert "unrecognized arguments: --fast" in refusal(up(data, "--fast"))


def test_a_second_start_of_the_same_portal_is_refused(data: Path) -> None:
    held = lock(data / "up.lock")
    assert held is not None
    held.write("http://127.0.0.1:8123/\n")
    held.flush()

    said = refusal(up(data))

    assert "runs from this directory already (http://127.0.0.1:8123/)" in said
    held.close()


def test_a_database_that_does_not_answer_is_refused(data: Path) -> None:
    url = "postgresql://portal:hidden@127.0.0.1:1/none"

    said = refusal(up(data, "--port", str(free_port()), DATABASE_URL=url))

    assert said.startswith("DATABASE_URL names a database that cannot be reached")
    assert "hidden" not in said


@pytest.mark.slow
def test_a_whole_start_proves_itself_and_leaves_nothing_running(data: Path) -> None:
    port = free_port()

    done = up(data, "--check", "--port", str(port))

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Sundial is ready: http://127.0.0.1:{port}/ answered." in done.stdout
    assert not (data / "postgres" / "postmaster.pid").exists()
    assert not (data / "processes").exists()


@pytest.mark.slow
def test_being_told_to_stop_half_way_stops_what_was_started(data: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.launch", "up", "--port", str(free_port())],
        cwd=CHECKOUT,
        env=without_settings() | {"DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        assert process.stdout is not None
        # Both servers run once the third step is named.
        said = ""
        while "Migrating" not in said:
            letter = process.stdout.read(1)
            assert letter, said
            said += letter
        os.kill(process.pid, signal.SIGTERM)
        rest = process.stdout.read()

    assert process.returncode == 0
    assert "Stopped." in rest
    assert not (data / "postgres" / "postmaster.pid").exists()
