"""Row history: the database writes down what a row says, whoever changes it (CO-07)."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client

from contracts.models import Contract, Instance
from incidents import services
from incidents.models import Incident
from portal.audit.history import HISTORIES, Version, versions_of
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in
from tests.committed import as_owner
from tests.incidents.watching import london

ROOT = Path(__file__).parents[3]


def said(row: models.Model, column: str) -> list[Any]:
    """Return what a row said in a column, the oldest first."""
    return list(versions_of(row).order_by("pgh_id").values_list(column, flat=True))


def test_histories_are_kept_of_what_changes_and_hold_no_secret() -> None:
    assert set(HISTORIES) >= {Customer, Membership, Person, Contract, Instance, Incident}
    columns = {field.name for field in HISTORIES[Person]._meta.concrete_fields}
    assert not columns & {"password", "last_login"}


def test_a_bulk_update_that_nobody_told_is_written_down(lumeon: Site) -> None:
    customer = lumeon.house.customer

    Customer.objects.filter(pk=customer.pk).update(country="IE")
    Customer.objects.filter(pk=customer.pk).update(country="IE")  # nothing changes

    assert said(customer, "country") == [customer.country, "IE"]
    assert said(customer, "pgh_label") == ["insert", "update"]


def test_a_statement_by_the_owners_hand_is_written_down(committed: Site) -> None:
    customer = committed.house.customer
    with as_owner() as raw:
        raw.execute("SELECT set_config('app.vendors', %s, true)", [str(committed.vendor.pk)])
        raw.execute("UPDATE tenancy_customer SET name = 'By hand' WHERE id = %s", [customer.pk])
        row = raw.execute(
            "SELECT name, pgh_context FROM tenancy_customerhistory WHERE pgh_obj_id = %s "
            "ORDER BY pgh_id DESC LIMIT 1",
            [customer.pk],
        ).fetchone()
    assert row == ("By hand", None)


def test_a_change_by_a_page_names_its_request_and_its_person(lumeon: Site) -> None:
    person = lumeon.house.contact.person
    other = lumeon.agent

    answer = signed_in(lumeon.administrator.person).post(f"/lumeon/people/{other.pk}/ending/")

    version = versions_of(other).first()
    assert version is not None
    assert version.ended_at is not None
    assert version.pgh_context == {
        "request": answer.headers["X-Request-ID"],
        "actor": lumeon.administrator.person_id,
        "by": "page",
    }
    assert versions_of(person).get().pgh_context is None  # made by no request


def test_a_persons_own_page_is_written_down_too(lumeon: Site) -> None:
    person = lumeon.house.contact.person
    said_before = {"name": person.name, "phone": "", "time_zone": person.time_zone}

    signed_in(person).post("/me/", {**said_before, "phone": "+44 20 7946 0000"})

    assert said(person, "phone")[-1] == "+44 20 7946 0000"
    version = versions_of(person).first()
    assert version is not None
    assert version.pgh_context["actor"] == person.pk


def test_an_incident_keeps_owner_severity_and_status_from_its_first_change_on(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    assert said(incident, "status") == []

    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    incident.refresh_from_db()
    assert said(incident, "status")[-1] == incident.status
    assert said(incident, "owner")[-1] == incident.owner_id


@pytest.mark.parametrize("model", [one for one in HISTORIES.values() if issubclass(one, Version)])
def test_a_history_shows_one_vendor_only(
    lumeon: Site, patientiq: Site, model: type[Version]
) -> None:
    raised(lumeon.house)
    mine = set(model.objects.values_list("vendor_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT vendor_id FROM "{model._meta.db_table}"')
        seen = {vendor for (vendor,) in cursor.fetchall()}

    assert mine <= {lumeon.vendor.pk}
    assert seen <= {lumeon.vendor.pk}
    with vendor_scope(patientiq.vendor):
        assert not set(model.objects.values_list("vendor_id", flat=True)) - {patientiq.vendor.pk}


@pytest.mark.parametrize("model", HISTORIES.values())
def test_the_portals_role_may_only_add_to_a_history(db: None, model: type[models.Model]) -> None:
    rights = set()
    with connection.cursor() as cursor:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, %s)", [model._meta.db_table, right]
            )
            (allowed,) = cursor.fetchone()
            rights |= {right} if allowed else set()

    assert rights == {"SELECT", "INSERT"}


def test_a_stranger_leaves_no_context_behind(lumeon: Site) -> None:
    Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "no"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        assert cursor.fetchone() in {(None,), ("",)}


def test_nothing_of_ours_switches_a_trigger_off() -> None:
    ours = ("portal", "contracts", "incidents", "sla", "reports")
    files = [path for name in ours for path in (ROOT / name).rglob("*.py")]

    assert len(files) > 100
    assert not [path for path in files if "pgtrigger.ignore" in path.read_text(encoding="utf-8")]
