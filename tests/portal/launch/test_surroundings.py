"""The environment the portal starts with: what is given stays, what is missing is filled in."""

from pathlib import Path

import pytest

from portal.embedded.home import CHECKOUT, Home
from portal.embedded.trouble import Trouble
from portal.launch.surroundings import (
    callers_environment,
    fill_gaps,
    home_of,
    is_demo,
    without_settings,
)


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_an_address_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql://db/sundial\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))

    environment = callers_environment()

    assert environment["DATABASE_URL"] == "postgresql://db/sundial"
    assert "DATABASE_URL_FILE" not in environment


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "none"))

    with pytest.raises(Trouble, match=r"REDIS_URL_FILE names .*none.*: No such file"):
        callers_environment()


def test_an_empty_address_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")

    assert "DATABASE_URL" not in callers_environment()


def test_data_lie_in_the_checkout_unless_said_otherwise(tmp_path: Path) -> None:
    assert home_of({}).root == CHECKOUT / ".data"
    assert home_of({"DATA_DIR": str(tmp_path)}).root == tmp_path


def test_gaps_are_filled_for_a_first_try(tmp_path: Path) -> None:
    environment: dict[str, str] = {}

    fill_gaps(environment, Home(root=tmp_path), 8001)

    assert environment["SUNDIAL_ENV"] == "development"
    assert environment["PORTAL_URL"] == "http://127.0.0.1:8001"
    assert environment["DATA_DIR"] == str(tmp_path)
    assert len(environment["SECRET_KEY"]) >= 50
    assert is_demo(environment)


def test_what_the_caller_says_is_kept(tmp_path: Path) -> None:
    environment = {"SECRET_KEY": "mine", "SUNDIAL_DEMO": "false", "EMAIL_URL": "smtp://mail"}

    fill_gaps(environment, Home(root=tmp_path), 8000)

    assert environment["SECRET_KEY"] == "mine"
    assert environment["EMAIL_URL"] == "smtp://mail"
    assert not is_demo(environment)


def test_production_is_given_neither_a_key_nor_a_demo(tmp_path: Path) -> None:
    environment = {"SUNDIAL_ENV": "production"}

    fill_gaps(environment, Home(root=tmp_path), 8000)

    assert "SECRET_KEY" not in environment
    assert not is_demo(environment)


def test_the_tests_see_none_of_the_callers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setenv("DATABASE_URL_FILE", "/somewhere")
    monkeypatch.setenv("LANG", "C.UTF-8")

    environment = without_settings()

    assert "SECRET_KEY" not in environment
    assert "DATABASE_URL_FILE" not in environment
    assert environment["LANG"] == "C.UTF-8"
