"""A row of the outbox as the mail that goes out: text and HTML with the same words (CO-08)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formataddr
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from portal.notify.attaching import document_of
from portal.notify.models import OutgoingMail
from portal.notify.return_path import return_address

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
QUOTE = "> "
BULLET = "- "


class Shape(StrEnum):
    """How a block of a mail's text is shown in HTML."""

    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST = "list"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line: words, or an address that can be followed."""

    words: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two blank lines of a mail's text."""

    shape: Shape
    lines: list[list[Part]]


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the mail as it goes out; the text comes first and says all that the HTML says.

    :raises ValueError: if a header would be more than one line.
    """
    text = mail.text + _footer(mail)
    sender = formataddr((f"{mail.vendor.name} support", _own_address()))
    back = _return_address(mail)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=back or sender,  # where it goes back to; the header names the sender
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=_headers(mail) | ({"From": sender} if back else {}),
    )
    message.attach_alternative(as_html(mail, text), "text/html")
    # Asked again when it goes out: whether mail may carry more than links can change (PQ-12).
    if mail.attached and not mail.vendor.phi_mode and (document := document_of(mail.attached)):
        message.attach(document.name, document.content, document.media_type)
    return message


def as_html(mail: OutgoingMail, text: str) -> str:
    """Return a mail's text as a plain page: no picture, no script, nothing that is fetched."""
    context = {"mail": mail, "vendor": mail.vendor, "blocks": list(blocks(text))}
    return render_to_string("notify/mail.html", context)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a mail's text. What is quoted has no links: anybody may have typed it."""
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith(QUOTE.rstrip()) for line in lines):
            quoted = [[Part(line.removeprefix(QUOTE.rstrip()).lstrip())] for line in lines]
            yield Block(Shape.QUOTE, quoted)
        elif all(line.startswith(BULLET) for line in lines):
            yield Block(Shape.LIST, [_parts(line.removeprefix(BULLET)) for line in lines])
        elif len(lines) == 1 and LINK.fullmatch(lines[0].strip()):
            yield Block(Shape.BUTTON, [_parts(lines[0].strip())])
        else:
            yield Block(Shape.PARAGRAPH, [_parts(line) for line in lines])


def _parts(line: str) -> list[Part]:
    found: list[Part] = []
    end = 0
    for link in LINK.finditer(line):
        found += [Part(line[end : link.start()]), Part(link.group(), is_link=True)]
        end = link.end()
    return [part for part in (*found, Part(line[end:])) if part.words]


def _footer(mail: OutgoingMail) -> str:
    """Say where one chooses what one is mailed, under mails that can be switched off."""
    if not mail.topic:
        return ""
    link = f"{settings.PORTAL_URL}/{mail.vendor.slug}/notifications/preferences/"
    return f"\nWhat you are mailed, and when: {link}\n"


def _headers(mail: OutgoingMail) -> dict[str, str]:
    """Return the headers that keep a thread together and answering machines quiet (RFC 3834)."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.thread and mail.thread != mail.message_id:
        headers |= {"In-Reply-To": mail.thread, "References": mail.thread}
    return headers


def _return_address(mail: OutgoingMail) -> str:
    """Return where a mail goes back to; a mail service has return addresses of its own."""
    by_service = str(settings.MAILERS["default"]["BACKEND"]).startswith("anymail.")
    return "" if by_service else return_address(mail)


def _own_address() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].rstrip(">")
