"""What the address of an attainment page asks for. An address that makes no sense answers 404."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404

from contracts.domain.targets import Milestone
from portal.kernel.month import MONTHS, Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer
from portal.web.http import PortalRequest
from sla.models import Outcome, Phase
from sla.names import Names
from sla.outcomes import Outcomes

# What of a figure a list shows: its part of the clocks whose outcome is final.
PARTS = {
    "counted": Q(),
    "met": Q(told_outcome=Outcome.MET),
    "missed": ~Q(told_outcome=Outcome.MET),
    "open": ~Q(told_outcome=Outcome.MET) & ~Q(phase=Phase.STOPPED),
}
LEFT_OUT = "none"
TITLES = {
    "counted": "Counted milestones",
    "met": "Met",
    "missed": "Missed",
    "open": "Missed and still open",
    LEFT_OUT: "Left out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A month in the vendor's zone, and the customer it is narrowed to, if any."""

    month: Month
    newest: Month  # the present one: nothing is known of later ones
    zone: ZoneInfo
    customer: Customer | None
    customers: list[Customer]  # whom the reader may choose from

    @property
    def period(self) -> Period:
        """The instants of the month."""
        return self.month.within(self.zone)

    @property
    def before(self) -> Month:
        """The month before."""
        return self.month.plus(-1)

    @property
    def after(self) -> Month | None:
        """The month after, unless that is still to come."""
        return self.month.plus(1) if self.month < self.newest else None

    @property
    def months(self) -> list[Month]:
        """The months to choose from, the newest first: two years, or as far as the chosen one."""
        oldest = min(self.month, self.newest.plus(1 - 2 * MONTHS))
        months = [self.newest]
        while months[-1] > oldest:
            months.append(months[-1].plus(-1))
        return months

    @property
    def query(self) -> str:
        """The address that leads here again."""
        customer = {"customer": self.customer.pk} if self.customer else {}
        return urlencode({"month": self.month} | customer)

    @property
    def others(self) -> str:
        """The part of an address that keeps the customer when the month changes."""
        return f"&customer={self.customer.pk}" if self.customer else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which of a month's clocks a list shows."""

    part: str = "counted"
    reason: str = ""
    columns: dict[str, object] = field(default_factory=dict)

    @property
    def is_left_out(self) -> bool:
        """Whether the list is of what the figures leave out."""
        return self.part == LEFT_OUT

    def title(self, names: Names) -> str:
        """Return what the list is called: "Missed: Critical response"."""
        severity = self.columns.get("told_severity", "")
        milestone = self.columns.get("milestone", "")
        of = " ".join(filter(None, [names.severity(str(severity)), str(milestone)]))
        why = names.reason(self.reason) if self.reason else ""
        return ": ".join(filter(None, [TITLES[self.part], of or why]))

    def clocks(self, outcomes: Outcomes, period: Period) -> Any:
        """Return the clocks, the last to become final first."""
        if self.is_left_out:
            found = outcomes.left_out_of(period)
            found = found.filter(reason=self.reason) if self.reason else found
        else:
            found = outcomes.final_in(period).filter(PARTS[self.part])
        return found.filter(**self.columns).order_by("-final_at", "-pk")


def asked(request: PortalRequest, at: datetime) -> Asked:
    """Read month and customer from the address.

    :raises Http404: if it names a month to come, or a customer the reader knows nothing of.
    """
    zone = ZoneInfo(request.vendor.time_zone)
    newest = Month.of(at, zone)
    customers = _customers(request)
    return Asked(
        month=_month(request.GET.get("month", ""), newest),
        newest=newest,
        zone=zone,
        customer=_customer(request.GET.get("customer", ""), customers),
        customers=customers,
    )


def narrowed(request: PortalRequest) -> Narrowed:
    """Read from the address what a list shows.

    :raises Http404: if it names a part of a figure that there is not.
    """
    said = request.GET
    part = said.get("outcome", "counted")
    if part not in {*PARTS, LEFT_OUT} or said.get("milestone", "") not in {"", *Milestone}:
        raise Http404
    names = {"severity": "told_severity", "milestone": "milestone"}
    columns: dict[str, object] = {
        column: said[name] for name, column in names.items() if said.get(name)
    }
    if said.get("assumed"):
        columns["told_assumed"] = said["assumed"] == "yes"
    return Narrowed(part=part, reason=said.get("reason", ""), columns=columns)


def _month(text: str, newest: Month) -> Month:
    try:
        month = Month.parse(text) if text else newest
    except Refusal:
        raise Http404 from None
    if month > newest:
        raise Http404
    return month


def _customers(request: PortalRequest) -> list[Customer]:
    if any(membership.is_staff_side for membership in request.memberships):
        return list(Customer.objects.order_by("name"))
    return sorted({m.customer for m in request.memberships if m.customer}, key=str)


def _customer(text: str, customers: list[Customer]) -> Customer | None:
    if not text:
        return None
    for known in customers:
        if str(known.pk) == text:
            return known
    raise Http404
