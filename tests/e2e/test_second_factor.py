"""Second factors: asked of everyone who works for a vendor, wherever it is no demonstration."""

import pytest
from playwright.sync_api import Page, expect

from portal.tenancy.models import Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import with_second_factor
from tests.e2e.looks import expect_sound
from tests.e2e.passkeys import add_key, plug_in
from tests.e2e.second_factor import code_of, secret_of, type_code
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors, fill_in_sign_in, go
from tests.e2e.world import staff

SET_UP = "/accounts/2fa/?needed=yes"


def _new_agent(served: Served, name: str, *, has_factor: bool = False) -> Person:
    vendor = served.world["lumeon"].vendor
    with served.data(), vendor_scope(vendor):
        membership = staff(vendor, name, Role.AGENT)
        return (with_second_factor(membership) if has_factor else membership).person


def _set_up_app(page: Page) -> str:
    """Set up an app with the page's own secret, and return the secret."""
    page.get_by_role("link", name="Set up an app").click()
    go(page, "/accounts/2fa/totp/activate/")
    page.get_by_text("You cannot scan it?").click()
    secret = page.locator("details code").inner_text()
    page.get_by_role("textbox").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Set up")
    return secret


def _sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_agent_without_a_second_factor_is_led_to_set_up_and_nowhere_else(
    served: Served, strict_visitors: Visitors
) -> None:
    page = strict_visitors.stranger()
    strict_visitors.sign_in(page, _new_agent(served, "Nell Newly"))

    for path in ("/", "/lumeon/queue/", "/lumeon/api/incidents/", "/me/"):
        page.goto(path)
        assert page.url.endswith(SET_UP)
    expect(page.get_by_role("alert")).to_contain_text("Set up a second factor to go on.")

    _set_up_app(page)
    page.goto("/lumeon/queue/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")


def test_contact_needs_no_second_factor(served: Served, strict_visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = strict_visitors.stranger()

    strict_visitors.sign_in(page, site.person("contact"))

    assert page.url.endswith(site.home)


def test_sign_in_asks_for_the_code_and_refuses_a_wrong_one(
    served: Served, strict_visitors: Visitors
) -> None:
    page = strict_visitors.stranger()
    person = _new_agent(served, "Cora Coded", has_factor=True)
    page.goto("/accounts/login/")
    fill_in_sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")

    type_code(page, "000000")
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/lumeon/queue/")
    assert page.url.endswith("/accounts/2fa/authenticate/")  # half a sign-in opens nothing
    expect_sound(page)

    with served.data():
        secret = secret_of(person)
    type_code(page, code_of(secret))
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")


def test_recovery_code_works_once(served: Served, strict_visitors: Visitors) -> None:
    person = _new_agent(served, "Reva Recovered")
    page = strict_visitors.stranger()
    strict_visitors.sign_in(page, person)
    _set_up_app(page)
    go(page, "/accounts/2fa/recovery-codes/")
    code = page.locator("main").inner_text()
    code = next(word for word in code.split() if _looks_like_code(word))

    for outcome in ("Queue", "Your second factor"):
        _sign_out(page)
        fill_in_sign_in(page, person)
        type_code(page, code)
        if outcome == "Queue":
            page.goto("/lumeon/queue/")
        expect(page.get_by_role("heading", level=1)).to_have_text(outcome)


def _looks_like_code(word: str) -> bool:
    return word.isdecimal() and len(word) == 8


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/2fa/authenticate/"])
def test_passkey_signs_in(path: str, served: Served, strict_visitors: Visitors) -> None:
    """By itself instead of the password, or beside it as the second factor."""
    person = _new_agent(served, f"Kay Keyed {path.count('/')}")
    page = strict_visitors.stranger()
    plug_in(page)
    strict_visitors.sign_in(page, person)
    add_key(page, "Laptop")
    _sign_out(page)

    if "authenticate" in path:
        fill_in_sign_in(page, person)
        page.get_by_role("button", name="Use a passkey").click()
    else:
        page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/lumeon/queue/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
