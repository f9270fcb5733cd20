"""The cast: two vendors, three customers, and what each person must and must not see.

Priya and Vera belong to St Brannock's, a customer of Lumeon; Marek and Ada work for Lumeon.
Nora is a contact of Northgate, another customer of Lumeon. Charlie is the outsider: a contact
of Lakeside at PatientIQ, who must get nothing of Lumeon's. Petra works for PatientIQ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from contracts.models import Contract, Instance
from incidents import services
from incidents.models import Incident
from incidents.services.raising import Report
from portal.tenancy.models import Customer, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.factories import (
    MONDAY,
    CustomerFactory,
    InstanceFactory,
    MembershipFactory,
    PersonFactory,
    contract_for,
)


def with_second_factor(membership: Membership) -> Membership:
    """Give a member of staff the second factor without which they get no further."""
    TOTP.activate(membership.person, generate_totp_secret())
    return membership


@dataclass(frozen=True)
class House:
    """A customer with its contract, its instance and a contact."""

    customer: Customer
    contract: Contract
    instance: Instance
    contact: Membership


@dataclass(frozen=True)
class Site:
    """A vendor with its staff and its first customer."""

    vendor: Vendor
    agent: Membership
    administrator: Membership
    house: House


def build_house(vendor: Vendor, name: str, contact: str, tier: str) -> House:
    """Make a customer on a tier with a live instance and a contact."""
    customer = CustomerFactory.create(vendor=vendor, name=name)
    contract = contract_for(customer, tier)
    return House(
        customer=customer,
        contract=contract,
        instance=InstanceFactory.create(vendor=vendor, contract=contract),
        contact=MembershipFactory.create(
            vendor=vendor,
            customer=customer,
            role=Role.TECHNICAL_CONTACT,
            person=PersonFactory.create(name=contact),
        ),
    )


def staff(vendor: Vendor, name: str, role: Role, support_tier: str = "") -> Membership:
    """Make one of the vendor's own people."""
    person = PersonFactory.create(name=name)
    return with_second_factor(
        MembershipFactory.create(vendor=vendor, role=role, support_tier=support_tier, person=person)
    )


def build_site(slug: str, *, house: str, tier: str, agent: str, admin: str, contact: str) -> Site:
    """Make a vendor's people and first customer; its agreement is loaded already."""
    vendor = Vendor.objects.get(slug=slug)
    return Site(
        vendor=vendor,
        agent=staff(vendor, agent, Role.AGENT, "L2"),
        administrator=staff(vendor, admin, Role.ADMINISTRATOR),
        house=build_house(vendor, house, contact, tier),
    )


@pytest.fixture
def lumeon(db: None) -> Iterator[Site]:
    """Lumeon, with its scope open: Marek (agent), Ada (administrator), Priya at St Brannock's."""
    with vendor_scope(Vendor.objects.get(slug="lumeon")):
        yield build_site(
            "lumeon",
            house="St Brannock's",
            tier="essentials",
            agent="Marek Nowak",
            admin="Ada Obi",
            contact="Priya Shah",
        )


@pytest.fixture
def northgate(lumeon: Site) -> House:
    """Another customer of Lumeon, with Nora as its contact."""
    return build_house(lumeon.vendor, "Northgate Hospitals", "Nora Quist", "premium")


@pytest.fixture
def vera(lumeon: Site) -> Membership:
    """A viewer at St Brannock's."""
    return MembershipFactory.create(
        vendor=lumeon.vendor,
        customer=lumeon.house.customer,
        role=Role.VIEWER,
        person=PersonFactory.create(name="Vera Lind"),
    )


@pytest.fixture
def patientiq(db: None) -> Site:
    """PatientIQ: Petra (agent), Otto (administrator), Charlie at Lakeside. Its scope is closed."""
    with vendor_scope(Vendor.objects.get(slug="patientiq")):
        return build_site(
            "patientiq",
            house="Lakeside Clinics",
            tier="standard",
            agent="Petra Vance",
            admin="Otto Reyes",
            contact="Charlie Outsider",
        )


@pytest.fixture
def healthy_roster(db: None) -> Site:
    """Healthy Roster: Hana (agent), Hugo (administrator), Kim at Kelso. Its scope is closed."""
    with vendor_scope(Vendor.objects.get(slug="healthy-roster")):
        return build_site(
            "healthy-roster",
            house="Kelso Rehab Trust",
            tier="standard",
            agent="Hana Brook",
            admin="Hugo Diaz",
            contact="Kim Alvarez",
        )


def report(**changes: str) -> Report:
    """Return a plain report, with what a test changes in it."""
    said = {
        "title": "Referral letters print without the consultant's name",
        "text": "Since this morning's letters an empty line stands where the name should be.",
        "severity": "2",
        "category": "support_incident",
    }
    return Report(**(said | changes))  # type: ignore[arg-type]  # the channel is left at its default


def raised(house: House, *, at: datetime = MONDAY, **changes: str) -> Incident:
    """Raise an incident for a house through the service; its vendor's scope must be open."""
    return services.raise_incident(
        by=house.contact,
        contract=house.contract,
        instance=house.instance,
        report=report(**changes),
        at=at,
    )


def signed_in(person: Person) -> Client:
    """Return a browser-like client in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client
