"""PostgreSQL and Valkey together: start both, say how to reach them, stop both."""

from dataclasses import dataclass

import psycopg

from portal.embedded.home import Home
from portal.embedded.kept_secrets import kept_secret
from portal.embedded.postgres import Postgres
from portal.embedded.roles import APP, OWNER, Passwords, make_database, make_roles, open_to_app
from portal.embedded.valkey import Valkey

DATABASE = "sundial"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """One database as its owner and as the application see it."""

    owner: str
    app: str


def start_postgres(home: Home, database: str = DATABASE) -> DatabaseUrls:
    """This function will start PostgreSQL with both roles and the database ready."""
    server = Postgres(home)
    server.start()
    passwords = Passwords(
        owner=kept_secret(home.secrets, OWNER), app=kept_secret(home.secrets, APP)
    )
    _bootstrap(server, passwords, database)
    return DatabaseUrls(
        owner=server.url(OWNER, passwords.owner, database),
        app=server.url(APP, passwords.app, database),
    )


def start_valkey(home: Home, database: int = 0) -> str:
    """This function will start Valkey and return its address."""
    server = Valkey(home)
    server.start()
    return server.url(database)


def stop_servers(home: Home) -> None:
    """This function will stop whichever of the two run here."""
    stop_valkey(home)
    stop_postgres(home)


def stop_valkey(home: Home) -> None:
    Valkey(home).stop()


def stop_postgres(home: Home) -> None:
    Postgres(home).stop()


def _bootstrap(server: Postgres, passwords: Passwords, database: str) -> None:
    with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
        make_roles(connection, passwords)
    # Databases made later, those of the tests among them, are copies of template1.
    with psycopg.connect(server.superuser_url("template1"), autocommit=True) as connection:
        open_to_app(connection)
    with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
        make_database(connection, database)
