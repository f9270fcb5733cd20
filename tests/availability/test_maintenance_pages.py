"""The pages of maintenance: the planner, the lists, one piece of work (PQ-03, PQ-04, CO-14)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from availability.models import Maintenance
from availability.services import planning
from portal.tenancy.models import Membership
from tests.availability.test_maintenance import MINUTE, TUESDAY, at, planned, stated
from tests.availability.world import World
from tests.cast import House, Site, signed_in
from tests.portal.feeds.reading import address_of, fetched

NIGHT = "2026-09-15T23:00"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with travel(TUESDAY, tick=False):
        yield


def page(by: Membership, path: str, **sent: object) -> tuple[int, str]:
    client = signed_in(by.person)
    where = f"/{by.vendor.slug}/{path}"
    response = client.post(where, sent) if sent else client.get(where)
    return response.status_code, response.content.decode()


def typed(world: World, start: str = NIGHT, end: str = "2026-09-15T23:40") -> dict[str, object]:
    return {
        "title": "Database upgrade",
        "kind": "scheduled",
        "components": [str(world.main.pk)],
        "from_1": start,
        "to_1": end,
        "is_outage_expected": "on",
        "tells": "on",
    }


def chicago(by: Membership) -> Membership:
    by.person.time_zone = "America/Chicago"
    by.person.save(update_fields=["time_zone"])
    return by


def test_checking_says_what_the_rules_make_of_it_and_keeps_what_was_typed(piq: World) -> None:
    by = chicago(piq.agent)

    status, html = page(by, "maintenance/new/", **typed(piq, "2026-09-15T22:50"), check="1")

    assert status == 200
    assert "10 of 50 minutes would count as downtime for 2 contracts" in html
    assert 'value="2026-09-15T22:50:00"' in html or 'value="2026-09-15T22:50"' in html
    assert not Maintenance.objects.exists()


def test_the_live_answer_is_the_same_part_without_the_page(piq: World) -> None:
    by = chicago(piq.agent)

    status, html = page(by, "maintenance/preview/", **typed(piq))

    assert status == 200
    assert "None of it would count as downtime for 2 contracts." in html
    assert "<html" not in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"to_1": "2026-09-15T22:00"}, "It would end before it begins.", id="end"),
        pytest.param({"from_1": ""}, "Say from when until when", id="no-start"),
        pytest.param({"components": []}, "Choose at least one component", id="component"),
        pytest.param({"title": ""}, "Say in a few words", id="title"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    piq: World, change: dict[str, object], said: str
) -> None:
    status, html = page(piq.agent, "maintenance/new/", **(typed(piq) | change))

    assert status == 422
    assert said in html
    assert "Database upgrade" in html or "title" in change


def test_overlapping_sessions_are_refused_with_a_sentence(piq: World) -> None:
    second = {"from_2": "2026-09-15T23:20", "to_2": "2026-09-15T23:50"}

    status, html = page(piq.agent, "maintenance/new/", **typed(piq), **second)

    assert status == 409
    assert "Two sessions overlap" in html


def test_another_session_adds_its_fields_and_refuses_nothing(piq: World) -> None:
    status, html = page(piq.agent, "maintenance/new/", title="Upgrade", another="1")

    assert status == 200
    assert 'name="from_2"' in html
    assert "Something is missing" not in html


def test_planning_changing_and_cancelling_on_the_pages(piq: World) -> None:
    by = chicago(piq.agent)
    assert page(by, "maintenance/new/", **typed(piq))[0] == 302
    work = Maintenance.objects.get()
    assert work.current.sessions.all()[0].announced_from == at("2026-09-15 23:00")

    change = typed(piq, "2026-09-16T23:00", "2026-09-16T23:30") | {
        "based_on": "1",
        "reason": "Ill.",
    }
    assert page(by, f"maintenance/{work.number}/change/", **change)[0] == 302
    status, html = page(by, f"maintenance/{work.number}/change/", **change)
    assert status == 409
    assert "wrote version 2" in html

    assert page(by, f"maintenance/{work.number}/cancellation/", reason="")[0] == 422
    sent = {"cancellation-reason": "Not needed."}
    assert page(by, f"maintenance/{work.number}/cancellation/", **sent)[0] == 302
    assert "It was cancelled: Not needed." in page(by, f"maintenance/{work.number}/")[1]


def test_start_and_end_are_one_button_each_and_a_call_is_written_down(piq: World) -> None:
    by = chicago(piq.agent)
    work = planned(piq, at("2026-09-15 23:00"), tells=False)
    path = f"maintenance/{work.number}"
    with travel(at("2026-09-15 23:00"), tick=False):
        assert page(by, f"{path}/start/", now="1")[0] == 302
        assert page(by, f"{path}/start/", now="1")[0] == 409
        call = {
            "contacts-contract": str(piq.contract.pk),
            "contacts-spoken_to": "Marisol Vega",
            "contacts-sent_at": "2026-09-15T22:55",
        }
        assert page(by, f"{path}/contacts/", **call)[0] == 302
    with travel(at("2026-09-15 23:20"), tick=False):
        assert page(by, f"{path}/end/", now="1")[0] == 302

    session = Maintenance.objects.get().current.sessions.get()
    assert session.actual_from is not None
    assert session.actual_to == session.actual_from + 20 * MINUTE
    assert work.notices.get().to == "Marisol Vega"


def test_customers_see_the_work_that_concerns_them_and_no_other(piq: World) -> None:
    shared = planned(piq, at("2026-09-15 23:00"))
    own = planned(piq, at("2026-09-16 23:00"), components=[piq.other])
    other = piq.site.house.contact  # of another customer, whom the archive does not serve

    _, html = page(piq.contact, "maintenance/")
    assert (str(shared) in html, str(own) in html) == (True, True)
    _, html = page(other, "maintenance/")
    assert (str(shared) in html, str(own) in html) == (True, False)
    assert page(other, f"maintenance/{own.number}/")[0] == 404
    assert page(other, f"maintenance/{own.number}/calendar.ics")[0] == 404
    _, html = page(piq.contact, f"maintenance/{shared.number}/")
    assert "Riverbend" in html
    assert "Lakeside" not in html
    assert "What you can do" not in html


def test_outsiders_and_customers_plan_nothing(lumeon: Site, northgate: House, piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"))

    for by in (piq.contact, piq.manager):
        for path in ("new/", f"{work.number}/change/"):
            assert page(by, f"maintenance/{path}")[0] == 404
        assert page(by, "maintenance/preview/", title="x")[0] == 404
        assert page(by, f"maintenance/{work.number}/start/", now="1")[0] == 404
    for path in ("", f"{work.number}/"):
        assert (
            signed_in(northgate.contact.person).get(f"/patientiq/maintenance/{path}").status_code
            == 404
        )
    assert page(lumeon.agent, f"maintenance/{work.number}/")[0] == 404


def test_lists_part_coming_running_and_past_and_the_month_shows_all(piq: World) -> None:
    by = chicago(piq.agent)
    coming, running = planned(piq, at("2026-09-15 23:00")), planned(piq, at("2026-09-08 23:00"))
    given_up = planned(piq, at("2026-09-22 23:00"))
    planning.cancel_work(by=by, maintenance=given_up, reason="No.", at=TUESDAY)

    with travel(at("2026-09-08 23:10"), tick=False):
        pages = {
            show: page(by, f"maintenance/?show={show}")[1] for show in ("coming", "running", "past")
        }
        found = {
            show: [one.number for one in (coming, running, given_up) if f">{one}<" in html]
            for show, html in pages.items()
        }
        assert found == {"coming": [1], "running": [2], "past": [3]}
        _, html = page(by, "maintenance/calendar/?month=2026-09")
    assert all(f">{one}<" in html for one in (coming, running, given_up))
    assert page(by, "maintenance/calendar/?month=13")[0] == 404
    assert page(by, "maintenance/?show=none")[0] == 404


def test_a_list_takes_as_many_queries_for_three_works_as_for_one(
    piq: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    by, client = piq.agent, signed_in(piq.agent.person)
    planned(piq, at("2026-09-15 23:00"))
    with django_assert_max_num_queries(60) as one:
        client.get(f"/{by.vendor.slug}/maintenance/")
    planned(piq, at("2026-09-16 23:00"))
    planned(piq, at("2026-09-17 23:00"))
    with django_assert_max_num_queries(len(one)):
        client.get(f"/{by.vendor.slug}/maintenance/")


def test_the_file_and_ones_own_address_hold_the_work_and_its_changes(piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"))
    address = address_of(piq.contact, "maintenance", at=TUESDAY)
    facts = stated(piq, at("2026-09-16 23:00"))
    planning.change_work(by=piq.agent, maintenance=work, facts=facts, reason="Later.", at=TUESDAY)

    _, file = page(piq.contact, f"maintenance/{work.number}/calendar.ics")
    feed = fetched(address, at=TUESDAY).content

    for content in (file, feed):
        event: Any = next(iter(Calendar.from_ical(content).walk("VEVENT")))
        assert event["uid"] == f"maintenance-{work.pk}-1@{event['uid'].partition('@')[2]}"
        assert event["sequence"] == 2
        assert event["dtstart"].dt == datetime(2026, 9, 17, 4, tzinfo=UTC)
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=40)
