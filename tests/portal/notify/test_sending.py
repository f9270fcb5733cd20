"""Sending what is in the outbox: once, again after a failure, never under another name (CO-08)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from portal.notify.models import OutgoingMail
from portal.notify.services import BATCH, MOST_TRIES, post, send_due, wait_after
from portal.notify.tasks import send_due as send_due_task
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import side_by_side
from tests.factories import MONDAY

NOBODY_LISTENS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 2},
    }
}


def put(site: Site, key: str = "incident-7", *, thread: str = "") -> OutgoingMail:
    post(
        vendor=site.vendor,
        key=key,
        recipient="priya@example.org",
        subject="Your incident",
        text="We have it.",
        at=MONDAY,
        thread=thread,
    )
    return OutgoingMail.objects.get(key=key)


def headers(message: Any) -> dict[str, str]:
    return dict(message.message().items())


def test_a_due_mail_goes_out_once(lumeon: Site) -> None:
    put(lumeon)

    assert [send_due(at=MONDAY), send_due(at=MONDAY + timedelta(days=1))] == [1, 0]

    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["priya@example.org"],
        "Your incident",
        "We have it.",
    )
    row = OutgoingMail.objects.get()
    assert (row.sent_at, row.next_try_at, row.tries, row.problem) == (MONDAY, None, 1, "")


def test_a_mail_that_is_not_due_waits(lumeon: Site) -> None:
    put(lumeon)

    assert send_due(at=MONDAY - timedelta(seconds=1)) == 0
    assert mail.outbox == []


def test_it_comes_from_the_vendor_and_says_that_a_machine_sent_it(lumeon: Site) -> None:
    put(lumeon)
    send_due(at=MONDAY)

    sent = headers(mail.outbox[0])
    assert sent["From"] == "Lumeon support <portal@sundial.invalid>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"] == "<lumeon.incident-7@sundial.invalid>"


def test_co_08_mails_of_a_thread_refer_to_its_first(lumeon: Site) -> None:
    put(lumeon, "incident-7", thread="incident-7")
    put(lumeon, "incident-7-2", thread="incident-7")
    send_due(at=MONDAY)

    first, second = map(headers, mail.outbox)
    assert "In-Reply-To" not in first
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert second["Message-ID"] != first["Message-ID"]


def test_co_08_a_failure_is_tried_again_under_the_same_message_id(
    lumeon: Site, settings: Any
) -> None:
    before = put(lumeon)
    working, settings.MAILERS = settings.MAILERS, NOBODY_LISTENS
    assert send_due(at=MONDAY) == 0
    row = OutgoingMail.objects.get()
    assert (row.tries, row.sent_at) == (1, None)
    assert row.next_try_at == MONDAY + timedelta(minutes=1)
    assert "refused" in row.problem.lower()

    settings.MAILERS = working
    assert send_due(at=MONDAY + timedelta(seconds=59)) == 0
    assert send_due(at=MONDAY + timedelta(minutes=1)) == 1

    assert headers(mail.outbox[0])["Message-ID"] == before.message_id
    row.refresh_from_db()
    assert (row.tries, row.problem, row.message_id) == (2, "", before.message_id)


def test_waits_double_up_to_six_hours() -> None:
    minutes = [wait_after(tries) // timedelta(minutes=1) for tries in range(1, MOST_TRIES)]

    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_it_is_given_up_after_the_last_try_and_keeps_its_problem(
    lumeon: Site, settings: Any
) -> None:
    put(lumeon)
    settings.MAILERS = NOBODY_LISTENS
    at: datetime | None = MONDAY

    tries = 0
    while at is not None:
        send_due(at=at)
        at = OutgoingMail.objects.get().next_try_at
        tries += 1

    row = OutgoingMail.objects.get()
    assert (tries, row.tries, row.sent_at) == (MOST_TRIES, MOST_TRIES, None)
    assert row.problem


def test_one_bad_mail_does_not_hold_up_the_next(lumeon: Site) -> None:
    bad = put(lumeon, "incident-1")
    bad.recipient = "no address\nat all"
    bad.save(update_fields=["recipient"])
    put(lumeon, "incident-2")

    assert send_due(at=MONDAY) == 1

    bad.refresh_from_db()
    assert bad.sent_at is None
    assert bad.problem


def test_a_batch_is_bounded_and_the_rest_follows(lumeon: Site) -> None:
    for number in range(BATCH + 1):
        put(lumeon, f"incident-{number}")

    assert [send_due(at=MONDAY) for _ in range(3)] == [BATCH, 1, 0]


def test_co_03_each_vendors_mail_is_sent_in_its_own_scope(committed: Site, another: Site) -> None:
    for site in (committed, another):
        with vendor_scope(site.vendor):
            put(site)

    sent = send_due_task()

    assert sent == 2
    assert {headers(message)["Message-ID"] for message in mail.outbox} == {
        f"<{site.vendor.slug}.incident-7@sundial.invalid>" for site in (committed, another)
    }


@pytest.mark.slow
def test_two_senders_at_once_send_each_mail_once(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        for number in range(20):
            put(committed, f"incident-{number}")

    def send() -> int:
        with vendor_scope(committed.vendor):
            return send_due(at=timezone.now())

    assert sum(side_by_side(send, send, send)) == 20
    assert len(mail.outbox) == 20
