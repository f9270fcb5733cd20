"""Mail that comes back: a delivery report at the return address of a mail of ours (RFC 3464).

Whatever comes to such an address is kept with the automatic mail and never answered, so that no two
programs can keep each other busy. The rules are in docs/algorithms/bounces.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from incidents.mailin.shape import trouble_with
from incidents.mailin.wording import header_text
from portal.notify.bouncing import remember
from portal.notify.return_path import mail_of, read_return_address
from portal.notify.standing import Word, word_of


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says of one recipient."""

    action: str
    status: str
    said: str

    @property
    def word(self) -> Word | None:
        """What it means for the address; None: nothing bad."""
        return word_of(self.status) if self.action == "failed" else None


def heed(*, raw: bytes, recipients: Iterable[str], at: datetime) -> str:
    """Remember what a mail to a return address reports, and say what it was.

    Return nothing for a mail to any other address.
    """
    named = [one for one in map(read_return_address, recipients) if one]
    if not named:
        return ""
    mail = mail_of(named[0])
    if mail is None:
        return "It came to a return address that was not made for any mail of ours."
    report = report_in(raw)
    if report is None:
        return f"It came back to a mail to {mail.recipient}, and is no delivery report."
    if report.word is None:
        return f"A delivery report: mail to {mail.recipient} is {report.action or 'under way'}."
    remember(
        vendor=mail.vendor,
        address=mail.recipient,
        word=report.word,
        said=report.said or report.status,
        at=at,
        mail=mail,
    )
    return f"A delivery report: mail to {mail.recipient} did not arrive ({report.status})."


def report_in(raw: bytes) -> Report | None:
    """Return the first failure that a delivery report names, else its first word; None: no report.

    Nothing in it makes this fail: it is a stranger's input.
    """
    if trouble_with(raw):
        return None
    try:
        found = [_report(block) for block in _blocks(message_from_bytes(raw))]
    except Exception:  # noqa: BLE001 - a damaged report is no report, whatever is wrong with it
        return None
    return next((one for one in found if one.word), found[0] if found else None)


def _blocks(message: Message) -> list[Message]:
    """Return the blocks of a report's second part that are about a recipient."""
    parts = [one for one in message.walk() if one.get_content_type() == "message/delivery-status"]
    blocks = [block for part in parts for block in _children(part)]
    return [block for block in blocks if block.get("Action")]


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _report(block: Message) -> Report:
    return Report(
        action=header_text(block.get("Action", "")).lower()[:20],
        status=header_text(block.get("Status", ""))[:20],
        said=header_text(block.get("Diagnostic-Code", ""))[:300],
    )
