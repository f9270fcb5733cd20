"""Deciding claims: who may, what for, and two people above the vendor's limit (PQ-07)."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest

from availability.models import MonthClosing
from contracts.models import AgreementVersion
from credits.claims.months import closed_month
from credits.models import Claim, ClaimDecision, LedgerEntry
from credits.services.claim_decisions import limit_for
from credits.services.claiming import decide_claim, set_limit
from credits.services.settling import offset
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from tests.availability.saying import LATER, utc
from tests.availability.world import World
from tests.credits.claims.filing import close, filed, outage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(piq: World) -> Claim:
    """A claim of five hours that holds."""
    made = filed(piq, outage_of(piq))
    close(piq)
    return made


def test_an_approved_claim_enters_its_hours_once_with_how_they_came_about(
    piq: World, claim: Claim
) -> None:
    made = decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)

    entry = LedgerEntry.objects.get(key=f"claim/{claim.pk}")
    assert (str(entry.money), entry.by, entry.clause) == (
        "68.49 USD",
        piq.manager.person,
        "PQ-06",
    )
    assert entry.derivation == ["120000.00 USD / 8760 h x 5 h = 68.49 USD"]
    assert (made.kind, made.amount) == ("approved", Decimal("68.490"))
    with pytest.raises(Refusal, match="was approved by Quentin Hale on 01 September 2026 already"):
        decide_claim(by=piq.administrator, claim=claim, approve=False, reason="No.", at=LATER)


def test_pq_08_an_offset_of_a_claims_credit_cites_the_clause_that_says_so(
    piq: World, claim: Claim
) -> None:
    decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)

    entry = offset(
        by=piq.manager,
        contract=piq.contract,
        credit=f"2026-06/{claim}",
        words="Claim of 3 July for lost appointments",
        key="once",
        at=LATER,
    )

    assert (entry.clause, str(entry.figure), str(entry.money)) == ("PQ-08", "68.49 USD", "0.00 USD")


def test_a_declined_claim_needs_a_reason_and_moves_nothing(piq: World, claim: Claim) -> None:
    with pytest.raises(Refusal, match="Say why it is declined"):
        decide_claim(by=piq.manager, claim=claim, approve=False, reason=" ", at=LATER)

    decide_claim(by=piq.manager, claim=claim, approve=False, reason="Agreed by mail.", at=LATER)

    assert LedgerEntry.objects.get(key=f"claim/{claim.pk}").amount == 0
    told = Notification.objects.filter(key__startswith="claim-decision-")
    assert {one.person for one in told} == {piq.contact.person, piq.manager.person}
    assert AuditEvent.objects.filter(verb="claim declined").get().reason == "Agreed by mail."


def test_only_account_managers_and_administrators_decide(piq: World, claim: Claim) -> None:
    for by in (piq.agent, piq.contact):
        with pytest.raises(Refusal, match="decide claims and settle credits"):
            decide_claim(by=by, claim=claim, approve=True, at=LATER)


def test_nothing_is_approved_before_the_month_is_closed(piq: World) -> None:
    pending = filed(piq, outage_of(piq))
    with pytest.raises(Refusal, match="is known when June 2026 is closed"):
        decide_claim(by=piq.manager, claim=pending, approve=True, at=LATER)


def test_what_does_not_hold_is_not_approved(piq: World) -> None:
    failing = filed(piq, outage_of(piq, ends="06-09 15:59"))
    close(piq)
    with pytest.raises(Refusal, match="does not hold: 119 minutes were lost, but June 2026"):
        decide_claim(by=piq.manager, claim=failing, approve=True, at=LATER)
    made = decide_claim(by=piq.manager, claim=failing, approve=False, reason="As told.", at=LATER)
    assert made.kind == "declined"


def test_above_the_limit_two_people_approve(piq: World, claim: Claim) -> None:
    set_limit(by=piq.administrator, amount=Decimal(50), at=LATER)

    first = decide_claim(by=piq.manager, claim=claim, approve=True, reason="Fine.", at=LATER)
    assert first.kind == "proposed"
    assert not LedgerEntry.objects.filter(kind="approved").exists()
    with pytest.raises(Refusal, match="You proposed this approval yourself: above 50"):
        decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)

    second = decide_claim(by=piq.administrator, claim=claim, approve=True, at=LATER)

    assert (second.kind, second.proposal) == ("approved", first)
    assert LedgerEntry.objects.filter(kind="approved").count() == 1


def test_at_the_limit_and_without_one_a_single_person_is_enough(piq: World, claim: Claim) -> None:
    set_limit(by=piq.administrator, amount=Decimal("68.49"), at=LATER)
    made = decide_claim(by=piq.manager, claim=claim, approve=True, at=LATER)
    assert made.kind == "approved"


def test_administrators_set_the_limit(piq: World) -> None:
    with pytest.raises(Refusal, match="cannot"):
        set_limit(by=piq.agent, amount=None, at=LATER)
    with pytest.raises(Refusal, match="An amount is from 0"):
        set_limit(by=piq.administrator, amount=Decimal(-1), at=LATER)


def test_two_claims_of_a_month_come_to_its_hours_rounded_once(piq: World) -> None:
    hours = [("06-09 14:00", "06-09 16:00"), ("06-10 14:00", "06-10 16:00")]
    claims = [filed(piq, outage_of(piq, *one, at=utc("06-11 08:00"))) for one in hours]
    close(piq)

    for one in claims:
        decide_claim(by=piq.manager, claim=one, approve=True, at=LATER)

    amounts = LedgerEntry.objects.filter(kind="approved").values_list("amount", flat=True)
    assert sum(amounts) == Decimal("54.79")  # 120,000 / 8,760 x 4, not twice 27.40
    assert ClaimDecision.objects.count() == 2


def test_a_claim_on_which_another_rests_is_not_declined_before_that_one(piq: World) -> None:
    first, second = (
        filed(piq, outage_of(piq, *one, at=utc("06-11 08:00")), at=utc(f"06-11 {hour}:00"))
        for hour, one in (
            ("09", ("06-09 14:00", "06-09 17:00")),
            ("10", ("06-09 17:00", "06-09 19:00")),  # goes on from it: both are one outage
        )
    )
    close(piq)
    verdict = second.verdicts.get()
    assert (verdict.hours, verdict.is_eligible) == (0, False)
    assert verdict.reasons == [
        "This is one outage with that of an earlier claim, which its hours are credited to."
    ]

    def decline(claim: Claim) -> None:
        decide_claim(by=piq.manager, claim=claim, approve=False, reason="Twice.", at=LATER)

    with pytest.raises(Refusal, match="C-1002 is about the same outage as C-1001"):
        decline(first)
    decline(second)
    decline(first)
    assert set(ClaimDecision.objects.values_list("kind", flat=True)) == {"declined"}


@pytest.mark.parametrize(
    ("vendors", "agreements", "held"),
    [(None, None, None), (None, 50, 50), (100, 50, 50), (50, 100, 50), (100, None, 100)],
)
def test_the_agreement_may_ask_for_a_second_person_as_well_as_the_vendor(
    piq: World, claim: Claim, vendors: int | None, agreements: int | None, held: int | None
) -> None:
    version, month = piq.contract.agreement, closed_month(MonthClosing.objects.get())
    stated = "" if agreements is None else f"second_person_above = {agreements}\n"
    text = version.source.replace("[claims]\n", f"[claims]\n{stated}")
    asking = AgreementVersion(
        source=text, sha256=sha256(text.encode()).hexdigest(), file=version.file
    )
    if vendors is not None:
        set_limit(by=piq.administrator, amount=Decimal(vendors), at=LATER)

    assert limit_for(claim, replace(month, basis=replace(month.basis, agreement=asking))) == held
