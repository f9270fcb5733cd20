"""Fences two to five: managers, writes, composite keys and row-level security."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from incidents.models import Incident, Message
from portal.tenancy.fences import tenant_models
from portal.tenancy.models import Customer, Membership, Vendor, VendorOwned
from portal.tenancy.scope import (
    NoScope,
    current_vendor_ids,
    every_vendor,
    has_scope,
    person_scope,
    vendor_scope,
)
from tests.cast import House, Site, raised
from tests.factories import MONDAY

type Question = Callable[[type[VendorOwned]], object]

QUESTIONS: dict[str, Question] = {
    "all": lambda model: list(model.objects.all()),  # type: ignore[attr-defined]  # each has one
    "exists": lambda model: model.objects.exists(),  # type: ignore[attr-defined]  # each has one
    "exclude": lambda model: model.objects.exclude(pk=1).exists(),  # type: ignore[attr-defined]  # each has one
    "count": lambda model: model.objects.count(),  # type: ignore[attr-defined]  # each has one
    "create": lambda model: model.objects.create(vendor_id=1),  # type: ignore[attr-defined]  # each has one
    "bulk_create": lambda model: model.objects.bulk_create([model(vendor_id=1)]),  # type: ignore[attr-defined]  # each has one
    "update": lambda model: model.objects.update(pk=1),  # type: ignore[attr-defined]  # each has one
    "save": lambda model: model(vendor_id=1).save(),
    "base manager": lambda model: model._base_manager.exists(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_without_a_scope_nothing_is_answered(model: type[VendorOwned], question: Question) -> None:
    with pytest.raises(NoScope):
        question(model)


def rows_by_raw_sql(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_raw_sql_sees_no_tenant_row_without_a_scope(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        filled = [model for model in tenant_models() if rows_by_raw_sql(model._meta.db_table)]

    assert Customer in filled
    assert [rows_by_raw_sql(model._meta.db_table) for model in tenant_models()] == [0] * len(
        tenant_models()
    )


def test_raw_sql_sees_only_the_vendor_in_scope(patientiq: Site, lumeon: Site) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tenancy_customer")
        names = {name for (name,) in cursor.fetchall()}

    assert names == {"St Brannock's"}


def test_another_vendors_row_cannot_be_saved(patientiq: Site, lumeon: Site) -> None:
    customer = Customer(vendor=patientiq.vendor, name="Smuggled", time_zone="UTC", country="US")

    with pytest.raises(NoScope, match="not in scope"):
        customer.save()
    with pytest.raises(NoScope, match="not in scope"):
        Customer.objects.bulk_create([customer])
    with pytest.raises(NoScope, match="never moves"):
        Customer.objects.update(vendor=patientiq.vendor)


def test_the_database_refuses_another_vendors_row_by_itself(patientiq: Site, lumeon: Site) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO tenancy_customer (vendor_id, name, time_zone, country, holiday_region) "
            "VALUES (%s, 'Smuggled', 'UTC', 'US', '')",
            [patientiq.vendor.pk],
        )


@transaction.atomic
def hang_message_on(incident: Incident, by: Membership) -> None:
    Message.objects.create(
        vendor=by.vendor,
        incident_id=incident.pk,
        author=by.person,
        by_staff=True,
        text="Smuggled.",
        at=MONDAY,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_message_cannot_hang_on_another_vendors_incident(patientiq: Site, lumeon: Site) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = raised(patientiq.house, severity="high", category="functionality")

    with pytest.raises(IntegrityError, match="vendor"):
        hang_message_on(theirs, lumeon.agent)


def test_a_scope_inside_a_scope_gives_the_outer_one_back(patientiq: Site, lumeon: Site) -> None:
    with vendor_scope(patientiq.vendor):
        assert [str(row) for row in Customer.objects.all()] == ["Lakeside Clinics"]

    assert [str(row) for row in Customer.objects.all()] == ["St Brannock's"]
    assert rows_by_raw_sql("tenancy_customer") == 1


def test_a_failure_inside_a_scope_closes_it(lumeon: Site, patientiq: Site) -> None:
    with pytest.raises(ZeroDivisionError), vendor_scope(patientiq.vendor):
        _ = 1 / 0

    assert current_vendor_ids() == {lumeon.vendor.pk}
    assert rows_by_raw_sql("tenancy_customer") == 1


@pytest.mark.django_db
def test_every_vendor_sees_all_and_wants_a_reason(patientiq: Site, healthy_roster: Site) -> None:
    with pytest.raises(ValueError, match="reason"):
        every_vendor("").__enter__()
    with every_vendor("counting customers in a test"):
        names = {str(customer) for customer in Customer.objects.all()}

    assert names == {"Lakeside Clinics", "Kelso Rehab Trust"}
    assert not has_scope()


@pytest.mark.django_db
def test_a_person_reads_their_own_memberships_and_no_others(
    patientiq: Site, healthy_roster: Site
) -> None:
    charlie = patientiq.house.contact.person
    with person_scope(charlie):
        own = list(Membership.objects.of_person(charlie))
        others = list(Membership.objects.of_person(healthy_roster.house.contact.person))

    assert own == [patientiq.house.contact]
    assert others == []


def test_customers_people_see_their_customers_incidents_only(
    lumeon: Site, northgate: House
) -> None:
    mine, theirs = raised(lumeon.house), raised(northgate)

    def seen_by(membership: Membership) -> set[Incident]:
        return set(Incident.objects.visible_to([membership]))

    assert seen_by(lumeon.house.contact) == {mine}
    assert seen_by(northgate.contact) == {theirs}
    assert seen_by(lumeon.agent) == {mine, theirs}
    assert set(Incident.objects.visible_to([])) == set()


@pytest.mark.django_db
def test_vendors_are_known_to_all() -> None:
    assert set(Vendor.objects.values_list("slug", flat=True)) == {
        "lumeon",
        "patientiq",
        "healthy-roster",
    }
