"""The role walk: tests and portal run as a role for which row-level security holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from portal.tenancy.database_role import privileges_of_role, refuse_privileged_role

ROOT = Path(__file__).parents[3]


@pytest.mark.django_db
def test_the_tests_run_as_the_unprivileged_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        users = cursor.fetchone()

    assert users == ("sundial_app", "sundial_app")
    assert privileges_of_role() == []
    refuse_privileged_role()


def test_the_portal_does_not_start_as_the_owner_of_its_tables() -> None:
    owner = os.environ | {"DATABASE_URL": os.environ["DATABASE_OWNER_URL"]}

    started = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=ROOT,
        env=owner,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode != 0
    assert "may bypass row-level security" in started.stderr
    assert "docs/operations.md" in started.stderr
