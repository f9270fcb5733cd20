"""A database of the browser tests' own: what they do is committed, as the served portal needs it.

It is made and migrated by its owner, as bin/up does; everything else is done as the application.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import environ
import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

APP = "DATABASE_URL"
OWNER = "DATABASE_OWNER_URL"


def name_of_this_run() -> str:
    """Return a name that no other run, and no other worker of this one, uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{_config(APP)['NAME']}_e2e{worker}"


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Make the database, and drop it in the end with whatever still holds it open."""
    _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _as_owner("CREATE DATABASE {}", name)
    try:
        with inside(name, role=OWNER):
            call_command("migrate", verbosity=0)
        yield
    finally:
        _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def inside(name: str, *, role: str = APP) -> Iterator[None]:
    """Turn Django's connection to this database for a while, as the application by default."""
    config, settings = _config(role), connection.settings_dict
    before = {key: settings[key] for key in ("NAME", "USER", "PASSWORD")}
    connections.close_all()
    settings |= {"NAME": name, "USER": config["USER"], "PASSWORD": config["PASSWORD"]}
    try:
        yield
    finally:
        connections.close_all()
        settings |= before


def url_of(name: str) -> str:
    """Return the address of the database as the application signs in to it."""
    return urlsplit(os.environ[APP])._replace(path=f"/{name}").geturl()


def _config(role: str) -> dict[str, str]:
    found: dict[str, str] = environ.Env.db_url_config(os.environ[role])
    return found


def _as_owner(statement: str, name: str) -> None:
    with psycopg.connect(os.environ[OWNER], autocommit=True) as owner:
        owner.execute(sql.SQL(statement).format(sql.Identifier(name)))
