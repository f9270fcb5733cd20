"""Maintenance through the API: the same planner and services as the pages (CO-10)."""

from collections.abc import Iterator
from typing import Any

import pytest
from time_machine import travel

from portal.tenancy.models import Membership
from tests.availability.test_maintenance import TUESDAY, at, planned
from tests.availability.world import World
from tests.cast import signed_in


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with travel(TUESDAY, tick=False):
        yield


def call(by: Membership, path: str, sent: Any = None) -> tuple[int, Any]:
    client, where = signed_in(by.person), f"/{by.vendor.slug}/api/maintenance/{path}"
    if sent is None:
        response = client.get(where)
    else:
        response = client.post(where, sent, content_type="application/json")
    return response.status_code, response.json()


def sent(
    world: World, start: str = "2026-09-16T04:00:00Z", end: str = "2026-09-16T04:40:00Z"
) -> Any:
    return {
        "title": "Database upgrade",
        "components": [world.main.slug],
        "sessions": [{"announced_from": start, "announced_to": end}],
    }


def test_the_preview_answers_in_seconds_and_sentences(piq: World) -> None:
    asked = sent(piq, "2026-09-16T03:50:00Z")

    status, said = call(piq.agent, "preview/", asked)

    assert status == 200
    assert said["sentences"] == [
        (
            "10 of 50 minutes would count as downtime for 2 contracts: "
            "it lies outside 23:00-03:00 where it is deployed."
        )
    ]
    assert said["earliest_start"] == "2026-09-15T05:00:00Z"
    row = said["contracts"][0]
    assert (row["downtime_seconds"], row["notice_until"]) == (600, "2026-09-08")
    assert [one["counts_as"] for one in row["stretches"]] == ["downtime", "maintenance"]


def test_work_is_planned_changed_begun_and_ended(piq: World) -> None:
    status, made = call(piq.agent, "", sent(piq))
    assert (status, made["number"], made["state"]) == (201, "M-1", "coming")

    moved = sent(piq, "2026-09-17T04:00:00Z", "2026-09-17T04:30:00Z")
    assert call(piq.agent, "1/changes/", moved | {"reason": "Later."})[1]["version"] == 2
    assert call(piq.agent, "1/changes/", moved | {"reason": "Later.", "based_on": 1})[0] == 409
    assert call(piq.agent, "", sent(piq) | {"tells": "false"})[0] == 422  # a word is no answer
    assert (
        call(piq.agent, "1/contacts/", {"contract": 0, "spoken_to": "x", "sent_at": "now"})[0]
        == 422
    )
    told = {
        "contract": piq.contract.pk,
        "spoken_to": "Marisol Vega",
        "sent_at": "2026-09-08T16:00:00Z",
    }
    assert call(piq.agent, "1/contacts/", told)[0] == 200
    with travel(at("2026-09-16 23:00"), tick=False):
        assert call(piq.agent, "1/start/", {})[1]["state"] == "running"
    with travel(at("2026-09-16 23:10"), tick=False):
        ended = call(piq.agent, "1/end/", {})[1]
    assert ended["sessions"][0]["actual_to"] == "2026-09-17T04:10:00Z"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"sessions": []}, "sessions", id="no-session"),
        pytest.param({"components": ["nothing-like-it"]}, "components", id="unknown-component"),
        pytest.param(
            {
                "sessions": [
                    {"announced_from": "2026-09-16T04:00", "announced_to": "2026-09-16T05:00"}
                ]
            },
            "sessions",
            id="no-offset",
        ),
        pytest.param({"expected_minutes": -1}, "expected_minutes", id="minutes"),
    ],
)
def test_what_is_wrong_is_said_by_field(piq: World, change: dict[str, Any], field: str) -> None:
    status, said = call(piq.agent, "", sent(piq) | change)

    assert (status, list(said["errors"])) == (422, [field])


def test_customers_read_their_own_and_plan_nothing(piq: World) -> None:
    own = planned(piq, at("2026-09-16 23:00"), components=[piq.other])
    other = piq.site.house.contact

    assert call(piq.contact, "")[1]["count"] == 1
    status, said = call(piq.contact, f"{own.number}/")
    assert (status, [one["customer"] for one in said["contracts"]]) == (200, [str(piq.customer)])
    assert call(other, "")[1]["count"] == 0
    assert call(other, f"{own.number}/")[0] == 404
    assert call(piq.contact, "", sent(piq))[0] == 404
    assert call(piq.contact, "preview/", sent(piq))[0] == 404
    assert call(piq.contact, f"{own.number}/start/", {})[0] == 404
