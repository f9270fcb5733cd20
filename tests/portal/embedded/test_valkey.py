"""The embedded Valkey, really started. One server for this file."""

import os
import signal

import psutil
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from portal.embedded.home import Home
from portal.embedded.servers import start_valkey
from portal.embedded.valkey import Valkey


@pytest.fixture
def url(home: Home) -> str:
    return start_valkey(home)


def ping(url: str) -> bool:
    with Redis.from_url(url) as client:
        return bool(client.ping())


def kill(home: Home) -> None:
    process = psutil.Process(int(Valkey(home).pid_file.read_text(encoding="ascii")))
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=5)


def test_it_answers(url: str) -> None:
    assert ping(url)


def test_it_asks_for_a_password(url: str) -> None:
    _, _, address = url.rpartition("@")

    with pytest.raises(AuthenticationError):
        ping(f"redis://{address}")


def test_nobody_sees_the_password_in_the_list_of_processes(home: Home, url: str) -> None:
    process = psutil.Process(int(Valkey(home).pid_file.read_text(encoding="ascii")))
    password = url.split(":")[2].partition("@")[0]

    assert password not in " ".join(process.cmdline())


def test_a_second_start_keeps_the_server(home: Home, url: str) -> None:
    with Redis.from_url(url) as client:
        client.set("kept", "yes")

        assert start_valkey(home) == url
        assert client.get("kept") == b"yes"


def test_databases_are_apart(home: Home, url: str) -> None:
    with Redis.from_url(url) as first, Redis.from_url(start_valkey(home, 700)) as other:
        first.set("whose", "first")

        assert other.get("whose") is None


def test_it_starts_after_it_was_killed(home: Home, url: str) -> None:
    assert ping(url)
    kill(home)

    assert ping(start_valkey(home))


def test_a_stale_number_of_another_program_is_left_alone(home: Home, url: str) -> None:
    assert ping(url)
    kill(home)
    Valkey(home).pid_file.write_text(str(os.getpid()), encoding="ascii")

    assert ping(start_valkey(home))  # and we are still here to say so


def test_it_stops(home: Home, url: str) -> None:
    assert ping(url)
    Valkey(home).stop()

    assert not Valkey(home).is_running()
