"""People at their browsers. Whatever a page does wrong while they look ends the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
)

from portal.tenancy.models import Person
from tests.e2e.second_factor import code_of, secret_of, type_code
from tests.e2e.served import Served
from tests.factories import PASSWORD

PATIENCE_MS = 10_000
# Chromium writes a line for each answer of 400 and above; what those mean is looked at below.
SAID_OF_ANSWERS = "Failed to load resource: the server responded with a status of"
NAME_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("against the CSP: " + event.effectiveDirective + " " + event.blockedURI
    + " " + event.sourceFile + ":" + event.lineNumber + " " + event.sample);
});
"""


class Visitors:
    """Opens browser windows, remembers who is signed in, and notes what goes wrong."""

    def __init__(self, browser: Browser, served: Served, address: str = "") -> None:
        self.browser = browser
        self.served = served
        self.address = address or served.address
        self.faults: list[str] = []
        self._signed_in: dict[str, StorageState] = {}
        self._kept: dict[str, Page] = {}
        self._passing: list[BrowserContext] = []

    @contextmanager
    def watched(self) -> Iterator["Visitors"]:
        """Fail whatever ran inside if a page did something wrong; close its windows."""
        self.faults.clear()
        try:
            yield self
        finally:
            for context in self._passing:
                context.close()
            self._passing.clear()
        if self.faults:
            pytest.fail("\n".join(["Pages did what they must not:", *self.faults]))

    def stranger(self, **options: Any) -> Page:
        """Open a window in which nobody is signed in."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE_MS)
        self._watch(context)
        self._passing.append(context)
        return context.new_page()

    def signed_in(self, person: Person, **options: Any) -> Page:
        """Open a window of this person, who signs in by the form the first time."""
        if person.email not in self._signed_in:
            page = self.stranger()
            self.sign_in(page, person)
            self._signed_in[person.email] = page.context.storage_state()
            page.context.close()
        return self.stranger(storage_state=self._signed_in[person.email], **options)

    def kept_window(self, person: Person | None) -> Page:
        """Return this person's window that stays open between tests; opening one is slow."""
        name = person.email if person else ""
        if name not in self._kept:
            self._kept[name] = self.signed_in(person) if person else self.stranger()
            self._passing.remove(self._kept[name].context)
        return self._kept[name]

    def sign_in(self, page: Page, person: Person, *, password: str = PASSWORD) -> None:
        """Type address and password into the form, and the code of the person's app if asked."""
        page.goto("/accounts/login/")
        fill_in_sign_in(page, person, password=password)
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        if "/accounts/2fa/authenticate/" in page.url:
            with self.served.data():
                secret = secret_of(person)
            type_code(page, code_of(secret))
            page.wait_for_url(lambda url: "/accounts/2fa/authenticate/" not in url)

    def _watch(self, context: BrowserContext) -> None:
        context.add_init_script(NAME_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._check_host)
        context.on("requestfailed", self._check_failure)
        context.on("response", self._check_answer)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(SAID_OF_ANSWERS):
            self.faults.append(f"console: {message.text}")

    def _check_host(self, request: Request) -> None:
        scheme, host = urlsplit(request.url)[:2]
        if scheme not in {"data", "blob"} and host != urlsplit(self.address).netloc:
            self.faults.append(f"asked another host: {request.url}")

    def _check_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for another page before it came
            self.faults.append(f"no answer: {request.url} {request.failure}")

    def _check_answer(self, response: Response) -> None:
        # A page may say that something is not there or was refused; what it is made of may not,
        # nor may that lead to the sign-in page instead.
        worst = 499 if response.request.is_navigation_request() else 299
        if response.status > worst and response.status != HTTPStatus.NOT_MODIFIED:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")
        if response.status >= 500:
            self.faults.append(self.served.last_words())


def fill_in_sign_in(page: Page, person: Person, *, password: str = PASSWORD) -> None:
    """Type address and password, and send them."""
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def go(page: Page, path: str) -> Response:
    """Go to a page, typing the password once more where it is asked for."""
    answer = page.goto(path)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in path:
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation() as navigation:
            page.get_by_role("button", name="Go on").click()
        answer = navigation.value
    assert answer is not None
    return answer
