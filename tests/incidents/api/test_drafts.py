"""Drafts through the API: kept for oneself alone, at the places where one can write (CO-10)."""

from typing import Any

import pytest
from django.test import Client

from incidents.models import Draft
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in


@pytest.fixture
def priya(lumeon: Site) -> Client:
    return signed_in(lumeon.house.contact.person)


def put(client: Client, path: str, said: object) -> Any:
    return client.put(f"/lumeon/api/{path}", said, content_type="application/json")


def test_a_draft_is_kept_changed_read_and_thrown_away(lumeon: Site, priya: Client) -> None:
    path = f"incidents/{raised(lumeon.house)}/drafts/write/"
    empty = priya.get(f"/lumeon/api/{path}").json()
    assert (empty["fields"], empty["kept_at"]) == ({}, None)

    put(priya, path, {"fields": {"text": "It fails agai"}})
    kept = put(priya, path, {"fields": {"text": "It fails again.", "if_last_event": "4"}}).json()

    assert kept["fields"] == {"text": "It fails again."}
    assert priya.get(f"/lumeon/api/{path}").json() == kept
    assert priya.get("/lumeon/api/drafts/").json() == {"results": [kept]}
    assert priya.delete(f"/lumeon/api/{path}").status_code == 204
    assert priya.get("/lumeon/api/drafts/").json() == {"results": []}


def test_blanks_let_a_draft_go(lumeon: Site, priya: Client) -> None:
    put(priya, "drafts/raise/", {"fields": {"title": "Letters"}})

    assert put(priya, "drafts/raise/", {"fields": {"title": " "}}).json()["kept_at"] is None
    assert not Draft.objects.exists()


def test_co_03_nobody_reads_or_writes_anothers_draft(
    lumeon: Site, northgate: House, patientiq: Site, vera: Membership, priya: Client
) -> None:
    path = f"incidents/{raised(lumeon.house)}/drafts/write/"
    put(priya, path, {"fields": {"text": "Mine alone."}})

    agent = signed_in(lumeon.agent.person)
    assert agent.get(f"/lumeon/api/{path}").json()["fields"] == {}
    assert agent.get("/lumeon/api/drafts/").json() == {"results": []}
    assert put(signed_in(vera.person), path, {"fields": {"text": "x"}}).status_code == 409
    for outsider in (northgate.contact, patientiq.agent):
        assert put(signed_in(outsider.person), path, {"fields": {"text": "x"}}).status_code == 404
        assert signed_in(outsider.person).delete(f"/lumeon/api/{path}").status_code == 404
    with vendor_scope(lumeon.vendor):
        assert Draft.objects.get().fields == {"text": "Mine alone."}


def test_a_place_that_is_none_or_of_another_kind_is_not_there(lumeon: Site, priya: Client) -> None:
    incident = raised(lumeon.house)

    for path in ("drafts/write/", "drafts/else/", f"incidents/{incident}/drafts/raise/"):
        assert priya.get(f"/lumeon/api/{path}").status_code == 404
    assert put(priya, f"incidents/{incident}/drafts/note/", {"fields": {"text": "x"}}).json()[
        "type"
    ] == ("urn:sundial:not_allowed")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], 422),
        ({}, 422),
        ({"fields": "text"}, 422),
        ({"fields": {"text": 1}}, 422),
        ({"fields": {"text": "x" * 60_001}}, 409),
        ({"fields": {"x" * 60_001: "text"}}, 409),
        ({"fields": {f"field {n}": "x" for n in range(41)}}, 409),
        ({"fields": {"te\x00xt": "N\x00UL"}}, 200),
    ],
)
def test_what_cannot_be_kept_is_refused(
    lumeon: Site, priya: Client, said: object, status: int
) -> None:
    assert put(priya, "drafts/raise/", said).status_code == status
