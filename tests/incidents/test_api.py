"""Incidents through the API: the same services as the pages, JSON in and out (CO-03, CO-10)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised, signed_in

LIST = "/lumeon/api/incidents/"
REPORT = {
    "title": "Letters print blank",
    "text": "Since this morning.",
    "severity": "2",
    "category": "support_incident",
}


@pytest.fixture
def contact(lumeon: Site) -> Client:
    return signed_in(lumeon.house.contact.person)


@pytest.fixture
def agent(lumeon: Site) -> Client:
    return signed_in(lumeon.agent.person)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    return raised(lumeon.house, at=timezone.now().replace(microsecond=0) - timedelta(days=1))


def post(client: Client, path: str, body: object) -> Any:
    said = body if isinstance(body, str) else json.dumps(body)
    return client.post(path, said, content_type="application/json")


def deed(client: Client, incident: Incident, noun: str, **said: str) -> Any:
    return post(client, f"{LIST}{incident}/{noun}/", said)


def read(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
    return json.loads(response.content)


def test_a_contact_raises_and_reads_it_back(contact: Client, lumeon: Site) -> None:
    made = read(post(contact, LIST, REPORT), 201)

    shown = read(contact.get(f"{LIST}{made['number']}/"))
    assert shown["title"] == "Letters print blank"
    assert (shown["customer"], shown["reporter"]) == ("St Brannock's", "Priya Shah")
    assert (shown["status"], shown["station"], shown["severity"]) == ("new", "Received", "2")
    assert shown["story"][0]["text"] == "Since this morning."
    assert shown["next_due_at"] is not None


def test_an_answer_publishes_these_fields_and_no_others(
    contact: Client, incident: Incident
) -> None:
    row = read(contact.get(LIST))["results"][0]

    assert set(row) == {
        "number", "title", "customer", "severity", "category", "impact", "affected", "urgency",
        "status", "station",
        "owner", "reporter", "channel", "reported_at", "closed_at", "next_due_at",
    }  # fmt: skip


def test_lu_13_an_always_critical_function_needs_no_severity(contact: Client) -> None:
    said = {key: REPORT[key] for key in ("title", "text", "category")}

    made = read(post(contact, LIST, said | {"always_critical": "calendars"}), 201)

    assert made["severity"] == "1"


def test_the_list_holds_ones_own_the_newest_first(
    contact: Client, lumeon: Site, northgate: House
) -> None:
    first, second = raised(lumeon.house), raised(lumeon.house)
    raised(northgate)

    rows = read(contact.get(LIST))["results"]

    assert [row["number"] for row in rows] == [str(second), str(first)]


def test_the_whole_conversation_goes_through_the_nouns(
    contact: Client, agent: Client, incident: Incident
) -> None:
    stations = [
        read(answer)["status"]
        for answer in (
            deed(agent, incident, "acceptance"),
            deed(agent, incident, "replies", text="Looking."),
            deed(agent, incident, "notes", text="VPN again?"),
            deed(agent, incident, "station", status="engineering", text="It is the VPN."),
            deed(agent, incident, "severity", severity="1", consultation="Agreed."),
            deed(agent, incident, "questions", text="Which clinic?"),
            deed(contact, incident, "answers", text="All of them."),
            deed(agent, incident, "solution", text="Mended."),
            deed(contact, incident, "rejection", text="Still blank."),
            deed(agent, incident, "solution", text="Mended again."),
            deed(contact, incident, "confirmation"),
            deed(contact, incident, "reopening", text="It is back."),
            deed(agent, incident, "closure", reason="customer_request", words="As agreed."),
        )
    ]

    assert stations == [
        "triage", "triage", "triage", "engineering", "engineering", "awaiting_customer",
        "engineering", "solution_provided", "analysis", "solution_provided", "closed", "analysis",
        "closed",
    ]  # fmt: skip


def test_co_03_notes_are_in_the_agents_story_only(
    contact: Client, agent: Client, incident: Incident
) -> None:
    read(deed(agent, incident, "notes", text="VPN again?"))

    known = read(agent.get(f"{LIST}{incident}/"))["story"]
    told = read(contact.get(f"{LIST}{incident}/"))["story"]

    assert [(entry["text"], entry["internal"]) for entry in known][-1] == ("VPN again?", True)
    assert len(told) == len(known) - 1
    assert "VPN" not in json.dumps(told)


def test_co_03_what_is_not_yours_is_not_there(northgate: House, incident: Incident) -> None:
    nora = signed_in(northgate.contact.person)

    answers = [
        nora.get(f"{LIST}{incident}/"),
        nora.get(f"{LIST}LUM-999999/"),
        nora.get(f"{LIST}PIQ-{incident.number}/"),
        nora.get(f"{LIST}nonsense/"),
        deed(nora, incident, "answers", text="Ours too!"),
        deed(nora, incident, "reopening", text="Ours too!"),
    ]

    assert {json.dumps(read(answer, 404)) for answer in answers} == {
        json.dumps(
            {"type": "urn:sundial:not_found", "status": 404, "detail": "There is nothing here."}
        )
    }


def test_an_unknown_noun_is_not_there(contact: Client, incident: Incident) -> None:
    read(deed(contact, incident, "deletion"), 404)


def test_a_stranger_is_not_served(lumeon: Site, incident: Incident) -> None:
    for answer in (Client().get(LIST), post(Client(), LIST, REPORT)):
        assert answer.status_code == 401
        assert "Referral" not in answer.content.decode()
    assert Incident.objects.count() == 1


def test_the_rules_refuse_as_a_problem_with_the_services_own_sentence(
    contact: Client, lumeon: Site, incident: Incident
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.confirm(incident=incident, by=lumeon.house.contact, at=timezone.now())

    problem = read(deed(contact, incident, "confirmation"), 409)

    assert problem == {
        "type": "urn:sundial:not_now",
        "status": 409,
        "detail": str(refusal.value),
    }


def test_page_and_api_refuse_in_the_same_words(contact: Client, incident: Incident) -> None:
    problem = read(deed(contact, incident, "reopening", text="Again."), 409)
    page = contact.post(f"/lumeon/incidents/{incident}/reopening/", {"text": "Again."})

    assert page.status_code == 409
    assert page.context["problem"] == problem["detail"]


def test_lu_03_a_viewer_is_refused_with_who_could(incident: Incident, vera: Membership) -> None:
    problem = read(deed(signed_in(vera.person), incident, "answers", text="Hello?"), 409)

    assert problem["type"] == "urn:sundial:not_allowed"
    assert problem["detail"].endswith("This is done by: technical contact.")


def test_lu_03_a_viewer_raises_nothing(vera: Membership) -> None:
    problem = read(post(signed_in(vera.person), LIST, REPORT), 409)

    assert problem["type"] == "urn:sundial:no_agreement"


def test_fields_that_are_not_right_are_named(contact: Client) -> None:
    problem = read(post(contact, LIST, {"title": "x" * 200, "severity": "7"}), 422)

    assert problem["type"] == "urn:sundial:invalid"
    assert set(problem["errors"]) == {"title", "text", "category", "severity"}
    assert Incident.objects.count() == 0


def test_another_customers_contract_cannot_be_named(contact: Client, northgate: House) -> None:
    problem = read(post(contact, LIST, REPORT | {"contract": northgate.contract.pk}), 409)

    assert problem["detail"] == "Say for which active contract of yours this is."


def test_another_customers_instance_cannot_be_named(contact: Client, northgate: House) -> None:
    problem = read(post(contact, LIST, REPORT | {"instance": northgate.instance.pk}), 422)

    assert set(problem["errors"]) == {"instance"}


@pytest.mark.parametrize("body", ["{", '{"title": NaN}', "title=Letters", ""])
def test_what_is_no_json_is_a_bad_request(contact: Client, body: str) -> None:
    assert post(contact, LIST, body).status_code in {400, 422}
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        '"text"',
        "null",
        '{"title": {}, "text": [], "severity": [1], "category": null, "instance": {}}',
        '{"title": "half \\ud800", "text": "a", "severity": "2", "category": "support_incident"}',
        '{"title": "nul \\u0000", "text": "a", "severity": "2", "category": "support_incident"}',
    ],
)
def test_odd_json_is_refused_field_by_field(contact: Client, body: str) -> None:
    read(post(contact, LIST, body), 422)


def test_other_formats_and_methods_are_refused(contact: Client, incident: Incident) -> None:
    # Files come as multipart/form-data; a page's plain form is no way in.
    read(contact.post(LIST, "title=x", content_type="application/x-www-form-urlencoded"), 415)
    read(contact.delete(f"{LIST}{incident}/"), 405)
    read(contact.put(LIST, "{}", content_type="application/json"), 405)
    read(contact.get(f"{LIST}{incident}/replies/"), 405)
