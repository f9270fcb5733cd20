"""What the log says of an address: never what opens something by itself (CO-14)."""

from typing import Any

import pytest
import structlog
from django.conf import settings

from portal.web.logged import without_keys

TOKEN = "k9_x-" * 9


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/feeds/lumeon.{TOKEN}:{TOKEN}.atom", "/feeds/….atom"),
        (f"/feeds/lumeon.{TOKEN}:{TOKEN}.ics?again=1", "/feeds/….ics?again=1"),
        (f"/calendars/lumeon.{TOKEN}:{TOKEN}.ics", "/calendars/….ics"),
        (f"/invitations/{TOKEN}/", "/invitations/…/"),
        (f"/monitoring/samples/{TOKEN}/", "/monitoring/samples/…/"),
        ("/lumeon/feeds/announcements/", "/lumeon/feeds/announcements/"),
        ("/lumeon/calendars/GB-ENG/changes/", "/lumeon/calendars/GB-ENG/changes/"),
    ],
    ids=["feed", "calendar", "earlier", "invitation", "monitor", "page", "holidays"],
)
def test_the_log_has_the_address_without_its_key(path: str, logged: str) -> None:
    said = without_keys(None, "", {"event": f"Not Found: {path}", "request": f"GET {path}"})

    assert said == {"event": f"Not Found: {logged}", "request": f"GET {logged}"}


def test_all_that_is_logged_passes_there() -> None:
    own = structlog.get_config()["processors"]
    formatters: Any = settings.LOGGING["formatters"]

    assert without_keys in own
    assert without_keys in formatters["json"]["foreign_pre_chain"]
