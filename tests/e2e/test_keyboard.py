"""With the keyboard alone: nothing needs a mouse, and one always sees where one is."""

from typing import Any

from playwright.sync_api import Page, expect

from incidents import services
from portal.tenancy.scope import vendor_scope
from tests.cast import raised
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.factories import PASSWORD
from tests.processes import soon

MOST_STOPS = 90  # of the Tab key, before we say that something cannot be reached
WHERE = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    name: at.id || at.name || at.className || at.tagName,
    text: at.innerText?.trim() ?? "",
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_skip_link_comes_first_and_leads_to_the_content(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("agent"))
    page.goto(f"{site.home}queue/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_agent_signs_in_walks_the_queue_and_replies_by_keyboard(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.stranger()
    page.goto(f"/accounts/login/?next={site.home}queue/")
    page.get_by_label("Email").focus()
    page.keyboard.type(site.person("agent").email)
    _tab_to(page, "id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[data-keys-line]")).to_be_visible()  # by the script: it listens now
    rows = page.locator("[data-row]")

    page.keyboard.press("j")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    expect(rows.nth(0).get_by_role("link")).to_be_focused()
    assert _where(page)["marked"]
    title = rows.nth(0).get_by_role("link").inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    _tab_to(page, "write-text")
    page.keyboard.type("Written without a mouse.")
    _tab_to(page, "Send reply")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Your reply is with the customer.")
    expect(page.locator(".story")).to_contain_text("Written without a mouse.")


def test_keys_are_listed_and_can_be_switched_off(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("agent"))
    page.goto(f"{site.home}queue/")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="profile").click()
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto(f"{site.home}queue/")
    page.keyboard.press("j")

    expect(page.locator("[data-row]").first).to_be_visible()
    expect(page.locator("[data-row][aria-current]")).to_have_count(0)
    page.goto("/me/")
    page.get_by_label("Use single keys").check()
    page.get_by_role("button", name="Save").click()


def test_contact_confirms_a_solution_by_keyboard(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    with served.data(), vendor_scope(site.vendor):
        incident = raised(site.house, title="A solution to be confirmed by keyboard")
        services.provide_solution(
            incident=incident, by=site.agent, text="Try now.", at=incident.reported_at
        )
    page = visitors.signed_in(site.person("contact"))
    page.goto(f"{site.home}incidents/{incident}/")

    _tab_to(page, "Yes, it holds: close the incident")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("The incident is closed.")


def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until it is reached, and look at each stop on the way."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        where = _where(page)
        assert where["marked"], f"no mark of the focus on {where}"
        assert soon(lambda: bool(_where(page)["seen"]), within=2), f"out of sight: {where}"
        if wanted in {where["name"], where["text"]}:
            return
    raise AssertionError(f"{wanted} is not reached by {MOST_STOPS} presses of Tab")


def _where(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(WHERE)
    return found
