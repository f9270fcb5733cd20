"""The browser tests' ground: one portal and one browser for all of them, run one after another."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from portal.launch.browser import NAMES
from tests.e2e.served import Served, served_world, strict_door
from tests.e2e.visitors import PATIENCE_MS, Visitors
from tests.e2e.world import World

HERE = "tests/e2e/"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and put them before the others, since they take longest (tests.sharing)."""
    mine = [item for item in items if HERE in item.path.as_posix()]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    mine.sort(key=lambda item: item.path.stem, reverse=True)
    mine.sort(key=lambda item: item.path.stem != "test_every_page")
    items[:] = mine + [item for item in items if item not in set(mine)]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests are skipped, but never where CI is true."""
    program = os.environ.get("SUNDIAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not program:
        reason = "Chromium is not installed: bin/test installs it where it can."
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def served(
    browser: Browser,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """The running portal: web, worker and beat, with second factors off as in the demo world."""
    with django_db_blocker.unblock(), served_world(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="package")
def strict_address(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the same world is served with second factors asked of its staff."""
    with strict_door(served, tmp_path_factory.mktemp("strict")) as address:
        yield address


@pytest.fixture
def world(served: Served) -> World:
    """The people and incidents of the served portal."""
    return served.world


@pytest.fixture(scope="package")
def _doorway(browser: Browser, served: Served) -> Visitors:
    return Visitors(browser, served)


@pytest.fixture
def visitors(_doorway: Visitors) -> Iterator[Visitors]:
    """Opens windows on the portal; fails the test on any fault of a page."""
    with _doorway.watched() as visitors:
        yield visitors


@pytest.fixture
def strict_visitors(browser: Browser, served: Served, strict_address: str) -> Iterator[Visitors]:
    """Opens windows where second factors are asked."""
    with Visitors(browser, served, strict_address).watched() as visitors:
        yield visitors
