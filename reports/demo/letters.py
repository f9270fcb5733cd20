"""Mails that reached the demo world and wait for a decision: held, and an automatic one (PQ-10)."""

from datetime import timedelta
from email.message import EmailMessage

from incidents.mailin.taking import Envelope, take
from portal.notify.bouncing import remember
from portal.notify.standing import Word
from portal.tenancy.models import Vendor
from reports.demo.contacts import Cast

EMPTY = (
    "Hello,\n\nour booking list for the eye clinic has been empty since about half past eight. "
    "Nothing changed on our side. I am standing in for Priya this week.\n\nRuth Ames"
)
OFFER = "Dear exhibitor, only few stands are left. Book now."
AWAY = "I am out of the office until Monday."
MISSING = "Hi,\n\nthe follow-up survey of the patient above did not arrive.\n\nDana"

# By vendor: who wrote, the subject, the words, and whether a program did.
LETTERS = {
    "lumeon": (
        ("ruth.ames@st-brannocks.example", "Booking list is empty", EMPTY, False),
        ("offers@health-it-week.example", "Your stand at Health IT Week", OFFER, False),
        ("nadia.brooks@northgate.example", "Automatic reply: Interface queue", AWAY, True),
    ),
    "patientiq": (
        ("dana@lakeside.example", "Survey of patient 943 476 5919 is missing", MISSING, False),
    ),
}


# An address that stood in an invitation once: whoever had it has left the clinic since.
GONE = {"lumeon": "front-desk@northgate.example"}


def bring_mail(vendor: Vendor, cast: Cast) -> None:
    """This function will hand over a few mails of this morning, as a mail server would."""
    if address := GONE.get(vendor.slug):
        said = "smtp; 550 5.1.1 No such mailbox here"
        at = cast.at - timedelta(days=3)
        remember(vendor=vendor, address=address, word=Word.HARD, said=said, at=at)
    for number, (sender, subject, text, is_automatic) in enumerate(LETTERS.get(vendor.slug, ())):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, f"support@{vendor.slug}.example"
        mail["Subject"], mail["Message-ID"] = subject, f"<{number}@demo.{vendor.slug}.example>"
        if is_automatic:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(text)
        take(
            vendor=vendor,
            raw=mail.as_bytes(),
            envelope=Envelope(recipients=(f"support@{vendor.slug}.example",), is_trusted=True),
            received_at=cast.at - timedelta(minutes=50 - 20 * number),
        )
