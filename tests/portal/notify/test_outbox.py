"""The outbox: a mail is a row of the transaction that caused it (CO-08)."""

from datetime import timedelta

import pytest
from django.db import transaction

from incidents import services
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.notify.services import post
from portal.tenancy.models import Vendor
from portal.tenancy.scope import NoScope, vendor_scope
from tests.cast import Site, raised
from tests.factories import MONDAY


def put(vendor: Vendor, **changes: str) -> None:
    said = {
        "key": "incident-7",
        "recipient": "priya@example.org",
        "subject": "Your incident",
        "text": "We have it.",
    }
    post(vendor=vendor, at=MONDAY, **(said | changes))


def test_a_mail_waits_in_the_outbox_due_at_once(lumeon: Site) -> None:
    put(lumeon.vendor)

    mail = OutgoingMail.objects.get()
    assert (mail.next_try_at, mail.sent_at, mail.tries) == (MONDAY, None, 0)
    assert list(OutgoingMail.objects.due(MONDAY)) == [mail]
    assert not OutgoingMail.objects.due(MONDAY - timedelta(seconds=1)).exists()


def test_co_08_a_mail_is_rolled_back_with_what_caused_it(lumeon: Site) -> None:
    with transaction.atomic():
        put(lumeon.vendor)
        transaction.set_rollback(True)  # the change fails after the mail was written

    assert not OutgoingMail.objects.exists()


def test_co_08_a_refused_deed_mails_nobody(lumeon: Site) -> None:
    with pytest.raises(Refusal):
        raised(lumeon.house, text=" ")

    assert not OutgoingMail.objects.exists()


def test_co_08_once_for_a_key_and_a_recipient(lumeon: Site) -> None:
    put(lumeon.vendor)
    put(lumeon.vendor, subject="Again", text="Twice?")
    put(lumeon.vendor, recipient="nora@example.org")
    put(lumeon.vendor, key="incident-8")

    rows = OutgoingMail.objects.order_by("pk").values_list("key", "recipient", "subject")
    assert list(rows) == [
        ("incident-7", "priya@example.org", "Your incident"),
        ("incident-7", "nora@example.org", "Your incident"),
        ("incident-8", "priya@example.org", "Your incident"),
    ]


def test_two_vendors_may_use_the_same_key(lumeon: Site, patientiq: Site) -> None:
    put(lumeon.vendor)
    with vendor_scope(patientiq.vendor):
        put(patientiq.vendor)
        assert OutgoingMail.objects.count() == 1

    assert OutgoingMail.objects.count() == 1


def test_co_03_another_vendors_outbox_cannot_be_written(lumeon: Site, patientiq: Site) -> None:
    with pytest.raises(NoScope):
        put(patientiq.vendor)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Letters\r\nBcc: all@example.org", "Letters Bcc: all@example.org"),
        ("Letters\n\n\tblank  ", "Letters blank"),
        ("Letters\u2028blank", "Letters blank"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_typed_subject_stays_one_line(lumeon: Site, typed: str, kept: str) -> None:
    put(lumeon.vendor, subject=typed)

    assert OutgoingMail.objects.get().subject == kept


def test_lu_11_the_number_is_mailed_with_the_report(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    mail = OutgoingMail.objects.get()
    assert mail.recipient == lumeon.house.contact.person.email
    assert str(incident) in mail.subject
    assert str(incident) in mail.text


def test_co_08_each_visible_change_is_mailed_to_the_other_side(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    contact, agent = lumeon.house.contact, lumeon.agent
    first, second, third, fourth = (MONDAY + timedelta(minutes=minute) for minute in range(1, 5))

    services.accept(incident=incident, by=agent, at=first)
    services.ask(incident=incident, by=agent, question="Which?", at=second)
    services.answer(incident=incident, by=contact, text="All.", at=third)
    services.add_note(incident=incident, by=agent, text="VPN again?", at=fourth)

    priya, marek = lumeon.house.contact.person.email, lumeon.agent.person.email
    mails = OutgoingMail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == [priya, priya, priya, marek]
    assert {mail.thread for mail in mails} == {mails[0].message_id}
    assert "VPN" not in "".join(mail.text for mail in mails)


def test_pq_12_what_was_written_does_not_travel_by_mail(lumeon: Site) -> None:
    incident = raised(lumeon.house, text="Mrs Example, born 1 January.")
    services.reply(
        incident=incident,
        by=lumeon.agent,
        text="About Mrs Example…",
        at=MONDAY + timedelta(minutes=1),
    )

    assert "Mrs Example" not in "".join(mail.text for mail in OutgoingMail.objects.all())
