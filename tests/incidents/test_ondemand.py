"""What the agreement does not cover: closed with its clause, asked for as On-Demand (LU-10)."""

import pytest

from contracts.services.tokens import buy
from incidents import services
from incidents.models import Incident
from incidents.queries import story
from portal.notify.models import OutgoingMail
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.incidents.test_detail_page import page, plain, post
from tests.incidents.watching import clock, kinds, london, refused


def closed(site: Site, reason: str = "out_of_scope", scope: str = "on_site") -> Incident:
    incident = raised(site.house, at=london("10:00"))
    services.close(
        incident=incident,
        by=site.agent,
        reason=reason,
        scope=scope,
        words="A visit would help.",
        at=london("10:30"),
    )
    return Incident.objects.with_names().get(pk=incident.pk)


def test_lu_10_the_line_of_the_list_and_its_clause_are_told(lumeon: Site) -> None:
    incident = closed(lumeon)

    assert story(incident, for_staff=False)[-1].words == (
        "On-site support (LU-10). A visit would help."
    )
    assert clock(incident, "resolution").outcome == "none"


@pytest.mark.parametrize("scope", ["", "coffee"])
def test_out_of_scope_wants_a_line_of_the_list(lumeon: Site, scope: str) -> None:
    incident = raised(lumeon.house, at=london("10:00"))
    sentence = (
        "Choose what of it is out of scope: On-site support, Interfaces to data sources not in "
        "the license, Data management and routine operations."
    )

    with refused(sentence, code="unknown_scope"):
        services.close(
            incident=incident,
            by=lumeon.agent,
            reason="out_of_scope",
            scope=scope,
            words="",
            at=london("10:30"),
        )


def test_words_that_do_not_fit_beside_the_clause_are_refused_whole(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("10:00"))
    sentence = (
        "That makes 320 characters; 300 stand beside the reason. Write the rest as a message first."
    )

    with refused(sentence, code="too_long"):
        services.close(
            incident=incident,
            by=lumeon.agent,
            reason="out_of_scope",
            scope="on_site",
            words="x" * 295,
            at=london("10:30"),
        )


def test_the_contact_asks_for_it_and_the_account_manager_is_told(lumeon: Site) -> None:
    manager = staff(lumeon.vendor, "Amy Cole", Role.ACCOUNT_MANAGER)
    incident = closed(lumeon)

    services.request_ondemand(
        incident=incident,
        by=lumeon.house.contact,
        words="Two hours next week",
        at=london("11:00"),
    )

    assert kinds(incident)[-1] == "ondemand_requested"
    assert Incident.objects.get(pk=incident.pk).status == "closed"
    mail = OutgoingMail.objects.get(subject__contains="asks for On-Demand work")
    assert mail.recipient == manager.person.email
    assert f"/lumeon/contracts/tokens/{incident.contract_id}/" in mail.text
    assert "Two hours next week" not in mail.text  # what was written stays in the portal


def test_it_is_asked_for_once(lumeon: Site) -> None:
    incident = closed(lumeon)
    services.request_ondemand(incident=incident, by=lumeon.house.contact, at=london("11:00"))

    with refused("Priya Shah has asked for it already.", code="already"):
        services.request_ondemand(incident=incident, by=lumeon.agent, at=london("11:10"))


def test_what_is_closed_for_another_reason_is_not_offered(lumeon: Site) -> None:
    incident = closed(lumeon, "customer_request")
    sentence = (
        f"{incident} was not closed as out of scope, or Lumeon sells no On-Demand time. "
        "Reopen it to say what is missing."
    )

    with refused(sentence, code="not_offered"):
        services.request_ondemand(incident=incident, by=lumeon.house.contact, at=london("11:00"))


def test_pq_11_a_vendor_without_tokens_offers_nothing(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")
        services.close(
            incident=incident,
            by=patientiq.agent,
            reason="out_of_scope",
            scope="customer_equipment",
            words="",
            at=london("10:30"),
        )
        said = story(Incident.objects.with_names().get(pk=incident.pk), for_staff=False)[-1].words

    html = page(signed_in(patientiq.house.contact.person), incident)
    assert said == "Networks, devices, servers and workstations of the customer (PQ-11)."
    assert "On-Demand" not in html


def test_the_page_offers_it_with_what_is_left(lumeon: Site) -> None:
    buy(
        by=lumeon.administrator,
        contract=lumeon.house.contract,
        bundle=5,
        on=MONDAY.date(),
        key="bought",
        at=MONDAY,
    )
    incident = closed(lumeon)
    contact = signed_in(lumeon.house.contact.person)

    assert "Make it an On-Demand request" in plain(page(contact, incident))
    post(contact, incident, "on-demand", words="Please", expect=302)

    shown = plain(page(contact, incident))
    assert "Asked for by Priya Shah" in shown
    assert "Make it an On-Demand request" not in shown


def test_a_viewer_is_offered_nothing_to_press(lumeon: Site, vera: object) -> None:
    incident = closed(lumeon)

    html = page(signed_in(vera.person), incident)  # type: ignore[attr-defined]  # a membership

    assert "Make it an On-Demand request" not in html
