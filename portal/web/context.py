"""What every page shows: who is signed in, where, and what the navigation offers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.tenancy.models import Membership, Person, Vendor
from portal.web.navigation import Navigation, navigation_of

NOWHERE = Navigation([], [], "")


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the page's frame: vendor, roles, navigation and the request's name."""
    memberships: list[Membership] = getattr(request, "memberships", [])
    return {
        "request_id": getattr(request, "request_id", ""),
        "vendor": getattr(request, "vendor", None),
        "vendors": getattr(request, "vendors", []),
        "memberships": memberships,
        "is_staff_side": any(membership.is_staff_side for membership in memberships),
        "navigation": _navigation(request, memberships),
        "reader_zone": reader_zone(request),
        "is_demo": settings.SUNDIAL_DEMO,
    }


def reader_zone(request: HttpRequest) -> str:
    """Return the zone in which this reader is shown times."""
    user = getattr(request, "user", None)
    return user.time_zone if isinstance(user, Person) else "UTC"


def _navigation(request: HttpRequest, memberships: list[Membership]) -> Navigation:
    if not memberships:
        return NOWHERE
    vendor: Vendor = request.vendor  # type: ignore[attr-defined]  # see PortalRequest
    return navigation_of(memberships, vendor, request.path)
