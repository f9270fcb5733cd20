"""Whether contracts are in good standing: the rules of `contracts.domain.standing`, on rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from contracts.commitments import running_at
from contracts.domain.standing import (
    Bill,
    GoodStanding,
    InvoiceGate,
    outstanding_in_words,
    standing,
)
from contracts.models import Contract, Invoice
from contracts.services.amending import local_date


def good_standing(
    contract: Contract,
    at: datetime,
    gate: InvoiceGate = InvoiceGate.PAST_DUE_UNDISPUTED,
) -> GoodStanding:
    """Say whether a contract was in good standing at an instant, now or long ago (PQ-07)."""
    return standings_of([contract], at, gate)[contract.pk]


def standings_of(
    contracts: Iterable[Contract],
    at: datetime,
    gate: InvoiceGate = InvoiceGate.PAST_DUE_UNDISPUTED,
) -> dict[int, GoodStanding]:
    """Say it for many contracts, with their customers loaded, in three queries."""
    rows = list(contracts)
    prefetch_related_objects(rows, "commitments")
    days = {row.pk: local_date(row, at) for row in rows}
    bills = _unsettled(days)
    return {
        row.pk: standing(
            running=running_at(row, at), bills=bills[row.pk], on=days[row.pk], gate=gate
        )
        for row in rows
    }


def _unsettled(days: Mapping[int, date]) -> dict[int, list[Bill]]:
    """Return the bills by contract that may be outstanding on its day."""
    found: dict[int, list[Bill]] = defaultdict(list)
    if days:
        rows = Invoice.objects.filter(contract__in=days).prefetch_related("events")
        for invoice in rows.unsettled(min(days.values()), max(days.values())):
            found[invoice.contract_id].append(invoice.bill)
    return found


def bills_of(contract: Contract) -> list[Bill]:
    """Return all invoices of a contract as the rules read them."""
    rows = Invoice.objects.filter(contract=contract).prefetch_related("events")
    return [invoice.bill for invoice in rows]


def overdue_bills(contract: Contract, on: date) -> tuple[Bill, ...]:
    """Return what was past due and undisputed on a day; one query where nothing was."""
    rows = Invoice.objects.filter(contract=contract).overdue(on).prefetch_related("events")
    return tuple(invoice.bill for invoice in rows)


def overdue_in_words(contract: Contract, on: date) -> str:
    """Name what was overdue on a day in a sentence; empty: nothing was (LU-09)."""
    bills = overdue_bills(contract, on)
    return outstanding_in_words(bills) if bills else ""
