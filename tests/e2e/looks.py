"""How a page looks to axe-core, which reads it as assistive technology does, and how wide it is."""

import os
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

DESK = ViewportSize(width=1440, height=900)
TELEPHONE = ViewportSize(width=390, height=844)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The other theme differs in its colours alone, and these are the rules that look at colours.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# The preload would read the style sheets into an inline one, which our own policy forbids.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
RULES = {
    "light": OPTIONS | {"runOnly": {"type": "tag", "values": TAGS}},
    "dark": OPTIONS | {"runOnly": {"type": "rule", "values": COLOUR_RULES}},
}
# The narrow page in the dark has no colour of its own: it is photographed, but not read again.
READ = [(DESK, "light"), (DESK, "dark"), (TELEPHONE, "light")]
SCREENSHOTS = Path("test-results")


def expect_sound(page: Page, name: str = "") -> None:
    """Look at the page wide and narrow, light and dark; keep pictures where they are wanted."""
    inject_axe(page)
    for size in (DESK, TELEPHONE):
        page.set_viewport_size(size)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            _keep_picture(page, f"{name} {size['width']} {theme}")
            if (size, theme) in READ:
                found = violations(page, theme)
                assert not found, (size, theme, found)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= size["width"], f"{width} px wide in a window of {size['width']}"


def inject_axe(page: Page) -> None:
    """Put axe-core into the page, from outside, where its policy does not reach."""
    page.evaluate(AXE_SCRIPT)


def violations(page: Page, theme: str) -> list[str]:
    """Return what axe finds wrong with the page as it stands."""
    found = page.evaluate("rules => axe.run(rules).then((all) => all.violations)", RULES[theme])
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def _keep_picture(page: Page, name: str) -> None:
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
