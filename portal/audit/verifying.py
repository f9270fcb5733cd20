"""Reading the chain again, link by link, and keeping what was found, signed.

The signature is made with the portal's own key, which the database does not hold: whoever owns
the tables can write all seals anew, but not so that they agree with the readings of the past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.core.signing import BadSignature, Signer

from portal.audit.chain import GENESIS, digest
from portal.audit.models import AuditEvent, AuditSeal, ChainCheck
from portal.audit.sealing import LATEST
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

CHUNK = 2_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a chain was read: the last link that was right, and what is wrong with the next."""

    number: int = 0
    digest: str = GENESIS
    problem: str = ""
    is_end: bool = False


def read(vendor: Vendor, place: Place | None = None) -> Iterator[Place]:
    """Read a vendor's chain from a place on; yield how far, until the end or the first fault."""
    place = place or Place()
    with vendor_scope(vendor):
        known = _known_heads()
    if isinstance(known, str):
        yield Place(problem=known, is_end=True)
        return
    while not place.is_end:
        with vendor_scope(vendor):
            place = _read_on(place, known)
        yield place


def keep(vendor: Vendor, place: Place, *, at: datetime) -> ChainCheck:
    """Keep what a whole reading found, signed, and tell the log, which lies elsewhere."""
    with vendor_scope(vendor):
        check = ChainCheck.objects.create(
            vendor=vendor,
            finished_at=at,
            records=place.number,
            head=place.digest,
            problem=place.problem,
            signature=_signature(vendor.pk, place.number, place.digest),
        )
    tell = log.error if place.problem else log.info
    tell(
        "audit_chain_read",
        vendor=vendor.slug,
        records=place.number,
        head=place.digest,
        problem=place.problem,
    )
    return check


def _read_on(place: Place, known: dict[int, str]) -> Place:
    rows = AuditSeal.objects.filter(number__gt=place.number).order_by("number")
    seals = list(rows[:CHUNK])
    events = AuditEvent.objects.in_bulk([seal.event_id for seal in seals])
    for seal in seals:
        problem = _fault(seal, events.get(seal.event_id), place, known)
        if problem:
            return Place(number=place.number, digest=place.digest, problem=problem, is_end=True)
        place = Place(number=seal.number, digest=seal.digest)
    if len(seals) == CHUNK:
        return place
    problem = _fault_at_the_end(place, known)
    return Place(number=place.number, digest=place.digest, problem=problem, is_end=True)


def _fault(seal: AuditSeal, event: AuditEvent | None, last: Place, known: dict[int, str]) -> str:
    """Return what is wrong with a link that follows the last right one, or nothing."""
    if seal.number != last.number + 1:
        return f"{_named(last.number + 1, seal.number - 1)} gone from the chain."
    if event is None:
        return f"{_named(seal.number, seal.number)} gone, though its seal is there."
    if seal.previous != last.digest:
        return f"Seal {seal.number:,} does not follow on the one before it."
    if seal.digest != digest(event, seal.number, seal.previous):
        return (
            f"Record {seal.number:,} (row {event.pk}) does not read as it did when it was sealed."
        )
    if known.get(seal.number, seal.digest) != seal.digest:
        return f"The chain up to record {seal.number:,} is not the one that was read before."
    return ""


def _fault_at_the_end(last: Place, known: dict[int, str]) -> str:
    furthest = max(known, default=0)
    if furthest > last.number:
        return f"{_named(last.number + 1, furthest)} gone from the end of the chain."
    end = AuditSeal.objects.filter(number=last.number).first()
    if end is None:
        return ""
    late = AuditEvent.objects.unsealed().filter(recorded_at__lte=end.sealed_at - LATEST).first()
    if late is not None:
        return f"Row {late.pk} was added to the record behind the chain's back."
    return ""


def _named(first: int, last: int) -> str:
    return f"Record {first:,} is" if first == last else f"Records {first:,} to {last:,} are"


def _known_heads() -> dict[int, str] | str:
    """Return the digests that earlier readings signed, by number, or what is wrong with one."""
    heads = {}
    for check in ChainCheck.objects.all():
        if not _is_signed(check):
            day = f"{check.finished_at:%Y-%m-%d %H:%M} UTC"
            return f"The reading of {day} does not bear our signature."
        heads[check.records] = check.head
    heads.pop(0, None)
    return heads


def _signature(vendor_id: int, records: int, head: str) -> str:
    return _signer().signature(f"{vendor_id}:{records}:{head}")


def _is_signed(check: ChainCheck) -> bool:
    said = f"{check.vendor_id}:{check.records}:{check.head}"
    try:
        return _signer().unsign(f"{said}|{check.signature}") == said
    except BadSignature:
        return False


def _signer() -> Signer:
    # Signs with SECRET_KEY and knows its predecessors (SECRET_KEY_FALLBACKS).
    return Signer(salt="portal.audit.chain", sep="|")
