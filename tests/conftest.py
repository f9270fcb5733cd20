"""The tests' ground: real PostgreSQL and Valkey, in the application's own unprivileged role.

The schema is made by its owner, once for all workers; before the first test the connection
changes to the role that the portal runs as, so that every test meets row-level security and
missing rights as users do.
"""

import io
import os
from collections.abc import Iterator
from typing import Any

import environ
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.schema import copied_schema
from tests.sharing import SideBySide

pytest_plugins = [
    "tests.cast",
    "tests.committed",
    "tests.contracts.billing",
    "tests.contracts.shelf",
    "tests.availability.world",
]


# The first draw of a process reads all of the project's modules for the constants in them, which
# on a busy machine takes longer than a strategy may.
settings.register_profile("suite", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    """Share the tests out in groups, where there are several workers."""
    return SideBySide(config, log)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database as its owner, then go on as the application."""
    owner = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    with django_db_blocker.unblock():
        application = _sign_in_as(owner["USER"], owner["PASSWORD"])
        with copied_schema():
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        _sign_in_as(*application)
        _load_agreements()
    yield
    with django_db_blocker.unblock():
        _sign_in_as(owner["USER"], owner["PASSWORD"])
        teardown_databases(made, verbosity=0)


def _sign_in_as(user: str, password: str) -> tuple[str, str]:
    connections.close_all()
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]
    settings["USER"], settings["PASSWORD"] = user, password
    return before


def _load_agreements() -> None:
    call_command("load_agreements", stdout=io.StringIO())
