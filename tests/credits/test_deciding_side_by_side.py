"""Two people at one moment: a claim is decided once, and a closed month is posted once (CO-02)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from availability.models import Component, MonthClosing, Outage
from availability.services.catalogue import add_component, add_service
from availability.services.closing import close_month, close_months, preview
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from contracts.domain.fees import Fees
from contracts.models import Contract
from contracts.services import sign_contract
from credits.models import Claim, LedgerEntry
from credits.services.claiming import decide_claim, file_claim, set_limit
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.saying import LATER, utc
from tests.committed import committed_vendor, meeting, side_by_side
from tests.credits.claims.filing import IN_TIME, STATED
from tests.factories import MONDAY, CustomerFactory, MembershipFactory, PersonFactory

JUNE = Month(2026, 6)


@dataclass(frozen=True)
class Office:
    """A vendor in committed rows, a contract whose June was missed, and two who may decide."""

    contract: Contract
    outage: Outage
    contact: Membership
    two: tuple[Membership, Membership]


def office_of(vendor: Vendor, fees: Fees) -> Office:
    """Lose five hours of June under the agreement of a vendor of this test alone."""
    with vendor_scope(vendor):
        first, second = (
            MembershipFactory.create(
                vendor=vendor,
                role=Role.ADMINISTRATOR,
                person=PersonFactory.create(name=f"{name} of {vendor.slug}"),
            )
            for name in ("Ada", "Bela")
        )
        customer = CustomerFactory.create(vendor=vendor, holiday_region="US", country="US")
        contract = sign_contract(
            customer=customer,
            tier="standard",
            starts_on=date(2026, 1, 1),
            ends_on=None,
            fees=fees,
            actor=None,
            at=MONDAY,
        )
        contact = MembershipFactory.create(
            vendor=vendor, customer=customer, role=Role.TECHNICAL_CONTACT
        )
        outage = lost(MembershipFactory.create(vendor=vendor), web_of(first))
    return Office(contract, outage, contact, (first, second))


def web_of(by: Membership) -> Component:
    """Add a service with one component."""
    service = add_service(by=by, name="Registry", at=MONDAY)
    zone = "America/Chicago"
    return add_component(by=by, service=service, name="Web", time_zone=zone, at=MONDAY)


def lost(by: Membership, component: Component) -> Outage:
    """Declare an outage of five hours of which all is known."""
    facts = OutageFacts(
        title="Down",
        starts_at=utc("06-09 14:00"),
        ends_at=utc("06-09 19:00"),
        components=[component],
        cause="A full disk.",
        corrective_planned="A larger one.",
    )
    return declare_outage(by=by, facts=facts, confirmed_how="By hand.", at=IN_TIME)


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


def at_once(office: Office, *deeds: Callable[[], object]) -> list[str]:
    """Do these in threads that wait for one another; return what each was told."""
    start = meeting(len(deeds))

    def alone(deed: Callable[[], object]) -> str:
        with vendor_scope(office.contract.vendor):
            start.wait()
            try:
                return str(deed())
            except Refusal as refusal:
                return f"{refusal.code}: {refusal}"

    return sorted(side_by_side(*(partial(alone, deed) for deed in deeds)))


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
