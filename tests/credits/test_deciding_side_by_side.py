"""Two people at one moment: a claim is decided once, and a closed month is posted once (CO-02)."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from availability.models import MonthClosing
from availability.services.closing import close_month, close_months, preview
from contracts.domain.fees import Fees
from credits.models import Claim, LedgerEntry
from credits.services.claiming import decide_claim, file_claim, set_limit
from portal.kernel.month import Month
from portal.tenancy.scope import vendor_scope
from tests.availability.saying import LATER
from tests.committed import committed_vendor
from tests.credits.claims.filing import IN_TIME, STATED
from tests.credits.offices import Office, at_once, office_of

JUNE = Month(2026, 6)


@pytest.fixture
def registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """PatientIQ's terms: hours are credited when they are claimed."""
    with django_db_blocker.unblock(), committed_vendor("patientiq") as vendor:
        yield office_of(vendor, Fees(annual=Decimal(120_000), currency="USD"))


@pytest.fixture
def roster(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """Healthy Roster's terms: a band of the fee is credited with the close of the month."""
    with django_db_blocker.unblock(), committed_vendor("healthy_roster") as vendor:
        yield office_of(vendor, Fees(monthly=Decimal("1250.50"), currency="USD"))


def filed_and_closed(office: Office) -> Claim:
    """File the claim in time, and close its month."""
    claim = file_claim(
        by=office.contact,
        contract=office.contract,
        outage=office.outage,
        facts=STATED,
        at=IN_TIME,
    )
    seen = preview(contract=office.contract, month=JUNE, at=LATER).seen
    close_month(by=office.two[0], contract=office.contract, month=JUNE, seen=seen, at=LATER)
    return claim


def entries(office: Office) -> list[tuple[str, str]]:
    """Return the kinds and amounts of a ledger, the first first."""
    rows = LedgerEntry.objects.filter(contract=office.contract).order_by("pk")
    return [(row.kind, str(row.money)) for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("other_approves", [True, False], ids=["approved", "declined"])
def test_pq_07_of_two_who_decide_one_claim_at_once_one_wins_and_one_hears_why(
    registry: Office, *, other_approves: bool
) -> None:
    with vendor_scope(registry.contract.vendor):
        claim = filed_and_closed(registry)
    first, second = (
        partial(decide_claim, by=by, claim=claim, approve=approve, reason="Agreed.", at=LATER)
        for by, approve in zip(registry.two, (True, other_approves), strict=True)
    )

    told = at_once(registry, first, second)

    (won, lost_to) = sorted(told, key=lambda one: one.startswith("decided: "))
    assert won in (f"{claim} approved", f"{claim} declined")
    assert lost_to.startswith(f"decided: {claim} was {won.split()[-1]} by ")
    assert lost_to.endswith("on 01 September 2026 already.")
    is_approved = won.endswith("approved")
    with vendor_scope(registry.contract.vendor):
        assert entries(registry) == [
            ("claimed", "0.00 USD"),
            ("approved", "68.49 USD") if is_approved else ("declined", "0.00 USD"),
        ]
        total = LedgerEntry.objects.filter(contract=registry.contract).aggregate(Sum("amount"))
        assert total["amount__sum"] == Decimal("68.49" if is_approved else 0)


@pytest.mark.slow
def test_above_the_limit_two_approvals_at_once_are_a_proposal_and_its_approval(
    registry: Office,
) -> None:
    with vendor_scope(registry.contract.vendor):
        claim = filed_and_closed(registry)
        set_limit(by=registry.two[0], amount=Decimal(50), at=LATER)

    told = at_once(
        registry,
        *(partial(decide_claim, by=by, claim=claim, approve=True, at=LATER) for by in registry.two),
    )

    assert told == [f"{claim} approval proposed", f"{claim} approved"]
    with vendor_scope(registry.contract.vendor):
        assert entries(registry)[1:] == [("approved", "68.49 USD")]


@pytest.mark.slow
def test_a_claim_for_one_outage_filed_twice_at_once_is_one_claim(registry: Office) -> None:
    file = partial(
        file_claim,
        by=registry.contact,
        contract=registry.contract,
        outage=registry.outage,
        facts=STATED,
        at=IN_TIME,
    )

    told = at_once(registry, file, file)

    assert told[0] == "C-1001"
    assert told[1].startswith("twice: ")
    with vendor_scope(registry.contract.vendor):
        assert [str(one) for one in Claim.objects.all()] == ["C-1001"]


@pytest.mark.slow
def test_hr_06_a_month_closed_by_several_at_once_is_posted_once(roster: Office) -> None:
    with vendor_scope(roster.contract.vendor):
        seen = preview(contract=roster.contract, month=JUNE, at=LATER).seen
    one = partial(
        close_month, by=roster.two[0], contract=roster.contract, month=JUNE, seen=seen, at=LATER
    )
    every = partial(
        close_months, by=roster.two[1], month=JUNE, contracts=[roster.contract], at=LATER
    )

    told = at_once(roster, one, one, every)

    assert sum(1 for answer in told if answer.startswith("closed: ")) in (1, 2)
    with vendor_scope(roster.contract.vendor):
        assert MonthClosing.objects.count() == 1
        assert entries(roster) == [("accrued", "12.51 USD")]
