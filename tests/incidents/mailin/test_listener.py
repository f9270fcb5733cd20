"""Mail over a real socket: 250 only for what is kept, and nothing for nobody (PQ-10)."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import DjangoDbBlocker

from incidents.mailin import taking
from incidents.mailin.listener import MailIn
from incidents.mailin.shape import MOST_BYTES
from incidents.models import InboundMail, MailState
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.incidents.mailin.sending import DOMAIN, mail_server, written

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def listening(blocker: DjangoDbBlocker, *, is_lmtp: bool = False) -> Iterator[int]:
    """Run the listener on a free port; its threads reach the database."""
    with blocker.unblock():
        listener = MailIn(host="127.0.0.1", port=free_port(), is_lmtp=is_lmtp)
        listener.start()
        try:
            yield listener.port
        finally:
            listener.stop()
            listener.door.close()


def kept(site: Site) -> list[InboundMail]:
    with vendor_scope(site.vendor):
        return list(InboundMail.objects.select_related("incident"))


@pytest.mark.parametrize("is_lmtp", [False, True])
def test_a_mail_over_the_wire_is_an_incident_when_250_is_said(
    committed: Site, django_db_blocker: DjangoDbBlocker, is_lmtp: bool
) -> None:
    sender = committed.house.contact.person.email
    client = smtplib.LMTP if is_lmtp else smtplib.SMTP
    with (
        listening(django_db_blocker, is_lmtp=is_lmtp) as port,
        client("127.0.0.1", port) as server,
    ):
        to = f"{committed.vendor.slug}@{DOMAIN}"
        refused = server.sendmail(sender, [to], written(sender).as_bytes())

        assert refused == {}
        (mail,) = kept(committed)
        assert mail.state == MailState.ACCEPTED


def test_nobodys_address_a_second_recipient_and_too_large_a_mail_are_refused(
    committed: Site, django_db_blocker: DjangoDbBlocker
) -> None:
    to = f"{committed.vendor.slug}@{DOMAIN}"
    with listening(django_db_blocker) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        assert server.esmtp_features["size"] == str(MOST_BYTES)
        assert server.mail("a@example.org")[0] == 250
        assert server.rcpt("somebody@else.example")[0] == 550
        assert server.rcpt(to)[0] == 250
        assert server.rcpt(to)[0] == 452
        server.rset()
        assert server.mail("a@example.org", [f"size={MOST_BYTES + 1}"])[0] == 552
    assert kept(committed) == []


def test_a_peer_that_is_not_our_server_proves_nothing(
    committed: Site, django_db_blocker: DjangoDbBlocker, settings: pytest.FixtureRequest
) -> None:
    settings.MAILIN_TRUSTED = ["10.0.0.0/8"]  # type: ignore[attr-defined]  # pytest-django's own
    sender = committed.house.contact.person.email
    with listening(django_db_blocker) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(sender, [f"{committed.vendor.slug}@{DOMAIN}"], written(sender).as_bytes())

    assert [mail.state for mail in kept(committed)] == [MailState.HELD]


def test_a_mail_that_cannot_be_kept_is_asked_for_again(
    committed: Site, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = committed.house.contact.person.email

    def fails(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(taking, "deliver", fails)
    with listening(django_db_blocker) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        server.mail(sender)
        server.rcpt(f"{committed.vendor.slug}@{DOMAIN}")
        code, _ = server.data(written(sender).as_bytes())

    assert code == 451
    assert kept(committed) == []


def test_a_bounce_has_no_return_path_and_is_ignored(
    committed: Site, django_db_blocker: DjangoDbBlocker
) -> None:
    sender = committed.house.contact.person.email
    with listening(django_db_blocker) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("", [f"{committed.vendor.slug}@{DOMAIN}"], written(sender).as_bytes())

    assert [mail.state for mail in kept(committed)] == [MailState.IGNORED]
