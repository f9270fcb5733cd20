"""The two database roles, made or put right on any server that lets us.

`sundial_owner` owns the tables, is exempt from row-level security and only
migrates. `sundial_app` owns nothing and is exempt from nothing; the web, the
worker, the seeds and the tests all run as it. The superuser is used here and
nowhere else.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER = "sundial_owner"
APP = "sundial_app"
NEVER = "NOSUPERUSER NOCREATEROLE NOREPLICATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    owner: str
    app: str


def make_roles(connection: psycopg.Connection, passwords: Passwords) -> None:
    """This function will leave both roles with exactly the rights they should have."""
    _role(connection, OWNER, f"LOGIN {NEVER} BYPASSRLS CREATEDB", passwords.owner)
    _role(connection, APP, f"LOGIN {NEVER} NOBYPASSRLS NOCREATEDB", passwords.app)


def make_app_role(connection: psycopg.Connection, password: str) -> None:
    """This function will make only the application's role, on a server that has its owner."""
    _role(connection, APP, f"LOGIN {NEVER} NOBYPASSRLS NOCREATEDB", password)


def make_database(connection: psycopg.Connection, name: str) -> None:
    """This function will make the database unless it is there. Needs autocommit."""
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if found.fetchone() is None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8'")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER)))


def open_to_app(connection: psycopg.Connection, owner: str = OWNER) -> None:
    """This function will let the application read and write what the owner makes here.

    It holds for this database only; a database copied from it inherits it, which is
    why the embedded server applies it to `template1`.
    """
    roles = {"owner": sql.Identifier(owner), "app": sql.Identifier(APP)}
    later = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT"
    for statement in (
        f"{later} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
        f"{later} USAGE, SELECT ON SEQUENCES TO {{app}}",
        "GRANT USAGE ON SCHEMA public TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**roles))


def _role(connection: psycopg.Connection, name: str, rights: str, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    is_new = found.fetchone() is None
    if is_new or not _has(connection, name, rights):
        verb = "CREATE" if is_new else "ALTER"
        statement = sql.SQL(f"{verb} ROLE {{}} WITH {rights}")
        connection.execute(statement.format(sql.Identifier(name)))
    # On its own, since whoever may not touch the rights of a role may still set its password.
    statement = sql.SQL("ALTER ROLE {} WITH PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))


def _has(connection: psycopg.Connection, name: str, rights: str) -> bool:
    row = connection.execute(
        "SELECT rolcanlogin, rolsuper, rolcreaterole, rolreplication, rolbypassrls, rolcreatedb"
        " FROM pg_roles WHERE rolname = %s",
        [name],
    ).fetchone()
    words = ("LOGIN", "SUPERUSER", "CREATEROLE", "REPLICATION", "BYPASSRLS", "CREATEDB")
    return row == tuple(word in rights.split() for word in words)
