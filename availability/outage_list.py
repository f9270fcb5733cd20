"""The list of outages: which, by state, month and service, and what a row says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import F

from availability.models import Exclusion, Outage, OutageVersion, Service
from availability.models.outage import OutageQuerySet
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

STATES = {
    "": "All",
    "open": "Going on",
    "unconfirmed": "Not confirmed",
    "undecided": "With an exclusion to decide",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the list is wanted; anything that is none leaves nothing out."""

    state: str = ""
    month: Month | None = None
    service: Service | None = None
    fault: str = ""  # of a month that is none

    @property
    def query(self) -> str:
        """This property will return the filters as they stand in an address."""
        said = {
            "state": self.state,
            "month": str(self.month or ""),
            "service": self.service.slug if self.service else "",
        }
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """An outage in the list."""

    outage: Outage
    version: OutageVersion
    lasted: timedelta | None  # None: it begins just now
    services: str


def states_for(*, is_staff: bool) -> dict[str, str]:
    """This function will return the states that a reader can ask for.

    What somebody has yet to decide is the vendor's own affair.
    """
    return {key: label for key, label in STATES.items() if is_staff or key != "undecided"}


def read_filters(
    said: Mapping[str, str], services: Iterable[Service], *, is_staff: bool
) -> Filters:
    """This function will read the filters from an address."""
    month, fault = None, ""
    if text := said.get("month", "").strip():
        try:
            month = Month.parse(text)
        except Refusal as refusal:
            fault = str(refusal)
    wanted = said.get("service", "")
    return Filters(
        state=next((key for key in states_for(is_staff=is_staff) if key == said.get("state")), ""),
        month=month,
        service=next((one for one in services if one.slug == wanted), None),
        fault=fault,
    )


def listed(memberships: Iterable[Membership], filters: Filters, zone: str) -> OutageQuerySet:
    """This function will return the outages wanted, the last to begin first."""
    rows = Outage.objects.visible_to(memberships).filter(versions__number=F("version"))
    if filters.state == "open":
        rows = rows.filter(versions__ends_at=None, versions__is_withdrawn=False)
    elif filters.state == "unconfirmed":
        rows = rows.filter(versions__is_confirmed=False, versions__is_withdrawn=False)
    elif filters.state == "withdrawn":
        rows = rows.filter(versions__is_withdrawn=True)
    elif filters.state == "undecided":
        rows = rows.filter(pk__in=Exclusion.objects.waiting().values("outage"))
    if filters.month:
        within = filters.month.within(ZoneInfo(zone))
        touching = OutageVersion.objects.newest().touching(within.start, within.end)
        rows = rows.filter(pk__in=touching.values("outage"))
    if filters.service:
        touching = OutageVersion.objects.newest()
        named = touching.filter(component_rows__component__service=filters.service)
        rows = rows.filter(pk__in=named.values("outage"))
    return rows.with_current().order_by("-versions__starts_at", "-number")


def row_of(outage: Outage, at: datetime) -> Row:
    """This function will return what the list shows of an outage."""
    version = outage.current
    until = version.ends_at or at
    names = dict.fromkeys(f"{one.service}: {one}" for one in version.components)
    return Row(
        outage=outage,
        version=version,
        lasted=until - version.starts_at if until > version.starts_at else None,
        services=", ".join(names),
    )
