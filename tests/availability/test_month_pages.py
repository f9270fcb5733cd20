"""The pages of months: who sees which, what stands on them, and signing one."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from availability.models import MonthClosing, Outage
from availability.services.closing import preview
from availability.services.outages import confirm_outage, correct_outage
from contracts.domain.fees import Fees
from portal.kernel.month import Month
from tests.availability.saying import LATER, declared, facts, planned
from tests.availability.world import World, contact_of, signed_for
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late")]
JUNE = Month(2026, 6)


@pytest.fixture
def late() -> Iterator[None]:
    """Look at the pages in September 2026."""
    with travel(LATER, tick=False):
        yield


@pytest.fixture
def missed(piq: World) -> World:
    """A June that PatientIQ missed, with a cause and what is planned."""
    texts: dict[str, Any] = {"cause": "A full disk.", "corrective_planned": "A larger one."}
    outage = declared(piq, "06-09 14:00", "06-09 18:00", **texts)
    confirm_outage(by=piq.agent, outage=outage, how="Called in by hand.", at=LATER)
    return piq


def at(world: World, path: str = "") -> str:
    return f"/patientiq/availability/{world.contract.pk}/2026-06/{path}"


def test_the_month_says_its_figure_its_formula_and_each_outage(missed: World) -> None:
    page = signed_in(missed.contact.person).get(at(missed)).content.decode()

    assert "99.444444 %" in page
    assert "(2,592,000 - 14,400) / 2,592,000 x 100 % = 99.444444 %, against 99.5 %: missed" in page
    assert "/patientiq/outages/1/" in page
    assert "restored in 4:00:00: in time" in page
    assert "Close this month" not in page


def test_a_customer_sees_its_own_months_and_no_other_s(missed: World) -> None:
    assert missed.service.product is not None
    other = signed_for(missed.site, "Kestrel Clinics", missed.service.product, Fees())
    stranger = signed_in(contact_of(other, "Ned Stone").person)

    for path in ("", "figures.csv", "closing/", "closings/1/"):
        assert stranger.get(at(missed, path)).status_code == 404
    assert (
        stranger.get(f"/patientiq/api/availability/{missed.contract.pk}/2026-06/").status_code
        == 404
    )
    grid = stranger.get("/patientiq/availability/").content.decode()
    assert ("Kestrel Clinics" in grid, "Riverbend" in grid) == (True, False)


def test_staff_see_every_contract_by_twelve_months(missed: World) -> None:
    page = signed_in(missed.agent.person).get("/patientiq/availability/?to=2026-08")

    text = page.content.decode()
    assert "Riverbend Orthopaedics" in text
    assert "June 2026: 99.444444, missed, open" in text
    assert text.count(">100.000<") >= 1


def test_the_grid_takes_as_many_queries_for_three_contracts_as_for_one(missed: World) -> None:
    agent = signed_in(missed.agent.person)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert agent.get("/patientiq/availability/?to=2026-08").status_code == 200
        return len(seen)

    asked()  # what is kept for good is read once
    before = asked()
    assert missed.service.product is not None
    for place in range(2):
        signed_for(missed.site, f"Clinic {place}", missed.service.product, Fees())

    assert asked() == before


@pytest.mark.parametrize("month", ["2025-12", "2026-10", "2026-13", "June"])
def test_a_month_without_a_promise_or_a_beginning_is_not_there(piq: World, month: str) -> None:
    path = f"/patientiq/availability/{piq.contract.pk}/{month}/"

    assert signed_in(piq.agent.person).get(path).status_code == 404


def test_the_csv_has_the_seconds_of_each_outage_and_the_derivation(missed: World) -> None:
    answer = signed_in(missed.contact.person).get(at(missed, "figures.csv"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:5] == [
        "O-1",
        "2026-06-09T14:00:00+00:00",
        "2026-06-09T18:00:00+00:00",
        "14400",
        "14400",
    ]
    assert ["availability, percent", "99.444444"] in rows


def test_the_api_answers_with_the_same_figures(missed: World) -> None:
    path = f"/patientiq/api/availability/{missed.contract.pk}/2026-06/"

    said = signed_in(missed.contact.person).get(path).json()

    assert (said["figures"]["percent"], said["figures"]["is_met"]) == ("99.444444", False)
    assert said["derivation"][-1].endswith("missed")
    assert said["closings"] == []


def sign(client: Client, world: World, **said: str) -> int:
    seen = preview(contract=world.contract, month=JUNE, at=LATER).seen
    return client.post(at(world, "closing/"), {"seen": seen} | said).status_code


def test_a_manager_signs_a_month_and_everybody_reads_what_was_kept(missed: World) -> None:
    manager = signed_in(missed.manager.person)
    assert "Sign and close the month" in manager.get(at(missed, "closing/")).content.decode()

    assert sign(manager, missed) == 302

    (made,) = MonthClosing.objects.filter(contract=missed.contract)
    kept = signed_in(missed.contact.person).get(at(missed, "closings/1/")).content.decode()
    assert "as it was signed" in kept
    assert made.sha256 in kept
    assert "Quentin Hale" in kept


def test_what_changed_between_looking_and_signing_is_shown_again(missed: World) -> None:
    manager = signed_in(missed.manager.person)

    answer = manager.post(at(missed, "closing/"), {"seen": "old", "reason": "As agreed."})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Something changed since you looked" in page
    assert "As agreed." in page
    assert not MonthClosing.objects.exists()


def test_a_reason_is_asked_for_where_something_is_open(missed: World) -> None:
    declared(missed, "06-12 14:00", "06-12 14:10", cause="x", corrective_taken="y")
    manager = signed_in(missed.manager.person)

    assert (
        "was not confirmed by a direct check"
        in manager.get(at(missed, "closing/")).content.decode()
    )
    assert sign(manager, missed) == 409
    assert sign(manager, missed, reason="The customer asked.") == 302


def test_a_correction_after_signing_is_shown_to_all_and_stated_anew_by_the_manager(
    missed: World,
) -> None:
    manager = signed_in(missed.manager.person)
    sign(manager, missed)
    outage = Outage.objects.get(vendor=missed.site.vendor)
    said = facts(missed, "06-09 14:00", "06-09 15:00", cause="A full disk.", corrective_planned="x")
    correct_outage(by=missed.agent, outage=outage, facts=said, reason="Logs.", at=LATER)

    shown = signed_in(missed.contact.person).get(at(missed)).content.decode()
    assert "99.444444 % was signed" in shown
    assert "State it anew" in manager.get(at(missed)).content.decode()
    assert sign(manager, missed, reason="The logs say so.") == 302
    assert MonthClosing.objects.filter(kind="restated").count() == 1
    assert manager.get(at(missed, "closings/2/")).status_code == 200


def test_nobody_else_signs(missed: World) -> None:
    for person in (missed.agent.person, missed.contact.person):
        assert sign(signed_in(person), missed) == 404


def test_a_month_with_maintenance_and_response_days_is_told_whole(roster: World) -> None:
    planned(roster, ("06-10 06:30", "06-10 06:50"), done=True)
    path = f"/healthy-roster/availability/{roster.contract.pk}/2026-06/"

    page = signed_in(roster.contact.person).get(path).content.decode()

    assert "Notice missing or late" in page
    assert "no average" in page
    assert "Other readings of the agreement" in page
