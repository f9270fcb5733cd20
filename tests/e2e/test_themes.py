"""The theme is the reader's: the system's by default, a kept choice before everything else."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import inject_axe, violations
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors

GROUND = "getComputedStyle(document.body).backgroundColor"
type Theme = Literal["light", "dark"]


def _choose(page: Page, theme: str) -> None:
    page.locator(".menu-l summary").click()
    page.locator(".menu-l").get_by_role("button", name=theme).click()


@pytest.mark.parametrize(("system", "chosen"), [("light", "dark"), ("dark", "light")])
def test_chosen_theme_wins_over_the_systems_and_is_kept(
    system: Theme, chosen: Theme, served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.signed_in(site.person("agent"), color_scheme=system)
    page.goto(f"{site.home}incidents/{site.incidents['answered']}/")
    by_system = page.evaluate(GROUND)

    _choose(page, chosen.capitalize())
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", chosen)
    by_choice = page.evaluate(GROUND)
    assert by_choice != by_system
    inject_axe(page)
    assert violations(page, chosen) == []
    page.emulate_media(color_scheme=chosen)
    _choose(page, "System")
    assert page.evaluate(GROUND) == by_choice  # one set of colours, however it was come by
