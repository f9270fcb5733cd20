"""Every operation of the API that is sent something, sent what is no answer: never a fault.

Walked off the published schema, so that what is added is tried as soon as it is there (CO-10).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from portal.web.schema import document
from tests.cast import Site, signed_in
from tests.portal.tenancy.addresses import VENDOR_PAGES
from tests.portal.tenancy.test_url_walk import filled, keys_of

# What JSON can hold, and few fields ask for.
ODD: tuple[object, ...] = (
    ["a", {"b": 1}],
    10**30,
    "\x00",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59-12:00",
)


def operations(keys: dict[str, str]) -> Iterator[tuple[str, str, list[str]]]:
    """Return method, address and fields of whatever takes a body."""
    for path, methods in document()["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                fields = content["application/json"]["schema"]["properties"]
                yield method, f"/lumeon/{address_of(path.removeprefix('/'), keys)}", list(fields)


def address_of(path: str, keys: dict[str, str]) -> str:
    """Return a path of the schema with the keys of what is there."""
    fitting = (found for one in VENDOR_PAGES if (found := _noun(one, path)) is not None)
    pattern, noun = next(fitting)
    return filled(pattern, keys | {"noun": noun})


def _noun(pattern: str, path: str) -> tuple[str, str] | None:
    """Return a pattern that fits a path, with the noun in it."""
    parts = [re.escape(one) for one in re.split(r"<\w+:\w+>", pattern)]
    names = re.findall(r"<\w+:(\w+)>", pattern)
    gaps = [r"([\w-]+)" if name == "noun" else r"\{\w+\}" for name in names]
    fits = "".join(one + gap for one, gap in zip(parts, [*gaps, ""], strict=True))
    found = re.fullmatch(fits, path)
    return (pattern, "".join(found.groups())) if found else None


def sent(client: Client, method: str, address: str, body: str) -> int:
    """Send it, and undo what it did: the next one finds everything in its place."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer: Any = getattr(client, method)(address, body, content_type="application/json")
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.fixture
def world(patientiq: Site, lumeon: Site) -> dict[str, str]:
    return keys_of(lumeon)


def test_what_no_field_asks_for_is_refused_or_read_as_text(
    lumeon: Site, world: dict[str, str]
) -> None:
    client = signed_in(lumeon.administrator.person)  # who may do the most

    faults = [
        (method, address, body[:60])
        for method, address, fields in operations(world)
        for body in ("[]", *(json.dumps(dict.fromkeys(fields, odd)) for odd in ODD))
        if sent(client, method, address, body) >= 500
    ]

    assert faults == [], "\n".join(map(str, faults))
