"""A person's own address of the calendar: made, shown once, revoked, and read without sign-in.

Whoever has the address reads the calendar as its person would, no more and no longer. The
address is signed, so that a made-up one is refused before anything is looked up; of its token
only a hash is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from contracts.models import CalendarFeed
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, require

TOKEN_BYTES = 32

_signer = Signer(salt="contracts.calendar")


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says: whose site, and the token that opens the calendar."""

    vendor: Vendor
    token_hash: str


@transaction.atomic
def make_feed(*, by: Membership, at: datetime) -> str:
    """Make a person's address at this vendor and return it; an earlier one stops working.

    :raises Refusal: if `by` may not read the agreement.
    """
    require(by, Act.READ_AGREEMENT)
    _revoke(by.vendor, by.person, at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        vendor=by.vendor, person=by.person, token_hash=_hash_of(token), made_at=at
    )
    record("calendar address made", feed, actor=by.person, at=at)
    return _signer.sign(f"{by.vendor.slug}.{token}")


@transaction.atomic
def revoke_feed(*, by: Membership, at: datetime) -> None:
    """Make a person's address at this vendor worthless.

    :raises Refusal: if there is none.
    """
    if not _revoke(by.vendor, by.person, at):
        raise Refusal("You have no calendar address here.", code="no_feed")


def read_address(address: str) -> Address:
    """Return what an address says, before anything of a tenant's is looked up.

    :raises Refusal: if it was not made here.
    """
    try:
        slug, _, token = _signer.unsign(address).partition(".")
        return Address(Vendor.objects.get(slug=slug), _hash_of(token))
    except (BadSignature, Vendor.DoesNotExist):
        raise _no_feed() from None


def reader_of(address: Address) -> list[Membership]:
    """Return what whoever an address belongs to is here now, in the vendor's scope.

    :raises Refusal: if it was revoked, or the person has no business here any more.
    """
    rows = CalendarFeed.objects.open().select_related("person")
    feed = rows.filter(token_hash=address.token_hash, person__is_active=True).first()
    if feed is None:
        raise _no_feed()
    current = Membership.objects.current().filter(vendor=address.vendor, person=feed.person)
    memberships = list(current.select_related("customer"))
    if not memberships:
        raise _no_feed()
    return memberships


def _revoke(vendor: Vendor, person: Person, at: datetime) -> bool:
    feed = CalendarFeed.objects.open().locked().filter(vendor=vendor, person=person).first()
    if feed is None:
        return False
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    record("calendar address revoked", feed, actor=person, at=at)
    return True


def _no_feed() -> Refusal:
    return Refusal("There is no calendar at this address.", code="no_feed")


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
