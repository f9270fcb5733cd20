"""Whom an announcement reaches: customers, and their people in the portal (LU-28)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledgebase.announcements.holdings import held_by
from knowledgebase.domain.announcing import Announced, Holding, Meant, is_meant
from portal.tenancy.models import Customer, Membership, Person, Vendor

NOTHING = Holding()


@dataclass(frozen=True, slots=True)
class Reach:
    """The customers that are meant, and who of their people sees it in the portal."""

    customers: tuple[Customer, ...]
    memberships: tuple[Membership, ...]

    @property
    def people(self) -> dict[Person, int]:
        """Each person once, with one of the customers through which they are meant."""
        found: dict[Person, int] = {}
        for one in self.memberships:
            assert one.customer_id is not None  # noqa: S101 - these are customers' people
            found.setdefault(one.person, one.customer_id)
        return found

    @property
    def with_people(self) -> list[Customer]:
        """The customers of whom at least one person sees it."""
        served = {one.customer_id for one in self.memberships}
        return [one for one in self.customers if one.pk in served]

    @property
    def without_people(self) -> list[Customer]:
        """The customers that are meant and have nobody in the portal who could see it."""
        served = {one.customer_id for one in self.memberships}
        return [one for one in self.customers if one.pk not in served]


def reach_of(vendor: Vendor, said: Announced, at: datetime) -> Reach:
    """Return whom it reaches if it goes out now, in as many questions however many they are."""
    customers = tuple(_meant(vendor, said, at))
    rows = Membership.objects.current().filter(vendor=vendor, person__is_active=True)
    rows = rows.filter(customer__in=[one.pk for one in customers])
    people = rows.select_related("person").order_by("customer__name", "person__name", "pk")
    return Reach(customers, tuple(people))


def _meant(vendor: Vendor, said: Announced, at: datetime) -> Iterable[Customer]:
    known = Customer.objects.filter(vendor=vendor)
    if said.meant == Meant.ALL:
        return known
    held = held_by(vendor, at)
    return [one for one in known if is_meant(said, held.get(one.pk, NOTHING))]
