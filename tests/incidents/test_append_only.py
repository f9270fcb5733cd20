"""What happened cannot be changed, by nobody: CO-05, CO-07, and the database's own word."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError
from psycopg import sql
from pytest_django import DjangoDbBlocker

from contracts.models import AgreementVersion
from incidents import services
from incidents.models import IncidentEvent, Message
from portal.audit.models import AuditEvent
from portal.tenancy.models import VendorOwned
from portal.tenancy.scope import vendor_scope
from sla.models import Crossing
from tests.cast import Site, raised
from tests.committed import as_owner, committed_site
from tests.incidents.watching import london

MODELS: tuple[type[VendorOwned], ...] = (
    IncidentEvent,
    Message,
    Crossing,
    AuditEvent,
    AgreementVersion,
)
STATEMENTS = {
    "update": sql.SQL("UPDATE {} SET id = id WHERE vendor_id = {}"),
    "delete": sql.SQL("DELETE FROM {} WHERE vendor_id = {}"),
}
TRUNCATE = sql.SQL("TRUNCATE {} CASCADE")


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A vendor with at least one row of every kind."""
    with committed_site(django_db_blocker) as site:
        with vendor_scope(site.vendor):
            incident = raised(site.house, at=london("10:00"))
            services.reply(incident=incident, by=site.agent, text="Late.", at=london("11:30"))
            for model in MODELS:
                assert model._default_manager.exists()
        yield site


def table(model: type[VendorOwned]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


@pytest.mark.parametrize("verb", STATEMENTS)
@pytest.mark.parametrize("model", MODELS)
def test_co_07_the_application_may_not_change_what_is_written_once(
    told: Site, model: type[VendorOwned], verb: str
) -> None:
    statement = STATEMENTS[verb].format(table(model), told.vendor.pk)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        vendor_scope(told.vendor),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("model", MODELS)
def test_co_07_the_application_may_not_empty_a_table(told: Site, model: type[VendorOwned]) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(TRUNCATE.format(table(model)))


@pytest.mark.parametrize("verb", STATEMENTS)
@pytest.mark.parametrize("model", MODELS)
def test_co_07_a_trigger_refuses_even_the_owner(
    told: Site, model: type[VendorOwned], verb: str
) -> None:
    statement = STATEMENTS[verb].format(table(model), told.vendor.pk)

    with as_owner() as raw, pytest.raises(psycopg.errors.IntegrityConstraintViolation) as refusal:
        raw.execute(statement)

    assert "are written once: add a correcting row" in str(refusal.value)


@pytest.mark.parametrize("model", MODELS)
def test_co_07_a_trigger_keeps_even_the_owner_from_emptying_a_table(
    told: Site, model: type[VendorOwned]
) -> None:
    with as_owner() as raw, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        raw.execute(TRUNCATE.format(table(model)))


@pytest.mark.parametrize("model", [IncidentEvent, Message])
def test_the_orm_finds_no_way_around(lumeon: Site, model: type[VendorOwned]) -> None:
    raised(lumeon.house)
    row = model._default_manager.get()
    same: dict[str, Any] = {"id": row.pk}

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.save()
    with pytest.raises((ProgrammingError, ProtectedError)), transaction.atomic():
        row.delete()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model._default_manager.update(**same)


def test_co_03_a_customers_message_cannot_be_internal(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(IntegrityError, match="incidents_notes_are_staffs"), transaction.atomic():
        Message.objects.create(
            vendor=lumeon.vendor,
            incident=incident,
            author=lumeon.house.contact.person,
            by_staff=False,
            is_internal=True,
            text="Psst.",
            at=london("10:00"),
        )


def test_an_incident_with_its_history_is_not_deleted(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(ProtectedError):
        incident.delete()
