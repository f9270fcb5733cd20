"""Addresses that a vendor may open to everybody: named by the apps above, opened by the vendor.

An app above registers an address of a vendor's site from its `apps.py`, with the question whether
this vendor has opened it. Nothing else of the site can be reached without a membership, and where
the answer is no, strangers are answered as at every other address.
"""

from collections.abc import Callable

from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

type Opened = Callable[[Vendor], bool]
type OpenedBelow = Callable[[Vendor, str], bool]

READING = ("GET", "HEAD")

_openings: dict[str, Opened] = {}
_below: dict[str, OpenedBelow] = {}


def register(path: str, is_open: Opened) -> None:
    """Register an address inside a vendor's site, exactly as it is written; again changes nothing.

    `is_open` is asked within the vendor's scope.
    """
    _openings[path] = is_open


def register_below(start: str, is_open: OpenedBelow) -> None:
    """Register all addresses that begin so; again changes nothing.

    `is_open` is asked within the vendor's scope for each of them, by what follows that beginning:
    an address at which nothing open stands must be answered no, like one that never was.
    """
    _below[start] = is_open


def opened_by(slug: str, path: str, method: str | None) -> Vendor | None:
    """Return the vendor of this slug if it has opened the address for reading."""
    is_open = _opening(path)
    if is_open is None or method not in READING:
        return None
    vendor = Vendor.objects.filter(slug=slug).first()
    if vendor is None:
        return None
    with vendor_scope(vendor):
        return vendor if is_open(vendor) else None


def _opening(path: str) -> Opened | None:
    for start, is_open in _below.items():
        if path.startswith(start):
            return lambda vendor: is_open(vendor, path.removeprefix(start))
    return _openings.get(path)
