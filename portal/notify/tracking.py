"""What a mail service tells of mail it could not deliver: anymail makes one event of them all."""

from datetime import datetime
from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.utils import timezone

from portal.notify.bouncing import remember
from portal.notify.models import Bounce, OutgoingMail
from portal.notify.standing import Word
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

BAD_NEWS = {EventType.BOUNCED, EventType.REJECTED}
NO_MAILBOX = {RejectReason.BOUNCED, RejectReason.INVALID}

log = structlog.get_logger(__name__)


def listen() -> None:
    """Hear anymail's signal; its webhook's address is a secret between the service and us."""
    tracking.connect(take_event, dispatch_uid="portal.notify")


def take_event(sender: object, event: AnymailTrackingEvent, **_: Any) -> None:
    """Remember a bounce at each vendor that has mailed the address; other events are no news."""
    del sender  # anymail's view
    address = str(event.recipient or "").strip().lower()
    if event.event_type not in BAD_NEWS or not address:
        return
    word = Word.HARD if event.reject_reason in NO_MAILBOX else Word.SOFT
    at = _instant(event.timestamp)
    said = str(event.mta_response or event.description or event.reject_reason or "")
    for vendor in Vendor.objects.all():
        with vendor_scope(vendor), transaction.atomic():
            _remember(vendor, address, word, said, at)


def _remember(vendor: Vendor, address: str, word: Word, said: str, at: datetime) -> None:
    sent = OutgoingMail.objects.filter(recipient__iexact=address, sent_at__lte=at)
    mail = sent.order_by("-sent_at").first()
    known = Bounce.objects.filter(address=address, kind=word.value, at=at)
    if mail is None or known.exists():  # services tell the same thing twice
        return
    row = remember(vendor=vendor, address=address, word=word, said=said, at=at, mail=mail)
    log.info("mail bounced", bounce=row.pk, word=word.value)


def _instant(said: datetime | None) -> datetime:
    """Return when it happened, by whole seconds and never in the future."""
    now = timezone.now().replace(microsecond=0)
    return min(now, said.replace(microsecond=0)) if said and said.tzinfo else now
