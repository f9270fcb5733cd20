"""Fetching mail from a mailbox by IMAP: a mail is marked as seen only after the commit.

A mailbox is one vendor's. If a look breaks off, what was taken and not marked is fetched again, and
taking it again changes nothing.
"""

import imaplib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from incidents.mailin.reading import read
from incidents.mailin.shape import MOST_BYTES
from incidents.mailin.taking import Envelope, take
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

TIMEOUT = 20  # seconds for each answer
MOST_AT_A_LOOK = 100  # mails; the next look fetches the rest
HEAD_ONLY = "<0.65536>"  # of a mail that is too large: its first bytes, and it is held
TOO_LARGE = "It is larger than 25 MB: it stays in the mailbox, and only its beginning is here."


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a vendor's mail lies: `imaps://user:password@host:993/INBOX`."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_plain: bool  # without TLS: on one's own computer only

    @classmethod
    def parse(cls, address: str) -> "Mailbox":
        """Read a mailbox from its address.

        :raises ValueError: if it is none.
        """
        parts = urlsplit(address)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("A mailbox is written imaps://user:password@host/INBOX.")
        is_plain = parts.scheme == "imap"
        return cls(
            host=parts.hostname,
            port=parts.port or (143 if is_plain else 993),
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            is_plain=is_plain,
        )


def poll(*, vendor: Vendor, mailbox: Mailbox, at: datetime) -> int:
    """Take in what is unseen in a mailbox; return how many mails that were.

    :raises OSError: if the server does not answer.
    :raises imaplib.IMAP4.error: if it says no.
    """
    connection = _connected(mailbox)
    try:
        connection.login(mailbox.user, mailbox.password)
        _told(connection.select(f'"{mailbox.folder}"'))
        taken = 0
        for number in _unseen(connection)[:MOST_AT_A_LOOK]:
            taken += _take_one(connection, vendor, number, at)
        return taken
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()
        with suppress(OSError):
            connection.shutdown()  # which logging out from a broken connection leaves open


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.is_plain:
        return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, timeout=TIMEOUT)


def _unseen(connection: imaplib.IMAP4) -> list[str]:
    found = _told(connection.uid("SEARCH", "UNSEEN"))
    return [one.decode() for one in (found[0] or b"").split()] if found else []


def _take_one(connection: imaplib.IMAP4, vendor: Vendor, number: str, at: datetime) -> int:
    size = next(_numbers(_told(connection.uid("FETCH", number, "(RFC822.SIZE)"))), 0)
    is_too_large = size > MOST_BYTES
    raw = _fetched(connection, number, "BODY.PEEK[]" + (HEAD_ONLY if is_too_large else ""))
    if raw is None:
        return 0  # another look has moved it away
    parsed = read(raw)
    if is_too_large:
        parsed = replace(parsed, trouble=TOO_LARGE, text="", said="", files=())
    # The server delivered it to this mailbox, so its topmost check is our own server's.
    envelope = Envelope(recipients=parsed.recipients, is_trusted=True)
    with vendor_scope(vendor):
        take(vendor=vendor, raw=raw, envelope=envelope, received_at=at, parsed=parsed)
    _told(connection.uid("STORE", number, "+FLAGS", r"(\Seen)"))
    return 1


def _fetched(connection: imaplib.IMAP4, number: str, part: str) -> bytes | None:
    answer = _told(connection.uid("FETCH", number, f"({part})"))
    found = next((one[1] for one in answer if isinstance(one, tuple)), None)
    return bytes(found) if found is not None else None


def _numbers(answer: list[Any]) -> Iterator[int]:
    for one in answer:
        text = one.decode("ascii", "replace") if isinstance(one, bytes) else ""
        _, found, rest = text.partition("RFC822.SIZE ")
        if found:
            yield int(rest.split(")")[0].split()[0])


def _told(answer: tuple[str, Any]) -> list[Any]:
    kind, said = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {kind}")
    return list(said)
