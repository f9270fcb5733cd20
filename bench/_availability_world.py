"""A vendor with many contracts on one service, and a month in which much went wrong."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random

import psycopg
from django.core.management import call_command

from availability.models import Component, Maintenance
from availability.planned import Session, WorkFacts
from availability.services.catalogue import add_component, add_service
from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.services.maintenance import plan_maintenance
from availability.services.outages import confirm_outage, declare_outage
from availability.stated import OutageFacts
from contracts.models import AgreementVersion, Contract, ContractTerms
from portal.kernel.month import Month
from portal.tenancy.models import Customer, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope

SLUG = "healthy-roster"
MONTH = Month(2026, 6)
BEGINS = datetime(2026, 6, 1, 6, tzinfo=UTC)
AFTER = datetime(2026, 7, 10, 12, tzinfo=UTC)
SIGNED = date(2026, 1, 1)
OUTAGES, WORKS = 200, 40
EVERY = 10  # how many outages lie between two with an exclusion
SECONDS = 29 * 86_400
NOTICES = """
    INSERT INTO availability_maintenancenotice
        (vendor_id, maintenance_id, contract_id, kind, sent_at, by, "to", words, message_key)
    SELECT work.vendor_id, work.id, contract.id, 'notice', %s, 'mail', '', '', ''
    FROM availability_maintenance AS work
    JOIN contracts_contract AS contract ON contract.vendor_id = work.vendor_id
"""


@dataclass(frozen=True)
class People:
    """Who declares, who decides and who signs."""

    agent: Membership
    manager: Membership
    administrator: Membership


def build(raw: psycopg.Cursor, count: int) -> Vendor:
    """This function will fill the database that Django is turned to."""
    call_command("load_agreements", stdout=StringIO())
    vendor = Vendor.objects.get(slug=SLUG)
    with vendor_scope(vendor):
        people = People(
            _member(vendor, Role.AGENT),
            _member(vendor, Role.ACCOUNT_MANAGER),
            _member(vendor, Role.ADMINISTRATOR),
        )
        _contracts(vendor, count)
        component = _component(people)
        _outages(people, component)
        _works(people, component)
    raw.execute(NOTICES, [BEGINS - timedelta(days=20)])
    raw.execute("ANALYZE")
    return vendor


def _member(vendor: Vendor, role: Role) -> Membership:
    person = Person.objects.create(name=role.label, email=f"{role}@example.org")
    return Membership.objects.create(vendor=vendor, person=person, role=role, since=BEGINS)


def _contracts(vendor: Vendor, count: int) -> None:
    agreement = AgreementVersion.objects.in_force(SIGNED)[0]
    customers = Customer.objects.bulk_create(
        Customer(vendor=vendor, name=f"House {number}", time_zone="America/New_York", country="US")
        for number in range(count)
    )
    made = Contract.objects.bulk_create(
        Contract(
            vendor=vendor, customer=one, agreement=agreement, tier="standard", starts_on=SIGNED
        )
        for one in customers
    )
    ContractTerms.objects.bulk_create(
        ContractTerms(
            vendor=vendor,
            contract=one,
            since=SIGNED,
            agreement=agreement,
            tier="standard",
            kind=ContractTerms.Kind.SIGNED,
            made_at=BEGINS - timedelta(days=100),
        )
        for one in made
    )


def _component(people: People) -> Component:
    service = add_service(by=people.administrator, name="Portal", at=BEGINS)
    return add_component(
        by=people.administrator,
        service=service,
        name="Web",
        time_zone="America/New_York",
        at=BEGINS,
    )


def _outages(people: People, component: Component) -> None:
    chance = Random(1)  # noqa: S311 - the same month in every run, no secret
    for number in range(OUTAGES):
        starts = BEGINS + timedelta(seconds=chance.randrange(SECONDS))
        said = OutageFacts(
            title="The portal did not answer",
            starts_at=starts,
            ends_at=starts + timedelta(seconds=chance.randrange(30, 7200)),
            components=[component],
            cause="A full disk.",
            corrective_taken="A larger one.",
        )
        outage = declare_outage(by=people.agent, facts=said, at=AFTER)
        confirm_outage(by=people.agent, outage=outage, how="Called in by hand.", at=AFTER)
        if number % EVERY == 0:
            one = propose_exclusion(
                by=people.agent, outage=outage, reason="misuse", evidence="A script.", at=AFTER
            )
            decide_exclusion(by=people.manager, exclusion=one, verdict="approved", at=AFTER)


def _works(people: People, component: Component) -> list[Maintenance]:
    chance = Random(2)  # noqa: S311 - the same month in every run, no secret
    starts = [BEGINS + timedelta(seconds=chance.randrange(SECONDS)) for _ in range(WORKS)]
    return [
        plan_maintenance(
            by=people.agent,
            facts=WorkFacts(
                title="Database upgrade",
                components=[component],
                sessions=[
                    Session(
                        announced_from=start,
                        announced_to=start + timedelta(hours=1),
                        actual_from=start,
                        actual_to=start + timedelta(minutes=20),
                    )
                ],
            ),
            at=AFTER,
        )
        for start in starts
    ]
