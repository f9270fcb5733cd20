"""Filing a claim: what it needs, who may, and what is refused with which sentence (PQ-07)."""

from dataclasses import replace
from typing import Any

import pytest

from availability.services.outages import correct_outage, withdraw_outage
from availability.services.responding import respond_again
from credits.claims.details import ClaimFacts
from credits.models import Claim, LedgerEntry
from credits.services.claiming import complete_claim, file_claim
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from tests.availability.saying import declared, facts, utc
from tests.availability.world import World, signed_for
from tests.credits.claims.filing import IN_TIME, STATED, filed, outage_of

pytestmark = pytest.mark.django_db
LATE = utc("06-17 12:00")


def test_a_claim_keeps_what_was_stated_and_the_portal_fills_in_the_incident(piq: World) -> None:
    outage = outage_of(piq)
    respond_again(by=piq.agent, outage=outage, at=IN_TIME)
    row = outage.incident_rows.get(customer=piq.customer)

    claim = filed(piq, outage)

    claim.refresh_from_db()
    assert (str(claim), claim.incident_number) == ("C-1001", str(row.incident))
    assert claim.users == ["marisol", "front.desk@riverbend.example"]
    assert (claim.estimated_minutes, claim.missing) == (310, [])
    assert AuditEvent.objects.filter(verb="claim filed", object_id=claim.pk).count() == 1


def test_both_sides_are_told_and_the_ledger_says_that_it_was_claimed(piq: World) -> None:
    claim = filed(piq, outage_of(piq))

    told = Notification.objects.filter(key=f"claim-filed-{claim.pk}")
    entry = LedgerEntry.objects.get(claim=claim)

    assert {one.person for one in told} == {piq.contact.person, piq.manager.person}
    assert (entry.kind, str(entry.money), entry.credit) == (
        "claimed",
        "0.00 USD",
        "2026-06/C-1001",
    )


@pytest.mark.parametrize(
    ("lack", "field", "named"),
    [
        ({"areas": ()}, "areas", "the functional areas affected"),
        ({"started_at": None}, "started_at", "date and time of the outage"),
        ({"users": ()}, "users", "usernames and email addresses"),
        ({"estimated_minutes": None}, "estimated_minutes", "the estimated minutes"),
    ],
    ids=["areas", "time", "users", "minutes"],
)
def test_p29_a_claim_filed_here_states_all_of_it_together(
    piq: World, lack: dict[str, Any], field: str, named: str
) -> None:
    outage = outage_of(piq)

    with pytest.raises(Refusal, match=named) as refused:
        filed(piq, outage, facts=replace(STATED, **lack))

    assert refused.value.code == field
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"users": ("nobody@",)}, "users"),
        ({"ended_at": utc("06-09 13:00")}, "ended_at"),
        ({"ended_at": utc("06-19 13:00")}, "ended_at"),
        ({"estimated_minutes": 0}, "estimated_minutes"),
    ],
    ids=["address", "order", "ahead", "nothing"],
)
def test_what_cannot_be_is_refused_at_its_field(
    piq: World, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        filed(piq, outage_of(piq), facts=replace(STATED, **wrong))
    assert refused.value.code == field


def test_an_outage_is_claimed_once(piq: World) -> None:
    outage = outage_of(piq)
    first = filed(piq, outage)

    with pytest.raises(Refusal, match=f"was claimed on 10 June 2026 as {first}"):
        filed(piq, outage)


def test_while_it_goes_on_it_waits_for_its_end_and_what_was_none_is_not_claimed(piq: World) -> None:
    running = declared(piq, "06-10 10:00", at=IN_TIME)
    with pytest.raises(
        Refusal, match=r"still going on\. The time for claiming counts from its end"
    ):
        filed(piq, running)

    withdraw_outage(by=piq.agent, outage=running, reason="A wrong alarm.", at=IN_TIME)
    with pytest.raises(Refusal, match="was no outage: A wrong alarm"):
        filed(piq, running)


def test_only_who_was_touched_and_had_a_contract_then_can_claim(piq: World) -> None:
    product = piq.service.product
    assert product is not None
    other = signed_for(piq.site, "Hill Clinic", product, piq.contract.commitments.get().fees)
    theirs = outage_of(piq, customers=[other.customer])
    early = outage_of(piq, starts="06-02 01:00", ends="06-02 02:00")
    type(piq.contract).objects.filter(pk=piq.contract.pk).update(starts_on="2026-06-05")

    for outage in (theirs, early):
        with pytest.raises(Refusal, match=r"did not touch the contract|did not run"):
            filed(piq, outage)
    with pytest.raises(Refusal, match="not yours"):
        filed(piq, theirs, contract=other)


def test_viewers_do_not_file_and_agents_do_on_the_customers_behalf(piq: World) -> None:
    outage = outage_of(piq)
    with pytest.raises(Refusal, match="cannot file a claim"):
        filed(piq, outage, by=replace_role(piq))
    assert filed(piq, outage, by=piq.agent).filed_by == piq.agent.person


def replace_role(world: World) -> Any:
    world.contact.role = "viewer"
    return world.contact


def test_hr_04_where_credits_come_by_themselves_there_is_nothing_to_claim(roster: World) -> None:
    with pytest.raises(Refusal, match="need no claim: they are worked out by themselves"):
        filed(roster, outage_of(roster))


def test_p29_what_came_by_mail_is_recorded_as_it_came_and_completed_in_time(piq: World) -> None:
    outage = outage_of(piq)
    came = utc("06-10 08:00")
    claim = file_claim(
        by=piq.agent,
        contract=piq.contract,
        outage=outage,
        facts=ClaimFacts(words="We claim the credit for Tuesday.", areas=("Web",)),
        source="mail",
        received_at=came,
        filed_by=piq.contact.person,
        at=IN_TIME,
    )

    assert claim.missing == ["date_and_time", "users", "estimated_minutes"]
    assert (claim.filed_at, claim.filed_by) == (came, piq.contact.person)
    assert not LedgerEntry.objects.exists()

    whole = complete_claim(by=piq.contact, claim=claim, facts=STATED, at=utc("06-12 09:00"))

    assert (str(whole), whole.completes, whole.missing) == (str(claim), claim, [])
    assert whole.filed_at == utc("06-12 09:00")
    assert [one.kind for one in LedgerEntry.objects.all()] == ["claimed"]
    with pytest.raises(Refusal, match="complete already"):
        complete_claim(by=piq.contact, claim=claim, facts=STATED, at=utc("06-12 10:00"))


def test_a_claim_is_completed_until_its_deadline_and_whole(piq: World) -> None:
    said: dict[str, Any] = {"source": "telephone", "facts": ClaimFacts(), "by": piq.agent}
    claim = filed(piq, outage_of(piq), **said)

    with pytest.raises(Refusal, match="Still missing: usernames"):
        complete_claim(
            by=piq.contact, claim=claim, facts=replace(STATED, users=()), at=utc("06-12 09:00")
        )
    with pytest.raises(Refusal, match="could be completed until 16 June 2026 23:59:59 CDT"):
        complete_claim(by=piq.contact, claim=claim, facts=STATED, at=LATE)


def test_only_staff_record_mail_and_calls_and_none_from_the_future(piq: World) -> None:
    outage = outage_of(piq)
    with pytest.raises(Refusal, match="Only the vendor's people record"):
        filed(piq, outage, source="mail", received_at=IN_TIME)
    with pytest.raises(Refusal, match="cannot have come in later"):
        filed(piq, outage, source="mail", by=piq.agent, received_at=LATE)


def test_a_corrected_outage_keeps_its_claim(piq: World) -> None:
    outage = outage_of(piq)
    claim = filed(piq, outage)
    better = facts(piq, "06-09 14:00", "06-09 18:00")

    correct_outage(by=piq.agent, outage=outage, facts=better, reason="Logs.", at=IN_TIME)

    with pytest.raises(Refusal, match=f"as {claim}"):
        filed(piq, outage)
