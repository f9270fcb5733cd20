"""A mail as it goes out: text and HTML with the same words, and headers of one line (CO-08)."""

import html
import re
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notify.messages import Shape, as_html, blocks
from portal.notify.models import OutgoingMail
from portal.notify.services import Letter, post_all, send_due
from portal.tenancy.models import Vendor
from tests.cast import Site
from tests.factories import MONDAY

TEXT = """Hello Priya Shah,

Marek Nowak replied.

> Letters & forms <b>print</b> again.
> See https://elsewhere.example/

- one
- two

LUM-1042: Letters

http://127.0.0.1:8000/lumeon/incidents/LUM-1042/

Lumeon support
"""


def sent(site: Site, **changes: str) -> Message:
    said: dict[str, Any] = {
        "key": "incident-7",
        "recipient": "priya@example.org",
        "subject": "Yours",
    }
    post_all([Letter(vendor=site.vendor, at=MONDAY, **({"text": TEXT} | said | changes))])
    assert send_due(at=MONDAY) == 1
    return message_from_bytes(mail.outbox[-1].message().as_bytes())


def part(message: Message, kind: str) -> str:
    (found,) = [one for one in message.walk() if one.get_content_type() == kind]
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_co_08_a_mail_has_text_and_html_with_the_text_first(lumeon: Site) -> None:
    message = sent(lumeon)

    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.walk()][1:] == ["text/plain", "text/html"]
    assert part(message, "text/plain") == TEXT


def test_the_html_says_the_same_words(lumeon: Site) -> None:
    page = part(sent(lumeon), "text/html")

    words = html.unescape(re.sub(r"<style>.*</style>|<[^>]+>", " ", page, flags=re.DOTALL)).split()
    said = [word for word in TEXT.split() if word not in {">", "-"}]
    rest = iter(words)
    assert [word for word in said if word not in rest] == []


def test_the_html_fetches_nothing_and_runs_nothing(lumeon: Site) -> None:
    page = part(sent(lumeon), "text/html")

    assert not re.search(r"<(script|img|link|iframe|form)\b|\bstyle=|\bon\w+=|url\(", page)
    assert "prefers-color-scheme: dark" in page


def test_what_is_quoted_is_text_and_leads_nowhere(lumeon: Site) -> None:
    page = part(sent(lumeon), "text/html")

    assert "Letters &amp; forms &lt;b&gt;print&lt;/b&gt; again." in page
    assert re.findall(r'href="([^"]*)"', page) == [
        "http://127.0.0.1:8000/lumeon/incidents/LUM-1042/"
    ]


def test_blocks_are_read_from_blank_lines() -> None:
    assert [block.shape for block in blocks(TEXT)] == [
        Shape.PARAGRAPH,
        Shape.PARAGRAPH,
        Shape.QUOTE,
        Shape.LIST,
        Shape.PARAGRAPH,
        Shape.BUTTON,
        Shape.PARAGRAPH,
    ]


@settings(deadline=None)  # the first template takes its time to load
@given(st.text())
def test_whatever_is_written_makes_a_page_in_which_it_is_only_text(text: str) -> None:
    vendor = Vendor(name="Lumeon", colour="#123456")
    page = as_html(OutgoingMail(vendor=vendor, subject="Yours"), text)

    body = page.partition("<body>")[2]
    allowed = {"body", "table", "tr", "td", "p", "br", "blockquote", "ul", "li", "a"}
    assert {name.lower() for name in re.findall(r"</?([A-Za-z]+)", body)} <= allowed | {"html"}


def test_machines_are_asked_not_to_answer(lumeon: Site) -> None:
    message = sent(lumeon)

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"


def test_answers_go_where_the_letter_says(lumeon: Site) -> None:
    assert sent(lumeon, reply_to="reply+lum-1.abc@in.example")["Reply-To"] == (
        "reply+lum-1.abc@in.example"
    )


def test_a_letter_without_an_answer_address_has_none(lumeon: Site) -> None:
    assert sent(lumeon)["Reply-To"] is None


def test_what_one_can_choose_says_where(lumeon: Site) -> None:
    text = part(sent(lumeon, topic="progress"), "text/plain")

    assert text.startswith(TEXT)
    assert "/lumeon/notifications/preferences/" in text


@pytest.mark.parametrize("field", ["recipient", "reply_to"])
def test_a_line_break_in_an_address_is_never_sent(lumeon: Site, field: str) -> None:
    said: dict[str, Any] = {
        "recipient": "priya@example.org",
        field: "a@example.org\nBcc: all@example.org",
    }
    post_all(
        [Letter(vendor=lumeon.vendor, key="k", subject="Yours", text="Hello", at=MONDAY, **said)]
    )

    assert send_due(at=MONDAY) == 0
    assert mail.outbox == []
    assert OutgoingMail.objects.get().problem
