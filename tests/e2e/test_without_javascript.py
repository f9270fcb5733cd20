"""Everything works where scripts do not run: raising, following and answering an incident."""

from playwright.sync_api import expect

from tests.e2e.desk import Told, card, raise_incident, write
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors

TOLD = Told(title="The list of appointments stays white")


def test_incident_is_raised_followed_and_answered_without_scripts(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    contact = visitors.stranger(java_script_enabled=False)
    agent = visitors.signed_in(site.person("agent"), java_script_enabled=False)
    visitors.sign_in(contact, site.person("contact"))

    number = raise_incident(contact, site, TOLD)
    card(contact, "response").get_by_text("Why is this due").click()  # a native disclosure
    expect(card(contact, "response").get_by_role("table")).to_be_visible()

    agent.goto(f"{site.home}queue/?q={number}")
    agent.get_by_role("button", name=f"Accept {number}").click()
    write(agent, "Which browser is it?", "Ask, and wait")

    contact.goto(f"{site.home}incidents/?q=status:open")
    contact.get_by_role("link", name=TOLD.title).click()
    expect(contact.locator(".story")).to_contain_text("Which browser is it?")
    write(contact, "Every one we have.", "Send the answer")
    expect(contact.locator(".turn")).to_contain_text("With Lumeon")


def test_search_and_views_of_the_queue_are_plain_addresses(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("agent"), java_script_enabled=False)
    page.goto(f"{site.home}queue/")

    page.get_by_role("link", name="With the customer").click()
    page.get_by_label("Search the incidents").fill("waiting:customer Asked: letters")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text(site.incidents["asked"])
    assert "q=waiting%3Acustomer" in page.url


def test_menu_and_sign_out_work_without_scripts(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.stranger(java_script_enabled=False)
    visitors.sign_in(page, site.person("viewer"))

    page.locator(".menu-l summary").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
