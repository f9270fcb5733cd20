"""The pages of claims: what contacts, staff and others see, and what they can do there (PQ-07)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from availability.models import Outage
from availability.services.responding import respond_again
from credits.models import Claim
from credits.services.claiming import decide_claim
from incidents.services import answer
from tests.availability.saying import LATER, utc
from tests.availability.world import World, contact_of, signed_for
from tests.cast import signed_in
from tests.credits.claims.filing import IN_TIME, close, filed, outage_of

pytestmark = pytest.mark.django_db
SITE = "/patientiq/credits/claims/"
FORM = {
    "areas": ["Registry: Web"],
    "started_at": "2026-06-09T14:00:00",
    "ended_at": "2026-06-09T19:00:00",
    "estimated_minutes": "310",
    "users": "marisol\nfront.desk@riverbend.example",
}


@pytest.fixture
def outage(piq: World) -> Outage:
    return outage_of(piq)


@pytest.fixture
def contact(piq: World) -> Client:
    return signed_in(piq.contact.person)


@pytest.fixture
def manager(piq: World) -> Client:
    return signed_in(piq.manager.person)


def test_the_outage_leads_to_a_form_that_the_record_filled_in(
    contact: Client, outage: Outage
) -> None:
    page = contact.get(f"/patientiq/outages/{outage.number}/").content.decode()
    assert f"{SITE}new/{outage.number}/?contract=" in page

    form = contact.get(f"{SITE}new/{outage.number}/").content.decode()

    assert 'value="Registry: Web"' in form
    assert 'value="300"' in form
    assert "By the strictest reading of the agreement" in form
    assert "known when June 2026 closes" in form


def test_a_claim_is_filed_and_its_page_shows_each_condition_and_the_difference(
    contact: Client, outage: Outage
) -> None:
    answer = contact.post(f"{SITE}new/{outage.number}/", FORM, follow=True)

    page = answer.content.decode()
    claim = Claim.objects.get()
    assert answer.redirect_chain == [(f"{SITE}{claim.number}/", 302)]
    assert "Waits for the month to close" in page
    assert "310 minutes" in page
    assert page.count('class="pill ok small"') >= 2


@pytest.mark.parametrize(
    ("lack", "fault"),
    [
        ({"users": ""}, "Name at least one user"),
        ({"areas": []}, "Choose or name at least one area."),
        ({"estimated_minutes": ""}, "Give your estimate in minutes."),
        ({"users": "nobody@"}, "no address"),
    ],
    ids=["users", "areas", "minutes", "address"],
)
def test_a_claim_cannot_be_incomplete_and_what_was_typed_stays(
    contact: Client, outage: Outage, lack: dict[str, Any], fault: str
) -> None:
    answer = contact.post(f"{SITE}new/{outage.number}/", FORM | lack)

    assert answer.status_code in (409, 422)
    assert fault in answer.content.decode()
    assert "2026-06-09T14:00:00" in answer.content.decode()
    assert not Claim.objects.exists()


def test_another_customers_claim_and_outage_are_not_there(piq: World, outage: Outage) -> None:
    claim = filed(piq, outage)
    product = piq.service.product
    assert product is not None
    other = signed_for(piq.site, "Hill Clinic", product, piq.contract.commitments.get().fees)
    theirs = outage_of(piq, "06-10 01:00", "06-10 03:00", customers=[piq.customer])
    stranger = signed_in(contact_of(other, "Otis Marsh").person)

    for path in (
        f"{SITE}{claim.number}/",
        f"{SITE}new/{theirs.number}/",
        f"{SITE}new/{outage.number}/?contract={piq.contract.pk}",
        f"/patientiq/api/claims/{claim.number}/",
    ):
        assert stranger.get(path).status_code == 404, path
    assert str(claim) not in stranger.get(SITE).content.decode()


def test_contacts_neither_decide_nor_set_the_limit(
    piq: World, contact: Client, outage: Outage
) -> None:
    claim = filed(piq, outage)
    for path in (f"{claim.number}/decision/", "limit/"):
        assert contact.post(f"{SITE}{path}", {"approve": "yes"}).status_code == 404


def test_what_cannot_be_approved_yet_is_not_offered(
    piq: World, manager: Client, outage: Outage
) -> None:
    path = f"{SITE}{filed(piq, outage).number}/"

    before = manager.get(path).content.decode()
    close(piq)
    after = manager.get(path).content.decode()

    assert ("Approve it" in before, "Decline it" in before) == (False, True)
    assert ("Approve it" in after, "Decline it" in after) == (True, True)


def test_a_manager_decides_on_the_page(piq: World, manager: Client, outage: Outage) -> None:
    claim = filed(piq, outage)
    early = manager.post(f"{SITE}{claim.number}/decision/", {"approve": "yes"})
    assert early.status_code == 409
    assert "can be approved then" in early.content.decode()
    close(piq)
    assert "68.49" in manager.get(f"{SITE}{claim.number}/").content.decode()

    bare = manager.post(f"{SITE}{claim.number}/decision/", {"approve": "no"})
    assert (bare.status_code, "Say why it is declined" in bare.content.decode()) == (409, True)
    done = manager.post(f"{SITE}{claim.number}/decision/", {"approve": "yes"}, follow=True)

    assert "120,000.00 USD / 8,760 h x 5 h = 68.49 USD" in done.content.decode()


def test_staff_record_what_came_by_mail_and_the_contact_completes_it(
    piq: World, contact: Client, outage: Outage
) -> None:
    agent = signed_in(piq.agent.person)
    came = {"source": "mail", "received_at": "2026-06-10T08:00:00", "words": "We claim it."}
    path = f"{SITE}new/{outage.number}/?contract={piq.contract.pk}"
    assert agent.post(path, came).status_code == 302
    claim = Claim.objects.get()
    assert (claim.filed_at, bool(claim.missing)) == (utc("06-10 07:00"), True)

    page = contact.get(f"{SITE}{claim.number}/").content.decode()

    assert "Still missing" in page
    late = contact.post(f"{SITE}{claim.number}/completion/", FORM)
    assert late.status_code == 409  # its time passed in June
    assert "could be completed until" in late.content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(
    piq: World, manager: Client, outage: Outage
) -> None:
    filed(piq, outage)
    manager.get(SITE)  # what a first look sets up is not counted

    first = asked(manager)
    for hour in ("01", "03"):
        filed(piq, outage_of(piq, f"06-08 {hour}:00", f"06-08 {hour}:30"))

    assert asked(manager) == first


def asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(SITE).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("view", "shown"),
    [("", 3), ("pending", 1), ("to_decide", 1), ("decided", 1)],
)
def test_the_list_is_shown_by_what_claims_wait_for(
    piq: World, manager: Client, outage: Outage, view: str, shown: int
) -> None:
    holding = filed(piq, outage)
    declined = filed(piq, outage_of(piq, "06-10 01:00", "06-10 03:00"))
    close(piq)
    decide_claim(by=piq.manager, claim=declined, approve=False, reason="Agreed.", at=LATER)
    at = utc("07-02 12:00")
    waiting = filed(piq, outage_of(piq, "07-01 10:00", "07-01 12:00", at=at), at=at)

    page = manager.get(f"{SITE}?show={view}").content.decode()

    assert sum(f"{SITE}{one.number}/" in page for one in (holding, declined, waiting)) == shown


def test_an_incident_of_the_outage_leads_to_the_claim_and_to_a_message_as_one(
    piq: World, contact: Client, outage: Outage
) -> None:
    respond_again(by=piq.agent, outage=outage, at=IN_TIME)
    row = outage.incident_rows.get(customer=piq.customer)
    assert row.incident is not None
    agent = signed_in(piq.agent.person)
    at = IN_TIME + timedelta(hours=1)
    answer(incident=row.incident, by=piq.contact, text="We claim the credit for it.", at=at)

    page = agent.get(f"/patientiq/incidents/{row.incident}/").content.decode()
    path = f"{SITE}new/{outage.number}/?contract={piq.contract.pk}"
    assert f"{path}&amp;source=mail" in page
    form = agent.get(f"{path}&source=mail").content.decode()
    message = row.incident.messages.get(by_staff=False)
    assert "We claim the credit" in form
    sent = {"source": "mail", "message": str(message.pk), "words": "We claim the credit."}
    assert agent.post(path, sent).status_code == 302

    claim = Claim.objects.get()
    assert (claim.filed_at, claim.filed_by) == (message.at, piq.contact.person)
    again = contact.get(f"/patientiq/incidents/{row.incident}/").content.decode()
    assert f"{SITE}{claim.number}/" in again
