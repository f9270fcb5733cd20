"""DATABASE_URL in its three forms, and the sentences for those that cannot work."""

import os
from pathlib import Path

import pytest

from portal.embedded.home import Home
from portal.embedded.trouble import Trouble
from portal.launch.broker import broker_for
from portal.launch.database import database_for

OWNER_URL = os.environ["DATABASE_OWNER_URL"]
APP_URL = os.environ["DATABASE_URL"]


def test_two_addresses_are_used_as_they_are(tmp_path: Path) -> None:
    given = {"DATABASE_URL": APP_URL, "DATABASE_OWNER_URL": OWNER_URL}

    database = database_for(given, Home(root=tmp_path))

    assert (database.app_url, database.owner_url) == (APP_URL, OWNER_URL)


def test_a_role_without_rights_is_the_applications_own(tmp_path: Path) -> None:
    database = database_for({"DATABASE_URL": APP_URL}, Home(root=tmp_path))

    assert (database.app_url, database.owner_url) == (APP_URL, None)


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_database_that_does_not_answer_is_named_with_the_reason(
    tmp_path: Path, name: str
) -> None:
    given = {"DATABASE_URL": APP_URL, "DATABASE_OWNER_URL": OWNER_URL}
    given[name] = "postgresql://nobody:secret@127.0.0.1:1/none"

    with pytest.raises(Trouble, match=rf"^{name} names .*cannot be reached.*refused") as trouble:
        database_for(given, Home(root=tmp_path))

    assert "secret" not in str(trouble.value)


def test_an_address_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL names a database that cannot be reached"):
        database_for({"DATABASE_URL": "nonsense"}, Home(root=tmp_path))


def test_a_given_broker_is_used_as_it_is(tmp_path: Path) -> None:
    url = os.environ["REDIS_URL"]

    assert broker_for({"REDIS_URL": url}, Home(root=tmp_path)) == url


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "nonsense"])
def test_a_broker_that_does_not_answer_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(Trouble, match="REDIS_URL names a server that cannot be reached"):
        broker_for({"REDIS_URL": url}, Home(root=tmp_path))
