"""Nothing of one vendor is shown at another: PatientIQ's world is full of a word to look for."""

import pytest
from playwright.sync_api import Page

from tests.e2e.addresses import STOPS
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import CANARY, Site, World

ROLES = ("contact", "viewer", "agent", "manager", "administrator")
JSON = (
    "api/incidents/",
    "api/incidents/{answered}/",
    "api/incidents/{new}/",
    "api/incidents/{answered}/clocks/",
)
SHEETS = ("attainment/figures.csv", "attainment/incidents.csv")
SEARCHES = ("incidents/?q=", "queue/?q=", "incidents/?q=status:closed", "queue/?q=waiting:customer")


@pytest.mark.parametrize("who", ROLES)
def test_no_page_of_lumeon_shows_a_word_of_patientiq(
    who: str, served: Served, visitors: Visitors
) -> None:
    page = visitors.kept_window(served.world.person("lumeon", who))

    for path in _addresses(served.world, who):
        _expect_nothing_foreign(page, path, served.world)


def test_the_word_is_there_to_be_leaked(served: Served, visitors: Visitors) -> None:
    site = served.world["patientiq"]
    page = visitors.kept_window(site.person("agent"))

    for path in ("queue/", "incidents/", f"incidents/{site.incidents['answered']}/", JSON[0]):
        assert CANARY in page.request.get(f"{site.home}{path}").text()


def _addresses(world: World, who: str) -> list[str]:
    """Return every address of Lumeon's site, and PatientIQ's own, tried from outside."""
    ours, theirs = world["lumeon"], world["patientiq"]
    visited = {stop.path for stop in STOPS if stop.slug == "lumeon" and stop.who == who}
    paths = [_filled(path, ours) for path in visited]
    paths += [ours.home + _filled(path, ours) for path in (*JSON, *SHEETS, *SEARCHES)]
    paths += [f"{ours.home}incidents/{number}/" for number in theirs.incidents.values()]
    paths += [f"{ours.home}api/incidents/{number}/" for number in theirs.incidents.values()]
    foreign = ("", "queue/", "incidents/", "agreement/", "people/", "api/incidents/")
    return [*paths, *(theirs.home + path for path in foreign)]


def _filled(path: str, site: Site) -> str:
    return path.format(**site.keys)


def _expect_nothing_foreign(page: Page, path: str, world: World) -> None:
    answer = page.request.get(path)
    assert answer.status in {200, 403, 404, 422}
    text = answer.text().replace(path, "")  # what was asked for may be said again
    vendor = world["patientiq"].vendor
    for word in (CANARY, vendor.name, f"{vendor.number_prefix}-"):
        assert word.lower() not in text.lower(), f"{word} at {path}"
