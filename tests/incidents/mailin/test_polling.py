"""Mail fetched by IMAP: marked as seen only once it is kept."""

import imaplib

import pytest

from incidents.mailin.polling import Mailbox, poll
from incidents.mailin.shape import MOST_BYTES
from incidents.models import InboundMail, MailState
from incidents.tasks import poll_mailbox, poll_mailboxes
from tests.cast import Site
from tests.factories import MONDAY
from tests.incidents.mailin.mailbox import serving
from tests.incidents.mailin.sending import mail_server, written

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")


def mails(site: Site, count: int) -> list[bytes]:
    sender = site.house.contact.person.email
    return [written(sender, text=f"Report {n}.").as_bytes() for n in range(count)]


def test_what_is_unseen_is_taken_in_and_marked(lumeon: Site) -> None:
    with serving(*mails(lumeon, 2)) as box:
        taken = poll(vendor=lumeon.vendor, mailbox=Mailbox.parse(box.address), at=MONDAY)
        again = poll(vendor=lumeon.vendor, mailbox=Mailbox.parse(box.address), at=MONDAY)

    assert (taken, again, box.seen) == (2, 0, {1, 2})
    assert {mail.state for mail in InboundMail.objects.all()} == {MailState.ACCEPTED}


def test_a_mailbox_that_breaks_off_loses_nothing(lumeon: Site) -> None:
    with serving(*mails(lumeon, 3)) as box:
        box.breaks_at = 2
        with pytest.raises((OSError, imaplib.IMAP4.error)):
            poll(vendor=lumeon.vendor, mailbox=Mailbox.parse(box.address), at=MONDAY)
        assert box.seen == {1}
        box.breaks_at = 0
        box.seen.clear()  # the mark was lost as well

        assert poll(vendor=lumeon.vendor, mailbox=Mailbox.parse(box.address), at=MONDAY) == 3

    assert InboundMail.objects.count() == 3


def test_a_mail_that_is_too_large_is_held_with_its_beginning(lumeon: Site) -> None:
    with serving(*mails(lumeon, 1)) as box:
        box.sizes[1] = MOST_BYTES + 1
        poll(vendor=lumeon.vendor, mailbox=Mailbox.parse(box.address), at=MONDAY)

    mail = InboundMail.objects.get()
    assert (mail.state, mail.sender) == (MailState.HELD, lumeon.house.contact.person.email)
    assert "stays in the mailbox" in mail.reason
    assert box.seen == {1}


def test_a_server_that_is_away_is_tried_again_at_the_next_look(
    lumeon: Site, settings: pytest.FixtureRequest
) -> None:
    settings.MAILIN_IMAP = {"lumeon": "imap://user:word@127.0.0.1:9/INBOX"}  # type: ignore[attr-defined]  # pytest-django's own

    assert poll_mailbox("lumeon") == 0


def test_without_mailboxes_nothing_is_begun() -> None:
    assert poll_mailboxes() == 0


@pytest.mark.parametrize("address", ["", "smtp://u:p@h/", "imaps://host/INBOX", "imaps:///x"])
def test_an_address_that_is_no_mailbox_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="mailbox is written"):
        Mailbox.parse(address)
