"""What the two database roles may and may not do, asked of a real server."""

import psycopg
import pytest
from psycopg import errors, sql

from portal.embedded.home import Home
from portal.embedded.postgres import Postgres
from portal.embedded.servers import DatabaseUrls, start_postgres

RIGHTS = """
SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin
FROM pg_roles WHERE rolname = %s
"""


@pytest.fixture(scope="module")
def urls(home: Home) -> DatabaseUrls:
    return start_postgres(home)


@pytest.fixture
def fresh(urls: DatabaseUrls) -> DatabaseUrls:
    """A database the owner made later, as pytest makes its own."""
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("DROP DATABASE IF EXISTS test_later WITH (FORCE)")
        owner.execute("CREATE DATABASE test_later")
    return DatabaseUrls(
        owner=urls.owner.replace("/sundial?", "/test_later?"),
        app=urls.app.replace("/sundial?", "/test_later?"),
    )


def rights(url: str, role: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        row = connection.execute(RIGHTS, [role]).fetchone()
    assert row is not None
    return row


def test_the_application_has_no_right_but_to_sign_in(urls: DatabaseUrls) -> None:
    assert rights(urls.app, "sundial_app") == (False, False, False, False, False, True)


def test_the_owner_passes_row_level_security_and_makes_databases_only(urls: DatabaseUrls) -> None:
    assert rights(urls.app, "sundial_owner") == (False, True, True, False, False, True)


def test_a_start_takes_back_rights_the_application_was_given(
    home: Home, urls: DatabaseUrls
) -> None:
    with psycopg.connect(Postgres(home).superuser_url(), autocommit=True) as superuser:
        superuser.execute("ALTER ROLE sundial_app BYPASSRLS CREATEDB")

    start_postgres(home)

    assert rights(urls.app, "sundial_app") == (False, False, False, False, False, True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "ALTER TABLE things ADD COLUMN more text",
        "DROP TABLE things",
        "TRUNCATE things",
        "ALTER TABLE things DISABLE TRIGGER ALL",
        "SET ROLE sundial_owner",
        "CREATE ROLE another",
    ],
)
def test_the_application_may_not(fresh: DatabaseUrls, statement: str) -> None:
    with psycopg.connect(fresh.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE things (id serial PRIMARY KEY)")

    with (
        psycopg.connect(fresh.app, autocommit=True) as app,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        app.execute(statement.encode())


def test_the_application_reads_and_writes_what_the_owner_made(fresh: DatabaseUrls) -> None:
    with psycopg.connect(fresh.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE things (id serial PRIMARY KEY, name text)")

    with psycopg.connect(fresh.app, autocommit=True) as app:
        app.execute("INSERT INTO things (name) VALUES ('first')")
        app.execute("UPDATE things SET name = 'second'")
        names = app.execute("SELECT name FROM things").fetchall()
        app.execute("DELETE FROM things")

    assert names == [("second",)]


def test_row_level_security_holds_for_the_application_only(fresh: DatabaseUrls) -> None:
    with psycopg.connect(fresh.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE things (id serial PRIMARY KEY)")
        owner.execute("INSERT INTO things DEFAULT VALUES")
        owner.execute("ALTER TABLE things ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE things FORCE ROW LEVEL SECURITY")
    count = sql.SQL("SELECT count(*) FROM things")

    with psycopg.connect(fresh.owner) as owner, psycopg.connect(fresh.app) as app:
        assert owner.execute(count).fetchone() == (1,)
        assert app.execute(count).fetchone() == (0,)
