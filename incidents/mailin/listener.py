"""The door for mail: LMTP behind a mail server, or SMTP. It says 250 only after the commit.

One recipient at a time: LMTP asks for an answer for each, and a mail server sends the mail again
for those that were put off. What cannot be kept now is answered by 4xx, so that it comes again.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from incidents.mailin import taking
from incidents.mailin.addresses import vendors_of
from incidents.mailin.shape import MOST_BYTES

AT_ONCE = 4  # mails that are taken in side by side, each with a connection to the database
NOBODY = "550 5.1.1 Nobody here has this address"
ONE_AT_A_TIME = "452 4.5.3 One recipient at a time, please"
LATER = "451 4.3.0 It cannot be kept now; please try again later"
KEPT = "250 2.0.0 Kept"

log = structlog.get_logger(__name__)
# The library logs who writes to whom, and at its lowest level every line of a mail.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Door:
    """What happens to a mail that a server brings."""

    def __init__(self) -> None:
        self.hands = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="mailin")
        self.trusted = [ipaddress.ip_network(one) for one in settings.MAILIN_TRUSTED]

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: Sequence[str],
    ) -> str:
        """Take a recipient that is a vendor's address, and one only."""
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        try:
            is_known = await self._aside(_is_known, address)
        except Exception:
            log.exception("a recipient could not be looked up")
            return LATER
        if not is_known:
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, then say so."""
        said = taking.Envelope(
            recipients=tuple(envelope.rcpt_tos),
            sender=envelope.mail_from or "",
            is_trusted=self.is_trusted(session.peer),
        )
        raw = envelope.original_content or b""
        try:
            await self._aside(_take, raw, said, timezone.now().replace(microsecond=0))
        except Exception:
            log.exception("a mail could not be kept")
            return LATER
        return KEPT

    def is_trusted(self, peer: Any) -> bool:
        """Say whether a peer is our own mail server; a Unix socket's is."""
        if not isinstance(peer, tuple):
            return True
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
        return any(address in network for network in self.trusted)

    async def _aside(self, work: Any, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.hands, _with_connection, work, *arguments)

    def close(self) -> None:
        """Wait for what is being kept, then give the connections back."""
        closing = [self.hands.submit(connections.close_all) for _ in range(AT_ONCE)]
        for one in closing:
            one.result()
        self.hands.shutdown()


class MailIn(Controller):
    """The listener in a thread of its own; `is_lmtp` says which protocol it speaks."""

    def __init__(self, *, host: str, port: int, is_lmtp: bool) -> None:
        self.door = Door()
        self.speaks = LMTP if is_lmtp else SMTP
        super().__init__(self.door, hostname=host, port=port)

    def factory(self) -> SMTP:
        """Return the protocol for one connection."""
        return self.speaks(
            self.door,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            ident="Sundial",
            timeout=60,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],  # nobody signs in here
        )


def _with_connection(work: Any, *arguments: Any) -> Any:
    close_old_connections()
    try:
        return work(*arguments)
    finally:
        close_old_connections()


def _is_known(address: str) -> bool:
    return bool(vendors_of([address]))


def _take(raw: bytes, envelope: taking.Envelope, received_at: datetime) -> None:
    if not taking.deliver(raw=raw, envelope=envelope, received_at=received_at):
        raise LookupError("the vendor has gone meanwhile")
