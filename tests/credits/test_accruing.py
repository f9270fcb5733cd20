"""What closing a month earns: posted with it, once, and corrected by differences (HR-04, HR-06)."""

from datetime import date
from typing import Any

import pytest

from availability.services.closing import close_months
from availability.services.outages import correct_outage
from contracts.domain.fees import Fees
from contracts.models import Contract
from credits.models import LedgerEntry
from credits.queries import credits_of, statement_of
from portal.audit.models import AuditEvent
from tests.availability.saying import LATER, facts
from tests.availability.world import World, signed_for
from tests.credits.closing import JUNE, TEXTS, close, outage, restate, told

pytestmark = pytest.mark.django_db


def test_hr_04_a_missed_month_accrues_its_share_of_the_fee_with_its_close(roster: World) -> None:
    outage(roster, "06-09 14:00", "06-09 15:00")

    closing = close(roster)

    (entry,) = LedgerEntry.objects.filter(contract=roster.contract)
    assert (entry.credit, entry.kind, str(entry.money)) == (
        "2026-06/availability",
        "accrued",
        "12.51 USD",
    )
    assert (entry.closing, entry.clause, entry.by) == (closing, "HR-04", None)
    assert entry.due_on == date(2026, 7, 30)
    assert entry.derivation == [
        "1 % of 1250.50 USD = 12.505 USD",
        "rounded once, half up: 12.51 USD",
    ]
    assert AuditEvent.objects.filter(verb="credit accrued", object_id=entry.pk).count() == 1


def test_a_month_that_met_its_target_accrues_nothing(roster: World) -> None:
    close(roster)

    assert told(roster) == []
    assert [str(one.amount) for one in credits_of(roster.contract, JUNE, at=LATER)] == [
        "0.00 USD",
        "0.00 USD",
    ]


def test_a_month_stated_anew_posts_the_difference_only(roster: World) -> None:
    found = outage(roster, "06-09 14:00", "06-09 15:00")
    close(roster)
    for ends in ("06-10 14:00", "06-09 14:00:01"):
        said = facts(roster, "06-09 14:00", ends, **TEXTS)
        correct_outage(by=roster.agent, outage=found, facts=said, reason="Logs.", at=LATER)
        restate(roster)

    assert told(roster) == [
        ("2026-06/availability", "accrued", "12.51 USD"),
        ("2026-06/availability", "restated", "112.54 USD"),
        ("2026-06/availability", "restated", "-125.05 USD"),
    ]
    assert str(statement_of(roster.contract).closing) == "0.00 USD"


def test_what_a_month_earned_is_the_same_by_pages_and_ledger_once_it_is_closed(
    roster: World,
) -> None:
    outage(roster, "06-09 14:00", "06-11 02:00")
    before = credits_of(roster.contract, JUNE, at=LATER)

    close(roster)

    assert credits_of(roster.contract, JUNE, at=LATER) == before
    (entry,) = LedgerEntry.objects.filter(contract=roster.contract)
    assert entry.money == before[0].amount
    assert entry.derivation == list(before[0].derivation)


def test_pq_06_full_hours_accrue_nothing_until_a_claim_is_approved(piq: World) -> None:
    outage(piq, "06-09 14:00", "06-09 20:00")

    close(piq)

    assert told(piq) == []
    (figure,) = credits_of(piq.contract, JUNE, at=LATER)
    assert (figure.needs_claim, str(figure.amount)) == (True, "82.19 USD")
    assert dict(figure.inputs)["Full hours"] == "6"


def test_p23_an_outage_in_a_month_that_met_its_target_earns_nothing_and_it_is_said_why(
    piq: World,
) -> None:
    outage(piq, "06-09 14:00", "06-09 15:59")

    (figure,) = credits_of(piq.contract, JUNE, at=LATER)

    assert str(figure.amount) == "0.00 USD"
    assert figure.refusal.startswith(
        "119 minutes were lost, but June 2026 reached 99.724537 %, so no credit is due"
    )


def test_many_contracts_closed_at_once_accrue_each_by_its_own_fee_in_few_queries(
    roster: World, django_assert_max_num_queries: Any
) -> None:
    outage(roster, "06-09 14:00", "06-09 15:00")
    fees = roster.contract.commitments.get().fees
    product = roster.service.product
    assert product is not None
    more = [signed_for(roster.site, f"Clinic {one}", product, fees) for one in range(4)]
    everyone: list[Contract] = [roster.contract, *more]

    with django_assert_max_num_queries(40):
        made = close_months(by=roster.manager, month=JUNE, contracts=everyone, at=LATER)
    again = close_months(by=roster.manager, month=JUNE, contracts=everyone, at=LATER)

    assert (len(made), again) == (5, [])
    entries = LedgerEntry.objects.filter(contract__in=everyone)
    assert sorted(str(one.money) for one in entries) == ["12.51 USD"] * 5


def test_a_contract_without_a_fee_is_told_why_nothing_can_be_worked_out(roster: World) -> None:
    product = roster.service.product
    assert product is not None
    bare = signed_for(roster.site, "No Fee Clinic", product, Fees())
    outage(roster, "06-09 14:00", "06-09 15:00")

    figures = credits_of(bare, JUNE, at=LATER)

    assert (figures[0].amount, figures[0].refusal[:28]) == (None, "The contract states no fee, ")
