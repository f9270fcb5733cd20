"""Secrets are made once, kept, and readable by their owner alone. No server."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.embedded.kept_secrets import kept_secret

SHORTEST = 50  # what the settings ask of a SECRET_KEY


def test_a_secret_stays_the_same(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "secrets", "app") == kept_secret(tmp_path / "secrets", "app")


def test_each_name_has_a_secret_of_its_own(tmp_path: Path) -> None:
    assert kept_secret(tmp_path, "owner") != kept_secret(tmp_path, "app")


def test_a_secret_is_long_enough_to_sign_sessions_with(tmp_path: Path) -> None:
    assert len(kept_secret(tmp_path, "secret-key")) >= SHORTEST


def test_only_the_owner_may_read_a_secret(tmp_path: Path) -> None:
    kept_secret(tmp_path / "secrets", "app")

    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "app").stat().st_mode) == 0o600


def test_starts_at_the_same_time_agree_and_leave_no_drafts(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path, "app"), range(32)))

    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["app"]
