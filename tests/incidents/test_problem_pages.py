"""Problems on pages and through the API: what each side sees, and what is done there (LU-21)."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import ChangeRequest, Incident, Problem
from incidents.services import planning, problems
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised, signed_in, staff
from tests.incidents.watching import london

INSIDE = "The merge field is read before the record is loaded."
WHY = "Every clinic prints letters by hand until it is fixed."
HALF = "half \ud800 a character"


@pytest.fixture
def product_manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Paula Prod", Role.PRODUCT_MANAGER)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    return raised(lumeon.house)


@pytest.fixture
def bug(lumeon: Site, product_manager: Membership, incident: Incident) -> Problem:
    problem = problems.report_problem(
        incident=incident, by=lumeon.agent, title="Letters lose the name", text=INSIDE,
        at=london("11:00"),
    )  # fmt: skip
    return planning.qualify(problem=problem, by=product_manager, kind="bug", at=london("11:30"))


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(reader: Membership, path: str, status: int = 200) -> str:
    answer = signed_in(reader.person).get(f"/{reader.vendor.slug}/{path}")
    assert answer.status_code == status
    return plain(answer.content.decode())


def post(reader: Membership, path: str, **data: Any) -> Any:
    return signed_in(reader.person).post(f"/lumeon/{path}", data)


def send(reader: Membership, path: str, data: dict[str, Any]) -> Any:
    client: Client = signed_in(reader.person)
    return client.post(f"/lumeon/api/{path}", json.dumps(data), content_type="application/json")


def test_staff_read_all_of_it_and_the_customer_where_it_stands(lumeon: Site, bug: Problem) -> None:
    inside, outside = get(lumeon.agent, "problems/1/"), get(lumeon.house.contact, "problems/1/")

    assert INSIDE in inside
    assert "Letters lose the name Bug Qualified" in outside
    assert INSIDE not in outside
    assert "What happened" not in outside


def test_a_customer_reads_no_other_customers_problem_nor_incident(
    lumeon: Site, northgate: House, bug: Problem
) -> None:
    get(northgate.contact, "problems/1/", 404)
    assert "Nothing to show" in get(northgate.contact, "problems/")
    theirs = raised(northgate, at=london("12:00"))
    problems.link_problem(incident=theirs, by=lumeon.agent, problem=bug, at=london("12:10"))

    said = get(northgate.contact, "problems/1/")
    assert str(theirs) in said
    assert "LUM-1001" not in said.replace(str(theirs), "")


def test_another_vendors_people_find_nothing(patientiq: Site, bug: Problem) -> None:
    answer = signed_in(patientiq.agent.person).get("/lumeon/problems/1/")

    assert answer.status_code == 404


def test_the_incidents_page_shows_what_lies_behind_it_and_offers_each_side_its_own(
    lumeon: Site, incident: Incident, bug: Problem, vera: Membership
) -> None:
    path = f"incidents/{incident}/"

    assert "Report a problem" in get(lumeon.agent, path)
    outside = get(lumeon.house.contact, path)
    assert "Ask for PR-1 in the maintenance releases" in outside
    assert "Report a problem" not in outside
    viewed = get(vera, path)
    assert "PR-1 Letters lose the name Bug Qualified" in viewed
    assert "Ask for PR-1" not in viewed


def test_an_agent_reports_links_and_takes_back_on_the_page(
    lumeon: Site, incident: Incident
) -> None:
    path = f"incidents/{incident}"
    answer = post(lumeon.agent, f"{path}/problem-reports/", title="Slow", text="Index.")
    assert answer.status_code == 302
    problem = Problem.objects.get(title="Slow")
    answer = post(lumeon.agent, f"{path}/problem-unlinking/", problem=problem.pk)
    assert answer.status_code == 302
    answer = post(lumeon.agent, f"{path}/problem-links/", problem=problem.pk)
    assert answer.status_code == 302
    assert problem.links.current().count() == 1


def test_what_was_typed_stays_when_it_is_refused(
    lumeon: Site, incident: Incident, bug: Problem
) -> None:
    answer = post(
        lumeon.house.contact, f"incidents/{incident}/bug-escalations/",
        problem=bug.pk, priority="soon", justification=WHY, target="x" * 41,
    )  # fmt: skip

    assert answer.status_code == 422
    said = plain(answer.content.decode())
    assert "at most 40 characters" in said
    assert WHY in said


def test_a_contact_escalates_a_bug_and_support_records_consultations(
    lumeon: Site, incident: Incident, bug: Problem
) -> None:
    path = f"incidents/{incident}"
    answer = post(
        lumeon.house.contact, f"{path}/bug-escalations/",
        problem=bug.pk, priority="soon", justification=WHY,
    )  # fmt: skip
    assert answer.status_code == 302
    answer = post(
        lumeon.agent, f"{path}/bug-consultations/",
        problem=bug.pk, side="account", name="Alex Account", text="Agreed.",
    )  # fmt: skip
    assert answer.status_code == 302

    said = get(lumeon.agent, "problems/1/")
    assert WHY in said
    assert "Alex Account (Account staff)" in said
    assert WHY not in get(lumeon.house.contact, "problems/1/")


def test_product_management_plans_on_the_page_and_the_customer_sees_the_release(
    lumeon: Site, product_manager: Membership, bug: Problem
) -> None:
    answer = post(product_manager, "problems/1/changes/", title="Load first", target_text="6.1")
    assert answer.status_code == 302
    assert post(product_manager, "problems/changes/1/beginning/").status_code == 302

    said = get(lumeon.house.contact, "problems/1/")
    assert "SCR-1 Load first In progress Planned for 6.1" in said
    assert "Planning" in get(product_manager, "problems/1/")
    assert "Changes by release 6.1 SCR-1 Load first" in get(lumeon.agent, "problems/")


def test_a_refusal_stands_beside_the_act(product_manager: Membership, bug: Problem) -> None:
    answer = post(product_manager, "problems/1/declining/", text="  ")
    assert answer.status_code == 422
    planning.plan_change(problem=bug, by=product_manager, title="Load", at=london("12:00"))
    answer = post(product_manager, "problems/1/declining/", text="No.")
    assert answer.status_code == 422
    # It is not offered any more, so the page shows the problem as it stands.
    assert Problem.objects.get(pk=bug.pk).status == "planned"


def test_only_product_management_finds_the_acts(lumeon: Site, bug: Problem) -> None:
    for reader in (lumeon.agent, lumeon.administrator, lumeon.house.contact):
        answer = post(reader, "problems/1/declining/", text="No.")
        assert answer.status_code == 404


def test_the_api_says_the_same_to_each_side(
    lumeon: Site, product_manager: Membership, bug: Problem
) -> None:
    answer = send(product_manager, "problems/1/changes/", {"title": "Load", "target_text": "6.1"})
    assert answer.status_code == 200
    inside = signed_in(lumeon.agent.person).get("/lumeon/api/problems/1/").json()
    outside = signed_in(lumeon.house.contact.person).get("/lumeon/api/problems/").json()

    assert inside["description"] == INSIDE
    (shown,) = outside["results"]
    assert "description" not in shown
    assert [change["release"] for change in shown["changes"]] == ["6.1"]
    answer = send(product_manager, "problems/changes/1/withdrawal/", {"text": "No."})
    assert answer.json()["status"] == "qualified"
    assert ChangeRequest.objects.get().status == "withdrawn"


@pytest.mark.parametrize(
    "data", [{"kind": HALF}, {"kind": 7}, {"kind": ["bug"]}, {"kind": "bug", "words": "x" * 2001}]
)
def test_bad_input_through_the_api_is_a_sentence(
    product_manager: Membership, bug: Problem, data: dict[str, Any]
) -> None:
    answer = send(product_manager, "problems/1/qualification/", data)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_nul_is_refused_with_a_sentence(product_manager: Membership, bug: Problem) -> None:
    answer = post(product_manager, "problems/1/changes/", title="a\x00b")

    assert answer.status_code == 422


def test_the_list_asks_the_same_few_questions_for_one_and_for_three(
    lumeon: Site, incident: Incident, bug: Problem
) -> None:
    client = signed_in(lumeon.agent.person)
    client.get("/lumeon/problems/")
    asked = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/lumeon/problems/")
        asked.append(len(queries))
        for part in "ab":
            problems.report_problem(
                incident=incident, by=lumeon.agent, title=f"More {number}{part}", text="W.",
                at=london("12:00"),
            )  # fmt: skip

    assert asked[0] == asked[1]
