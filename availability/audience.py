"""Who reads of a vendor's services, and which components and outages those readers may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from availability.models import Component, OutageVersion, Service
from availability.serving import serving
from contracts.models import Contract
from portal.tenancy.models import Membership, Vendor
from portal.web.http import now


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, a vendor's own people, or the contacts of some of its customers."""

    is_staff: bool = False
    customers: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """This property will return a name under which what they may read is kept for a moment."""
        if self.is_staff:
            return "staff"
        return "-".join(map(str, sorted(self.customers))) or "everybody"

    @property
    def is_everybody(self) -> bool:
        """This property will say whether nothing is known of who reads."""
        return not (self.is_staff or self.customers)

    def may_know(self, version: OutageVersion) -> bool:
        """This function will say whether an outage is theirs: one that names customers is theirs
        alone."""
        named = {row.customer_id for row in version.customer_rows.all()}
        return self.is_staff or not named or bool(named & self.customers)


def audience_of(memberships: Iterable[Membership]) -> Audience:
    """This function will return the audience to which somebody belongs; nobody: everybody."""
    held = [one for one in memberships if one.ended_at is None]
    return Audience(
        is_staff=any(one.is_staff_side for one in held),
        customers=frozenset(one.customer_id for one in held if one.customer_id is not None),
    )


def components_for(audience: Audience, *, vendor: Vendor, at: datetime) -> list[Component]:
    """This function will return the running components that an audience may know of.

    Everybody: the shared ones of public services. Customers: those, and what serves a contract of
    theirs. A component of one customer's own is no one else's business.
    """
    today = at.astimezone(ZoneInfo(vendor.time_zone)).date()
    offered = Service.objects.offered(today)
    rows = Component.objects.running(today).filter(service__in=offered)
    every = list(rows.with_service())
    if audience.is_staff:
        return every
    contracts = _contracts(audience, at) if audience.customers else []
    served = serving(contracts)
    return [
        one
        for one in every
        if (one.is_shared and one.service.is_public)
        or any(served.serves(one, contract, today, today) for contract in contracts)
    ]


def is_open(_: Vendor) -> bool:
    """This function will say whether the vendor in scope shows a service to everybody."""
    today = now().date()
    public = Service.objects.offered(today).filter(is_public=True)
    rows = Component.objects.running(today).filter(service__in=public, is_shared=True)
    return rows.exists()


def _contracts(audience: Audience, at: datetime) -> list[int]:
    running = Contract.objects.active(at.date()).filter(customer__in=audience.customers)
    return list(running.values_list("pk", flat=True))
