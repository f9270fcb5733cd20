"""Which database the portal runs on, and as whom: our embedded one, or the caller's.

With DATABASE_URL set there are three cases. With DATABASE_OWNER_URL beside it, both
are used as they are. Else, a role that may create roles becomes the owner, and the
application's role is made on that server. Else the role is the application's own,
and the migrations must have run already.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from portal.embedded.home import Home
from portal.embedded.kept_secrets import kept_secret
from portal.embedded.roles import APP, make_app_role, open_to_app
from portal.embedded.servers import start_postgres
from portal.embedded.trouble import Trouble
from portal.launch.surroundings import Environment

OLDEST = 15
PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The addresses to run and to migrate with. Without an owner nothing can be migrated."""

    app_url: str
    owner_url: str | None


def database_for(environment: Environment, home: Home) -> Database:
    """This function will return a database that answers, its roles made where we may."""
    given = environment.get("DATABASE_URL")
    if given is None:
        urls = start_postgres(home)
        return Database(app_url=urls.app, owner_url=urls.owner)
    owner = environment.get("DATABASE_OWNER_URL")
    with _connection(given, "DATABASE_URL") as connection:
        if owner is None and _may_create_roles(connection):
            return _bootstrapped(connection, given, home)
    if owner is not None:
        _connection(owner, "DATABASE_OWNER_URL").close()
    return Database(app_url=given, owner_url=owner)


def _connection(url: str, name: str) -> psycopg.Connection:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=PATIENCE_SECONDS)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Trouble(
            f"{name} names a database that cannot be reached ({reason}): put it right, or unset "
            "it to run on the embedded PostgreSQL."
        ) from None
    version = connection.info.server_version // 10000
    if version < OLDEST:
        connection.close()
        raise Trouble(
            f"{name} names PostgreSQL {version}; Sundial needs {OLDEST} or later: upgrade it, or "
            "unset the variable to run on the embedded PostgreSQL."
        )
    return connection


def _may_create_roles(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return row is not None and bool(row[0])


def _bootstrapped(connection: psycopg.Connection, owner_url: str, home: Home) -> Database:
    password = kept_secret(home.secrets, APP)
    try:
        make_app_role(connection, password)
        open_to_app(connection, owner=connection.info.user)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Trouble(
            f"The role {APP} could not be made with DATABASE_URL ({reason}): make it yourself and "
            "set DATABASE_URL to it and DATABASE_OWNER_URL to the owner."
        ) from None
    return Database(app_url=_as_role(owner_url, APP, password), owner_url=owner_url)


def _as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    _, _, address = parts.netloc.rpartition("@")
    netloc = f"{quote(role)}:{quote(password, safe='')}@{address}"
    return urlunsplit(parts._replace(netloc=netloc))
