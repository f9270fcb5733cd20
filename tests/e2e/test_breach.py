"""A clock that runs out while everybody looks elsewhere: the worker records it (LU-14, CO-05)."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from portal.web.templatetags.sundial import duration
from sla.models import BREACH, Clock, Crossing
from tests.cast import raised
from tests.e2e.desk import card
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site
from tests.processes import soon

FOUR_HOURS = timedelta(hours=4)  # Lumeon's resolution of severity 1, in elapsed hours (LU-14)
AHEAD = timedelta(seconds=3)
TITLE = "All calendars have been unavailable for hours"


def test_worker_records_a_breach_with_the_instant_it_was_due(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    with served.data(), vendor_scope(site.vendor):
        at = timezone.now().replace(microsecond=0) - FOUR_HOURS + AHEAD
        incident = raised(site.house, at=at, title=TITLE, severity="1")

    assert soon(lambda: _is_recorded(served, incident))

    with served.data(), vendor_scope(site.vendor):
        clock = Clock.objects.get(incident=incident, milestone="resolution")
        breach = Crossing.objects.get(clock=clock, percent=BREACH)
    assert clock.budget == FOUR_HOURS
    assert breach.at == clock.breached_at == clock.due_at == at + FOUR_HOURS
    assert breach.recorded_at >= breach.at
    _expect_missed(visitors, site, incident, clock)


def _is_recorded(served: Served, incident: Incident) -> bool:
    with served.data(), vendor_scope(incident.vendor):
        return Crossing.objects.filter(
            clock__incident=incident, clock__milestone="resolution", percent=BREACH
        ).exists()


def _expect_missed(visitors: Visitors, site: Site, incident: Incident, clock: Clock) -> None:
    agent = visitors.signed_in(site.person("agent"))
    agent.goto(f"{site.home}queue/")
    row = agent.locator("[data-row]", has_text=TITLE)
    expect(row.locator(".over")).to_contain_text("over")
    row.get_by_role("link").click()
    _expect_due_in_the_past(agent, clock)
    contact = visitors.signed_in(site.person("contact"))
    contact.goto(f"{site.home}incidents/{incident}/")
    _expect_due_in_the_past(contact, clock)


def _expect_due_in_the_past(page: Page, clock: Clock) -> None:
    assert clock.due_at is not None
    shown = card(page, "resolution")
    expect(shown.locator(".pill.bad")).to_contain_text("Was due")
    expect(shown.locator(".pill time")).to_have_attribute("datetime", clock.due_at.isoformat())
    expect(shown.locator(".clock")).to_contain_text(f"of {duration(clock.budget)}")
