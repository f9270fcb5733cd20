"""The status page: open to everybody only where a vendor opened it, and right within seconds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from availability.audience import Audience, audience_of
from availability.domain.days import Days, days_of
from availability.models import Component, Outage, SampleDay, StatusUpdate
from availability.planned import Session, WorkFacts
from availability.services.catalogue import change_service, retire_service
from availability.services.maintenance import cancel_maintenance, plan_maintenance
from availability.services.outages import declare_outage, end_outage, withdraw_outage
from availability.services.updates import write_update
from availability.stated import OutageFacts
from availability.status import status_of
from availability.views.status import KEPT_SECONDS
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Vendor
from tests.availability.world import World
from tests.cast import Site, signed_in
from tests.factories import MONDAY

HOUR = timedelta(hours=1)
PAGE, FEED = "/healthy-roster/status/", "/healthy-roster/status/feed.atom"
QUERIES = 11
CHICAGO = ZoneInfo("America/Chicago")


EVERYBODY = Audience()


def forget() -> None:
    """Let pages be made anew, as they are after some seconds."""
    for vendor in Vendor.objects.all():
        for what in ("page", "feed"):
            cache.delete_many(
                [f"status-{what}-{vendor.pk}-{one}" for one in ("everybody", "staff")]
            )


@pytest.fixture(autouse=True)
def nothing_kept(db: None) -> None:
    forget()


def out(world: World, component: Component, *, at: datetime, **changes: Any) -> Outage:
    said: dict[str, Any] = {
        "title": "Logins fail",
        "starts_at": at - HOUR,
        "components": [component],
    }
    return declare_outage(by=world.agent, facts=OutageFacts(**said | changes), at=at)


def shown(world: World, audience: Audience = EVERYBODY, *, at: datetime = MONDAY) -> Any:
    return status_of(world.site.vendor, audience, at=at)


def states(status: Any) -> dict[str, str]:
    return {str(line.component): line.state for group in status.groups for line in group.lines}


def html(client: Client, path: str = PAGE) -> str:
    return client.get(path).content.decode()


def open_up(world: World, *, is_public: bool = True) -> None:
    change_service(
        by=world.administrator,
        service=world.service,
        name=world.service.name,
        description="",
        is_public=is_public,
        at=MONDAY,
    )


def test_strangers_read_the_page_and_the_feed_of_a_vendor_that_opened_them(roster: World) -> None:
    stranger = Client()

    page, feed = stranger.get(PAGE), stranger.get(FEED)

    assert (page.status_code, feed.status_code) == (200, 200)
    assert "Interface" in page.content.decode()
    assert "csrf" not in page.content.decode().lower().replace("csrftoken", "")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert page.headers["Cache-Control"] == f"public, max-age={KEPT_SECONDS}"
    assert not stranger.cookies


@pytest.mark.parametrize(
    "path",
    [
        "status/updates/outages/1/",
        "status/feed.atom/",
        "status/../backups/",
        "backups/",
        "outages/imports/",
        "",
        "api/backups/",
    ],
)
def test_nothing_else_of_that_vendor_is_open(roster: World, path: str) -> None:
    assert Client().get(f"/healthy-roster/{path}").status_code in {302, 401}


def test_nothing_can_be_sent_to_an_open_page(roster: World) -> None:
    assert Client().post(PAGE).status_code == 302


@pytest.mark.parametrize("path", ["status/", "status/feed.atom"])
def test_a_vendor_that_opened_nothing_answers_like_one_that_is_not_there(
    piq: World, path: str
) -> None:
    closed, nowhere = (Client().get(f"/{slug}/{path}") for slug in ("patientiq", "no-such"))

    assert (closed.status_code, nowhere.status_code) == (302, 302)
    assert closed.headers["Location"].replace("patientiq", "") == nowhere.headers[
        "Location"
    ].replace("no-such", "")


def test_another_vendors_people_read_what_everybody_reads_and_no_more(
    roster: World, lumeon: Site
) -> None:
    page = signed_in(lumeon.house.contact.person).get(PAGE)

    assert page.status_code == 200
    assert "Interface" in page.content.decode()
    assert 'aria-label="Main"' not in page.content.decode()
    assert signed_in(lumeon.house.contact.person).get("/patientiq/status/").status_code == 404


def test_a_retired_service_closes_the_page(roster: World) -> None:
    retire_service(by=roster.administrator, service=roster.service, on=date(2026, 1, 1), at=MONDAY)

    assert Client().get(PAGE).status_code == 302


def test_members_read_the_page_in_their_own_frame(piq: World) -> None:
    for member in (piq.contact, piq.agent):
        page = signed_in(member.person).get("/patientiq/status/")
        assert page.status_code == 200
        assert 'aria-label="Main"' in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]


def test_a_component_of_one_customer_is_no_one_elses_business(piq: World, patientiq: Site) -> None:
    open_up(piq)
    theirs = audience_of([piq.contact])
    others = audience_of([patientiq.house.contact])

    assert set(states(shown(piq, theirs))) == {"Web", "Archive"}
    assert set(states(shown(piq, others))) == {"Web"}
    assert set(states(shown(piq))) == {"Web"}
    assert set(states(shown(piq, Audience(is_staff=True)))) == {"Web", "Archive"}


def test_an_outage_that_names_customers_is_told_to_them_alone(roster: World) -> None:
    out(roster, roster.main, at=MONDAY, customers=[roster.customer])
    other = audience_of([roster.site.house.contact])

    assert [one.name for one in shown(roster, audience_of([roster.contact])).current] == ["O-1"]
    assert not shown(roster).current
    assert not shown(roster, other).current
    assert states(shown(roster))["Web"] == "unknown"


@pytest.mark.parametrize(
    ("kind", "state"), [("unavailable", "down"), ("impaired", "impaired"), ("degraded", "impaired")]
)
def test_a_component_is_as_bad_as_its_outage(roster: World, kind: str, state: str) -> None:
    outage = out(roster, roster.main, at=MONDAY, kind=kind)
    assert states(shown(roster)) == {"Interface": "unknown", "Web": state}
    assert shown(roster).worst == state

    end_outage(by=roster.agent, outage=outage, ends_at=MONDAY, at=MONDAY)

    status = shown(roster)
    assert states(status)["Web"] == "unknown"
    assert ([one.name for one in status.current], [one.name for one in status.past]) == (
        [],
        ["O-1"],
    )


def test_a_withdrawn_outage_is_not_told_any_more(roster: World) -> None:
    outage = out(roster, roster.main, at=MONDAY)
    withdraw_outage(by=roster.agent, outage=outage, reason="A false alarm.", at=MONDAY)

    status = shown(roster)
    assert (status.current, status.past, states(status)["Web"]) == ([], [], "unknown")


def test_maintenance_is_told_while_it_is_planned_and_goes_on(roster: World) -> None:
    def planned(start: datetime, **changes: Any) -> Any:
        session = Session(announced_from=start, announced_to=start + HOUR, **changes)
        facts = WorkFacts(title="New disks", components=[roster.main], sessions=[session])
        return plan_maintenance(by=roster.agent, facts=facts, at=MONDAY)

    later = planned(MONDAY + 24 * HOUR)
    assert states(shown(roster))["Web"] == "unknown"
    assert [one.name for one in shown(roster).planned] == ["M-1"]
    cancel_maintenance(by=roster.agent, maintenance=later, reason="Not needed.", at=MONDAY)
    assert not shown(roster).planned

    planned(MONDAY - 2 * HOUR, actual_from=MONDAY - 2 * HOUR)  # over its time, and still running

    assert states(shown(roster))["Web"] == "work"
    assert [one.name for one in shown(roster).planned] == ["M-2"]


def test_updates_are_public_or_internal(roster: World) -> None:
    at = timezone.now().replace(microsecond=0)
    outage = out(roster, roster.main, at=at)
    for words, is_public in (("We look into it.", True), ("Disk 4 of Dana's rack.", False)):
        write_update(
            by=roster.agent, about=outage, words=words, stage="investigating",
            is_public=is_public, at=at,
        )  # fmt: skip

    for client in (Client(), signed_in(roster.contact.person)):
        for path in (PAGE, FEED):
            assert "We look into it." in html(client, path)
            assert "Disk 4" not in html(client, path)
    desk = html(signed_in(roster.agent.person))
    assert "Disk 4" in desk
    assert "Internal" in desk


def test_updates_are_written_on_their_page_and_read_at_once(roster: World) -> None:
    outage = out(roster, roster.main, at=MONDAY)
    desk, path = signed_in(roster.agent.person), f"{PAGE}updates/outages/{outage.number}/"

    empty = desk.post(path, {"stage": "identified", "words": " "})
    wrong = desk.post(path, {"stage": "scheduled", "words": "x"})
    written = desk.post(path, {"stage": "identified", "words": "A switch.", "is_public": "on"})

    assert (empty.status_code, wrong.status_code, written.status_code) == (422, 422, 302)
    assert StatusUpdate.objects.get().words == "A switch."
    assert "A switch." in html(desk, path)
    for member in (roster.contact, roster.administrator):
        assert signed_in(member.person).get(path).status_code == 404
    assert desk.get(f"{PAGE}updates/outages/99/").status_code == 404
    assert desk.get(f"{PAGE}updates/people/1/").status_code == 404


def test_an_update_of_a_stage_that_is_not_its_own_is_refused(roster: World) -> None:
    outage = out(roster, roster.main, at=MONDAY)

    with pytest.raises(Refusal, match="Choose how far"):
        write_update(
            by=roster.agent, about=outage, words="x", stage="completed", is_public=True, at=MONDAY
        )


def test_what_is_measured_is_up_and_what_is_not_is_unknown(roster: World) -> None:
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    zone, vendor = roster.site.vendor.time_zone, roster.site.vendor
    SampleDay.objects.create(
        vendor=vendor, component=roster.main, zone=zone, day=date(2026, 5, 3), samples=1440,
        up_seconds=86_400, down_seconds=0,
    )  # fmt: skip

    (line,) = [
        line
        for group in shown(roster, at=at).groups
        for line in group.lines
        if line.component == roster.main
    ]

    assert len(line.days) == 90
    assert [day.on for day in line.days if day.look == "up"] == [date(2026, 5, 3)]
    assert {day.look for day in line.days} == {"up", "unknown"}
    assert line.measured == 1


def test_days_are_cut_at_local_midnights_and_no_second_is_told_twice() -> None:
    days = Days.until(date(2026, 3, 9), 3, CHICAGO)  # the clocks went forward on the 8th
    down = [Period(datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 6, tzinfo=UTC))]
    limped = [Period(datetime(2026, 3, 8, 4, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC))]

    told = days_of(days, down=down, impaired=limped, works=limped, measured=[date(2026, 3, 9)])

    assert [(day.down, day.impaired, day.work) for day in told] == [
        (HOUR, HOUR, 0 * HOUR),
        (23 * HOUR, 0 * HOUR, 0 * HOUR),
        (HOUR, 0 * HOUR, 0 * HOUR),
    ]
    assert [day.look for day in told] == ["down", "down", "down"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_three_outages_as_for_one(
    roster: World, django_assert_num_queries: Any, count: int
) -> None:
    customers = list(Customer.objects.all())
    for number in range(count):
        out(roster, roster.main, at=MONDAY, title=f"Outage {number}", customers=customers)
        out(roster, roster.other, at=MONDAY, ends_at=MONDAY)

    with django_assert_num_queries(QUERIES):
        shown(roster, audience_of([roster.contact]))


def test_the_feed_is_well_formed_whatever_is_written(roster: World) -> None:
    at = timezone.now().replace(microsecond=0)
    outage = out(roster, roster.main, at=at, title="Logins <b>fail</b> & \x07 more")
    write_update(
        by=roster.agent, about=outage, words="\x01]]>", stage="resolved", is_public=True, at=at
    )

    content = html(Client(), FEED)

    assert "Logins &lt;b&gt;fail&lt;/b&gt; &amp;" in content
    assert "#O-1</id>" in content


def test_a_page_is_right_within_fifteen_seconds(roster: World) -> None:
    at = timezone.now().replace(microsecond=0)
    stranger = Client()
    assert "Logins fail" not in html(stranger)

    out(roster, roster.main, at=at)

    assert "Logins fail" not in html(stranger)
    assert 2 * KEPT_SECONDS < 15  # here, and on the way
    forget()
    assert "Logins fail" in html(stranger)
