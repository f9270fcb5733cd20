"""What waits on claims is judged once, and by the newest facts, whoever else is at it (PQ-07)."""

import time
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from availability.models import MonthClosing, Outage
from availability.services.closing import close_month, preview, restate_month
from availability.services.outages import correct_outage, declare_outage
from availability.stated import OutageFacts
from contracts.domain.fees import Fees
from credits.claims.details import ClaimFacts
from credits.models import Claim, ClaimVerdict
from credits.services.claim_verdicts import settle_waiting
from credits.services.claiming import complete_claim, file_claim
from portal.kernel.month import Month
from portal.tenancy.scope import vendor_scope
from tests.availability.saying import LATER, utc
from tests.committed import committed_vendor, meeting
from tests.credits.claims.filing import STATED
from tests.credits.offices import Office, at_once, office_of, scoped

JUNE = Month(2026, 6)
CLOSED_EARLY = utc("07-01 12:00")


@pytest.fixture
def registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """PatientIQ's terms: hours are credited when they are claimed."""
    with django_db_blocker.unblock(), committed_vendor("patientiq") as vendor:
        yield office_of(vendor, Fees(annual=Decimal(120_000), currency="USD"))


def left_waiting(office: Office) -> Claim:
    """Lose five hours of 30 June, have them claimed by mail without details, and close June."""
    by, manager = office.agent, office.two[0]
    facts = OutageFacts(
        title="Down again",
        starts_at=utc("06-30 10:00"),
        ends_at=utc("06-30 15:00"),
        components=list(office.outage.current.components),
        cause="A full disk.",
        corrective_planned="A larger one.",
    )
    outage = declare_outage(by=by, facts=facts, confirmed_how="By hand.", at=utc("07-01 08:00"))
    claim = file_claim(
        by=by,
        contract=office.contract,
        outage=outage,
        facts=ClaimFacts(),
        source="mail",
        at=utc("07-01 09:00"),
    )
    seen = preview(contract=office.contract, month=JUNE, at=CLOSED_EARLY).seen
    close_month(by=manager, contract=office.contract, month=JUNE, seen=seen, at=CLOSED_EARLY)
    return claim


@pytest.mark.slow
def test_two_workers_judge_what_waits_once(registry: Office) -> None:
    with vendor_scope(registry.contract.vendor):
        claim = left_waiting(registry)
    work = partial(settle_waiting, at=LATER)

    told = at_once(registry, work, work, work)

    assert sorted(len(answer) > len("[]") for answer in told) == [False, False, True]
    with vendor_scope(registry.contract.vendor):
        assert ClaimVerdict.objects.filter(claim=claim).count() == 1


@pytest.mark.slow
def test_a_claim_completed_while_what_waits_is_judged_is_judged_whole_or_not_yet(
    registry: Office,
) -> None:
    in_time = utc("07-02 09:00")
    with vendor_scope(registry.contract.vendor):
        claim = left_waiting(registry)
    complete = partial(complete_claim, by=registry.contact, claim=claim, facts=STATED, at=in_time)

    told = at_once(registry, complete, partial(settle_waiting, at=in_time))

    assert str(claim) in told
    with vendor_scope(registry.contract.vendor):
        (verdict,) = ClaimVerdict.objects.filter(claim__number=claim.number)
        assert verdict.is_eligible
        assert verdict.claim.completes_id == claim.pk


@pytest.mark.slow
def test_a_month_that_is_being_stated_anew_is_judged_by_what_it_is_stated_to_be(
    registry: Office,
) -> None:
    with vendor_scope(registry.contract.vendor):
        claim = left_waiting(registry)
    start = meeting(2)

    def stated_anew() -> str:
        with transaction.atomic():
            restated(registry, claim.outage)
            start.wait()
            time.sleep(0.3)  # by now the worker waits for the contract's lock
        return "stated"

    def judged() -> str:
        start.wait()
        return str(len(settle_waiting(at=LATER)))

    told = scoped(registry, stated_anew, judged)

    assert told == ["1", "stated"]
    with vendor_scope(registry.contract.vendor):
        (verdict,) = ClaimVerdict.objects.filter(claim=claim)
        assert verdict.closing.number == 2


def restated(office: Office, outage: Outage) -> MonthClosing:
    """Make an outage an hour longer and state June anew, before the claim's time has passed."""
    by, current = office.agent, outage.current
    longer = OutageFacts(
        title=current.title,
        starts_at=current.starts_at,
        ends_at=utc("06-30 16:00"),
        components=list(current.components),
        cause="A full disk.",
        corrective_planned="A larger one.",
    )
    correct_outage(by=by, outage=outage, facts=longer, reason="Logs.", at=CLOSED_EARLY)
    seen = preview(contract=office.contract, month=JUNE, at=CLOSED_EARLY).seen
    return restate_month(
        by=office.two[0],
        contract=office.contract,
        month=JUNE,
        seen=seen,
        reason="Logs.",
        at=CLOSED_EARLY,
    )
