"""The tests' schema: made once from the migrations, then copied.

Making it takes most of a minute, copying it a third of a second. A copy is brought up to date like
any database: migrations are applied and fences put up. So only a changed migration has to make it
anew, and the name holds a hash of them all.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection, connections
from django.test.utils import setup_databases
from psycopg import sql

from portal.embedded.home import CHECKOUT, home_of_the_tests
from portal.embedded.slots import one_at_a_time

PREFIX = "test_schema_"  # databases of this beginning are open to the application's role
KEPT = 3  # of earlier schemas: one may change branches


@contextmanager
def copied_schema() -> Iterator[None]:
    """Let test databases be made as copies; to be entered as the owner of the database."""
    with one_at_a_time(home_of_the_tests().root / "schema.lock"):
        name = PREFIX + _hash_of_the_migrations()
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            if name not in _schemas(owner):
                _make(owner, name)
            for old in _schemas(owner)[:-KEPT]:
                owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        connection.settings_dict["TEST"]["TEMPLATE"] = name
        yield
        connection.settings_dict["TEST"]["TEMPLATE"] = None


def _hash_of_the_migrations() -> str:
    files = sorted(
        file
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(CHECKOUT)
        for file in Path(app.path, "migrations").glob("*.py")
    )
    known = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    for file in files:
        known.update(file.name.encode() + file.read_bytes())
    return known.hexdigest()[:16]


def _schemas(owner: psycopg.Connection) -> list[str]:
    """Return the names of the schemas that are there, the oldest first."""
    found = owner.execute(
        "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid",
        [f"^{PREFIX}[0-9a-f]{{16}}$"],
    )
    return [name for (name,) in found]


def _make(owner: psycopg.Connection, name: str) -> None:
    """Make a schema under another name first: one that was broken off is never copied."""
    settings, unfinished = connection.settings_dict, f"{name}_unfinished"
    before = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = unfinished
    setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    connections.close_all()
    settings["NAME"], settings["TEST"]["NAME"] = before
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    owner.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
