"""What pages of reports share: the rooms that lie beside each other."""

from dataclasses import dataclass

from django import template
from django.urls import reverse

from portal.tenancy.policy import Act, may

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tab:
    """One room."""

    key: str
    label: str
    url: str


# By key: what it is called, its address by name, and the act it takes.
TABS = (
    ("monthly", "Monthly", "monthly:list", Act.FOLLOW_INCIDENTS),
    ("critical", "Critical incidents", "critical:list", Act.FOLLOW_INCIDENTS),
    ("incidents", "Incident report", "client_report:report", Act.FOLLOW_INCIDENTS),
    ("portfolio", "Portfolio", "portfolio:overview", Act.KEEP_ACCOUNT),
    ("schedules", "Schedules", "schedules:list", Act.KEEP_ACCOUNT),
    ("files", "All of a month", "report_files:list", Act.ISSUE_REPORTS),
    ("verify", "Verify", "monthly:verify", Act.FOLLOW_INCIDENTS),
)


@register.simple_tag(takes_context=True)
def report_tabs(context: template.Context) -> list[Tab]:
    """Return the rooms that this reader may enter."""
    memberships = context.get("memberships") or []
    return [
        Tab(key, label, reverse(name))
        for key, label, name, act in TABS
        if any(may(one, act) for one in memberships)
    ]
