"""Mails at rest: sealed by a key from the environment, rotated by the owner, never changed."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections

from incidents.models import InboundMail, MailSource
from incidents.models.sealed import SEALED, is_sealed_by_first_key, packed, sealed_anew, unpacked
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.incidents.mailin.sending import handed_over, mail_server, written

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")
RAW = b"Subject: The patient is Mrs Example\r\n\r\n" + b"She is fine. " * 40


def test_a_sealed_mail_shows_nothing_of_itself(lumeon: Site, settings: Any) -> None:
    settings.MAIL_ARCHIVE_KEYS = ["a secret of this portal alone"]

    mail = handed_over(lumeon.vendor, written("stranger@example.org", text="Mrs Example is fine."))

    kept = bytes(MailSource.objects.get().packed)
    assert kept.startswith(SEALED)
    assert b"Example" in InboundMail.objects.get(pk=mail.pk).source.raw


def test_keys_are_changed_one_after_the_other(settings: Any) -> None:
    settings.MAIL_ARCHIVE_KEYS = []
    plain = packed(RAW)
    settings.MAIL_ARCHIVE_KEYS = ["old"]
    sealed = packed(RAW)
    settings.MAIL_ARCHIVE_KEYS = ["new", "old"]

    assert [unpacked(one) for one in (plain, sealed)] == [RAW, RAW]
    assert not is_sealed_by_first_key(plain)
    assert not is_sealed_by_first_key(sealed)
    anew = [sealed_anew(one) for one in (plain, sealed)]
    settings.MAIL_ARCHIVE_KEYS = ["new"]
    assert all(is_sealed_by_first_key(one) and unpacked(one) == RAW for one in anew)


@pytest.mark.parametrize("keys", [[], ["another"]])
def test_without_its_key_a_mail_stays_closed(settings: Any, keys: list[str]) -> None:
    settings.MAIL_ARCHIVE_KEYS = ["the one"]
    sealed = packed(RAW)
    settings.MAIL_ARCHIVE_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="MAIL_ARCHIVE_KEYS lacks"):
        unpacked(sealed)


@contextmanager
def signed_in_as_owner() -> Iterator[None]:
    """Go on as the owner of the tables, and as the application afterwards."""
    owner = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    login = connection.settings_dict
    before = {name: login[name] for name in ("USER", "PASSWORD")}
    connections.close_all()
    login |= {name: owner[name] for name in before}
    try:
        yield
    finally:
        connections.close_all()
        login |= before


def test_co_07_the_owner_seals_what_was_kept_and_the_fence_stands_again(
    committed: Site, django_db_blocker: Any, settings: Any
) -> None:
    settings.MAIL_ARCHIVE_KEYS = []
    with django_db_blocker.unblock():
        with vendor_scope(committed.vendor):
            taken = handed_over(committed.vendor, written("stranger@example.org"))
            raw = taken.source.raw
        settings.MAIL_ARCHIVE_KEYS = ["new"]
        with pytest.raises(CommandError, match="Only the owner"):
            call_command("seal_mail")

        said = []
        with signed_in_as_owner():
            for _ in range(2):
                out = io.StringIO()
                call_command("seal_mail", stdout=out)
                said += [one for one in out.getvalue().splitlines() if committed.vendor.slug in one]
            with vendor_scope(committed.vendor), pytest.raises(Exception, match="written once"):
                MailSource.objects.update(size=0)

        assert said == [f"{committed.vendor.slug}: {count} mails sealed anew." for count in (1, 0)]
        with vendor_scope(committed.vendor):
            source = MailSource.objects.get(pk=taken.source_id)
            assert is_sealed_by_first_key(bytes(source.packed))
            assert source.raw == raw


def test_without_a_key_there_is_nothing_to_seal_with(settings: Any) -> None:
    settings.MAIL_ARCHIVE_KEYS = []

    with pytest.raises(CommandError, match="names no key"):
        call_command("seal_mail")
