"""Many settle and post at one moment: nothing is settled twice, numbers have no gaps (HR-06)."""

from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from credits.domain.ledger import LedgerKind
from credits.models import LedgerEntry
from credits.services.posting import post
from credits.services.settling import issue_note, pay_out
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY

JUNE, THREADS = Month(2020, 6), 6
CREDITS = [f"2020-06/rule-{place}" for place in range(THREADS)]


def accrue(site: Site, credit: str, key: str) -> str:
    entry = post(
        contract=site.house.contract,
        kind=LedgerKind.ACCRUED,
        key=key,
        credit=credit,
        month=JUNE,
        stated=Money(30, "GBP"),
        at=MONDAY,
    )
    return str(entry.pk)


def together(site: Site, *deeds: partial[Any]) -> list[str]:
    start = meeting(len(deeds))

    def alone(deed: partial[Any]) -> str:
        with vendor_scope(site.vendor):
            start.wait()
            try:
                return str(deed())
            except Refusal as refusal:
                return refusal.code

    return side_by_side(*(partial(alone, deed) for deed in deeds))


@pytest.mark.slow
def test_the_same_key_posted_at_once_is_one_entry(committed: Site) -> None:
    answers = together(
        committed, *(partial(accrue, committed, CREDITS[0], "once") for _ in range(THREADS))
    )

    with vendor_scope(committed.vendor):
        rows = LedgerEntry.objects.filter(contract=committed.house.contract)
        assert (len(set(answers)), rows.count()) == (1, 1)


@pytest.mark.slow
def test_notes_at_once_are_numbered_without_gaps_and_payments_stop_at_the_balance(
    committed: Site,
) -> None:
    by, contract = committed.administrator, committed.house.contract
    known: dict[str, Any] = {"by": by, "contract": contract, "at": MONDAY}
    with vendor_scope(committed.vendor):
        for credit in CREDITS:
            accrue(committed, credit, credit)
    together(
        committed,
        *(partial(issue_note, credit=credit, key=credit, **known) for credit in CREDITS),
    )

    paid = together(
        committed,
        *(
            partial(
                pay_out,
                credit=CREDITS[0],
                amount=Money(10, "GBP"),
                on=MONDAY.date(),
                words="Wire",
                key=str(place),
                **known,
            )
            for place in range(THREADS)
        ),
    )

    with vendor_scope(committed.vendor):
        rows = LedgerEntry.objects.filter(contract=contract)
        numbers = rows.filter(kind="issued").values_list("document", flat=True)
        assert sorted(numbers) == [f"CN-{1001 + place}" for place in range(THREADS)]
        assert paid.count("beyond_balance") == THREADS - 3
        left = rows.filter(credit=CREDITS[0]).aggregate(left=Sum("amount"))["left"]
        assert left == 0
