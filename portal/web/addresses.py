"""Addresses of pages, from wherever they are asked for."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix

from portal.tenancy.models import Vendor


def ground_url(name: str, *args: object) -> str:
    """Return an address that belongs to no vendor, from wherever the page is."""
    return _reverse("/", settings.ROOT_URLCONF, name, *map(str, args))


def vendor_url(vendor: Vendor, name: str, *args: object) -> str:
    """Return an address inside a vendor's site, from wherever the page is."""
    return _reverse(f"/{vendor.slug}/", settings.VENDOR_URLCONF, name, *map(str, args))


@lru_cache(maxsize=20_000)
def _reverse(prefix: str, urlconf: str, name: str, *args: str) -> str:
    # Lists name the same addresses again and again; looking one up takes longer than writing it.
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return reverse(name, urlconf=urlconf, args=args)
    finally:
        set_script_prefix(before)
