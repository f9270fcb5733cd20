"""No lost words, in a browser: drafts, words held back, ready texts, names, who else is here."""

from playwright.sync_api import expect

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from tests.cast import raised
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site


def incident_of(served: Served, site: Site, title: str) -> Incident:
    with served.data(), vendor_scope(site.vendor):
        return raised(site.house, title=title)


def test_what_is_typed_is_kept_and_is_there_again_after_leaving(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, half answered")
    page = visitors.kept_window(site.person("agent"))
    page.goto(f"{site.home}incidents/{incident}/")

    page.get_by_label("Message", exact=True).press_sequentially("Half a sent")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    page.get_by_label("Message", exact=True).press_sequentially("ence")
    page.goto(f"{site.home}queue/")  # at once, and without being asked to stay
    page.goto(f"{site.home}incidents/{incident}/")

    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a sentence")
    page.get_by_role("button", name="Discard draft").click()
    expect(page.get_by_label("Message", exact=True)).to_be_empty()


def test_a_reply_is_held_back_while_somebody_else_answers_and_then_sent(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, answered twice")
    page = visitors.kept_window(site.person("agent"))
    page.goto(f"{site.home}incidents/{incident}/")
    page.get_by_label("Message", exact=True).fill("Do not restart it.")
    with served.data(), vendor_scope(site.vendor):
        other = Membership.objects.staff().get(person=site.person("manager"))
        services.reply(incident=incident, by=other, text="Please restart it.", at=now())

    page.get_by_role("button", name="Send reply").click()

    expect(page.get_by_role("alert")).to_contain_text("This is not sent yet")
    expect(page.get_by_role("group", name="New since you opened the page")).to_contain_text(
        "Please restart it."
    )
    expect(page.get_by_label("Message", exact=True)).to_have_value("Do not restart it.")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.get_by_text("Your reply is with the customer.")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_empty()


def test_a_ready_text_and_a_colleagues_name_are_put_in_by_keyboard(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, handed over")
    manager = site.person("manager").name
    page = visitors.kept_window(site.person("agent"))
    page.goto(f"{site.home}incidents/{incident}/")

    page.get_by_label("Message", exact=True).fill("First: ")
    page.get_by_label("Ready text").first.select_option("Hello")
    page.get_by_role("button", name="Put in").first.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        f"First: Dear {site.house.contact.person.name},"
    )
    page.locator("#note summary").press("Enter")
    note = page.get_by_label("Note", exact=True)
    note.press_sequentially(f"@{manager[:3].lower()}")
    expect(page.get_by_role("listbox", name="Colleagues")).to_contain_text(manager)
    note.press("Enter")
    expect(note).to_have_value(f"@{manager} ")
    note.press_sequentially("please look")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("region", name="Watching")).to_contain_text(manager)


def test_an_open_page_says_that_something_new_came_and_who_is_here(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, seen by two")
    address = f"{site.home}incidents/{incident}/"
    other = visitors.signed_in(site.person("manager"))
    other.goto(address)
    other.get_by_label("Message", exact=True).press_sequentially("I am")
    page = visitors.kept_window(site.person("agent"))
    page.goto(address)
    expect(page.get_by_text("Also here:")).to_contain_text(str(site.person("manager")))
    with served.data(), vendor_scope(site.vendor):
        services.answer(incident=incident, by=site.house.contact, text="More.", at=now())

    page.get_by_label("Message", exact=True).press_sequentially("Oh")  # who writes is told at once

    expect(page.get_by_text("One new entry since you opened the page")).to_be_visible()
