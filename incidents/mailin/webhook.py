"""Mail that a provider posts to us, in whatever form it does: anymail makes one of them all."""

from typing import Any

import structlog
from anymail.signals import AnymailInboundEvent, inbound
from django.utils import timezone

from incidents.mailin.taking import Envelope, deliver
from incidents.mailin.wording import addresses

log = structlog.get_logger(__name__)


def listen() -> None:
    """Hear anymail's signal: its only way to hand a mail over."""
    inbound.connect(take_posted, dispatch_uid="incidents.mailin")


def take_posted(sender: object, event: AnymailInboundEvent, **_: Any) -> None:
    """Take a posted mail in; a failure here makes the provider post it again."""
    del sender  # anymail's view
    message = event.message
    named = [str(value) for name in ("To", "Cc") for value in message.get_all(name, [])]
    recipients = [address for _, address in addresses(named)]
    if message.envelope_recipient:
        recipients = [str(message.envelope_recipient), *recipients]
    envelope = Envelope(
        recipients=tuple(recipients),
        sender=message.envelope_sender,
        is_trusted=True,  # the address of the webhook is a secret between the provider and us
    )
    at = timezone.now().replace(microsecond=0)
    if not deliver(raw=message.as_bytes(), envelope=envelope, received_at=at):
        # To ask for it again would bring it again: nobody here has that address.
        log.warning("a posted mail is for nobody here")
