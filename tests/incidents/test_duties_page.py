"""Plans and duties on pages and through the API: what each side sees and can do (LU-22)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services
from incidents.models import Incident, RescuePlan
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, raised, signed_in, staff
from tests.incidents.test_escalation_page import page, panel, plain

WHY = "Nobody has said when it will work."
PLAN = {
    "text": "Ann restores the index.",
    "agreed_with": "Priya Shah",
    "target_at": "2099-03-04T12:00",
    "updates_every": "4",
}


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


def escalated_now(site: Site, hours: int = 2) -> Incident:
    at = timezone.now().replace(microsecond=0) - timedelta(hours=hours)
    incident = raised(site.house, at=at)
    services.accept(incident=incident, by=site.agent, at=at)
    services.escalate(
        incident=incident, by=site.house.contact, reason=WHY, at=at + timedelta(minutes=1)
    )
    return incident


@pytest.fixture
def escalated(lumeon: Site) -> Incident:
    return escalated_now(lumeon)


def agree(by: Membership, incident: Incident, **changes: str) -> Any:
    client = signed_in(by.person)
    return client.post(f"/lumeon/incidents/{incident}/rescue-plan/", PLAN | changes)


def test_both_sides_see_what_is_owed_and_staff_can_agree_a_plan(
    lumeon: Site, escalated: Incident
) -> None:
    inside, outside = panel(lumeon.agent, escalated), panel(lumeon.house.contact, escalated)

    for said in (inside, outside):
        assert "Owed now Contact the customer by" in said
    assert "Agree a plan" in inside.replace("Agree a plan with", "")
    assert "Agreed with" not in outside


def test_an_agreed_plan_is_read_by_the_customer_with_the_next_update(
    lumeon: Site, escalated: Incident
) -> None:
    assert agree(lumeon.agent, escalated).status_code == 302

    said = panel(lumeon.house.contact, escalated)
    assert "The plan Ann restores the index." in said
    assert "Wed 4 Mar 2099 12:00 GMT" in said
    assert "An update every 4 service hours next by" in said
    assert "with Priya Shah, by Marek Nowak" in said


def test_a_time_is_read_where_the_incidents_hours_run(lumeon: Site, escalated: Incident) -> None:
    escalated.customer.time_zone = "Europe/Berlin"
    escalated.customer.save(update_fields=["time_zone"])

    agree(lumeon.agent, escalated)

    assert RescuePlan.objects.get().target_at.isoformat() == "2099-03-04T11:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"target_at": "soon"}, 422, "“soon” is no time; write it like 2026-03-04 10:00."),
        ({"target_at": "2020-03-04T12:00"}, 409, "The plan's target lies in the past"),
        ({"updates_every": "0"}, 422, "greater than or equal to 1"),
        ({"updates_at": "2099-03-04 10:00"}, 409, "one of the two"),
        ({"agreed_with": "x" * 101}, 422, "at most 100 characters"),
        ({"text": "a\x00b"}, 422, "Null characters"),
    ],
)
def test_what_was_typed_stays_when_a_plan_is_refused(
    lumeon: Site, escalated: Incident, changes: dict[str, str], status: int, says: str
) -> None:
    answer = agree(lumeon.agent, escalated, **changes)

    assert answer.status_code == status
    html = answer.content.decode().replace("&#x27;", "'")
    assert says in html
    assert (PLAN | changes)["agreed_with"] in html
    assert not RescuePlan.objects.exists()


def test_the_api_agrees_a_plan_and_shows_it(lumeon: Site, escalated: Incident) -> None:
    answer = signed_in(lumeon.agent.person).post(
        f"/lumeon/api/incidents/{escalated}/rescue-plan/",
        json.dumps(PLAN | {"updates_every": 4, "target_at": "2099-03-04T12:00:00+01:00"}),
        content_type="application/json",
    )
    assert answer.status_code == 200

    said = signed_in(lumeon.house.contact.person).get(f"/lumeon/api/incidents/{escalated}/").json()
    escalation = said["escalation"]
    assert escalation["plan"]["target_at"] == "2099-03-04T11:00:00Z"
    assert escalation["plan"]["text"] == PLAN["text"]
    assert [one["what"] for one in escalation["owed"]] == ["update", "target"]


def test_a_viewer_reads_the_plan_and_makes_none(
    lumeon: Site, vera: Membership, escalated: Incident
) -> None:
    agree(lumeon.agent, escalated)

    assert "The plan Ann restores the index." in panel(vera, escalated)
    assert agree(vera, escalated).status_code == 409


def test_the_list_of_escalations_is_the_vendors_own_with_overdue_first(
    lumeon: Site, manager: Membership
) -> None:
    late, fresh = escalated_now(lumeon, hours=24 * 9), escalated_now(lumeon)
    services.reply(
        incident=fresh, by=lumeon.agent, text="We look.", at=timezone.now().replace(microsecond=0)
    )

    said = plain(page(manager, "escalations/"))
    assert "2 open, 1 with something overdue" in said
    assert said.index(str(late)) < said.index(str(fresh))
    assert "Level 1: Technical support incident owner" in said
    for reader in (lumeon.house.contact,):
        assert signed_in(reader.person).get("/lumeon/escalations/").status_code == 404


def test_another_vendors_people_find_no_list(patientiq: Site, lumeon: Site) -> None:
    assert signed_in(patientiq.agent.person).get("/lumeon/escalations/").status_code == 404


def test_the_list_asks_the_same_few_questions_for_one_and_for_three(lumeon: Site) -> None:
    client = signed_in(lumeon.agent.person)
    asked = []
    escalated_now(lumeon)
    client.get("/lumeon/escalations/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/lumeon/escalations/").status_code == 200
        asked.append(len(queries))
        escalated_now(lumeon)
        escalated_now(lumeon)

    assert asked[0] == asked[1]
