"""Mail that comes back: delivery reports as mail servers write them, and what is kept of them."""

from datetime import datetime

from portal.notify.bouncing import remember
from portal.notify.models import Bounce
from portal.notify.standing import Word
from portal.tenancy.models import Vendor
from tests.factories import MONDAY

GONE = "gone@clinic.example"


def bounced(vendor: Vendor, address: str = GONE, at: datetime = MONDAY) -> Bounce:
    """Keep that there is no such mailbox; the vendor's scope must be open."""
    said = "smtp; 550 5.1.1 User unknown"
    return remember(vendor=vendor, address=address, word=Word.HARD, said=said, at=at)


def delivery_report(to: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """Return a delivery report that is sent to a return address (RFC 3464)."""
    return (
        "Return-Path: <>\r\n"
        "From: Mail Delivery System <mailer-daemon@mx.clinic.example>\r\n"
        f"To: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <20260302.1@mx.clinic.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="part"\r\n'
        "\r\n"
        "--part\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--part\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.clinic.example\r\n\r\n"
        "Final-Recipient: rfc822; somebody-else@clinic.example\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        "--part--\r\n"
    ).encode()
