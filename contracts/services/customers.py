"""Where a customer is: its zone, its country, and whose holidays rest its service hours (LU-02)."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from contracts.changes import check_place
from contracts.regions import holidays_of
from contracts.services.calendars import cover_holidays
from contracts.services.releases import check_own
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.people.seats import lock
from portal.tenancy.models import Customer, Membership, Vendor
from portal.tenancy.policy import Act, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a customer is."""

    time_zone: str
    country: str
    holiday_region: str  # empty: no holidays rest its hours


def place_of(customer: Customer) -> Place:
    """Return where a customer is."""
    return Place(
        time_zone=customer.time_zone,
        country=customer.country,
        holiday_region=customer.holiday_region,
    )


@transaction.atomic
def settle(*, by: Membership, customer: Customer, place: Place, at: datetime) -> Customer:
    """Record where a customer is.

    Its zone and region decide how time was counted: once something was measured by them they
    stay. The country decides which functions new reports offer as always critical (LU-13).

    :raises Refusal: if `by` may not, there is no such place, or something was measured by the
        zone or the region that would change; the code is the field's name.
    """
    require(by, Act.AMEND_CONTRACTS)
    check_own(by, customer)
    locked = lock(customer) or customer
    before = place_of(locked)
    if before == place:
        return locked
    _check(place, at)
    moves = (before.time_zone, before.holiday_region) != (place.time_zone, place.holiday_region)
    if moves:
        check_place(locked)
    locked.time_zone, locked.country = place.time_zone, place.country
    locked.holiday_region = place.holiday_region
    locked.save(update_fields=["time_zone", "country", "holiday_region"])
    record(
        "customer placed",
        locked,
        actor=by.person,
        at=at,
        before=asdict(before),
        after=asdict(place),
    )
    cover_holidays(vendor=by.vendor, region=place.holiday_region, at=at)
    return locked


@transaction.atomic
def add(*, by: Membership, name: str, place: Place, at: datetime) -> Customer:
    """Take in a customer, so that a contract can be signed with it.

    :raises Refusal: if `by` may not, the name is taken, or there is no such place.
    """
    require(by, Act.AMEND_CONTRACTS)
    called = " ".join(name.split())[:120]
    if not called:
        raise Refusal("Give the customer's name.", code="name")
    Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)  # two of one name at once
    if Customer.objects.filter(vendor=by.vendor, name__iexact=called).exists():
        raise Refusal(f"There is a customer {called} already.", code="name")
    _check(place, at)
    customer = Customer.objects.create(vendor=by.vendor, name=called, **asdict(place))
    record("customer added", customer, actor=by.person, at=at, after=asdict(place))
    cover_holidays(vendor=by.vendor, region=place.holiday_region, at=at)
    return customer


def _check(place: Place, at: datetime) -> None:
    if place.time_zone not in available_timezones():
        raise Refusal(
            f"There is no time zone {place.time_zone[:40]!r}; choose one such as Europe/London.",
            code="time_zone",
        )
    if not re.fullmatch(r"[A-Z]{2}", place.country):
        raise Refusal("A country is two capital letters such as GB.", code="country")
    if place.holiday_region:
        try:
            holidays_of(place.holiday_region, [at.year])
        except Refusal as refusal:
            raise Refusal(str(refusal), code="holiday_region") from None
