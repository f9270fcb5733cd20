"""A real SMTP server that goes away for an hour and comes back: all mail goes out once (CO-08)."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from portal.notify.models import OutgoingMail
from portal.notify.services import post, send_due
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import side_by_side
from tests.factories import MONDAY

MAILS = 12
MINUTE = timedelta(minutes=1)


class Mailbox:
    """What a server has taken; some mails it may refuse."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.refuses: Callable[[str], bool] = lambda _address: False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.refuses(address):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox(port: int, settings: Any) -> Mailbox:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }
    return Mailbox()


@contextmanager
def up(mailbox: Mailbox, port: int) -> Iterator[None]:
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()


def put(site: Site, count: int = MAILS) -> None:
    with vendor_scope(site.vendor):
        for number in range(count):
            post(
                vendor=site.vendor,
                key=f"incident-{number}",
                recipient=f"person-{number}@example.org",
                subject="Your incident",
                text="We have it.",
                at=MONDAY,
            )


def send(site: Site, at: datetime) -> int:
    """Look as often as a worker would at one instant."""
    sent = 0
    for _ in range(MAILS):
        with vendor_scope(site.vendor):
            sent += send_due(at=at)
    return sent


def test_smtp_down_for_an_hour_and_all_mail_goes_out_once_afterwards(
    committed: Site, mailbox: Mailbox, port: int
) -> None:
    put(committed)

    tried = sum(send(committed, MONDAY + minute * MINUTE) for minute in range(60))
    assert (tried, mailbox.messages) == (0, [])

    with up(mailbox, port):
        sent = sum(send(committed, MONDAY + minute * MINUTE) for minute in range(60, 60 * 8, 10))

    assert sent == MAILS
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert len(ids) == len(set(ids)) == MAILS
    with vendor_scope(committed.vendor):
        assert not OutgoingMail.objects.filter(sent_at=None).exists()
        assert set(OutgoingMail.objects.values_list("message_id", flat=True)) == set(ids)


def test_what_arrives_is_text_and_html(committed: Site, mailbox: Mailbox, port: int) -> None:
    put(committed, 1)

    with up(mailbox, port):
        assert send(committed, MONDAY) == 1

    (message,) = mailbox.messages
    assert [one.get_content_type() for one in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_one_address_that_is_refused_holds_up_no_other(
    committed: Site, mailbox: Mailbox, port: int
) -> None:
    put(committed)
    mailbox.refuses = lambda address: address == "person-0@example.org"

    with up(mailbox, port):
        for minute in range(5):
            send(committed, MONDAY + minute * MINUTE)

    with vendor_scope(committed.vendor):
        left = OutgoingMail.objects.get(sent_at=None)
    assert left.recipient == "person-0@example.org"
    assert "550" in left.problem
    assert len(mailbox.messages) == MAILS - 1


@pytest.mark.slow
def test_two_workers_at_once_hand_each_mail_over_once(
    committed: Site, mailbox: Mailbox, port: int
) -> None:
    put(committed)

    with up(mailbox, port):
        sent = side_by_side(lambda: send(committed, MONDAY), lambda: send(committed, MONDAY))

    ids = [message["Message-ID"] for message in mailbox.messages]
    assert sum(sent) == len(ids) == len(set(ids)) == MAILS
