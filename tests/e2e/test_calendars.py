"""An administrator changes a calendar and a contract: what would change, then what did (LU-02)."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.looks import expect_sound
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors, go

CALENDAR = "/lumeon/calendars/GB-ENG/"


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_holiday_is_added_after_a_look_at_what_would_change(
    served: Served, visitors: Visitors
) -> None:
    administrator = served.world.person("lumeon", "administrator")
    page = visitors.signed_in(administrator, java_script_enabled=False)
    day = timezone.now().date() + timedelta(days=1)
    go(page, CALENDAR)

    page.get_by_role("link", name="Change the calendar").click()
    first = page.get_by_role("group", name="Date 1")
    first.get_by_label("Name").fill("Founder's day")
    page.get_by_label("Why").fill("It was forgotten.")
    _press(page, "What would change")
    expect(page.get_by_role("alert")).to_contain_text("Say which date.")
    expect(first.get_by_label("Name")).to_have_value("Founder's day")
    first.get_by_label("Date").fill(day.isoformat())
    _press(page, "More rows")
    expect(first.get_by_label("Date")).to_have_value(day.isoformat())
    _press(page, "What would change")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change in GB-ENG")
    _press(page, "Save it")

    expect(page.get_by_role("heading", level=1)).to_contain_text("GB-ENG, version")
    expect(page.get_by_text("Founder's day: a holiday")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("is in force")


def test_previews_and_what_came_of_them_are_accessible(served: Served, visitors: Visitors) -> None:
    page = visitors.signed_in(served.world.person("lumeon", "administrator"))
    day = timezone.now().date() + timedelta(days=2)
    go(page, f"{CALENDAR}changes/?date={day}&name=Another+day&kind=holiday")

    page.get_by_label("Why").fill("The house is closed.")
    _press(page, "What would change")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change in GB-ENG")
    expect_sound(page, "calendar preview")
    _press(page, "Save it")
    expect(page.get_by_text("Another day: a holiday")).to_be_visible()
    expect_sound(page, "calendar version")
    go(page, f"{CALENDAR}?year={day.year}")
    expect_sound(page, "calendar year with a change")


def test_a_contract_is_amended_after_a_look_at_what_would_change(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("administrator"))
    go(page, f"/lumeon/contracts/{site.other.contract.pk}/terms/")

    page.get_by_label("Tier").select_option("premium")
    page.get_by_label("From").fill((timezone.now().date() + timedelta(days=9)).isoformat())
    page.get_by_label("Why").fill("They asked for it.")
    _press(page, "What would change")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would change for")
    expect_sound(page, "contract preview")
    _press(page, "Save it")

    expect(page.get_by_role("table")).to_contain_text(re.compile("Premium.*Amended", re.DOTALL))
    expect_sound(page, "contract terms amended")
