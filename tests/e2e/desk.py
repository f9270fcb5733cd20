"""What people do on the pages of incidents, and what the database says about the same clocks."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from incidents.domain.numbering import read_number
from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from portal.web.templatetags.sundial import arithmetic
from sla.models import Clock, Phase
from tests.e2e.served import Served
from tests.e2e.world import CATEGORY, SEVERITY, Site


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a contact types about a fault."""

    title: str
    text: str = "Since this morning. We tried another *browser* too."
    impact: str = "all clinics"


def raise_incident(page: Page, site: Site, told: Told) -> str:
    """Fill in the form as a contact would, send it, and return the number shown."""
    page.goto(f"{site.home}incidents/new/")
    fill_in_report(page, site, told)
    page.get_by_role("button", name="Raise the incident").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(told.title)
    return number_on(page)


def fill_in_report(page: Page, site: Site, told: Told) -> None:
    """Fill in every field of the report that this vendor's form has."""
    slug = site.vendor.slug
    page.get_by_label("What is wrong, in one line").fill(told.title)
    page.get_by_label("Where").select_option(index=1)
    page.get_by_role("textbox", name="What happens").fill(told.text)
    page.get_by_label("Who is affected").fill(told.impact)
    page.locator(f"#category-{CATEGORY[slug]}").check()
    page.locator(f"#severity-{SEVERITY[slug]}").check()


def number_on(page: Page) -> str:
    """Return the number of the incident whose page this is."""
    return page.locator(".crumbs .num").inner_text()


def write(page: Page, text: str, button: str) -> None:
    """Write a message and send it with one of the buttons beneath."""
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".story")).to_contain_text(text)


def card(page: Page, milestone: str) -> Locator:
    """Return the card of a milestone's clock."""
    return page.locator(".clock-card", has=page.locator(f"#clock-{milestone}"))


def stored_clocks(served: Served, site: Site, number: str) -> dict[str, Clock]:
    """Return the clocks of an incident as they stand in the database, by milestone."""
    with served.data(), vendor_scope(site.vendor):
        wanted = read_number(number, site.vendor.number_prefix)
        incident = Incident.objects.get(number=wanted)
        return {clock.milestone: clock for clock in Clock.objects.filter(incident=incident)}


def expect_figures(page: Page, clocks: dict[str, Clock]) -> None:
    """Compare every clock that is stored with what the page says of it, to the second."""
    for milestone, clock in clocks.items():
        shown, sums = (
            card(page, milestone),
            card(page, milestone).locator("tr", has_text="Promised"),
        )
        expect(sums).to_contain_text(arithmetic(clock.budget))
        if clock.phase == Phase.RUNNING:
            assert clock.due_at is not None
            expect(shown.locator(".pill time")).to_have_attribute(
                "datetime", clock.due_at.isoformat()
            )
        else:  # it stands still, so what is used is what was stored
            used = shown.locator("tr.sum", has_text="Used").first
            expect(used).to_contain_text(arithmetic(clock.spent))
        if clock.phase == Phase.STOPPED:
            expect(shown.locator("summary .pill").first).to_contain_text(clock.outcome.capitalize())
