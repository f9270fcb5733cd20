"""A claim that came by mail or in an incident: told of, recorded by people, its time kept (PQ-07).

The outage is that of `filing`: Tuesday 9 June 2026, five hours; documented in Riverbend's incident.
"""

from typing import Any

import pytest
from django.test import Client

from availability.models import Outage
from availability.services.responding import respond_again
from credits.claims.asking import asks_for_credit
from credits.models import Claim
from credits.services.claiming import file_claim
from incidents.mailin.addresses import reply_address
from incidents.mailin.receipt import receipt_of
from incidents.mailin.releasing import release_as_answer
from incidents.models import InboundMail, Incident, Message
from incidents.services import answer, reply
from portal.notify.models import Notification
from tests.availability.saying import utc
from tests.availability.world import World
from tests.cast import House, Site, raised, signed_in
from tests.credits.claims.filing import IN_TIME, STATED, outage_of
from tests.incidents.mailin.sending import DOMAIN, handed_over, mail_server, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
__all__ = ["mail_server"]
SITE = "/patientiq/credits/claims/"
CAME = utc("06-10 13:30")
ASKING = "We claim the service level credit for yesterday's outage.\n\nUsers: marisol, desk"
FORM = {
    "areas": ["Registry: Web"],
    "started_at": "2026-06-09T14:00:00",
    "ended_at": "2026-06-09T19:00:00",
    "estimated_minutes": "310",
    "users": "marisol\ndesk",
}


@pytest.fixture
def outage(piq: World) -> Outage:
    """An outage that is documented in an incident of Riverbend's."""
    made = outage_of(piq)
    respond_again(by=piq.agent, outage=made, at=IN_TIME)
    return made


@pytest.fixture
def incident(piq: World, outage: Outage) -> Incident:
    found = outage.incident_rows.get(customer=piq.customer).incident
    assert found is not None
    return found


@pytest.fixture
def manager(piq: World) -> Client:
    return signed_in(piq.manager.person)


def answered(world: World, incident: Incident, text: str = ASKING, **said: Any) -> InboundMail:
    """Take in a mail of Riverbend's contact to the incident's own address for them."""
    person = world.contact.person
    mail = written(person.email, subject=f"Re: [{incident}] Outage", text=text, **said)
    return handed_over(world.site.vendor, mail, to=reply_address(incident, person), at=CAME)


def messages_of(incident: Incident) -> list[Message]:
    """Return what the customer wrote in an incident, the first first."""
    return list(Message.objects.filter(incident=incident, by_staff=False).order_by("pk"))


def told_of_asking() -> list[str]:
    rows = Notification.objects.filter(key__startswith="claim-asked-")
    return [f"{one.title} {one.path}" for one in rows]


@pytest.mark.parametrize(
    ("title", "text", "asks"),
    [
        ("Claim for service level credit", "Please see below.", True),
        ("Yesterday's outage", "Hello,\nwe would like to request a credit for it.", True),
        ("Credit request for O-14", "", True),
        ("", "Are we entitled to any SLA credits?", True),
        ("Sign-in", "Nobody can sign in.", False),
        ("Invoices", "We ask for another way to enter a credit card.", False),
        ("Report", "The credits column of the report is empty.", False),
        ("Long", f"{'We write at length. ' * 20}We claim a credit.", False),
    ],
    ids=["subject", "first-words", "named", "question", "no", "card", "column", "too-late"],
)
def test_words_ask_for_a_credit_by_the_subject_or_their_beginning(
    title: str, text: str, *, asks: bool
) -> None:
    assert asks_for_credit(title, text) is asks


def test_an_answer_by_mail_that_asks_is_told_to_the_account_manager_and_claims_nothing(
    piq: World, incident: Incident
) -> None:
    mail = answered(piq, incident)

    (message,) = messages_of(incident)
    assert mail.state == "accepted"
    said = f"Riverbend Orthopaedics asks for a credit in {incident}"
    assert told_of_asking() == [f"{said} /credits/claims/recording/{message.pk}/"]
    assert Notification.objects.get(key=f"claim-asked-{message.pk}").person == piq.manager.person
    assert not Claim.objects.exists()


def test_a_report_by_mail_is_told_of_by_its_subject_and_other_words_are_not(
    piq: World, incident: Incident
) -> None:
    person = piq.contact.person
    mail = written(person.email, subject="Credit request", text="For yesterday, please.")
    taken = handed_over(piq.site.vendor, mail, to=f"patientiq@{DOMAIN}", at=CAME)
    answer(incident=incident, by=piq.contact, text="It works again, thank you.", at=CAME)
    assert taken.incident is not None
    answer(incident=taken.incident, by=piq.contact, text="No hurry.", at=utc("06-10 14:00"))

    (message, _) = messages_of(taken.incident)
    assert [line.rpartition(" ")[2] for line in told_of_asking()] == [
        f"/credits/claims/recording/{message.pk}/"
    ]


def test_where_nothing_is_claimed_nobody_is_told(roster: World) -> None:
    house = House(
        customer=roster.customer,
        contract=roster.contract,
        instance=None,  # type: ignore[arg-type]  # a report needs none
        contact=roster.contact,
    )
    raised(house, title="We claim a service level credit", category="error", severity="high")

    assert told_of_asking() == []


def test_the_message_has_the_button_and_leads_to_the_form_of_its_incidents_outage(
    piq: World, incident: Incident, outage: Outage, manager: Client
) -> None:
    answered(piq, incident)
    answer(incident=incident, by=piq.contact, text="It works again.", at=utc("06-10 14:00"))
    asking, _ = messages_of(incident)

    page = manager.get(f"/patientiq/incidents/{incident}/").content.decode()
    led = manager.get(f"{SITE}recording/{asking.pk}/")
    form = manager.get(led["Location"]).content.decode()

    assert page.count("Record as a claim") == 1
    assert f"{SITE}recording/{asking.pk}/" in page
    where = f"{SITE}new/{outage.number}/?contract={piq.contract.pk}&message={asking.pk}"
    assert led["Location"] == where
    assert f'<option value="{asking.pk}" selected>' in form
    assert '<option value="mail" selected>' in form
    assert "Users: marisol, desk" in form
    assert "too late" not in form  # by when it came, whatever the time is now
    own = signed_in(piq.contact.person).get(f"/patientiq/incidents/{incident}/")
    assert "Record as a claim" not in own.content.decode()


def test_pq_07_a_claim_recorded_from_a_mail_counts_from_its_receipt(
    piq: World, incident: Incident, outage: Outage, manager: Client
) -> None:
    answered(piq, incident)
    (message,) = messages_of(incident)

    sent = manager.post(
        f"{SITE}new/{outage.number}/?contract={piq.contract.pk}&message={message.pk}",
        FORM | {"source": "mail", "message": str(message.pk)},
    )

    claim = Claim.objects.get()
    assert sent.status_code == 302
    assert (claim.source, claim.filed_at, claim.missing) == ("mail", CAME, [])
    assert (claim.filed_by, claim.recorded_by) == (piq.contact.person, piq.manager.person)
    assert claim.incident == incident


def test_a_mail_that_was_released_late_still_counts_from_its_receipt(
    piq: World, incident: Incident
) -> None:
    held = answered(piq, incident, proof="")
    reply(incident=incident, by=piq.agent, text="Are you still there?", at=utc("06-11 09:00"))

    release_as_answer(
        mail=held, by=piq.agent, incident=incident, contact=piq.contact, at=utc("06-12 10:00")
    )

    (message,) = messages_of(incident)
    assert held.state == "held"
    assert (message.at, receipt_of(message)) == (utc("06-11 09:00"), CAME)


def test_what_was_written_in_the_portal_is_recorded_as_that(
    piq: World, incident: Incident, outage: Outage, manager: Client
) -> None:
    answer(incident=incident, by=piq.contact, text=ASKING, at=CAME)
    (message,) = messages_of(incident)

    manager.post(
        f"{SITE}new/{outage.number}/?contract={piq.contract.pk}",
        FORM | {"source": "mail", "message": str(message.pk)},
    )

    claim = Claim.objects.get()
    assert receipt_of(message) is None
    assert (claim.source, claim.filed_at) == ("message", CAME)


def test_where_the_incident_documents_no_outage_it_is_chosen_and_the_message_is_the_ticket(
    piq: World, manager: Client
) -> None:
    outage, claimed = outage_of(piq), outage_of(piq, "06-10 08:00", "06-10 09:00")
    file_claim(by=piq.contact, contract=piq.contract, outage=claimed, facts=STATED, at=IN_TIME)
    person = piq.contact.person
    mail = written(person.email, subject="Credit request", text=ASKING)
    taken = handed_over(piq.site.vendor, mail, to=f"patientiq@{DOMAIN}", at=CAME)
    assert taken.incident is not None
    (message,) = messages_of(taken.incident)

    page = manager.get(f"{SITE}recording/{message.pk}/").content.decode()
    where = f"{SITE}new/{outage.number}/?contract={piq.contract.pk}&amp;message={message.pk}"
    assert where in page
    assert f"{SITE}new/{claimed.number}/" not in page

    manager.post(where.replace("&amp;", "&"), FORM | {"source": "mail", "message": str(message.pk)})
    claim = Claim.objects.get(outage=outage)
    assert (claim.incident, claim.filed_at, claim.source) == (taken.incident, CAME, "mail")


def test_only_the_vendors_people_record_and_only_their_own_customers_words(
    lumeon: Site, piq: World, incident: Incident, outage: Outage, manager: Client
) -> None:
    answer(incident=incident, by=piq.contact, text=ASKING, at=CAME)
    reply(incident=incident, by=piq.agent, text="We claim a credit.", at=utc("06-10 14:00"))
    (message,) = messages_of(incident)
    theirs = Message.objects.get(incident=incident, text="We claim a credit.")
    contact = signed_in(piq.contact.person)

    for reader, path in (
        (contact, f"{SITE}recording/{message.pk}/"),
        (manager, f"{SITE}recording/{theirs.pk}/"),
        (manager, f"{SITE}recording/999999/"),
        (signed_in(lumeon.agent.person), f"{SITE}recording/{message.pk}/"),
        (signed_in(lumeon.agent.person), f"/lumeon/credits/claims/recording/{message.pk}/"),
    ):
        assert reader.get(path).status_code == 404
    # A key of somebody else's words changes nothing of the form.
    form = manager.get(f"{SITE}new/{outage.number}/?contract={piq.contract.pk}&message={theirs.pk}")
    assert "What they wrote" not in form.content.decode()
