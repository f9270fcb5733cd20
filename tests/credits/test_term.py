"""Credits count only while the contract ran, and by the year that holds the outage (PQ-06, P26)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from availability.models import Outage
from contracts.domain.fees import Fees
from contracts.models import Commitment, Contract
from contracts.services import sign_contract
from credits.claims.months import month_of
from credits.claims.states import ClaimState, state_of
from credits.models import Claim, LedgerEntry
from credits.queries import credits_of
from credits.services.claiming import decide_claim
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, utc
from tests.availability.world import World, contact_of
from tests.credits.claims.filing import close, filed
from tests.credits.closing import JUNE, outage
from tests.factories import MONDAY, CustomerFactory

pytestmark = pytest.mark.django_db
JULY = Month(2026, 7)
FEES = Fees(annual=Decimal(120_000), currency="USD")


def with_term(world: World, starts: date, ends: date | None = None) -> World:
    """Return the world with another customer, whose contract has these bounds."""
    customer = CustomerFactory.create(
        vendor=world.site.vendor,
        name=f"Harbor Spine {starts}",
        time_zone="America/Chicago",
        country="US",
        holiday_region="US",
    )
    assert world.service.product is not None
    contract = sign_contract(
        customer=customer,
        tier="standard",
        starts_on=starts,
        ends_on=ends,
        products=[world.service.product],
        fees=FEES,
        actor=None,
        at=MONDAY,
    )
    contact = contact_of(contract, f"Zoe Marsh {starts:%b %d}")
    return replace(world, customer=customer, contract=contract, contact=contact)


def hours(contract: Contract, month: Month = JUNE) -> str:
    """Return the full hours of a month if every outage were claimed."""
    (figure,) = credits_of(contract, month, at=LATER)
    return dict(figure.inputs)["Full hours"]


def test_what_was_lost_before_the_contract_began_or_after_it_ended_earns_nothing(
    piq: World,
) -> None:
    late, early = with_term(piq, date(2026, 6, 15)), with_term(piq, MONDAY.date(), date(2026, 6, 8))
    outage(piq, "06-03 14:00", "06-03 20:00")
    outage(piq, "06-09 03:00", "06-09 12:00")  # the 9th begins at 05:00 in Chicago
    outage(piq, "06-15 01:00", "06-15 10:30")  # and so does the 15th

    assert (hours(piq.contract), hours(late.contract), hours(early.contract)) == ("24", "5", "8")


def test_an_outage_under_way_when_a_contract_begins_is_claimed_with_its_first_month(
    piq: World,
) -> None:
    world = with_term(piq, date(2026, 7, 1))
    found = outage(piq, "06-30 20:00", "07-01 15:00")

    claim = filed(world, found, at=utc("07-02 12:00"))

    case = month_of(world.contract, found, at=LATER).case(found)
    assert (case.of.month, case.lost.starts_at, case.lost.hours) == (JULY, utc("07-01 05:00"), 10)
    close(world, JULY)
    decide_claim(by=world.manager, claim=claim, approve=True, at=LATER)
    assert LedgerEntry.objects.get(key=f"claim/{claim.pk}").amount == Decimal("136.99")
    assert state_of(Claim.objects.get(pk=claim.pk)) is ClaimState.APPROVED


def test_an_outage_that_goes_on_beyond_the_contracts_last_day_counts_up_to_its_end(
    piq: World,
) -> None:
    world = with_term(piq, MONDAY.date(), date(2026, 6, 30))
    outage(piq, "06-30 23:00", "07-01 15:00")

    assert (hours(piq.contract), hours(world.contract)) == ("16", "6")


def test_p26_each_outage_is_valued_by_the_contract_year_that_holds_it(piq: World) -> None:
    world = with_term(piq, date(2025, 6, 15))
    Commitment.objects.create(
        vendor=piq.site.vendor,
        contract=world.contract,
        since=date(2026, 6, 15),
        annual_value=Decimal(240_000),
        currency="USD",
        kind=Commitment.objects.filter(contract=world.contract)[0].kind,
        made_at=MONDAY,
    )
    outages = [
        outage(piq, "06-09 14:00", "06-09 19:00"),
        outage(piq, "06-16 14:00", "06-16 19:00"),
    ]

    (figure,) = credits_of(world.contract, JUNE, at=LATER)
    assert str(figure.amount) == "205.48 USD"
    assert figure.derivation[-1] == (
        "120000.00 USD / 8760 h x 5 h + 240000.00 USD / 8760 h x 5 h = 205.48 USD"
    )

    claims = [filed(world, one, at=utc("06-17 12:00")) for one in outages]
    close(world)
    for claim in claims:
        if state_of(Claim.objects.get(pk=claim.pk)) is ClaimState.HOLDS:
            decide_claim(by=world.manager, claim=claim, approve=True, at=LATER)
    rows = LedgerEntry.objects.filter(contract=world.contract, kind="approved").order_by("pk")
    assert [str(one.money) for one in rows] == ["136.99 USD"]


def test_a_claim_for_a_time_before_the_contract_is_refused(piq: World) -> None:
    world = with_term(piq, date(2026, 6, 15))
    outage(piq, "06-03 14:00", "06-03 20:00")

    with pytest.raises(Refusal, match="did not touch the contract with Harbor Spine"):
        filed(world, Outage.objects.get(), at=LATER)
