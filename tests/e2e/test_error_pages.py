"""Pages for what went wrong: in plain words, with the request's name to quote."""

from urllib.parse import urljoin

from playwright.sync_api import Page, Response, expect

from tests.e2e.served import Served
from tests.e2e.visitors import Visitors, fill_in_sign_in


def _expect_request_named(page: Page, answer: Response | None) -> None:
    assert answer is not None
    name = answer.headers["x-request-id"]
    expect(page.locator(".request-id code")).to_have_text(name)


def _body_without_request(page: Page) -> str:
    text = page.locator("main").inner_text()
    return text.replace(page.locator(".request-id code").inner_text(), "")


def test_page_that_is_not_there_names_the_request(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.person("contact"))

    answer = page.goto(f"{site.home}incidents/LUM-99999/")

    assert answer is not None
    assert answer.status == 404
    _expect_request_named(page, answer)


def test_another_customers_incident_answers_like_one_that_never_was(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.other.contact.person)

    page.goto(f"{site.home}incidents/LUM-99999/")
    never_was = _body_without_request(page)
    answer = page.goto(f"{site.home}incidents/{site.incidents['new']}/")

    assert answer is not None
    assert answer.status == 404
    assert _body_without_request(page) == never_was


def test_another_vendors_site_answers_like_one_that_never_was(
    served: Served, visitors: Visitors
) -> None:
    page = visitors.kept_window(served.world["lumeon"].person("agent"))

    page.goto("/no-such-vendor/queue/")
    never_was = _body_without_request(page)
    answer = page.goto(f"{served.world['patientiq'].home}queue/")

    assert answer is not None
    assert answer.status == 404
    assert _body_without_request(page) == never_was


def test_form_with_a_wrong_token_is_refused_with_the_requests_name(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.person("contact"))
    page.goto(f"{site.home}incidents/{site.incidents['new']}/")
    page.get_by_label("Message", exact=True).fill("Too old to be trusted.")
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]')"
        ".forEach((token) => { token.value = 'x'.repeat(64); })"
    )

    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Send").click()

    assert answer.value is not None
    assert answer.value.status == 403
    _expect_request_named(page, answer.value)


def test_viewer_who_may_not_raise_is_told_who_may(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    page = visitors.kept_window(site.person("viewer"))

    answer = page.goto(f"{site.home}incidents/new/")

    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Technical contacts raise incidents")


def test_signing_out_ends_it_and_the_back_button_shows_nothing(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    page = visitors.stranger()
    visitors.sign_in(page, site.person("contact"))
    page.goto(f"{site.home}incidents/")

    page.locator(".menu-l summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{site.home}incidents/")
    assert page.url.startswith(urljoin(served.address, "/accounts/login/"))


def test_wrong_password_keeps_the_address_and_says_so(served: Served, visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/accounts/login/")

    fill_in_sign_in(page, served.world.robin, password="no such sentence here")

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(served.world.robin.email)
