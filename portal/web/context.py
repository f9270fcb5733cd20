"""What every page shows: who is signed in, where, and what the navigation offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    url: str
    current: str  # for aria-current: "page", "true" for a page beneath it, or nothing


# What is offered, to whom: label, address by name, the act it takes, and whose entry it is.
ENTRIES = (
    ("Queue", "incidents:queue", Act.WORK_ON_INCIDENTS, "staff"),
    ("Home", "vendor_home", Act.FOLLOW_INCIDENTS, "customer"),
    ("Incidents", "incidents:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Raise an incident", "incidents:raise", Act.RAISE_INCIDENT, "customer"),
    ("At risk", "sla:at_risk", Act.WORK_ON_INCIDENTS, "staff"),
    ("Escalations", "escalations:list", Act.READ_NOTES, "staff"),
    ("Attainment", "sla:attainment", Act.FOLLOW_INCIDENTS, "both"),
    ("Availability", "months:overview", Act.FOLLOW_INCIDENTS, "both"),
    ("Outages", "outages:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Maintenance", "maintenance:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Problems", "problems:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Status", "status:page", Act.FOLLOW_INCIDENTS, "both"),
    ("Monitoring", "monitoring:overview", Act.READ_NOTES, "staff"),
    ("Knowledge base", "knowledge:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Releases", "products:list", Act.READ_AGREEMENT, "both"),
    ("Agreement", "contracts:agreement", Act.READ_AGREEMENT, "both"),
    ("Reports", "monthly:list", Act.FOLLOW_INCIDENTS, "both"),
    ("Contracts", "contract:list", Act.READ_AGREEMENT, "staff"),
    ("Credits", "credits:register", Act.READ_AGREEMENT, "staff"),
    ("Suppliers", "suppliers:list", Act.READ_NOTES, "staff"),
    ("Calendars", "calendars:list", Act.EDIT_CALENDARS, "staff"),
    ("People", "people:list", Act.MANAGE_PEOPLE, "staff"),
    ("Audit", "auditing:records", Act.READ_AUDIT, "staff"),
)

IN_THE_BAR = 6  # entries; the rest stand under "More", so that the bar fits a laptop


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the page's frame: vendor, roles, navigation and the request's name."""
    memberships: list[Membership] = getattr(request, "memberships", [])
    navigation = list(_navigation(request, memberships)) if memberships else []
    return {
        "request_id": getattr(request, "request_id", ""),
        "vendor": getattr(request, "vendor", None),
        "vendors": getattr(request, "vendors", []),
        "memberships": memberships,
        "is_staff_side": any(membership.is_staff_side for membership in memberships),
        "navigation": navigation[:IN_THE_BAR],
        "navigation_beyond": navigation[IN_THE_BAR:],
        "reader_zone": reader_zone(request),
        "is_demo": settings.SUNDIAL_DEMO,
    }


def reader_zone(request: HttpRequest) -> str:
    """Return the zone in which this reader is shown times."""
    user = getattr(request, "user", None)
    return user.time_zone if isinstance(user, Person) else "UTC"


def _navigation(request: HttpRequest, memberships: list[Membership]) -> Iterator[NavigationItem]:
    sides = {"both"} | {"staff" if m.is_staff_side else "customer" for m in memberships}
    vendor: Vendor = request.vendor  # type: ignore[attr-defined]  # see PortalRequest
    offered = [
        (label, vendor_url(vendor, name))
        for label, name, act, side in ENTRIES
        if side in sides and any(may(membership, act) for membership in memberships)
    ]
    # Every page lies beneath the home: it is current by itself only.
    home = vendor_url(vendor, "vendor_home")
    above = [url for _, url in offered if url != home and request.path.startswith(url)]
    nearest = max(above, key=len, default="")
    for label, url in offered:
        is_page = request.path == url
        yield NavigationItem(label, url, "page" if is_page else "true" if url == nearest else "")
