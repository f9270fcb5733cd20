"""Home pages: what waits for you first, at one vendor or across all of yours (CO-01)."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from availability.work_rows import next_work
from contracts.domain.workflow import WaitingOn
from contracts.queries import active_contracts
from incidents.models import Incident
from incidents.queries import statuses_waiting_on
from knowledgebase.announcements.queries import unread_for
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, may
from portal.tenancy.scope import vendor_scope
from portal.tenancy.signed_in import memberships_of
from portal.web.http import PortalRequest, now
from sla.queries import TimeLeft, time_left

MOST = 50  # open incidents on a home page; the list has them all

type Row = tuple[Incident, TimeLeft | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's open incidents at one vendor, by whose turn it is."""

    vendor: Vendor
    memberships: list[Membership]
    with_you: list[Row]
    with_vendor: list[Row]
    open_count: int

    @property
    def raises(self) -> bool:
        """Whether the person may raise incidents here."""
        return any(may(membership, Act.RAISE_INCIDENT) for membership in self.memberships)

    @property
    def is_staff_side(self) -> bool:
        """Whether the person works for this vendor."""
        return self.memberships[0].is_staff_side

    @property
    def shown(self) -> int:
        """How many of the open incidents are listed."""
        return len(self.with_you) + len(self.with_vendor)


@require_safe
@login_required
def combined(request: HttpRequest) -> HttpResponse:
    """Show one home over all memberships; with a single vendor, go straight to it."""
    found = memberships_of(request)
    by_vendor = [list(rows) for _, rows in groupby(found, attrgetter("vendor_id"))]
    if len(by_vendor) == 1:
        return redirect(f"/{by_vendor[0][0].vendor.slug}/")
    with vendor_scope(*(rows[0].vendor for rows in by_vendor)):
        prefetch_related_objects(found, "customer")
        at = now()
        desks = [_desk(rows, at) for rows in by_vendor]
        waiting = sum(len(desk.with_you) for desk in desks)
        context = {"desks": desks, "waiting": waiting, "at": at}
        return render(request, "reports/home.html", context)


@require_safe
def vendor(request: PortalRequest) -> HttpResponse:
    """Show a contact what waits for them; lead staff to what they work from.

    That is the queue for the desk, and the portfolio for those who look after accounts.
    """
    if any(may(membership, Act.WORK_ON_INCIDENTS) for membership in request.memberships):
        return redirect("incidents:queue")
    if any(may(membership, Act.KEEP_ACCOUNT) for membership in request.memberships):
        return redirect("portfolio:overview")
    customers = [membership.customer for membership in request.memberships if membership.customer]
    at = now()
    contracts = active_contracts(customers, at)
    context = {
        "desk": _desk(request.memberships, at),
        "next_work": next_work(request.memberships, at),
        "announced": unread_for(request.memberships, at),
        "contracts": contracts,
        "channels": contracts[0].agreement.terms.channels if contracts else (),
        "at": at,
    }
    return render(request, "reports/vendor_home.html", context)


def _desk(memberships: list[Membership], at: datetime) -> Desk:
    seen = Incident.objects.visible_to(memberships).open()
    incidents = list(seen.select_related("customer").with_agreement().by_time_left()[:MOST])
    for incident in incidents:
        incident.vendor = memberships[0].vendor  # the same row
    left = time_left(incidents, at)
    side = WaitingOn.VENDOR if memberships[0].is_staff_side else WaitingOn.CUSTOMER
    with_you = {incident.pk for incident in statuses_waiting_on(incidents, side)}
    rows = [(incident, left.get(incident.pk)) for incident in incidents]
    return Desk(
        vendor=memberships[0].vendor,
        memberships=memberships,
        with_you=[row for row in rows if row[0].pk in with_you],
        with_vendor=[row for row in rows if row[0].pk not in with_you],
        open_count=seen.count() if len(rows) == MOST else len(rows),
    )
