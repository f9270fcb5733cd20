"""Databases of the benchmark: made and migrated by their owner, used as the application."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import environ
import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from bench.clocks import HOME
from portal.embedded.postgres import Postgres


@contextmanager
def fresh(name: str) -> Iterator[None]:
    """This function will make a database with the portal's tables, and drop it in the end."""
    _drop(name)
    _run(os.environ["DATABASE_OWNER_URL"], "CREATE DATABASE {}", name)
    try:
        with inside(name, role="DATABASE_OWNER_URL"):
            call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        _drop(name)


@contextmanager
def inside(name: str, *, role: str = "DATABASE_URL") -> Iterator[None]:
    """This function will turn Django to a database, as the application unless told otherwise."""
    config, settings = environ.Env.db_url_config(os.environ[role]), connection.settings_dict
    before = {key: settings[key] for key in ("NAME", "USER", "PASSWORD")}
    connections.close_all()
    settings |= {"NAME": name, "USER": config["USER"], "PASSWORD": config["PASSWORD"]}
    try:
        yield
    finally:
        connections.close_all()
        settings |= before


@contextmanager
def filling(name: str) -> Iterator[psycopg.Cursor]:
    """This function will open a session for copying rows that are known to be sound.

    Triggers and foreign keys are left out: the rows copied from have met them.
    """
    url = Postgres(HOME).superuser_url(name)
    with psycopg.connect(url, autocommit=True) as raw, raw.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        yield cursor


def _drop(name: str) -> None:
    """This function will drop a database; autovacuum at work in it obeys the superuser alone."""
    _run(Postgres(HOME).superuser_url(), "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))
