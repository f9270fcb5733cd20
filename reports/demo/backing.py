"""Suppliers of the demo world, what they promise, and one request that they have open (LU-24)."""

from datetime import datetime, timedelta

from contracts.domain.suppliers import Support
from contracts.models import Supplier
from contracts.services.suppliers import Signed, add_supplier, sign_with_supplier
from incidents.domain.lifecycle import Stage
from incidents.models import Incident
from incidents.services import ask_supplier
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

HOSTING = Support("Europe/London", (), 0, 24 * 60)
OFFICE = Support("Europe/London", (0, 1, 2, 3, 4), 8 * 60, 18 * 60)
A_YEAR = timedelta(days=365)

# Name, whom to ask for, reference, hours, minutes by severity.
SUPPLIERS = (
    ("Northwind Hosting", "Duty engineer", "NH-2291", HOSTING, {"1": 60, "2": 240}),
    ("Letterform Printing", "Service desk", "LP/48-C", OFFICE, {"2": 600, "3": 2400}),
)


def keep_suppliers(slug: str, cast: Cast) -> None:
    """This function will keep Lumeon's suppliers; one of them has something to answer."""
    if slug != "lumeon":
        return
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    _keep(by_role[Role.ADMINISTRATOR], cast.began)
    _ask_one(by_role[Role.AGENT], cast.at - timedelta(hours=3))


def _keep(by: Membership, at: datetime) -> None:
    for name, contact, reference, support, minutes in SUPPLIERS:
        supplier = add_supplier(by=by, name=name, contact=contact, email="", telephone="", at=at)
        signed = Signed(
            reference=reference,
            since=(at - A_YEAR).date(),
            until=None,
            support=support,
            minutes=minutes,
        )
        sign_with_supplier(by=by, supplier=supplier, signed=signed, at=at)


def _ask_one(by: Membership, at: datetime) -> None:
    """This function will let the newest incident in work wait for the first supplier."""
    busy = Incident.objects.exclude(
        status__in=[Stage.NEW, Stage.CLOSED, Stage.SOLUTION_PROVIDED, Stage.AWAITING_CUSTOMER]
    )
    incident = busy.filter(severity="2").order_by("-reported_at").first()
    if incident is None:
        return
    from_now_on = max(at, incident.last_event_at)
    ask_supplier(
        incident=incident,
        by=by,
        supplier=Supplier.objects.current().earliest("pk"),
        text="Please send the spooler's log of this morning.",
        reference="NH-77120",
        at=from_now_on,
    )
