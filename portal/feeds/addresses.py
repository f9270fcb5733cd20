"""What an address says, and how it is known that it was made here."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer

from portal.feeds.models import FeedAddress
from portal.feeds.registry import Form, feed_named
from portal.tenancy.models import Vendor

_signer = Signer(salt="portal.feeds")
_earlier = Signer(salt="contracts.calendar")


@dataclass(frozen=True, slots=True)
class Said:
    """What an address says: whose site, and what finds the row."""

    vendor: Vendor
    signed_token: str


def link_of(row: FeedAddress, vendor: Vendor) -> str:
    """Return the whole address of a row; it can be written again as long as it works."""
    feed = feed_named(row.feed)
    end = feed.form if feed else Form.ATOM
    signed = _signer.sign(f"{vendor.slug}.{row.signed_token}")
    return f"{settings.PORTAL_URL}/feeds/{signed}.{end}"


def read(address: str) -> Said | None:
    """Return what an address says, before anything of a tenant's is looked up."""
    return _said(_signer, address)


def read_earlier(address: str) -> Said | None:
    """Return the same of an address of the time when only a calendar had one.

    Of those a hash was kept, and what was kept then is what finds the row now.
    """
    said = _said(_earlier, address)
    if said is None:
        return None
    return Said(said.vendor, hashlib.sha256(said.signed_token.encode()).hexdigest())


def _said(signer: Signer, address: str) -> Said | None:
    try:
        slug, _, token = signer.unsign(address).partition(".")
    except BadSignature:
        return None
    vendor = Vendor.objects.filter(slug=slug).first()
    return Said(vendor, token) if vendor else None
