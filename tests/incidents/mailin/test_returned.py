"""Delivery reports: they count at the signed return address of the mail, and nowhere else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import Max

from incidents.mailin.returned import report_in
from incidents.models import Incident, MailState
from portal.notify import bouncing
from portal.notify.models import Bounce, OutgoingMail
from portal.notify.return_path import return_address
from portal.notify.services import post, send_due
from portal.notify.standing import Word
from tests.cast import Site
from tests.factories import MONDAY
from tests.incidents.mailin.sending import DOMAIN, handed_over, mail_server
from tests.portal.notify.returning import delivery_report

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")
GINA = "gina@clinic.example"


@pytest.fixture
def back(lumeon: Site) -> str:
    """The return address of a mail to Gina, as the mail itself has it."""
    post(vendor=lumeon.vendor, key="k", recipient=GINA, subject="Hi", text="Yes", at=MONDAY)
    send_due(at=MONDAY)
    (sent,) = mail.outbox
    assert sent.message()["From"].startswith("Lumeon support <")
    assert sent.from_email == return_address(OutgoingMail.objects.get())
    return sent.from_email


def taken(site: Site, raw: bytes, to: str) -> str:
    """Hand a mail over without a return path, and say what was made of it."""
    row = handed_over(site.vendor, raw, to=to, return_path="")
    assert (row.state, row.incident) == (MailState.IGNORED, None)
    return row.reason


def test_a_report_to_the_signed_address_stops_mail_to_the_mails_recipient(
    lumeon: Site, back: str
) -> None:
    said = taken(lumeon, delivery_report(back), back)

    assert said == f"A delivery report: mail to {GINA} did not arrive (5.1.1)."
    # Whatever address the report itself names.
    assert [(one.address, one.kind) for one in Bounce.objects.all()] == [(GINA, "hard")]
    assert bouncing.stopped([GINA])[GINA].last.mail == OutgoingMail.objects.get()


def test_a_second_delivery_of_a_report_counts_once(lumeon: Site, back: str) -> None:
    for _ in range(2):
        taken(lumeon, delivery_report(back, status="4.4.7"), back)

    assert [one.kind for one in Bounce.objects.all()] == ["soft"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_mail_that_is_under_way_has_not_bounced(lumeon: Site, back: str, action: str) -> None:
    said = taken(lumeon, delivery_report(back, action=action, status="4.4.1"), back)

    assert said == f"A delivery report: mail to {GINA} is {action}."
    assert not Bounce.objects.exists()


def test_nobody_silences_an_address_by_guessing(lumeon: Site, back: str) -> None:
    local, _, domain = back.partition("@")
    forged = f"{local[:-16]}{'a' * 16}@{domain}"

    for to in (forged, f"bounce+lum-{10**14}.{'a' * 16}@{domain}"):
        raw = delivery_report(to).replace(b"20260302.1", to.encode())
        assert "not made for any mail of ours" in taken(lumeon, raw, to)
    raw = delivery_report(f"lumeon@{DOMAIN}").replace(b"20260302.1", b"20260302.2")
    assert "Auto-Submitted" in taken(lumeon, raw, f"lumeon@{DOMAIN}")

    assert not Bounce.objects.exists()


def test_a_return_address_opens_nothing_and_is_never_answered(lumeon: Site, back: str) -> None:
    contact = lumeon.house.contact.person.email
    raw = f"From: {contact}\r\nTo: {back}\r\nSubject: I am away\r\n\r\nBack on Monday.".encode()
    before = OutgoingMail.objects.aggregate(Max("pk"))

    row = handed_over(lumeon.vendor, raw, to=back, at=MONDAY + timedelta(hours=1))

    assert (row.state, row.reason) == (
        MailState.IGNORED,
        f"It came back to a mail to {GINA}, and is no delivery report.",
    )
    assert not Incident.objects.exists()
    assert OutgoingMail.objects.aggregate(Max("pk")) == before


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut off"),
        pytest.param(lambda raw: raw.replace(b"Action: failed", b"Action: \xff\xfe"), id="bytes"),
        pytest.param(lambda raw: raw.replace(b"message/delivery-status", b"text/x"), id="no part"),
        pytest.param(lambda _: b"", id="nothing"),
    ],
)
def test_a_damaged_report_is_no_report(damage: object) -> None:
    report = report_in(damage(delivery_report(f"x@{DOMAIN}")))  # type: ignore[operator]  # a lambda of the table

    assert report is None or report.word is None


def test_of_several_recipients_the_failure_is_what_counts() -> None:
    delayed = b"Final-Recipient: rfc822; a@b.example\r\nAction: delayed\r\nStatus: 4.0.0\r\n\r\n"
    raw = delivery_report(f"x@{DOMAIN}").replace(b"Final-Recipient", delayed + b"Final-Recipient")

    report = report_in(raw)

    assert report is not None
    assert (report.word, report.said) == (Word.HARD, "smtp; 550 5.1.1 User unknown")
