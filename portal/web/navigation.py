"""The main navigation: what is offered to whom, what stands in the bar, what under "More"."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    url: str
    current: str  # for aria-current: "page", "true" for a page beneath it, or nothing
    group: str = ""  # the heading under which it stands in the menu


@dataclass(frozen=True, slots=True)
class Navigation:
    """What one reader is offered: in the bar, and under headings in the menu beside it."""

    bar: list[NavigationItem]
    beyond: list[tuple[str, list[NavigationItem]]]
    elsewhere: str  # the name of the page that is shown, if it stands in the menu


INCIDENTS, SERVICE, KNOWING = "Incidents", "The service", "Knowledge"
TERMS, KEEPING = "Terms and figures", "Administration"

# What is offered, to whom: label, address by name, the act it takes, whose entry it is, heading.
ENTRIES = (
    ("Queue", "incidents:queue", Act.WORK_ON_INCIDENTS, "staff", INCIDENTS),
    ("Home", "vendor_home", Act.FOLLOW_INCIDENTS, "customer", INCIDENTS),
    ("Incidents", "incidents:list", Act.FOLLOW_INCIDENTS, "both", INCIDENTS),
    ("Raise an incident", "incidents:raise", Act.RAISE_INCIDENT, "customer", INCIDENTS),
    ("At risk", "sla:at_risk", Act.WORK_ON_INCIDENTS, "staff", INCIDENTS),
    ("Escalations", "escalations:list", Act.READ_NOTES, "staff", INCIDENTS),
    ("Problems", "problems:list", Act.FOLLOW_INCIDENTS, "both", INCIDENTS),
    ("Availability", "months:overview", Act.FOLLOW_INCIDENTS, "both", SERVICE),
    ("Outages", "outages:list", Act.FOLLOW_INCIDENTS, "both", SERVICE),
    ("Maintenance", "maintenance:list", Act.FOLLOW_INCIDENTS, "both", SERVICE),
    ("Status", "status:page", Act.FOLLOW_INCIDENTS, "both", SERVICE),
    ("Monitoring", "monitoring:overview", Act.READ_NOTES, "staff", SERVICE),
    ("Knowledge base", "knowledge:list", Act.FOLLOW_INCIDENTS, "both", KNOWING),
    ("Forum", "forum:list", Act.FOLLOW_INCIDENTS, "both", KNOWING),
    ("Announcements", "announcements:list", Act.FOLLOW_INCIDENTS, "both", KNOWING),
    ("Releases", "products:list", Act.READ_AGREEMENT, "both", KNOWING),
    ("Portfolio", "portfolio:overview", Act.KEEP_ACCOUNT, "staff", TERMS),
    ("Attainment", "sla:attainment", Act.FOLLOW_INCIDENTS, "both", TERMS),
    ("Reports", "monthly:list", Act.FOLLOW_INCIDENTS, "both", TERMS),
    ("Credits", "credits:register", Act.READ_AGREEMENT, "staff", TERMS),
    ("Agreement", "contracts:agreement", Act.READ_AGREEMENT, "both", TERMS),
    ("Contracts", "contract:list", Act.READ_AGREEMENT, "staff", TERMS),
    ("Suppliers", "suppliers:list", Act.READ_NOTES, "staff", KEEPING),
    ("Calendars", "calendars:list", Act.EDIT_CALENDARS, "staff", KEEPING),
    ("People", "people:list", Act.MANAGE_PEOPLE, "staff", KEEPING),
    ("Audit", "auditing:records", Act.READ_AUDIT, "staff", KEEPING),
)

# What a vendor opens first: the name of its address, and what says of the vendor that it has.
OPENED = {"forum:list": "has_forum"}

# What stands in the bar, by the first of these acts that the reader may do; the rest stands under
# "More", so that the bar fits a laptop.
BARS = (
    (
        Act.WORK_ON_INCIDENTS,
        ("Queue", "Incidents", "At risk", "Escalations", "Outages", "Knowledge base"),
    ),
    (
        Act.PUBLISH_AGREEMENT,
        ("Incidents", "Portfolio", "Agreement", "Contracts", "People", "Audit"),
    ),
    (
        Act.ISSUE_REPORTS,
        ("Portfolio", "Incidents", "Attainment", "Availability", "Reports", "Credits"),
    ),
    (
        Act.MANAGE_PROBLEMS,
        ("Problems", "Releases", "Maintenance", "Monitoring", "Knowledge base", "Incidents"),
    ),
    (
        Act.READ_NOTES,
        ("Incidents", "Escalations", "Attainment", "Availability", "Outages", "Reports"),
    ),
    (
        Act.FOLLOW_INCIDENTS,
        ("Home", "Incidents", "Raise an incident", "Knowledge base", "Availability", "Reports"),
    ),
)


def navigation_of(memberships: list[Membership], vendor: Vendor, path: str) -> Navigation:
    """Return what the reader is offered on the page at `path`."""
    acts = {act for _, _, act, _, _ in ENTRIES} | {act for act, _ in BARS}
    able = {act for act in acts if any(may(membership, act) for membership in memberships)}
    items = list(_items(memberships, vendor, path, able))
    labels = next((labels for act, labels in BARS if act in able), ())
    by_label = {item.label: item for item in items}
    bar = [by_label[label] for label in labels if label in by_label]
    beyond = [item for item in items if item not in bar]
    groups = groupby(beyond, attrgetter("group"))
    return Navigation(
        bar=bar,
        beyond=[(group, list(rows)) for group, rows in groups],
        elsewhere=next((item.label for item in beyond if item.current), ""),
    )


def _items(
    memberships: list[Membership], vendor: Vendor, path: str, able: set[Act]
) -> Iterator[NavigationItem]:
    sides = {"both"} | {"staff" if m.is_staff_side else "customer" for m in memberships}
    offered = [
        (label, vendor_url(vendor, name), group)
        for label, name, act, side, group in ENTRIES
        if side in sides and act in able and getattr(vendor, OPENED.get(name, ""), True)
    ]
    # Every page lies beneath the home: it is current by itself only.
    home = vendor_url(vendor, "vendor_home")
    above = [url for _, url, _ in offered if url != home and path.startswith(url)]
    nearest = max(above, key=len, default="")
    for label, url, group in offered:
        current = "page" if path == url else "true" if url == nearest else ""
        yield NavigationItem(label, url, current, group)
