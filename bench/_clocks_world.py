"""A vendor with incidents by the hundred thousand: some lived through the services, all alike.

group     reported        what becomes of them
due       from 09:30 on   a group for each round: the response crosses everything in its sweep
waiting   09:30           severity 4: open, nothing due before 13:45
shut      week before     closed at the customer's wish after a minute: two events
closed    week before     eight events, both clocks stopped
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import cycle

import psycopg
from django.core.management import call_command
from django.db import models
from psycopg import sql

from contracts.models import Contract, Instance, Product
from contracts.services import sign_contract
from incidents import services as deeds
from incidents.models import Incident, IncidentEvent, NumberSeries
from incidents.services.raising import Report
from portal.tenancy.models import Customer, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from sla.models import Clock, Crossing, Verdict

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APART = timedelta(minutes=35)  # the next group's first warning falls after this group's sweep
SWEPT_AFTER = timedelta(hours=1, seconds=1)  # the response of severity 2 is missed
ALIKE = 20  # incidents of a group that are lived through; the rest are their copies
AGENTS = CUSTOMERS = 20

COPIED = "JOIN copied ON copied.old = old.{}"
# What hangs on a clock is found by the clock's place, since copied clocks have keys of their own.
COPIED_CLOCKS = (
    "JOIN sla_clock AS its ON its.id = old.clock_id JOIN copied ON copied.old = its.incident_id "
    "JOIN sla_clock AS new ON new.incident_id = copied.id AND new.milestone = its.milestone"
)


@dataclass(frozen=True)
class House:
    """A customer with its contract, instance and contact."""

    contract: Contract
    instance: Instance
    contact: Membership


@dataclass(frozen=True)
class World:
    """Everybody who takes part."""

    vendor: Vendor
    houses: Sequence[House]
    agents: Sequence[Membership]


@dataclass(frozen=True)
class Sizes:
    """How many incidents of each kind a database holds."""

    due: tuple[int, ...]  # in each round
    waiting: int = 0
    shut: int = 0
    closed: int = 0


def sweep_at(number: int) -> datetime:
    """This function will return when the group of a round is swept."""
    return MONDAY + number * APART + SWEPT_AFTER


def build(raw: psycopg.Cursor, sizes: Sizes) -> World:
    """This function will fill the database that Django is turned to."""
    call_command("load_agreements", stdout=StringIO())
    vendor = Vendor.objects.get(slug="lumeon")
    with vendor_scope(vendor):
        world = _people(vendor)
    for number, count in enumerate(sizes.due):
        _many(raw, world, count, _due(MONDAY + number * APART))
    _many(raw, world, sizes.waiting, _waiting)
    _many(raw, world, sizes.shut, _shut)
    _many(raw, world, sizes.closed, _closed)
    tidy(raw)
    return world


def report(severity: str) -> Report:
    return Report(
        title="Referral letters print without the consultant's name",
        text="Since this morning's letters an empty line stands where the name should be.",
        severity=severity,
        category="support_incident",
    )


def _people(vendor: Vendor) -> World:
    agents = [_member(vendor, f"Agent {n}", Role.AGENT) for n in range(AGENTS)]
    for number in range(2):
        _member(vendor, f"Manager {number}", Role.SUPPORT_MANAGER)
    return World(vendor, [_house(vendor, number) for number in range(CUSTOMERS)], agents)


def _member(vendor: Vendor, name: str, role: Role, customer: Customer | None = None) -> Membership:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = Person.objects.create(name=name, email=email, time_zone="Europe/London")
    return Membership.objects.create(
        vendor=vendor, person=person, role=role, customer=customer, since=MONDAY
    )


def _house(vendor: Vendor, number: int) -> House:
    customer = Customer.objects.create(
        vendor=vendor,
        name=f"House {number}",
        time_zone="Europe/London",
        country="GB",
        holiday_region="GB-ENG",
    )
    contract = sign_contract(
        customer=customer,
        tier="essentials",
        starts_on=date(2026, 1, 1),
        ends_on=None,
        actor=None,
        at=MONDAY,
    )
    product, _ = Product.objects.get_or_create(vendor=vendor, name="Letters")
    instance = Instance.objects.create(
        vendor=vendor, contract=contract, product=product, kind="live", release="5.3.0"
    )
    contact = _member(vendor, f"Contact {number}", Role.TECHNICAL_CONTACT, customer)
    return House(contract, instance, contact)


type Lived = Callable[[House, Membership], Incident]


def _raised(house: House, severity: str, at: datetime) -> Incident:
    return deeds.raise_incident(
        by=house.contact,
        contract=house.contract,
        instance=house.instance,
        report=report(severity),
        at=at,
    )


def _due(at: datetime) -> Lived:
    def lived(house: House, agent: Membership) -> Incident:
        incident = _raised(house, "2", at)
        return deeds.assign(incident=incident, by=agent, to=agent, at=at)

    return lived


def _waiting(house: House, agent: Membership) -> Incident:
    del agent  # nobody has taken it yet
    return _raised(house, "4", MONDAY)


def _shut(house: House, agent: Membership) -> Incident:
    at = MONDAY - timedelta(days=7)
    incident = _raised(house, "3", at)
    later = at + timedelta(minutes=1)
    return deeds.close(incident=incident, by=agent, reason="customer_request", words="", at=later)


def _closed(house: House, agent: Membership) -> Incident:
    at = MONDAY - timedelta(days=7)
    incident = _raised(house, "3", at)
    minute = timedelta(minutes=1)
    deeds.accept(incident=incident, by=agent, at=at + 5 * minute)
    deeds.reply(incident=incident, by=agent, text="We look.", at=at + 9 * minute)
    deeds.ask(incident=incident, by=agent, question="Which clinic?", at=at + 30 * minute)
    deeds.answer(incident=incident, by=house.contact, text="All.", at=at + 90 * minute)
    deeds.set_severity(
        incident=incident, by=agent, severity="2", consultation="Agreed.", at=at + 99 * minute
    )
    deeds.provide_solution(incident=incident, by=agent, text="Fixed.", at=at + 200 * minute)
    deeds.close(
        incident=incident, by=agent, reason="solution_provided", words="", at=at + 300 * minute
    )
    return incident


def _many(raw: psycopg.Cursor, world: World, count: int, live: Lived) -> None:
    """This function will live a few incidents through, and copy them until there are `count`."""
    pairs = cycle(zip(world.houses, world.agents, strict=True))
    with vendor_scope(world.vendor):
        keys = [live(*next(pairs)).pk for _ in range(min(ALIKE, count))]
    _copy(raw, keys, count // ALIKE - 1)


def _copy(raw: psycopg.Cursor, keys: list[int], times: int) -> None:
    """This function will copy incidents with their events and clocks, under new numbers."""
    if times < 1:
        return
    raw.execute("DROP TABLE IF EXISTS copied")
    raw.execute(
        "CREATE TEMPORARY TABLE copied AS"
        " SELECT old.id AS old, top.id + row_number() OVER () AS id,"
        " top.number + row_number() OVER () AS number"
        " FROM unnest(%s::bigint[]) AS old(id), generate_series(1, %s) AS copy,"
        " (SELECT max(id) AS id, max(number) AS number FROM incidents_incident) AS top",
        [keys, times],
    )
    raw.execute("ANALYZE copied")
    _insert(raw, Incident, COPIED.format("id"), {"id": "copied.id", "number": "copied.number"})
    for model in (IncidentEvent, Clock):
        _insert(raw, model, COPIED.format("incident_id"), {"incident_id": "copied.id"})
    # Without figures of what was just written, joining clocks to clocks takes a quarter of an hour.
    raw.execute("ANALYZE sla_clock, sla_verdict, incidents_incident")
    _insert(raw, Verdict, COPIED_CLOCKS, {"clock_id": "new.id"})
    raw.execute(
        "SELECT setval(pg_get_serial_sequence('incidents_incident', 'id'), max(id)) "
        "FROM incidents_incident"
    )
    raw.execute(
        "UPDATE incidents_numberseries SET last = (SELECT max(number) FROM incidents_incident)"
    )


def _insert(
    raw: psycopg.Cursor, model: type[models.Model], joined: str, changed: dict[str, str]
) -> None:
    fields = [str(field.column) for field in model._meta.concrete_fields]
    columns = [column for column in fields if column != "id" or column in changed]
    values = [
        sql.SQL(changed[column]) if column in changed else sql.Identifier("old", column)
        for column in columns
    ]
    raw.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS old {joined}"
        ).format(
            table=sql.Identifier(model._meta.db_table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            joined=sql.SQL(joined),
        )
    )


def tidy(raw: psycopg.Cursor) -> None:
    """This function will bring what PostgreSQL knows of the tables up to date, and write it out."""
    for model in (Incident, IncidentEvent, Clock, Crossing, Verdict, NumberSeries):
        raw.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    raw.execute("CHECKPOINT")
