"""Two vendors that run services: what tests of outages, maintenance and months stand on.

PatientIQ runs its registry in Chicago, and for Lakeside Clinics alone an archive in Denver.
Healthy Roster runs its portal and an interface in New York. Each has a customer with fees, who
pays by the year at PatientIQ and by the month at Healthy Roster. Their scopes are open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from availability.models import Component, Service
from availability.services.catalogue import add_component, add_service, use_component
from contracts.domain.fees import Fees
from contracts.models import Contract, Product
from contracts.services import sign_contract
from portal.tenancy.models import Customer, Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, staff
from tests.factories import MONDAY, CustomerFactory, MembershipFactory, PersonFactory

NEW_YEAR = date(2026, 1, 1)


@dataclass(frozen=True)
class World:
    """A vendor's service with two components, its people and a customer with a contract."""

    site: Site
    service: Service
    main: Component  # shared
    other: Component
    customer: Customer
    contract: Contract
    contact: Membership
    manager: Membership  # account manager: decides exclusions, closes months

    @property
    def agent(self) -> Membership:
        return self.site.agent

    @property
    def administrator(self) -> Membership:
        return self.site.administrator


def signed_for(site: Site, name: str, product: Product, fees: Fees) -> Contract:
    """Make a customer in Chicago with a contract for a product from New Year 2026 on."""
    customer = CustomerFactory.create(
        vendor=site.vendor,
        name=name,
        time_zone="America/Chicago",
        country="US",
        holiday_region="US",
    )
    return sign_contract(
        customer=customer,
        tier="standard",
        starts_on=NEW_YEAR,
        ends_on=None,
        products=[product],
        fees=fees,
        actor=None,
        at=MONDAY,
    )


def contact_of(contract: Contract, name: str) -> Membership:
    """Make a technical contact of a contract's customer."""
    return MembershipFactory.create(
        vendor=contract.vendor,
        customer=contract.customer,
        role=Role.TECHNICAL_CONTACT,
        person=PersonFactory.create(name=name),
    )


@pytest.fixture
def piq(patientiq: Site) -> Iterator[World]:
    """PatientIQ with its registry; Marisol at Riverbend Orthopaedics, Quentin their manager."""
    with vendor_scope(patientiq.vendor):
        ada = patientiq.administrator
        product = Product.objects.create(vendor=patientiq.vendor, name="Outcomes Registry")
        service = add_service(by=ada, name="Registry", product=product, at=MONDAY)
        zone = "America/Chicago"
        main = add_component(by=ada, service=service, name="Web", time_zone=zone, at=MONDAY)
        other = add_component(
            by=ada,
            service=service,
            name="Archive",
            time_zone="America/Denver",
            is_shared=False,
            at=MONDAY,
        )
        fees = Fees(annual=Decimal(120_000), currency="USD")
        contract = signed_for(patientiq, "Riverbend Orthopaedics", product, fees)
        use_component(by=ada, component=other, contract=contract, since=NEW_YEAR, at=MONDAY)
        yield World(
            site=patientiq,
            service=service,
            main=main,
            other=other,
            customer=contract.customer,
            contract=contract,
            contact=contact_of(contract, "Marisol Vega"),
            manager=staff(patientiq.vendor, "Quentin Hale", Role.ACCOUNT_MANAGER),
        )


@pytest.fixture
def roster(healthy_roster: Site) -> Iterator[World]:
    """Healthy Roster with its portal and interface; Noor at Elm Street Physio."""
    with vendor_scope(healthy_roster.vendor):
        ada = healthy_roster.administrator
        product = Product.objects.create(vendor=healthy_roster.vendor, name="Athlete Portal")
        service = add_service(by=ada, name="Portal", product=product, is_public=True, at=MONDAY)
        zone = "America/New_York"
        main = add_component(by=ada, service=service, name="Web", time_zone=zone, at=MONDAY)
        other = add_component(by=ada, service=service, name="Interface", time_zone=zone, at=MONDAY)
        fees = Fees(monthly=Decimal("1250.50"), currency="USD")
        contract = signed_for(healthy_roster, "Elm Street Physio", product, fees)
        yield World(
            site=healthy_roster,
            service=service,
            main=main,
            other=other,
            customer=contract.customer,
            contract=contract,
            contact=contact_of(contract, "Noor Haddad"),
            manager=staff(healthy_roster.vendor, "Ines Castell", Role.ACCOUNT_MANAGER),
        )
