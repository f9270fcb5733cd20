"""Raising on a page: what is typed stays, the document's words stand beside the choices."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract
from incidents.domain.places import Place
from incidents.models import Incident
from incidents.services.drafts import keep_draft, read_draft
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, signed_in
from tests.factories import MONDAY, InstanceFactory

PATH = "/lumeon/incidents/new/"
TYPED = {
    "title": "Letters print without the name",
    "text": "Since this morning.",
    "category": "support_incident",
    "severity": "2",
}


def raise_page(client: Client, path: str = PATH) -> str:
    return client.get(path).content.decode()


def test_lu_12_the_documents_definitions_stand_beside_the_severities(lumeon: Site) -> None:
    html = raise_page(signed_in(lumeon.house.contact.person))

    terms = lumeon.house.contract.agreement.terms
    assert all(severity.definition in html for severity in terms.severities.values())
    assert 'href="tel:+442031379999"' in html


def test_pq_12_the_form_warns_of_health_information(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        html = raise_page(signed_in(patientiq.house.contact.person), "/patientiq/incidents/new/")

    assert "Do not include protected health information" in html


def test_a_report_with_a_gap_comes_back_with_all_that_was_typed(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    answer = client.post(PATH, TYPED | {"title": ""})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Since this morning." in html
    assert 'href="#id_title"' in html
    assert Incident.objects.count() == 0


def test_lu_13_an_always_critical_answer_needs_no_severity(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    client.post(PATH, TYPED | {"severity": "", "always_critical": "calendars"})

    assert Incident.objects.get().severity == "1"


def test_lu_09_without_an_active_agreement_the_page_says_why_and_whom_to_call(
    lumeon: Site,
) -> None:
    Contract.objects.filter(pk=lumeon.house.contract.pk).update(ends_on=date(2026, 1, 31))

    answer = signed_in(lumeon.house.contact.person).get(PATH)

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "no agreement in force with Lumeon" in html
    assert "31 January 2026" in html
    assert "+1 888 450 3195" in html


def test_a_viewer_is_told_who_can_raise(lumeon: Site, vera: Membership) -> None:
    answer = signed_in(vera.person).get(PATH)

    assert answer.status_code == 403
    assert "Technical contacts raise incidents" in answer.content.decode()


def test_lu_12_impact_and_urgency_suggest_and_send_nothing(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)
    said = TYPED | {"severity": "", "affected": "many", "urgency": "prevented", "suggest": "1"}

    answer = client.post(PATH, said)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Suggested: 2 High" in html
    assert "key operations are prevented without a workaround" in html
    assert html.index('id="severity-2"') < html.index("checked", html.index('id="severity-2"'))
    assert "Since this morning." in html
    assert "Something is missing" not in html
    assert Incident.objects.count() == 0


def test_lu_12_what_was_chosen_stands_whatever_is_suggested(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)
    said = TYPED | {"severity": "4", "affected": "everybody", "urgency": "stopped"}

    client.post(PATH, said)

    incident = Incident.objects.get()
    assert (incident.severity, incident.affected, incident.urgency) == (
        "4",
        "everybody",
        "stopped",
    )


def test_a_report_without_a_severity_comes_back_with_the_suggestion(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)
    said = TYPED | {"severity": "", "affected": "few", "urgency": "impaired"}

    answer = client.post(PATH, said)

    assert answer.status_code == 422
    assert "Suggested: 4 Low" in answer.content.decode()


def test_pq_10_the_suggestion_is_on_the_vendors_own_scale(patientiq: Site) -> None:
    said = {"affected": "many", "urgency": "stopped", "suggest": "1"}
    with vendor_scope(patientiq.vendor):
        client = signed_in(patientiq.house.contact.person)
        html = client.post("/patientiq/incidents/new/", said).content.decode()

    assert "Suggested: 1 High" in html
    assert "publishes no telephone number" in html


def test_hr_11_the_customer_classifies_and_is_told_so(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        client = signed_in(healthy_roster.house.contact.person)
        html = client.get("/healthy-roster/incidents/new/").content.decode()

    assert "You classify it, reasonably (HR-11)" in html


def test_the_telephone_stands_beneath_the_severities_without_any_script(lumeon: Site) -> None:
    html = raise_page(signed_in(lumeon.house.contact.person))

    notice = html[html.index('class="notice call-us"') :]
    assert "Critical or High? Call as well." in notice
    assert 'href="tel:+18884503195"' in notice


def test_lu_11_contact_details_are_for_the_desk_and_who_gave_them(
    lumeon: Site, vera: Membership
) -> None:
    contact, number = lumeon.house.contact.person, "ext. 4711, ask for ward 3"
    signed_in(contact).post(PATH, TYPED | {"contact_details": f"  {number} "})
    page = f"/lumeon/incidents/{Incident.objects.get()}/"

    for reader, sees in ((lumeon.agent.person, 1), (contact, 1), (vera.person, 0)):
        client = signed_in(reader)
        assert client.get(page).content.decode().count(number) == sees
        assert client.get(f"/lumeon/api{page[7:]}").content.decode().count(number) == sees


def test_a_telephone_number_that_is_known_is_filled_in(lumeon: Site) -> None:
    person = lumeon.house.contact.person
    person.phone = "+44 20 7946 0000"
    person.save(update_fields=["phone"])

    assert 'value="+44 20 7946 0000"' in raise_page(signed_in(person))


@pytest.mark.parametrize(
    "said",
    [
        {"affected": "the moon"},
        {"urgency": "x" * 500},
        {"contact_details": "x" * 121},
        {"impact": "x" * 201},
        {"title": "a\x00b"},
        {"severity": "9"},
    ],
)
def test_what_does_not_fit_is_a_sentence_and_loses_nothing(
    lumeon: Site, said: dict[str, str]
) -> None:
    answer = signed_in(lumeon.house.contact.person).post(PATH, TYPED | said)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Something is missing or wrong" in html
    assert "Since this morning." in html
    assert Incident.objects.count() == 0


def test_a_draft_is_filled_in_again_and_gone_once_it_is_sent(lumeon: Site) -> None:
    contact = lumeon.house.contact
    typed = {"title": "Half a title", "affected": "few", "category": "support_incident"}
    keep_draft(by=contact, place=Place.RAISE, incident=None, fields=typed, at=MONDAY)
    client = signed_in(contact.person)

    html = raise_page(client)
    assert 'value="Half a title"' in html
    assert "checked" in html[html.index('id="id_affected-few"') :][:200]

    client.post(PATH, TYPED)
    assert read_draft(by=contact, place=Place.RAISE) is None


def test_hundreds_of_instances_are_asked_for_in_as_many_queries_as_one(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            raise_page(client)
        return len(seen)

    raise_page(client)
    with_one = queries()
    for _ in range(200):
        InstanceFactory.create(vendor=lumeon.vendor, contract=lumeon.house.contract)

    assert queries() == with_one
