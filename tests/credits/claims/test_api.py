"""Claims through the API: the same services, JSON in and out (CO-10)."""

import json
from typing import Any

import pytest
from django.test import Client

from availability.models import Outage
from tests.availability.world import World
from tests.cast import signed_in
from tests.credits.claims.filing import close, filed, outage_of

pytestmark = pytest.mark.django_db
API = "/patientiq/api/claims/"
STATED = {
    "areas": ["Registry"],
    "started_at": "2026-06-09T14:00:00Z",
    "ended_at": "2026-06-09T19:00:00Z",
    "users": ["marisol"],
    "estimated_minutes": 310,
}


@pytest.fixture
def outage(piq: World) -> Outage:
    return outage_of(piq)


def sent(client: Client, path: str, data: Any) -> Any:
    return client.post(path, json.dumps(data), content_type="application/json")


def test_a_program_files_a_claim_and_reads_what_it_hangs_on(piq: World, outage: Outage) -> None:
    program = signed_in(piq.contact.person)

    answer = sent(program, API, STATED | {"outage": outage.number})

    assert answer.status_code == 201, answer.json()
    said = answer.json()
    assert (said["state"], said["source"], said["measured_seconds"]) == ("pending", "api", 18_000)
    assert {one["name"]: one["state"] for one in said["conditions"]}["month"] == "open"
    assert [one["is_agreed"] for one in said["deadlines"]].count(True) == 1
    again = sent(program, API, STATED | {"outage": outage.number})
    assert (again.status_code, "was claimed" in again.json()["detail"]) == (409, True)
    assert program.get(API).json()["count"] == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (STATED, 422),
        (STATED | {"outage": 1, "users": []}, 409),
        (STATED | {"outage": 1, "started_at": "2026-06-09T14:00:00"}, 422),
        (STATED | {"outage": 999}, 404),
        ([], 422),
    ],
    ids=["no-outage", "incomplete", "no-offset", "unknown", "list"],
)
def test_what_is_no_claim_is_refused(piq: World, outage: Outage, data: Any, status: int) -> None:
    assert outage.number == 1
    assert sent(signed_in(piq.contact.person), API, data).status_code == status


def test_a_program_decides_for_who_may(piq: World, outage: Outage) -> None:
    claim = filed(piq, outage)
    close(piq)
    path = f"{API}{claim.number}/decision/"
    assert sent(signed_in(piq.contact.person), path, {"approve": True}).status_code == 404

    answer = sent(signed_in(piq.manager.person), path, {"approve": True, "reason": "As agreed."})

    assert answer.json()["decisions"][0]["amount"] == "68.490"
    assert sent(signed_in(piq.manager.person), path, {"approve": True}).status_code == 409
