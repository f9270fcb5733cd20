"""Schedules are made, changed and paused on pages and through the API, by the same services."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tenancy.models import Membership
from reports.domain.schedules import ScheduleKind
from reports.models import ReportSchedule
from tests.cast import House, Site, signed_in
from tests.reports.schedules.planned import run, scheduled

PAGE = "/lumeon/reports/schedules/"
API = "/lumeon/api/schedules/"


@pytest.fixture
def admin(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def sent(to: Membership, **changes: object) -> dict[str, object]:
    return {"report": "client", "business_day": 3, "recipients": [to.pk]} | changes


def test_a_schedule_is_made_changed_and_paused_on_its_page(
    lumeon: Site, vera: Membership, admin: Client
) -> None:
    house = lumeon.house
    new = f"{PAGE}new/?customer={house.customer.pk}"
    monthly = f"monthly-{house.contract.pk}"

    made = admin.post(new, sent(house.contact, report=monthly))
    schedule = ReportSchedule.objects.get()
    page = f"{PAGE}{schedule.pk}/"
    changed = admin.post(page, {"business_day": 7, "recipients": [vera.pk], "revision": 1})
    late = admin.post(page, {"business_day": 9, "recipients": [vera.pk], "revision": 1})
    paused = admin.post(f"{page}pause/")

    assert (made["Location"], changed.status_code, late.status_code) == (page, 302, 409)
    assert "Somebody changed this schedule" in late.content.decode()
    schedule.refresh_from_db()
    assert (paused.status_code, schedule.business_day, schedule.is_paused) == (302, 7, True)
    assert [one.membership for one in schedule.recipients.all()] == [vera]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"business_day": 16}, "less than or equal to 15"),
        ({"recipients": []}, "Choose somebody to send it to."),
        ({"report": "monthly-999999"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_sent_is_said_where_it_was_typed(
    lumeon: Site, admin: Client, changes: dict[str, object], words: str
) -> None:
    new = f"{PAGE}new/?customer={lumeon.house.customer.pk}"

    answer = admin.post(new, sent(lumeon.house.contact, **changes))

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_another_customers_people_cannot_be_chosen(
    lumeon: Site, northgate: House, admin: Client
) -> None:
    new = f"{PAGE}new/?customer={lumeon.house.customer.pk}"

    assert admin.post(new, sent(northgate.contact)).status_code == 422
    assert not ReportSchedule.objects.exists()


def test_the_attachment_is_offered_only_where_mail_may_carry_it(
    lumeon: Site, admin: Client
) -> None:
    new = f"{PAGE}new/?customer={lumeon.house.customer.pk}"
    assert "attaches_pdf" not in admin.get(new).content.decode()

    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])

    assert "attaches_pdf" in admin.get(new).content.decode()


def test_a_past_period_is_fetched_as_it_was_sent(lumeon: Site, admin: Client) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house, ScheduleKind.CLIENT)
    run(schedule)
    made = schedule.runs.get()

    shown = admin.get(f"{PAGE}{schedule.pk}/").content.decode()
    path = f"{PAGE}{schedule.pk}/sent/{made.pk}.json"

    assert "2026-03" in shown
    assert admin.get(path).json()["report"] == made.data
    assert signed_in(lumeon.agent.person).get(path).status_code == 404


def test_the_api_does_what_the_pages_do(lumeon: Site, admin: Client) -> None:
    house = lumeon.house
    json = "application/json"

    made = admin.post(
        f"{API}?customer={house.customer.pk}", sent(house.contact), content_type=json
    ).json()
    one = f"{API}{made['id']}/"
    again = admin.post(
        f"{API}?customer={house.customer.pk}", sent(house.contact), content_type=json
    )
    more = {"business_day": 8, "recipients": [house.contact.pk], "revision": 1}
    changed = admin.post(one, more, content_type=json).json()
    paused = admin.post(f"{one}pause/", {}, content_type=json).json()
    shown = admin.get(one).json()

    assert (made["kind"], made["recipients"]) == ("client", [house.contact.pk])
    assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")
    assert (changed["business_day"], changed["revision"]) == (8, 2)
    assert (paused["paused_at"] is not None, shown["runs"]) == (True, [])
    assert [row["id"] for row in admin.get(API).json()["results"]] == [made["id"]]


def test_the_list_takes_the_same_questions_for_one_and_for_three(
    lumeon: Site, northgate: House, admin: Client
) -> None:
    counts = []
    for kinds in ([ScheduleKind.CLIENT], [ScheduleKind.MONTHLY, ScheduleKind.QUARTERLY]):
        for kind in kinds:
            scheduled(lumeon.administrator, northgate, kind)
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            admin.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1]
