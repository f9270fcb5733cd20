"""The watch itself: what a page must not do does not pass unseen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.processes import soon

INLINE_STYLE = "document.body.setAttribute('style', 'color: red')"
FOREIGN_PICTURE = "document.body.append(Object.assign(new Image(), {src: 'http://x.invalid/'}))"
ERROR = "setTimeout(() => { throw new Error('nobody catches this'); })"
MISSING_PART = "fetch('/static/no-such-file.css')"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (INLINE_STYLE, "against the CSP: style-src-attr"),
        (FOREIGN_PICTURE, "against the CSP: img-src"),
        (ERROR, "nobody catches this"),
        (MISSING_PART, "404: GET"),
        ("console.error('something broke')", "console: something broke"),
    ],
    ids=["inline style", "foreign picture", "script error", "missing part", "console error"],
)
def test_fault_of_a_page_is_noticed(fault: str, said: str, visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/accounts/login/")

    page.evaluate(f"() => {{ {fault}; }}")

    assert soon(lambda: _is_noticed(visitors, said), within=5), visitors.faults
    visitors.faults.clear()


def test_request_to_another_host_is_noticed(served: Served, visitors: Visitors) -> None:
    page = visitors.stranger()

    page.goto(served.address.replace("localhost", "127.0.0.1") + "/livez")

    expect(page.locator("body")).to_contain_text("alive")
    assert [fault for fault in visitors.faults if fault.startswith("asked another host")]
    visitors.faults.clear()


def _is_noticed(visitors: Visitors, said: str) -> bool:
    for context in visitors.browser.contexts:
        for page in context.pages:
            page.title()  # events are heard while we talk to a page
    return any(said in fault for fault in visitors.faults)
