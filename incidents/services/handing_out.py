"""Giving a file to somebody: clean, unchanged, and written down."""

from datetime import datetime
from typing import BinaryIO, cast

import structlog
from django.core.files.storage import storages

from incidents.domain.files import State, digest_of
from incidents.models import Attachment
from portal.audit.models import record, record_look
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor

log = structlog.get_logger(__name__)

NOT_YET = "This file is still being checked. It can be downloaded once the check is done."
WITHHELD = "This file is withheld: the check found something harmful in it."
DAMAGED = (
    "This file is not what was sent to us any more, so it is not given out. "
    "Please have it sent again; whoever runs the portal can see that it happened."
)


def hand_out(*, attachment: Attachment, to: Membership, at: datetime) -> BinaryIO:
    """Return the open file, from its beginning, once it has been read and found unchanged (CO-07).

    Not one transaction: what is found damaged is recorded although it is refused.

    :raises Refusal: while it is being checked, if it is withheld, or if it is not what was sent.
    """
    if attachment.state is State.WAITING:
        raise Refusal(NOT_YET, code="file_waiting")
    if attachment.state is State.QUARANTINED:
        raise Refusal(WITHHELD, code="file_withheld")
    content = _unchanged(attachment, at)
    vendor = Vendor.objects.get(pk=attachment.vendor_id)
    record_look("downloaded", Attachment, vendor=vendor, actor=to.person, at=at, pk=attachment.pk)
    return content


def fault_of(attachment: Attachment) -> str:
    """Return how what is stored differs from what was sent; empty if it does not."""
    try:
        with storages["private"].open(attachment.key) as content:
            return _fault(attachment, cast("BinaryIO", content))
    except OSError as error:
        return f"it cannot be read ({type(error).__name__})"


def _unchanged(attachment: Attachment, at: datetime) -> BinaryIO:
    try:
        content = cast("BinaryIO", storages["private"].open(attachment.key))
    except OSError as error:
        raise _damaged(attachment, f"it cannot be read ({type(error).__name__})", at) from error
    fault = _fault(attachment, content)
    if fault:
        content.close()
        raise _damaged(attachment, fault, at)
    content.seek(0)
    return content


def _fault(attachment: Attachment, content: BinaryIO) -> str:
    digest = digest_of(content)
    return "" if digest == attachment.sha256 else f"its digest is {digest}"


def _damaged(attachment: Attachment, fault: str, at: datetime) -> Refusal:
    log.error("file_damaged", attachment=attachment.pk, fault=fault)
    record(
        "found damaged",
        attachment,
        actor=None,
        at=at,
        before={"sha256": attachment.sha256},
        after={"fault": fault},
    )
    return Refusal(DAMAGED, code="file_damaged")
