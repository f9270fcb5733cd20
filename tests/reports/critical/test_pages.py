"""The pages of a report, its document, and what each reader finds there (LU-05, CO-02, CO-13)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from portal.audit.models import AuditEvent
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.critical.writing import draft, save
from reports.models import CriticalReport
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.reports.critical.ward import NOTE, WORDS, after, published, solved


@pytest.fixture
def mona(lumeon: Site) -> Membership:
    """Lumeon's support manager."""
    return staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)


def test_lu_05_a_report_goes_its_way_through_its_pages(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)
    address = f"/lumeon/incidents/{incident}/report/"
    agent, manager = signed_in(lumeon.agent.person), signed_in(mona.person)
    contact = signed_in(northgate.contact.person)

    assert "Not written yet" in page(agent, f"/lumeon/incidents/{incident}/")
    assert "Draft it from the timeline" in page(agent, address)
    assert contact.get(address).status_code == 404
    assert agent.post(f"{address}drafting/").status_code == 302
    assert contact.get(address).status_code == 404

    deed(agent, address, "sections", **WORDS)
    assert "Since the facts were drawn" not in page(agent, address)
    deed(agent, address, "facts")
    deed(agent, address, "submission")
    deed(manager, address, "approval")
    assert contact.get(address).status_code == 404
    deed(agent, address, "publication")

    shown = page(contact, address)
    assert WORDS["cause"] in shown
    assert "Marek Nowak took it on and started work" in shown
    assert NOTE not in shown
    assert "How it came about" not in shown
    assert "Issue 1 published" in page(contact, f"/lumeon/incidents/{incident}/")
    assert str(incident) in page(contact, "/lumeon/incident-reports/")

    deed(agent, address, "correction", words="The disk was not full.")
    assert "keep issue 1 until this one is published" in page(agent, address)
    assert WORDS["cause"] in page(contact, address)
    assert WORDS["cause"] in page(contact, f"{address}1/")
    assert contact.get(f"{address}2/").status_code == 404
    assert contact.get(f"{address}draft.pdf").status_code == 404


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def deed(client: Client, address: str, noun: str, **said: str) -> None:
    revision = CriticalReport.objects.get().revision
    answer = client.post(f"{address}{noun}/", {"revision": revision, **said})
    assert answer.status_code == 302, answer.content.decode()[:2000]


def test_what_was_typed_too_late_comes_back_beside_what_stands_now(
    lumeon: Site, northgate: House
) -> None:
    incident = solved(lumeon, northgate)
    report = draft(by=lumeon.agent, incident=incident, at=after(180))
    other = staff(lumeon.vendor, "Tess Other", Role.AGENT, "L1")
    sections = {"cause": "Tess was here first."}
    save(by=other, report=report, revision=1, sections=sections, at=after(181))
    agent = signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{incident}/report/sections/"

    held = agent.post(address, {"revision": 1, **WORDS})

    text = held.content.decode()
    assert held.status_code == 409
    assert "Tess Other has changed the report" in text
    assert "Tess was here first." in text
    assert WORDS["cause"] in text
    assert 'name="revision" value="2"' in text
    assert agent.post(address, {"revision": 2, **WORDS}).status_code == 302
    assert CriticalReport.objects.get().cause == WORDS["cause"]


def test_co_13_the_document_is_a_tagged_pdf_and_each_download_is_recorded(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)
    published(incident, lumeon.agent, mona)
    address = f"/lumeon/incidents/{incident}/report/1.pdf"

    first, second = (
        signed_in(one.person).get(address) for one in (northgate.contact, lumeon.administrator)
    )

    assert (first.status_code, first.headers["Content-Type"]) == (200, "application/pdf")
    assert first.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in first.content
    assert f"{incident}-critical-incident-report-1.pdf" in first.headers["Content-Disposition"]
    assert first.content == second.content  # both read in the same zone
    assert AuditEvent.objects.filter(verb="critical report downloaded").count() == 2

    by_api = signed_in(northgate.contact.person).get(
        f"/lumeon/api/incidents/{incident}/report/1.pdf"
    )
    assert (by_api.headers["Content-Type"], by_api.content) == ("application/pdf", first.content)
    assert AuditEvent.objects.filter(verb="critical report downloaded").count() == 3
    with_nothing = signed_in(lumeon.agent.person).get(
        f"/lumeon/api/incidents/{incident}/report/2.pdf"
    )
    assert (with_nothing.status_code, with_nothing.headers["Content-Type"]) == (
        404,
        "application/problem+json",
    )


def test_co_03_another_customers_report_is_not_there(
    lumeon: Site, northgate: House, mona: Membership, patientiq: Site
) -> None:
    incident = solved(lumeon, northgate)
    published(incident, lumeon.agent, mona)
    own = signed_in(northgate.contact.person)
    priya = signed_in(lumeon.house.contact.person)
    charlie = signed_in(patientiq.house.contact.person)

    for rest in ("report/", "report/1/", "report/1.pdf"):
        address = f"/lumeon/incidents/{incident}/{rest}"
        assert own.get(address).status_code == 200
        assert priya.get(address).status_code == 404
        assert charlie.get(address).status_code == 404
        assert priya.get(f"/lumeon/api/incidents/{incident}/report/").status_code == 404

    assert str(incident) not in page(priya, "/lumeon/incident-reports/")
    assert priya.get("/lumeon/api/incident-reports/").json()["results"] == []


def test_what_may_be_patient_data_is_pointed_out_before_it_goes_out(
    lumeon: Site, northgate: House
) -> None:
    incident = solved(lumeon, northgate)
    report = draft(by=lumeon.agent, incident=incident, at=after(180))
    sections = {"impact": "The letter of NHS number 943 476 5919 was late."}
    save(by=lumeon.agent, report=report, revision=1, sections=sections, at=after(181))

    shown = page(signed_in(lumeon.agent.person), f"/lumeon/incidents/{incident}/report/")

    assert "This looks like patient data: NHS number" in shown


LIST_QUERIES = 19  # the session, the frame, what is owed, the list


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_asks_the_same_questions_however_many_there_are(
    lumeon: Site,
    northgate: House,
    mona: Membership,
    others: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    agent = signed_in(lumeon.agent.person)
    published(solved(lumeon, northgate), lumeon.agent, mona)
    for _ in range(others + 1):
        solved(lumeon, northgate)
    agent.get("/lumeon/incident-reports/")

    with django_assert_num_queries(LIST_QUERIES):
        text = page(agent, "/lumeon/incident-reports/")

    assert text.count("Not begun") == others + 1


def test_lu_05_the_list_names_what_is_owed_to_whom_is_entitled(
    lumeon: Site, northgate: House
) -> None:
    theirs = solved(lumeon, northgate)
    solved(lumeon, lumeon.house)  # Essentials: nothing is owed
    raised(northgate, severity="1", at=MONDAY)  # still worked on

    text = page(signed_in(lumeon.agent.person), "/lumeon/incident-reports/")

    assert text.count("Not begun") == 1
    assert f"/lumeon/incidents/{theirs}/report/" in text


def test_co_10_the_api_answers_by_the_same_services(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)
    address = f"/lumeon/api/incidents/{incident}/report/"
    agent = signed_in(lumeon.agent.person)

    made = agent.post(address, {}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    again = agent.post(address, {}, content_type="application/json")
    assert (again.status_code, again.json()["type"]) == (409, "urn:sundial:already")

    said = {"revision": 1, "cause": "A full disk."}
    saved = agent.post(f"{address}sections/", said, content_type="application/json").json()
    assert saved["sections"]["cause"] == "A full disk."
    assert saved["sections"]["summary"] == made.json()["sections"]["summary"]
    stale = agent.post(f"{address}sections/", said, content_type="application/json")
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sundial:stale")
    missing = agent.post(f"{address}submission/", {}, content_type="application/json")
    assert missing.status_code == 422
    assert signed_in(northgate.contact.person).get(address).status_code == 404

    drawn = agent.get(f"{address}draft.pdf")
    assert (drawn.status_code, drawn.content[:5]) == (200, b"%PDF-")
    assert signed_in(northgate.contact.person).get(f"{address}draft.pdf").status_code == 404
