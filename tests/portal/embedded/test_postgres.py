"""The embedded PostgreSQL, really started, really killed. One server for this file."""

import os
import signal
from pathlib import Path

import psutil
import psycopg
import pytest

from portal.embedded.home import Home
from portal.embedded.postgres import Postgres
from portal.embedded.servers import DatabaseUrls, start_postgres

KEEP = "CREATE TABLE IF NOT EXISTS kept (number integer)"


@pytest.fixture
def urls(home: Home) -> DatabaseUrls:
    return start_postgres(home)


def one(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def postmaster(home: Home) -> psutil.Process:
    lines = (Postgres(home).place.cluster / "postmaster.pid").read_text(encoding="utf-8")
    return psutil.Process(int(lines.split()[0]))


def kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=5)


def test_it_is_the_version_we_ship(urls: DatabaseUrls) -> None:
    assert str(one(urls.app, "SHOW server_version")).startswith("18.")


def test_it_does_not_listen_on_the_network(urls: DatabaseUrls) -> None:
    assert one(urls.app, "SHOW listen_addresses") == ""


def test_only_its_user_may_enter_the_directory_of_its_socket(
    home: Home, urls: DatabaseUrls
) -> None:
    assert one(urls.app, "SELECT 1") == 1
    assert Postgres(home).place.sockets.stat().st_mode & 0o077 == 0


def test_it_never_runs_as_root(home: Home, urls: DatabaseUrls) -> None:
    assert one(urls.app, "SELECT 1") == 1
    assert postmaster(home).uids().effective != 0


def test_a_wrong_password_is_refused(home: Home, urls: DatabaseUrls) -> None:
    wrong = Postgres(home).url("sundial_app", "guessed", "sundial")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        one(wrong, "SELECT 1")


def test_time_is_utc(urls: DatabaseUrls) -> None:
    assert one(urls.app, "SHOW timezone") == "UTC"


def test_a_second_start_keeps_the_server_and_the_data(home: Home, urls: DatabaseUrls) -> None:
    run(urls.owner, f"{KEEP}; INSERT INTO kept VALUES (1)")
    before = postmaster(home).pid

    again = start_postgres(home)

    assert again == urls
    assert postmaster(home).pid == before
    assert one(again.app, "SELECT count(*) > 0 FROM kept") is True


def test_data_survive_a_stop(home: Home, urls: DatabaseUrls) -> None:
    run(urls.owner, f"{KEEP}; TRUNCATE kept; INSERT INTO kept VALUES (7)")
    Postgres(home).stop()

    assert not Postgres(home).is_running()
    assert one(start_postgres(home).app, "SELECT number FROM kept") == 7


def test_stopping_a_stopped_server_is_no_error(home: Home, urls: DatabaseUrls) -> None:
    assert one(urls.app, "SELECT 1") == 1
    Postgres(home).stop()
    Postgres(home).stop()


def test_it_starts_after_it_was_killed(home: Home, urls: DatabaseUrls) -> None:
    run(urls.owner, f"{KEEP}; TRUNCATE kept; INSERT INTO kept VALUES (8)")
    kill(postmaster(home))

    assert one(start_postgres(home).app, "SELECT number FROM kept") == 8


def test_a_stale_lock_naming_another_program_does_not_stop_it(
    home: Home, urls: DatabaseUrls
) -> None:
    assert one(urls.app, "SELECT 1") == 1
    lock = Postgres(home).place.cluster / "postmaster.pid"
    lines = lock.read_text(encoding="utf-8").split("\n")
    kill(postmaster(home))
    # As after a restart of the computer: the number belongs to somebody, here to us.
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]), encoding="utf-8")

    assert one(start_postgres(home).app, "SELECT 1") == 1


def test_a_cluster_left_half_made_is_made_anew(home: Home, urls: DatabaseUrls) -> None:
    assert one(urls.app, "SELECT 1") == 1
    Postgres(home).stop()
    cluster: Path = Postgres(home).place.cluster
    cluster.rename(cluster.with_name("postgres.new"))

    assert one(start_postgres(home).app, "SELECT current_user") == "sundial_app"
    assert not cluster.with_name("postgres.new").exists()
