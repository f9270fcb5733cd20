"""A database that was lived in is brought to a later release, rows and all (CO-07).

The earlier state is that of `incidents.0007_history`: before words were kept to be searched, and
before patient data was looked for. What was said then must be found afterwards, behind the fences.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import environ
import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from contracts.agreement_file import agreement_paths
from portal.tenancy.fences import VENDORS_IN_SCOPE
from tests.factories import MONDAY

EARLIER = ("incidents", "0007_history")
# All of the way to today would cost every run of the tests half a minute: the schema of later
# releases is made from nothing before the first test, and 0012 is the last that rewrites rows.
LATER = ("incidents", "0012_words_of_before")
SAID = (
    ("reported", "The carousel prints nothing.", False),
    ("replied", "We look into the spooler.", False),
    ("noted", "Certificate ran out.", True),
)


@contextmanager
def database_of_its_own(name: str) -> Iterator[None]:
    """Make an empty database, go on in it as the tables' owner, and drop it."""
    owner = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    login, names = connection.settings_dict, ("NAME", "USER", "PASSWORD")
    before = {key: login[key] for key in names}
    signed_in_as(**{key: owner[key] for key in names})
    run(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    try:
        signed_in_as(NAME=name)
        yield
    finally:
        signed_in_as(NAME=owner["NAME"])
        run(f'DROP DATABASE "{name}" WITH (FORCE)')
        signed_in_as(**before)


def signed_in_as(**login: str) -> None:
    connections.close_all()
    connection.settings_dict.update(login)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def models_of(release: tuple[str, str]) -> Any:
    return MigrationLoader(connection).project_state([release]).apps


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows by the models of a release."""

    apps: Any

    def __call__(self, model: str, /, **facts: Any) -> Any:
        return self.apps.get_model(model).objects.create(**facts)


def live_in_it() -> None:
    """Leave an incident with a report, a reply and a note, by the models of that release."""
    made = Maker(models_of(EARLIER))
    vendor, contract = signed(made)
    priya, marek = (
        made("tenancy.Person", email=f"{name.lower()}@example.org", name=name, password="!")
        for name in ("Priya", "Marek")
    )
    made(
        "tenancy.Membership",
        vendor=vendor,
        customer=contract.customer,
        person=priya,
        role="technical_contact",
        since=MONDAY,
    )
    made("tenancy.Membership", vendor=vendor, person=marek, role="agent", since=MONDAY)
    incident = reported(made, contract, priya, marek)
    for kind, text, is_internal in SAID:
        said(made, incident, kind, text, is_internal=is_internal)


def signed(made: Maker) -> tuple[Any, Any]:
    """Make a vendor with its agreement, and a customer's contract; its rows are in scope."""
    vendor = made(
        "tenancy.Vendor", slug="lumeon", name="Lumeon", number_prefix="LUM", colour="#205072"
    )
    run(f"SELECT set_config('app.vendors', '{vendor.pk}', false)")
    path = next(one for one in agreement_paths() if one.stem == "lumeon")
    source = path.read_text(encoding="utf-8")
    agreement = made(
        "contracts.AgreementVersion",
        vendor=vendor,
        label="1",
        effective_from=date(2021, 1, 1),
        source=source,
        sha256=sha256(source.encode()).hexdigest(),
        file=path.name,
        loaded_at=MONDAY,
    )
    customer = made("tenancy.Customer", vendor=vendor, name="St Brannock's")
    return vendor, made(
        "contracts.Contract",
        vendor=vendor,
        customer=customer,
        agreement=agreement,
        tier="essentials",
        starts_on=date(2021, 1, 1),
    )


def reported(made: Maker, contract: Any, reporter: Any, owner: Any) -> Any:
    made("incidents.NumberSeries", vendor=contract.vendor, last=1001)
    return made(
        "incidents.Incident",
        vendor=contract.vendor,
        number=1001,
        customer=contract.customer,
        contract=contract,
        agreement=contract.agreement,
        tier="essentials",
        reporter=reporter,
        owner=owner,
        title="Labels come out empty",
        category="support_incident",
        severity="2",
        channel="portal",
        status="triage",
        working_status="triage",
        reported_at=MONDAY,
        last_event_at=MONDAY,
    )


def said(made: Maker, incident: Any, kind: str, text: str, *, is_internal: bool) -> None:
    author = incident.reporter if kind == "reported" else incident.owner
    message = made(
        "incidents.Message",
        vendor=incident.vendor,
        incident=incident,
        author=author,
        by_staff=author == incident.owner,
        is_internal=is_internal,
        text=text,
        at=MONDAY,
    )
    made(
        "incidents.IncidentEvent",
        vendor=incident.vendor,
        incident=incident,
        kind=kind,
        actor=author,
        at=MONDAY,
        recorded_at=MONDAY,
        severity="2",
        status="triage",
        message=message,
    )


def fence() -> None:
    """Hold the owner to row-level security too: a migration that forgets it sees no rows."""
    for table in ("incidents_message", "incidents_incident", "tenancy_customer"):
        run(
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY vendor_rows ON "{table}" USING ({VENDORS_IN_SCOPE})',
        )


@pytest.fixture
def upgraded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """The models of the later release, over the rows of the earlier one."""
    name = f"{connection.settings_dict['NAME']}_lived_in"
    with django_db_blocker.unblock(), database_of_its_own(name):
        MigrationExecutor(connection).migrate([EARLIER])
        live_in_it()
        fence()
        connections.close_all()  # and with it the scope
        MigrationExecutor(connection).migrate([LATER])
        yield models_of(LATER)


def test_co_07_what_was_lived_in_is_there_after_the_upgrade(upgraded: Any) -> None:
    vendor = upgraded.get_model("tenancy.Vendor").objects.get()
    run(f"SELECT set_config('app.vendors', '{vendor.pk}', false)")
    words = dict(
        upgraded.get_model("incidents.SearchWord").objects.values_list("word", "is_internal")
    )
    messages = upgraded.get_model("incidents.Message").objects

    assert vendor.phi_mode
    assert (words["carousel"], words["spooler"], words["certificate"]) == (False, False, True)
    assert (words["labels"], words["brannock"]) == (False, False)
    assert list(messages.values_list("patient_data", "patient_data_acknowledged")) == [
        ("", False)
    ] * len(SAID)
    assert upgraded.get_model("incidents.IncidentEvent").objects.count() == len(SAID)
