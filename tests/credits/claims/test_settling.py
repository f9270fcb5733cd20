"""What the close of a month makes of claims: point by point, once, and anew when restated."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.services.outages import correct_outage
from contracts.domain.standing import Fact
from contracts.models import Invoice
from contracts.services.invoices import Stated, enter, happen
from credits.claims.details import ClaimFacts
from credits.claims.states import ClaimState, state_of
from credits.models import Claim, ClaimVerdict, LedgerEntry
from credits.services.claim_verdicts import settle_waiting
from credits.services.claiming import complete_claim, decide_claim, settle_claims
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from tests.availability.saying import LATER, facts, utc
from tests.availability.world import World
from tests.credits.claims.filing import (
    IN_TIME,
    STATED,
    TEXTS,
    close,
    filed,
    outage_of,
    restate,
)

pytestmark = pytest.mark.django_db


def points(claim: Claim) -> dict[str, str]:
    """Return each condition's state by the newest verdict."""
    verdict = ClaimVerdict.objects.filter(claim=claim).order_by("-pk")[0]
    return {one["name"]: one["state"] for one in verdict.conditions}


def billed(world: World, due: str, paid: str | None = None, disputed: str | None = None) -> Invoice:
    stated = Stated(
        number=f"INV-{due}",
        period_from=utc("05-01 00:00").date(),
        period_until=utc("05-31 00:00").date(),
        issued_on=utc("05-01 00:00").date(),
        amount=Decimal(100),
        currency="USD",
        due_on=utc(f"{due} 00:00").date(),
    )
    made = enter(by=world.manager, contract=world.contract, stated=stated, at=LATER)
    for fact, on in ((Fact.DISPUTED, disputed), (Fact.PAID, paid)):
        if on:
            day = utc(f"{on} 00:00").date()
            happen(by=world.manager, invoice=made, fact=fact, on=day, words="Said so.", at=LATER)
    return made


def test_a_claim_that_holds_waits_for_a_decision_and_both_sides_are_told(piq: World) -> None:
    claim = filed(piq, outage_of(piq))
    assert state_of(claim) is ClaimState.PENDING

    closing = close(piq)

    verdict = ClaimVerdict.objects.get(claim=claim)
    assert (verdict.is_eligible, verdict.hours, verdict.closing) == (True, 5, closing)
    assert set(points(claim).values()) == {"met"}
    assert state_of(claim) is ClaimState.HOLDS
    told = Notification.objects.filter(key=f"claim-verdict-{verdict.pk}")
    assert {one.person for one in told} == {piq.contact.person, piq.manager.person}


def test_settling_again_says_nothing_twice(piq: World) -> None:
    filed(piq, outage_of(piq))
    closing = close(piq)

    assert settle_claims([closing], at=LATER) == []
    assert settle_waiting(at=LATER) == []


def test_p23_a_met_month_gives_nothing_and_says_why(piq: World) -> None:
    claim = filed(piq, outage_of(piq, ends="06-09 15:59"), facts=STATED)

    close(piq)

    verdict = ClaimVerdict.objects.get(claim=claim)
    assert not verdict.is_eligible
    said = (
        "119 minutes were lost, but June 2026 reached 99.724537 %, so no credit is due: 99.5 % was "
        "promised for the month, and hours are credited only of a month that missed it (PQ-06)."
    )
    assert verdict.reasons == [said]
    assert state_of(claim) is ClaimState.FAILS


def test_a_late_claim_fails_by_its_time_alone(piq: World) -> None:
    claim = filed(piq, outage_of(piq), at=utc("06-17 05:00"))

    close(piq)

    assert [name for name, state in points(claim).items() if state == "failed"] == ["time"]


@pytest.mark.parametrize(
    ("due", "paid", "disputed", "holds"),
    [
        ("06-08", None, None, False),
        ("06-08", "06-16", None, True),
        ("06-08", "06-17", None, False),
        ("06-30", None, None, True),
        ("06-08", None, "06-05", True),
        ("06-08", None, "06-15", True),
    ],
    ids=["past-due", "paid-in-time", "paid-late", "not-due", "disputed", "disputed-in-time"],
)
def test_p30_at_one_moment_until_the_deadline_nothing_may_be_owed(
    piq: World, due: str, paid: str | None, disputed: str | None, holds: bool
) -> None:
    claim = filed(piq, outage_of(piq))
    billed(piq, due, paid, disputed)

    close(piq)

    verdict = ClaimVerdict.objects.get(claim=claim)
    assert verdict.is_eligible is holds
    assert any("INV-06-08" in words for words in verdict.reasons) is not holds


def test_what_the_customer_can_still_do_is_awaited_after_an_early_close(piq: World) -> None:
    late = outage_of(piq, "06-30 10:00", "06-30 15:00", at=utc("07-01 08:00"))
    stated = replace(STATED, started_at=utc("06-30 10:00"), ended_at=utc("06-30 15:00"))
    said: dict[str, Any] = {"source": "mail", "by": piq.agent, "at": utc("07-01 08:00")}
    claim = filed(piq, late, facts=ClaimFacts(), **said)

    close(piq, at=utc("07-01 12:00"))

    assert not ClaimVerdict.objects.exists()
    whole = complete_claim(by=piq.contact, claim=claim, facts=stated, at=utc("07-02 09:00"))
    assert ClaimVerdict.objects.get(claim=whole).is_eligible


def test_what_was_never_completed_fails_once_its_time_has_passed(piq: World) -> None:
    late = outage_of(piq, "06-30 10:00", "06-30 15:00", at=utc("07-01 08:00"))
    said: dict[str, Any] = {"source": "mail", "by": piq.agent, "at": utc("07-01 08:00")}
    claim = filed(piq, late, facts=ClaimFacts(), **said)
    close(piq, at=utc("07-01 12:00"))
    assert state_of(claim) is ClaimState.INCOMPLETE

    settle_waiting(at=utc("08-01 12:00"))

    failing = [name for name, state in points(claim).items() if state == "failed"]
    assert failing == ["time", "complete"]


def test_p25_an_outage_across_the_month_end_is_whole_in_the_month_it_began(piq: World) -> None:
    outage = outage_of(piq, "07-01 00:50", "07-01 11:50", at=utc("07-02 08:00"))
    said = replace(STATED, started_at=utc("07-01 00:50"), ended_at=utc("07-01 11:50"))
    claim = filed(piq, outage, facts=said, at=utc("07-02 08:00"))

    close(piq)
    close(piq, Month(2026, 7))

    verdict = ClaimVerdict.objects.get(claim=claim)
    assert (verdict.closing.month, verdict.hours, verdict.is_eligible) == (6, 11, True)


def test_records_that_touch_are_one_outage_and_credited_once(piq: World) -> None:
    first = filed(piq, outage_of(piq, "06-09 14:00", "06-09 17:00"))
    second = filed(piq, outage_of(piq, "06-09 17:00", "06-09 19:00"))

    close(piq)

    hours = [ClaimVerdict.objects.get(claim=one).hours for one in (first, second)]
    assert hours == [5, 0]
    assert points(second)["hours"] == "failed"


def test_a_restated_month_judges_anew_and_posts_the_difference_of_what_was_approved(
    piq: World,
) -> None:
    outage = outage_of(piq)
    claim = filed(piq, outage)
    close(piq)
    decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)
    longer = facts(piq, "06-09 14:00", "06-09 20:00", **TEXTS)
    correct_outage(by=piq.agent, outage=outage, facts=longer, reason="Logs.", at=LATER)

    restate(piq)

    kinds = LedgerEntry.objects.filter(claim=claim).order_by("pk")
    assert [(one.kind, str(one.money)) for one in kinds] == [
        ("claimed", "0.00 USD"),
        ("approved", "68.49 USD"),
        ("restated", "13.70 USD"),
    ]
    assert state_of(claim) is ClaimState.APPROVED


def test_an_exclusion_decided_later_takes_the_credit_back_by_restatement(piq: World) -> None:
    outage = outage_of(piq)
    claim = filed(piq, outage)
    close(piq)
    decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)
    said = propose_exclusion(
        by=piq.agent, outage=outage, reason="force_majeure", evidence="A flood.", at=LATER
    )
    decide_exclusion(by=piq.manager, exclusion=said, verdict="approved", at=LATER)

    restate(piq)

    earned = LedgerEntry.objects.filter(claim=claim).values_list("amount", flat=True)
    assert sum(earned) == 0


def test_what_a_restatement_leaves_open_is_not_approved_before_it_is_judged_anew(
    piq: World,
) -> None:
    late = outage_of(piq, "06-30 10:00", "06-30 15:00", at=utc("07-01 08:00"))
    claim = filed(piq, late, at=utc("07-01 09:00"))
    close(piq, at=utc("07-01 12:00"))
    assert state_of(claim) is ClaimState.HOLDS
    billed(piq, "06-08")  # known by now, and still to be paid in time
    longer = facts(piq, "06-30 10:00", "06-30 16:00", **TEXTS)
    correct_outage(by=piq.agent, outage=late, facts=longer, reason="Logs.", at=utc("07-02 08:00"))
    restate(piq, at=utc("07-02 12:00"))

    with pytest.raises(Refusal, match="is closed and nothing is open on it"):
        decide_claim(by=piq.manager, claim=claim, approve=True, at=utc("07-02 13:00"))
    assert settle_waiting(at=utc("07-02 13:00")) == []
    (verdict,) = settle_waiting(at=LATER)

    assert (verdict.closing.number, verdict.is_eligible) == (2, False)
    assert settle_waiting(at=LATER) == []


def test_a_claim_filed_after_the_close_is_judged_at_once(piq: World) -> None:
    late = outage_of(piq, "06-30 10:00", "06-30 15:00", at=utc("07-01 08:00"))
    close(piq, at=utc("07-01 12:00"))

    claim = filed(piq, late, at=utc("07-02 09:00"))

    assert ClaimVerdict.objects.get(claim=claim).is_eligible


def test_no_more_is_asked_for_ten_months_without_claims(
    piq: World, django_assert_num_queries: object
) -> None:
    closing = close(piq)

    with django_assert_num_queries(3):  # type: ignore[operator]  # one, within a savepoint
        assert settle_claims([closing] * 10, at=IN_TIME) == []
