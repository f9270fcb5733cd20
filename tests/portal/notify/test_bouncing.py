"""After a hard bounce mail to an address stops, the inbox goes on, and staff try again (CO-08)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction

from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify import bouncing
from portal.notify.models import Bounce, Notification, OutgoingMail
from portal.notify.services import post, send_due
from portal.notify.standing import Word
from portal.notify.telling import tell
from portal.notify.tracking import take_event
from tests.cast import Site, signed_in
from tests.factories import MONDAY
from tests.portal.notify.returning import GONE, bounced
from tests.portal.notify.test_telling import telling

LATER = MONDAY + timedelta(hours=1)


def put(site: Site, recipient: str, key: str = "k") -> OutgoingMail:
    post(vendor=site.vendor, key=key, recipient=recipient, subject="Hi", text="Yes", at=MONDAY)
    return OutgoingMail.objects.get(key=key)


def test_after_a_hard_bounce_mail_stops_and_the_inbox_goes_on(lumeon: Site) -> None:
    bounced(lumeon.vendor, lumeon.agent.person.email.upper())

    tell([telling(lumeon.agent)])

    assert send_due(at=MONDAY) == 0
    row = OutgoingMail.objects.get()
    assert (row.next_try_at, row.sent_at, row.tries) == (None, None, 0)
    assert row.problem == "Not sent: mail to this address has not arrived since 02 March 2026."
    assert Notification.objects.filter(person=lumeon.agent.person).exists()
    assert mail.outbox == []


def test_a_mailbox_that_is_gone_holds_up_nobody_elses_mail(lumeon: Site) -> None:
    bounced(lumeon.vendor)
    put(lumeon, GONE, "one")
    put(lumeon, "priya@example.org", "two")

    assert send_due(at=MONDAY) == 1
    assert [sent.to for sent in mail.outbox] == [["priya@example.org"]]


def test_trying_again_is_recorded_and_lets_new_mail_out(lumeon: Site) -> None:
    bounced(lumeon.vendor)
    put(lumeon, GONE, "held")
    send_due(at=MONDAY)

    bouncing.try_again(by=lumeon.administrator, address=GONE.upper(), at=LATER)
    put(lumeon, GONE, "new")

    assert send_due(at=LATER) == 1  # what was put away is not sent late
    assert AuditEvent.objects.filter(verb="mail tried again").count() == 1
    with pytest.raises(Refusal, match="goes out already"):
        bouncing.try_again(by=lumeon.administrator, address=GONE, at=LATER)
    bounced(lumeon.vendor, at=LATER)
    assert bouncing.stopped([GONE])[GONE].since == LATER


def test_co_02_who_manages_no_people_tries_nothing_again(lumeon: Site) -> None:
    bounced(lumeon.vendor)

    with pytest.raises(Refusal, match="As agent you cannot invite and remove people"):
        bouncing.try_again(by=lumeon.agent, address=GONE, at=LATER)


def test_what_servers_said_cannot_be_changed(lumeon: Site) -> None:
    bounced(lumeon.vendor)

    for change in (Bounce.objects.all().delete, lambda: Bounce.objects.update(kind="soft")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


class NoSuchUser(EmailBackend):
    """A mail server that refuses each recipient, in the words of the address's first part."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        to = messages[0].to[0]
        raise SMTPRecipientsRefused({to: (550, to.partition("@")[0].encode() + b" said so")})


@pytest.mark.parametrize(
    ("words", "is_gone"), [("5.1.1", True), ("5.7.1", False), ("unknown", False)]
)
def test_our_own_server_may_know_that_there_is_no_such_mailbox(
    lumeon: Site, settings: Any, words: str, is_gone: bool
) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.NoSuchUser"}}
    address = f"{words}@example.org"
    row = put(lumeon, address)

    send_due(at=MONDAY)

    row.refresh_from_db()
    assert (row.next_try_at is None, address in bouncing.stopped([address])) == (is_gone, is_gone)


def event(recipient: str, **said: Any) -> AnymailTrackingEvent:
    facts = {"event_type": EventType.BOUNCED, "reject_reason": RejectReason.BOUNCED}
    at = datetime(2026, 3, 2, 11, 0, 0, 5, tzinfo=UTC)
    return AnymailTrackingEvent(timestamp=at, recipient=recipient, **(facts | said))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        pytest.param({}, [Word.HARD], id="bounced"),
        pytest.param({"reject_reason": RejectReason.BLOCKED}, [Word.SOFT], id="blocked"),
        pytest.param({"event_type": EventType.DELIVERED}, [], id="delivered"),
        pytest.param({"event_type": EventType.OPENED}, [], id="opened"),
    ],
)
def test_a_mail_service_tells_of_bounces_once(
    lumeon: Site, patientiq: Site, said: dict[str, Any], kinds: list[Word]
) -> None:
    put(lumeon, "Priya@example.org")
    send_due(at=MONDAY)

    for _ in range(2):
        take_event(None, event("priya@EXAMPLE.org", **said))
    take_event(None, event("nobody@example.org", **said))  # to whom nothing was sent

    assert [one.kind for one in Bounce.objects.all()] == kinds


def test_staff_see_whom_mail_does_not_reach_and_try_again(lumeon: Site) -> None:
    contact, ada = lumeon.house.contact.person, signed_in(lumeon.administrator.person)
    bounce = bounced(lumeon.vendor, contact.email)
    page = f"/lumeon/people/unreachable/{bounce.pk}/"

    assert ada.get("/lumeon/people/").content.decode().count("mail does not reach") == 1
    assert "User unknown" in ada.get(page).content.decode()
    seats = ada.get(f"/lumeon/contacts/{lumeon.house.customer.pk}/").content.decode()
    assert "mail does not reach" in seats
    inbox = signed_in(contact).get("/lumeon/notifications/").content.decode()
    assert f"Mail to you at {contact.email} has come back" in " ".join(inbox.split())

    after = ada.post(f"{page}trial/", follow=True).content.decode()

    assert "from now on" in after
    assert "does not reach" not in after
    assert "mail does not reach" not in ada.get("/lumeon/people/").content.decode()


def test_the_list_of_people_asks_the_same_whatever_came_back(
    lumeon: Site, django_assert_num_queries: Any
) -> None:
    rows = [bounced(lumeon.vendor, f"{number}@clinic.example") for number in range(3)]
    with django_assert_num_queries(1):
        assert len(bouncing.all_stopped()) == len(rows)
    with django_assert_num_queries(1):
        assert len(bouncing.stopped(one.address for one in rows)) == len(rows)
