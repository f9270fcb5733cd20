"""When the mail was received by which a message came; a message itself can count from later.

A mail that was held and released counts, in its incident, from the last thing that happened there.
What hangs on the receipt, such as a claim for a credit (PQ-07), must not lose that time.
"""

from datetime import datetime

from incidents.mailin.reading import read
from incidents.models import InboundMail, Message

COMPARED = 300  # characters: longer words may have been cut


def receipt_of(message: Message) -> datetime | None:
    """Return when the mail was received that a message was made of; None: it came otherwise."""
    mails = InboundMail.objects.filter(
        incident=message.incident_id, received_at__lte=message.at
    ).select_related("source")
    words = _begin(message.text)
    for mail in mails.newest_first():
        parsed = read(mail.source.raw)
        if any(one and words.startswith(_begin(one)) for one in (parsed.said, parsed.text)):
            return mail.received_at
    return None


def _begin(text: str) -> str:
    return " ".join(text.split())[:COMPARED]
