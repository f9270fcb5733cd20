"""Which address is whose: a vendor's own, and the signed ones that answers go to.

A reply address names its incident and is bound to one person: `reply+lum-1042.k3v9…@domain`. It
opens nothing by itself. Whoever writes to it must still be a contact whose mail is authenticated;
the signature only says that this answer belongs to that incident.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Q

from incidents.models import Incident
from portal.notify.return_path import read_return_address
from portal.tenancy.models import Person, Vendor

SIGNED = re.compile(r"reply\+(?P<prefix>[a-z0-9]+)-(?P<number>\d{1,9})\.(?P<mark>[a-z2-7]{16})")
LENGTH = 16  # characters of base 32: 80 bits


def vendor_address(vendor: Vendor) -> str:
    """Return the address to which mail for this vendor is sent; empty: it takes none."""
    own = str(settings.MAILIN_ADDRESSES.get(vendor.slug, "")).strip().lower()
    if own or not settings.MAILIN_DOMAIN:
        return own
    return f"{vendor.slug}@{settings.MAILIN_DOMAIN.lower()}"


def reply_address(incident: Incident, person: Person) -> str:
    """Return where this person's answers to an incident's mail go; empty: mail in is off."""
    if not settings.MAILIN_DOMAIN:
        return ""
    mark = _mark(settings.SECRET_KEY, str(incident), person)
    return f"reply+{str(incident).lower()}.{mark}@{settings.MAILIN_DOMAIN.lower()}"


def vendors_of(recipients: Iterable[str]) -> list[Vendor]:
    """Return the vendors to whom mail for these addresses goes, each once."""
    addresses = [address.lower() for address in recipients if address]
    named = {address: _prefix_in(address) for address in addresses}
    slugs = {slug for address in addresses for slug in _slugs_at(address)}
    if not slugs and not any(named.values()):
        return []  # most senders' own addresses: no table is asked
    wanted = Q(slug__in=slugs) | Q(number_prefix__in=[one.upper() for one in named.values()])
    vendors = list(Vendor.objects.filter(wanted))
    owners = {vendor_address(vendor): vendor for vendor in vendors}
    prefixes = {vendor.number_prefix.lower(): vendor for vendor in vendors}
    found = (
        prefixes.get(prefix) if prefix else owners.get(address) for address, prefix in named.items()
    )
    return list(dict.fromkeys(vendor for vendor in found if vendor is not None))


def _prefix_in(address: str) -> str:
    """Return the vendor's prefix that a signed address names; empty: it is no such address."""
    signed, returned = _signed(address), read_return_address(address)
    return returned.prefix if returned else signed["prefix"] if signed else ""


def _slugs_at(address: str) -> Iterator[str]:
    """Return the vendors whose own address this may be."""
    local, _, domain = address.rpartition("@")
    if domain == settings.MAILIN_DOMAIN.lower():
        yield local
    for slug, own in settings.MAILIN_ADDRESSES.items():
        if str(own).strip().lower() == address:
            yield slug


def is_ours(address: str) -> bool:
    """Say whether mail from this address would be the portal's own."""
    address = address.lower()
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").lower()
    return address == sender or bool(address and vendors_of([address]))


def numbers_answered(vendor: Vendor, recipients: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Return the incident numbers that signed addresses name, each with its signature."""
    for address in map(str.lower, recipients):
        signed = _signed(address)
        if signed and signed["prefix"] == vendor.number_prefix.lower():
            yield int(signed["number"]), signed["mark"]


def is_bound(mark: str, incident: Incident, person: Person) -> bool:
    """Say whether a signature was made for this incident and this person, by any key in use."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(mark, _mark(key, str(incident), person)) for key in keys)


def _signed(address: str) -> re.Match[str] | None:
    local, _, domain = address.rpartition("@")
    if not settings.MAILIN_DOMAIN or domain != settings.MAILIN_DOMAIN.lower():
        return None
    return SIGNED.fullmatch(local)


def _mark(secret: str, incident: str, person: Person) -> str:
    key = hashlib.sha256(f"sundial reply address\n{secret}".encode()).digest()
    digest = hmac.digest(key, f"{incident}\n{person.pk}".encode(), "sha256")
    return b32encode(digest).decode().lower()[:LENGTH]
