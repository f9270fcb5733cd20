"""Fifty vendors with a million incidents: one vendor lived through, the others its copies.

Of each vendor's incidents a tenth is open, half of them with somebody. A copied incident's events
point at the messages of the one it was copied from, which no measured page shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from itertools import cycle

import psycopg
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import models
from psycopg import sql

from bench._clocks_world import COPIED, MONDAY, House, World, _copy, _house, _insert, _member
from contracts.models import (
    AgreementVersion,
    CalendarVersion,
    Contract,
    ContractTerms,
    Holiday,
    HolidayYear,
    Instance,
    Product,
)
from incidents import services as deeds
from incidents.models import Incident, IncidentEvent, Message, SearchWord
from incidents.services.raising import Report
from portal.tenancy.models import Customer, Membership, Vendor, VendorOwned
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from sla.models import Clock, Verdict

APART = 10_000_000  # between the keys of one vendor's rows and the next one's
AGENTS = 20
TALK = 200  # messages of the long incident
MINUTE = timedelta(minutes=1)

# In the order in which they hold on to each other.
COPIED_MODELS: tuple[type[VendorOwned], ...] = (
    Customer,
    AgreementVersion,
    CalendarVersion,
    HolidayYear,
    Holiday,
    Contract,
    ContractTerms,
    Product,
    Instance,
    Incident,
    Message,
    IncidentEvent,
    Clock,
    Verdict,
    SearchWord,
)
LARGE = COPIED_MODELS[COPIED_MODELS.index(Incident) :]


@dataclass(frozen=True)
class Desk:
    """Whose pages are looked at, and the long incident."""

    agent: Membership
    contact: Membership
    long: Incident


@dataclass(frozen=True)
class Sizes:
    """How much there is."""

    vendors: int
    incidents: int  # of each vendor
    customers: int  # of each vendor


def build(raw: psycopg.Cursor, sizes: Sizes) -> Desk:
    """This function will fill the database that Django is turned to."""
    call_command("load_agreements", stdout=StringIO())
    vendor = Vendor.objects.get(slug="lumeon")
    with vendor_scope(vendor):
        agents = [_member(vendor, f"Agent {number}", Role.AGENT) for number in range(AGENTS)]
        houses = [_house(vendor, number) for number in range(sizes.customers)]
        world = World(vendor, houses, agents)
        long = _long(houses[0], agents[0])
    for share, live in ((9, _closed), (1, _open)):
        _many(raw, world, sizes.incidents * share // 10, live)
    _spread(raw, vendor)
    for number in range(1, sizes.vendors):
        _another(raw, vendor, number)
    for model in COPIED_MODELS:
        raw.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    raw.execute("CHECKPOINT")
    TOTP.activate(agents[0].person, generate_totp_secret())  # staff get no further without
    return Desk(agents[0], houses[0].contact, long)


def _report(severity: str) -> Report:
    return Report(
        title="Letters print without a name",
        text="An empty line stands there since morning.",
        severity=severity,
        category="support_incident",
    )


def _raised(house: House, severity: str, at: datetime) -> Incident:
    return deeds.raise_incident(
        by=house.contact,
        contract=house.contract,
        instance=house.instance,
        report=_report(severity),
        at=at,
    )


def _closed(house: House, agent: Membership, number: int) -> Incident:
    at = MONDAY - timedelta(days=7)
    incident = _raised(house, str(2 + number % 3), at)
    deeds.reply(incident=incident, by=agent, text="We look.", at=at + MINUTE)
    return deeds.close(
        incident=incident, by=agent, reason="customer_request", words="", at=at + 2 * MINUTE
    )


def _open(house: House, agent: Membership, number: int) -> Incident:
    incident = _raised(house, str(1 + number % 4), MONDAY)
    if number % 2:
        incident = deeds.accept(incident=incident, by=agent, at=MONDAY + MINUTE)
    if number % 5 == 0:
        deeds.ask(incident=incident, by=agent, question="Which clinic?", at=MONDAY + 2 * MINUTE)
    return incident


def _long(house: House, agent: Membership) -> Incident:
    """This function will have one incident talked about at length."""
    incident = _raised(house, "2", MONDAY)
    for number in range(TALK // 2):
        at = MONDAY + 2 * number * MINUTE
        text = f"Turn {number}: **still** an empty line, see `letters.log`:\n\n- one\n- two"
        deeds.reply(incident=incident, by=agent, text=text, at=at + MINUTE)
        deeds.answer(incident=incident, by=house.contact, text=text, at=at + 2 * MINUTE)
    return incident


def _many(raw: psycopg.Cursor, world: World, count: int, live: object) -> None:
    """This function will live one incident of each house through, and copy them to `count`."""
    agents = cycle(world.agents)
    alike = min(len(world.houses), count)
    with vendor_scope(world.vendor):
        keys = [
            live(house, next(agents), number).pk  # type: ignore[operator]  # one of the two above
            for number, house in enumerate(world.houses[:alike])
        ]
    if count // alike > 1:
        _copy(raw, keys, count // alike - 1)
        for model in (Message, SearchWord):
            _insert(raw, model, COPIED.format("incident_id"), {"incident_id": "copied.id"})


def _spread(raw: psycopg.Cursor, vendor: Vendor) -> None:
    """This function will report incidents at different times, and give each a rare word."""
    raw.execute(
        "UPDATE incidents_incident SET reported_at = reported_at - id * interval '7 seconds', "
        "next_due_at = next_due_at + id * interval '3 seconds'"
    )
    raw.execute(
        "INSERT INTO incidents_searchword (vendor_id, incident_id, word, is_internal) "
        "SELECT vendor_id, id, 'case' || id %% 5000, false FROM incidents_incident "
        "WHERE vendor_id = %s",
        [vendor.pk],
    )


def _another(raw: psycopg.Cursor, vendor: Vendor, number: int) -> None:
    """This function will copy all that the first vendor has to another one."""
    own = {
        "id": sql.SQL("id + {}").format(number * APART),
        "slug": sql.Literal(f"vendor-{number}"),
        "number_prefix": sql.Literal(f"V{number}"),
    }
    columns = [str(field.column) for field in Vendor._meta.concrete_fields]
    raw.execute(
        sql.SQL(
            "INSERT INTO tenancy_vendor ({}) SELECT {} FROM tenancy_vendor WHERE id = {}"
        ).format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(own.get(one, sql.Identifier(one)) for one in columns),
            vendor.pk,
        )
    )
    for model in COPIED_MODELS:
        _copy_rows(raw, model, vendor, number)


def _copy_rows(raw: psycopg.Cursor, model: type[VendorOwned], vendor: Vendor, number: int) -> None:
    fields = model._meta.concrete_fields
    values = [
        sql.SQL("old.{} + {}").format(sql.Identifier(str(field.column)), number * APART)
        if _is_key(field)
        else sql.Identifier("old", str(field.column))
        for field in fields
    ]
    raw.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} AS old WHERE vendor_id = {}").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
            sql.SQL(", ").join(values),
            sql.Identifier(model._meta.db_table),
            vendor.pk,
        )
    )


def _is_key(field: models.Field) -> bool:  # type: ignore[type-arg]  # any column
    parent = field.related_model
    is_tenants = isinstance(parent, type) and issubclass(parent, (VendorOwned, Vendor))
    return bool(field.primary_key or is_tenants)


def sizes_on_disk(raw: psycopg.Cursor) -> Sequence[tuple[str, int]]:
    """This function will return the largest tables with their indexes, in MiB."""
    return [
        (
            name,
            (raw.execute("SELECT pg_total_relation_size(%s) >> 20", [name]).fetchone() or (0,))[0],
        )
        for name in (model._meta.db_table for model in LARGE)
    ]
