"""The page of slow days and their API: who reads, who writes, and how one comes to it (HR-08)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from availability.models import SlowSpell
from contracts.domain.fees import Fees
from tests.availability.saying import LATER, utc
from tests.availability.slow import TEXTS, explained, slow
from tests.availability.world import World, contact_of, signed_for
from tests.cast import Site, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late")]
SENT: dict[str, Any] = {"first_day": "2026-06-03", "last_day": "2026-06-04"} | TEXTS


@pytest.fixture
def late() -> Iterator[None]:
    """Look at the pages in September 2026."""
    with travel(LATER, tick=False):
        yield


@pytest.fixture
def dragging(roster: World) -> World:
    """A June of Healthy Roster with three slow days."""
    slow(roster, 3, 4, 9)
    return roster


@pytest.fixture
def desk(dragging: World) -> Client:
    return signed_in(dragging.agent.person)


def at(world: World, path: str = "slow-days/", *, api: bool = False) -> str:
    start = "/healthy-roster/api" if api else "/healthy-roster"
    return f"{start}/availability/{world.contract.pk}/2026-06/{path}"


def html(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_page_offers_the_first_days_of_which_nothing_is_said(
    dragging: World, desk: Client
) -> None:
    form = desk.get(at(dragging)).context["form"]

    assert (form["first_day"].value(), form["last_day"].value()) == ("2026-06-03", "2026-06-04")
    assert [key for key, _ in form.fields["last_day"].choices] == [
        "2026-06-03",
        "2026-06-04",
        "2026-06-09",
    ]
    assert "reason" not in form.fields


def test_hr_08_the_desk_writes_and_the_customer_reads(dragging: World, desk: Client) -> None:
    sent = SENT | {"service": dragging.service.slug, "based_on": 0}

    assert desk.post(at(dragging), sent).status_code == 302

    page = html(signed_in(dragging.contact.person), at(dragging))
    assert "3 June to 4 June" in page
    assert all(text in page for text in TEXTS.values())
    assert ("Put on record" in page, "Say it better" in page) == (False, False)
    month = html(signed_in(dragging.contact.person), at(dragging, ""))
    assert "1 not explained yet" in month
    assert at(dragging) in month


def test_what_is_said_better_needs_a_reason_which_colleagues_alone_read(
    dragging: World, desk: Client
) -> None:
    explained(dragging, 3, 4)
    form = desk.get(f"{at(dragging)}?day=2026-06-03").context["form"]
    assert form["cause"].value() == TEXTS["cause"]
    sent = {name: form[name].value() for name in form.fields if name != "reason"}
    sent["cause"] = "A backup ran by day."

    refused = desk.post(at(dragging), sent)
    assert refused.status_code == 409
    assert "A backup ran by day." in refused.content.decode()
    assert desk.post(at(dragging), sent | {"reason": "Log of the 4th."}).status_code == 302

    told, read = html(desk, at(dragging)), html(signed_in(dragging.contact.person), at(dragging))
    assert ("Log of the 4th." in told, "Said before" in told) == (True, True)
    assert ("Log of the 4th." in read, "Said before" in read) == (False, False)
    assert ("A backup ran by day." in read, TEXTS["cause"] in read) == (True, False)


def test_days_that_are_not_offered_are_not_taken(dragging: World, desk: Client) -> None:
    sent = SENT | {"service": dragging.service.slug, "last_day": "2026-06-08"}

    assert desk.post(at(dragging), sent).status_code == 422
    sent["last_day"] = "2026-06-09"
    assert desk.post(at(dragging), sent).status_code == 409
    assert SlowSpell.objects.count() == 0


def test_a_day_that_goes_on_is_shown_and_not_offered(dragging: World, desk: Client) -> None:
    with travel(utc("06-09 20:00"), tick=False):
        answer = desk.get(at(dragging))

    assert "not over yet" in answer.content.decode()
    days = [key for key, _ in answer.context["form"].fields["last_day"].choices]
    assert days == ["2026-06-03", "2026-06-04"]


def test_a_month_without_a_slow_day_says_so(roster: World) -> None:
    desk = signed_in(roster.agent.person)

    assert "No day was too slow" in html(desk, at(roster))


def test_where_no_response_time_is_promised_there_is_no_such_page(piq: World) -> None:
    desk = signed_in(piq.agent.person)
    for start in ("/patientiq", "/patientiq/api"):
        path = f"{start}/availability/{piq.contract.pk}/2026-06/slow-days/"
        assert desk.get(path).status_code == 404
        assert desk.post(path, {}).status_code == 404


def test_co_03_neither_another_customer_nor_another_vendor_comes_to_it(
    dragging: World, patientiq: Site
) -> None:
    assert dragging.service.product is not None
    other = signed_for(dragging.site, "Kestrel Schools", dragging.service.product, Fees())
    stranger = signed_in(contact_of(other, "Ned Stone").person)
    afar = signed_in(patientiq.agent.person)
    sent = SENT | {"service": dragging.service.slug}

    for client in (stranger, afar):
        for path in (at(dragging), at(dragging, api=True)):
            assert client.get(path).status_code == 404
            assert client.post(path, sent).status_code == 404
    elsewhere = f"/patientiq/availability/{dragging.contract.pk}/2026-06/slow-days/"
    assert afar.get(elsewhere).status_code == 404
    assert SlowSpell.objects.count() == 0


def test_only_the_desk_may_post(dragging: World) -> None:
    sent = SENT | {"service": dragging.service.slug}

    for nobody in (dragging.contact, dragging.manager):
        client = signed_in(nobody.person)
        assert client.post(at(dragging), sent).status_code == 404
        path = at(dragging, api=True)
        assert client.post(path, sent, content_type="application/json").status_code == 404
    assert SlowSpell.objects.count() == 0


def test_hr_08_the_refused_closing_leads_to_the_slow_days(dragging: World) -> None:
    manager = signed_in(dragging.manager.person)

    page = html(manager, at(dragging, "closing/"))
    listed = html(manager, "/healthy-roster/availability/closings/?month=2026-06")

    for text in (page, listed):
        assert "too slow on 3, 4 and 9 June 2026" in text
        assert f'href="{at(dragging)}"' in text
    lacks = manager.get(at(dragging, "closings/", api=True)).json()["lacks"]
    assert lacks[0]["slow_days"] == ["2026-06-03", "2026-06-04", "2026-06-09"]
    assert lacks[0]["owed"]


def test_co_10_the_api_lists_slow_days_and_takes_what_is_said_of_them(
    dragging: World, desk: Client
) -> None:
    path = at(dragging, api=True)
    seen = desk.get(path).json()
    assert (seen["limit_seconds"], seen["services"]) == ("2.5", [dragging.service.slug])
    assert (seen["days"][0]["day"], seen["days"][0]["seconds"]) == ("2026-06-03", "3.000")

    def send(**said: Any) -> Any:
        sent = SENT | {"service": dragging.service.slug} | said
        return desk.post(path, sent, content_type="application/json")

    made = send(based_on=0)
    assert (made.status_code, made.json()["cause"]) == (201, TEXTS["cause"])
    assert desk.get(path).json()["days"][1]["explained_by"] == [made.json()]
    refused = send(cause="Another.", reason="So it seems.", based_on=0)
    assert (refused.status_code, refused.headers["content-type"]) == (
        409,
        "application/problem+json",
    )
    assert send(cause="Another.", reason="So it is.", based_on=made.json()["id"]).status_code == 201


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"service": "elsewhere"}, 422),
        ({"first_day": "yesterday"}, 422),
        ({"cause": ""}, 422),
        ({"last_day": "2026-07-01"}, 409),
        ({"first_day": "0001-01-01"}, 409),
        ({"last_day": "9999-12-31"}, 409),
    ],
)
def test_what_the_api_cannot_take_is_refused(
    dragging: World, desk: Client, said: dict[str, Any], status: int
) -> None:
    sent = SENT | {"service": dragging.service.slug} | said

    answer = desk.post(at(dragging, api=True), sent, content_type="application/json")

    assert (answer.status_code, SlowSpell.objects.count()) == (status, 0)
