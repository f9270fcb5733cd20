"""The first flow at each vendor, in two browsers: a contact's and an agent's (LU-11, LU-16..LU-20).

What the pages say of the clocks is compared with what the database holds at every turn.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from sla.models import Phase
from tests.e2e.desk import (
    Told,
    card,
    expect_figures,
    number_on,
    raise_incident,
    stored_clocks,
    write,
)
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """What this vendor's agreement says of the flow."""

    slug: str
    zone: str  # in which the customer's service hours run
    milestones: tuple[str, ...]
    waits: bool  # whether a clock waits for the customer's answer
    asked: str  # the milestone that is going when the customer is asked


VENDORS = (
    Vendor(
        slug="lumeon",
        zone="Europe/London",
        milestones=("resolution", "response"),
        waits=True,
        asked="resolution",
    ),
    Vendor(
        slug="patientiq",
        zone="America/Chicago",
        milestones=("response",),
        waits=False,
        asked="response",
    ),
    Vendor(
        slug="healthy-roster",
        zone="America/New_York",
        milestones=("resolution", "response"),
        waits=False,
        asked="resolution",
    ),
)


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.slug)
def test_an_incident_is_raised_answered_solved_and_confirmed(
    vendor: Vendor, served: Served, visitors: Visitors
) -> None:
    site = served.world[vendor.slug]
    contact, agent = visitors.stranger(), visitors.signed_in(site.person("agent"))
    visitors.sign_in(contact, site.person("contact"))
    expect(contact).to_have_url(f"{served.address}{site.home}")

    told = Told(title=f"Letters to the GPs of {vendor.slug} come out empty")
    number = raise_incident(contact, site, told)
    _expect_running(contact, vendor, served, number)

    _open_from_queue(agent, site, told)
    assert number_on(agent) == number
    write(agent, "We have seen it.", "Send reply")
    write(agent, "Which clinics?", "Ask, and wait")
    _expect_question(contact, agent, vendor, served, number)

    write(contact, "All of them.", "Send the answer")
    agent.get_by_role("button", name="Accept").click()
    expect(agent.get_by_role("status")).to_contain_text("It is yours now.")
    expect_figures(agent, stored_clocks(served, site, number))
    write(agent, "Use the template attached.", "Send as the solution")

    _expect_closing(contact, agent, served, site, number)


def _expect_running(page: Page, vendor: Vendor, served: Served, number: str) -> None:
    """The number and the clocks stand there at once, on the service hours of this customer."""
    site = served.world[vendor.slug]
    assert number.startswith(f"{site.vendor.number_prefix}-")
    expect(page.get_by_role("status")).to_contain_text(number)
    clocks = stored_clocks(served, site, number)
    assert sorted(clocks) == sorted(vendor.milestones)
    assert {clock.phase for clock in clocks.values()} == {Phase.RUNNING}
    expect_figures(page, clocks)
    for milestone in vendor.milestones:
        why = card(page, milestone).get_by_text("Why is this due")
        why.click()
        expect(card(page, milestone).get_by_role("region")).to_contain_text(vendor.zone)


def _open_from_queue(page: Page, site: Site, told: Told) -> None:
    page.goto(site.home)
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    page.get_by_role("link", name=told.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(told.title)


def _expect_question(
    contact: Page, agent: Page, vendor: Vendor, served: Served, number: str
) -> None:
    """Whether the clock waits for the answer is the agreement's to say, and both sides read it."""
    site = served.world[vendor.slug]
    contact.reload()
    expect(contact.locator(".story")).to_contain_text("Which clinics?")
    said = "The clock waits until then." if vendor.waits else "The clock runs on"
    clocks = stored_clocks(served, site, number)
    assert clocks[vendor.asked].phase == (Phase.PAUSED if vendor.waits else Phase.RUNNING)
    for page in (contact, agent):
        expect(page.locator(".turn")).to_contain_text(said)
        expect_figures(page, clocks)
    whom = "Waits for you" if vendor.waits else "Due "
    expect(card(contact, vendor.asked).locator(".clock .pill")).to_contain_text(whom)


def _expect_closing(contact: Page, agent: Page, served: Served, site: Site, number: str) -> None:
    contact.reload()
    contact.get_by_role("button", name="Yes, it holds").click()
    expect(contact.get_by_role("status")).to_contain_text("The incident is closed.")
    clocks = stored_clocks(served, site, number)
    assert {(clock.phase, clock.outcome) for clock in clocks.values()} == {(Phase.STOPPED, "met")}
    agent.reload()
    for page in (contact, agent):
        expect(page.locator(".turn")).to_contain_text("Closed")
        expect_figures(page, clocks)
