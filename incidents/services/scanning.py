"""Judging the files that wait for the scanner. Until it has looked, nobody gets them."""

import time
from datetime import datetime
from typing import BinaryIO, cast

import structlog
from django.conf import settings
from django.core.files.storage import storages

from incidents.domain.files import State
from incidents.models import Attachment
from incidents.scanner import NoAnswer, ScannerDown, scan
from incidents.services.files import UNSCANNED, judge
from portal.audit.models import record
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

log = structlog.get_logger(__name__)

ENOUGH = 150  # seconds of one look, well within the five minutes that a task may take
NOTHING = "The scanner found nothing."


def scan_waiting(vendor: Vendor, *, at: datetime) -> int:
    """Let the scanner look at a vendor's waiting files; return how many it has judged.

    No transaction is open while it looks. A file of which it cannot say anything goes on waiting.
    """
    with vendor_scope(vendor):
        waiting = list(Attachment.objects.waiting())
    tired, judged = time.monotonic() + ENOUGH, 0
    for attachment in waiting:
        if time.monotonic() > tired:
            break
        try:
            found = _looked_at(attachment)
        except ScannerDown as trouble:
            log.warning("scanner_down", why=str(trouble), waiting=len(waiting) - judged)
            break
        except (NoAnswer, FileNotFoundError) as trouble:
            log.error("file_not_scanned", attachment=attachment.pk, why=str(trouble))
            continue
        _write_down(vendor, attachment, found, at=at)
        judged += 1
    return judged


def _looked_at(attachment: Attachment) -> str:
    if not settings.SCANNER:  # it was taken away: files go by their kind alone again
        return ""
    with storages["private"].open(attachment.key) as content:
        return scan(cast("BinaryIO", content), settings.SCANNER)


def _write_down(vendor: Vendor, attachment: Attachment, found: str, *, at: datetime) -> None:
    with vendor_scope(vendor):
        if not found:
            judge([attachment], State.CLEAN, NOTHING if settings.SCANNER else UNSCANNED, at=at)
            return
        judge([attachment], State.QUARANTINED, found, at=at)
        record("quarantined", attachment, actor=None, at=at, after={"found": found[:200]})
    log.warning("file_quarantined", attachment=attachment.pk, found=found[:200])
