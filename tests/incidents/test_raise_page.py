"""Raising on a page: what is typed stays, the document's words stand beside the choices."""

from datetime import date

from django.test import Client

from contracts.models import Contract
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, signed_in

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
