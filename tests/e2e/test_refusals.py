"""What is refused says why, where it is seen, and nothing that was typed is lost."""

from playwright.sync_api import Dialog, expect

from incidents import services
from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from tests.cast import raised
from tests.e2e.desk import Told, fill_in_report
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site

LONG = "It began on Monday, after the update; then it spread from clinic to clinic."


def _raised(served: Served, site: Site, title: str) -> Incident:
    with served.data(), vendor_scope(site.vendor):
        return raised(site.house, title=title)


def test_report_without_a_title_keeps_the_rest_and_leads_to_the_gap(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.person("contact"))
    page.goto(f"{site.home}incidents/new/")
    fill_in_report(page, site, Told(title="", text=LONG, impact="three clinics"))

    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Raise the incident").click()

    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("textbox", name="What happens")).to_have_value(LONG)
    expect(page.get_by_label("Who is affected")).to_have_value("three clinics")
    expect(page.locator("#severity-2")).to_be_checked()
    expect(page.locator("#category-support_incident")).to_be_checked()
    page.get_by_role("alert").get_by_role("link", name="What is wrong").click()
    expect(page.get_by_label("What is wrong, in one line")).to_be_focused()


def test_answer_to_an_incident_that_was_closed_meanwhile_is_given_back(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = _raised(served, site, "Closed while somebody writes")
    page = visitors.kept_window(site.person("contact"))
    page.goto(f"{site.home}incidents/{incident}/")
    with served.data(), vendor_scope(site.vendor):
        services.close(
            incident=incident,
            by=site.agent,
            reason="out_of_scope",
            scope="on_site",
            words="",
            at=incident.reported_at,
        )

    page.get_by_label("Message", exact=True).fill(LONG)
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Send").click()

    assert answer.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("That was not done")
    expect(page.get_by_label("What you wrote is not sent")).to_have_value(LONG)


def test_severity_changes_only_with_the_consultation_and_the_choice_stays(
    served: Served, visitors: Visitors
) -> None:
    """LU-12: the contact is consulted, and the record says what was agreed."""
    site = served.world["lumeon"]
    incident = _raised(served, site, "Its severity is to be changed")
    page = visitors.kept_window(site.person("agent"))
    page.goto(f"{site.home}incidents/{incident}/")

    page.get_by_text("Change the severity").click()
    page.get_by_label("Severity", exact=True).select_option("3")
    page.get_by_role("button", name="Change it").click()

    expect(page.get_by_role("alert")).to_contain_text("LU-12")
    expect(page.get_by_label("Severity", exact=True)).to_be_visible()
    expect(page.get_by_label("Severity", exact=True)).to_have_value("3")
    page.get_by_label("What you agreed with the contact").fill("Only one printer, Priya says.")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("The severity is changed")


def test_invitation_to_a_seat_that_makes_no_sense_keeps_the_address(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.person("administrator"))
    page.goto(f"{site.home}people/")

    page.get_by_label("Email address").fill("somebody@example.org")
    page.get_by_label("Name").fill("Somebody New")
    page.get_by_label("Role").select_option("technical_contact")
    page.get_by_role("button", name="Send the invitation").click()

    expect(page.get_by_role("alert")).to_contain_text("Choose the customer")
    expect(page.get_by_label("Email address")).to_have_value("somebody@example.org")
    expect(page.get_by_label("Name")).to_have_value("Somebody New")


def test_leaving_a_page_with_unsent_words_asks_first(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("contact"))
    page.goto(f"{site.home}incidents/{site.incidents['new']}/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    page.get_by_label("Message", exact=True).press_sequentially("Unsent")
    page.get_by_role("link", name="Availability", exact=True).first.click(no_wait_after=True)

    expect(page.get_by_label("Message", exact=True)).to_have_value("Unsent")
    assert asked == ["beforeunload"]
