"""Mails for tests: written by hand, and handed over as our own mail server would."""

from datetime import datetime
from email.message import EmailMessage

import pytest

from incidents.mailin.taking import Envelope, take
from incidents.models import InboundMail
from portal.tenancy.models import Vendor
from tests.factories import MONDAY

DOMAIN = "in.example.net"
SERVER = "mx.example.net"
PROVED = f"{SERVER}; dmarc=pass header.from=example.org"


@pytest.fixture
def mail_server(settings: pytest.FixtureRequest) -> None:
    """The portal takes mail for a domain, and believes one server."""
    settings.MAILIN_DOMAIN = DOMAIN  # type: ignore[attr-defined]  # pytest-django's own
    settings.MAILIN_AUTHSERV_IDS = [SERVER]  # type: ignore[attr-defined]  # pytest-django's own


def written(
    sender: str,
    *,
    subject: str = "The printer prints nothing",
    text: str = "Since eight this morning nothing comes out of it.",
    proof: str = PROVED,
    **headers: str,
) -> EmailMessage:
    """Return a plain mail; `In_Reply_To=…` sets a header."""
    mail = EmailMessage()
    if proof:
        mail["Authentication-Results"] = proof
    mail["From"], mail["To"], mail["Subject"] = sender, f"lumeon@{DOMAIN}", subject
    mail["Message-ID"] = f"<{abs(hash((sender, subject, text)))}@example.org>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def handed_over(
    vendor: Vendor,
    mail: EmailMessage | bytes,
    *,
    to: str = f"lumeon@{DOMAIN}",
    at: datetime = MONDAY,
    is_trusted: bool = True,
    return_path: str | None = None,
) -> InboundMail:
    """Take a mail in; the vendor's scope must be open."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    envelope = Envelope(recipients=(to,), sender=return_path, is_trusted=is_trusted)
    return take(vendor=vendor, raw=raw, envelope=envelope, received_at=at)


def held(vendor: Vendor, *, at: datetime = MONDAY) -> InboundMail:
    """Take in a mail of somebody whom nobody knows; the vendor's scope must be open."""
    return handed_over(vendor, written("stranger@example.org", proof=""), at=at)
