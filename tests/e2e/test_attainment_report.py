"""Lumeon's month as a report: promises kept and missed are those of the clocks (LU-18, CO-13)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from incidents import services
from incidents.models import Incident
from portal.kernel.month import Month
from portal.tenancy.scope import vendor_scope
from sla.models import Clock
from tests.cast import House, build_house, raised
from tests.e2e.reporting import expect_forgery_found, expect_verified, issue_report
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_lu_18_the_issued_report_has_the_shares_of_the_clocks_and_its_hash_is_verified(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    with served.data(), vendor_scope(site.vendor):
        month = Month.of(datetime.now(UTC), ZoneInfo(site.vendor.time_zone)).plus(-1)
        house = build_house(site.vendor, "Harbour Dental", "Idris of Harbour", "essentials")
        kept, missed = leave_month(site, house, month)
        clocks = list(Clock.objects.filter(incident__in=[kept, missed]))
    administrator = visitors.signed_in(site.person("administrator"))
    contact = visitors.signed_in(house.contact.person)

    issued = issue_report(administrator, site, house.contract.pk, month)

    by_milestone = counted(clocks)
    assert by_milestone["response"] == (1, 1)
    shares = {
        row["milestone"].lower(): (row["met"], row["missed"])
        for row in issued.rows("attainment", "shares")
        if row["severity"] != "All" and row["counted"]
    }
    assert shares == by_milestone
    assert issued.fact("attainment", "total_response") == "50.00"
    page = contact.get_by_role("main")
    expect_verified(contact, issued)
    expect_forgery_found(contact, site, issued)
    contact.goto(issued.address)
    expect(page).to_contain_text("50.00 %")
    expect(page).to_contain_text(str(missed))


def leave_month(site: Site, house: House, month: Month) -> tuple[Incident, Incident]:
    """Leave two closed incidents of a month: one was answered at once, one after three days."""
    first = monday_of(month)
    return (
        _closed(site, house, "Letters print an empty line", first, 9 * MINUTE),
        _closed(site, house, "Labels print nothing", first + DAY, 3 * DAY),
    )


def monday_of(month: Month) -> datetime:
    """Return ten o'clock in London of the month's second Monday."""
    eighth = datetime(month.year, month.number, 8, 10, tzinfo=ZoneInfo("Europe/London"))
    return (eighth + timedelta(days=-eighth.weekday() % 7)).astimezone(UTC)


def _closed(site: Site, house: House, title: str, at: datetime, after: timedelta) -> Incident:
    incident = raised(house, at=at, title=title, severity="2")
    services.reply(incident=incident, by=site.agent, text="Seen.", at=at + after)
    services.provide_solution(
        incident=incident, by=site.agent, text="Use the template.", at=at + after + 9 * MINUTE
    )
    services.confirm(incident=incident, by=house.contact, at=at + after + 30 * MINUTE)
    return incident


def counted(clocks: list[Clock]) -> dict[str, tuple[int, int]]:
    """Return by milestone how many clocks were met, and how many missed."""
    return {
        one.milestone: (
            sum(1 for other in clocks if _is(other, one.milestone, "met")),
            sum(1 for other in clocks if _is(other, one.milestone, "missed")),
        )
        for one in clocks
    }


def _is(clock: Clock, milestone: str, outcome: str) -> bool:
    return clock.milestone == milestone and clock.outcome == outcome
