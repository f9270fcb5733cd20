"""The pages and the API of monthly reports, for both sides of the desk (CO-03, CO-10)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.models import IssuedReport
from reports.monthly.formats import FORMS
from tests.availability.saying import utc
from tests.availability.world import World, contact_of
from tests.cast import Site, signed_in
from tests.reports.monthly.papers import issued, missed_june, neighbour, raised

pytestmark = pytest.mark.django_db
HERE = "/patientiq/reports/"


@pytest.fixture
def manager(piq: World) -> Client:
    """The account manager's browser; June missed its target and is closed."""
    missed_june(piq)
    return signed_in(piq.manager.person)


def month_of(world: World) -> str:
    return f"{HERE}contracts/{world.contract.pk}/2026-06/"


def test_a_month_is_looked_at_issued_and_read_by_its_customer(piq: World, manager: Client) -> None:
    page = manager.get(month_of(piq))
    assert "Issue this report" in page.content.decode()

    answer = manager.post(f"{month_of(piq)}issue/", {"seen": page.context["seen"]})

    assert answer.headers["Location"] == f"{HERE}issued/1/1/"
    contact = signed_in(piq.contact.person)
    shown = contact.get(f"{HERE}issued/1/1/").content.decode()
    assert "99.363425 %" in shown
    assert IssuedReport.objects.get().hash in shown
    assert "What changed since" not in shown
    listed = contact.get(f"{HERE}?month=2026-06").content.decode()
    assert 'href="/patientiq/reports/issued/1/1/"' in listed


def test_files_can_be_had_of_the_month_as_it_stands_and_as_it_was_issued(
    piq: World, manager: Client
) -> None:
    issued(piq)
    contact = signed_in(piq.contact.person)

    for ending, form in FORMS.items():
        for address in (month_of(piq), f"{HERE}issued/1/1/"):
            answer = contact.get(f"{address}report.{ending}")
            assert answer.headers["Content-Type"] == form.content_type
            assert f'.{ending}"' in answer.headers["Content-Disposition"]
    assert contact.get(f"{HERE}issued/1/1/report.exe").status_code == 404


def test_what_changed_is_shown_before_a_report_is_stated_anew(piq: World, manager: Client) -> None:
    issued(piq)
    address = f"{HERE}issued/1/restatement/"
    assert "Nothing is otherwise" in manager.get(address).content.decode()
    raised(piq, piq.contact, utc("06-10 15:00"))

    page = manager.get(address)
    said = {"seen": page.context["seen"], "reason": "An incident was entered late."}
    unsaid = manager.post(address, {"seen": page.context["seen"], "reason": ""})
    stale = manager.post(address, said | {"seen": "0" * 64})
    done = manager.post(address, said)

    rows = " ".join(page.content.decode().split())
    assert '<td>Raised</td> <td class="muted" data-label="Was">1</td>' in rows
    assert '<td data-label="Is now">2</td>' in rows
    assert (unsaid.status_code, stale.status_code) == (422, 409)
    assert "An incident was entered late." in stale.content.decode()  # what was typed is there
    assert done.headers["Location"] == f"{HERE}issued/1/2/"
    assert (
        "A later version has replaced this one"
        in manager.get(f"{HERE}issued/1/1/").content.decode()
    )


def test_a_refusal_is_told_on_the_page(piq: World, manager: Client) -> None:
    answer = manager.post(f"{HERE}contracts/{piq.contract.pk}/2026-07/issue/", {})

    assert answer.status_code == 409
    assert "July 2026 of Riverbend Orthopaedics is not closed yet" in answer.content.decode()


def test_a_hash_and_a_file_are_verified(piq: World, manager: Client) -> None:
    kept = issued(piq)
    content = manager.get(f"{HERE}issued/1/1/report.csv").content
    address = f"{HERE}verifying/"

    assert "(optional)" not in manager.get(address).content.decode()  # one of the two is needed
    by_hash = manager.post(address, {"hash": f"  {kept.hash.upper()} "})
    by_file = manager.post(address, {"file": SimpleUploadedFile("r.csv", content)})

    assert "This is R-1." in by_hash.content.decode()
    assert "byte for byte" in by_file.content.decode()
    assert manager.post(address, {"hash": "abc"}).status_code == 422
    assert manager.post(address, {}).status_code == 422


def test_nobody_reads_another_customers_report(
    piq: World, manager: Client, healthy_roster: Site
) -> None:
    issued(piq)
    other = neighbour(piq)
    beside = signed_in(contact_of(other, "Dora Neighbour").person)
    outsider = signed_in(healthy_roster.house.contact.person)

    for client in (beside, outsider):
        for address in (month_of(piq), f"{HERE}issued/1/1/", f"{HERE}issued/1/1/report.pdf"):
            assert client.get(address).status_code == 404
    assert beside.get(f"{HERE}?show=issued").content.decode().count("R-1") == 0
    contact = signed_in(piq.contact.person)
    assert contact.post(f"{month_of(piq)}issue/").status_code == 404
    assert contact.get(f"{HERE}issued/1/restatement/").status_code == 404


def test_lists_take_the_same_queries_for_one_contract_and_for_three(
    piq: World, manager: Client
) -> None:
    manager.get(f"{HERE}?month=2026-06")
    with CaptureQueriesContext(connection) as one:
        manager.get(f"{HERE}?month=2026-06")
    for name in ("Eastlake Joints", "Westlake Joints"):
        neighbour(piq, name)

    with CaptureQueriesContext(connection) as three:
        page = manager.get(f"{HERE}?month=2026-06")

    assert len(page.context["rows"]) == 4  # Lakeside is there too
    assert len(three) == len(one)


def test_the_api_answers_as_the_pages_do(piq: World, manager: Client) -> None:
    api = "/patientiq/api/reports/"
    address = f"{api}contracts/{piq.contract.pk}/2026-06/"
    live = manager.get(address).json()

    made = manager.post(address, {"seen": live["seen"]}, content_type="application/json")

    assert (live["issued"], live["why_not"]) == (None, "")
    assert made.status_code == 201
    assert made.json()["name"] == "R-1"
    assert manager.get(f"{api}issued/1/1/").json() == made.json()
    (row,) = manager.get(api).json()["results"]
    assert row["hash"] == made.json()["hash"]
    said = manager.post(f"{api}verification/", {"hash": row["hash"]}, "application/json").json()
    assert said == {"is_it": True, "words": "This is R-1.", "name": "R-1"}
    again = manager.post(
        f"{api}issued/1/restatement/", {"reason": "To be sure."}, "application/json"
    )
    assert again.status_code == 409
    contact = signed_in(piq.contact.person)
    assert contact.post(address, {}, "application/json").status_code == 404


def test_lumeons_months_are_listed_though_none_has_to_be_closed(lumeon: Site) -> None:
    page = signed_in(lumeon.administrator.person).get("/lumeon/reports/?month=2026-06")

    assert [row.state for row in page.context["rows"]] == ["ready"]
