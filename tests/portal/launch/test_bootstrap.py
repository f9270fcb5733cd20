"""What the set-up of the roles in production asks for before it touches a server."""

import pytest

from portal.embedded.trouble import Trouble
from portal.launch.bootstrap import bootstrap, main

URLS = {
    "DATABASE_SUPERUSER_URL": "postgresql://postgres@db/postgres",
    "DATABASE_OWNER_URL": "postgresql://sundial_owner@db/sundial",
    "DATABASE_URL": "postgresql://sundial_app@db/sundial",
}


@pytest.fixture(autouse=True)
def all_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, url in URLS.items():
        monkeypatch.setenv(name, url)


@pytest.mark.parametrize("name", URLS)
def test_a_missing_address_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)

    with pytest.raises(Trouble, match=f"Set {name}, or {name}_FILE"):
        bootstrap()


@pytest.mark.parametrize("name", ["DATABASE_OWNER_URL", "DATABASE_URL"])
def test_the_portal_may_not_run_as_another_role(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://postgres@db/sundial")

    with pytest.raises(Trouble, match=f"{name} must sign in as sundial_"):
        bootstrap()


def test_a_server_that_does_not_answer_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_SUPERUSER_URL", "postgresql://postgres:hidden@127.0.0.1:1/x")

    assert main() == 1

    said = capsys.readouterr().err
    assert said.startswith("The database roles could not be made: connection")
    assert "hidden" not in said
