"""What a day brings for contracts: time that expires, warnings, what is planned and what is late.

All of it may run twice, and makes up for days on which it did not run (CO-05).
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from contracts.models import Contract, TokenMove
from contracts.services import (
    activities,
    amending,
    attestations,
    coverage,
    planning,
    tokens,
    warnings,
)
from contracts.services.amending import local_date

A_DAY = timedelta(days=1)  # no two zones are further apart in their dates


def keep(*, at: datetime) -> None:
    """Do a day's work for the vendor in scope, contract by contract in their own dates."""
    running = running_contracts(at=at)
    for vendor in {contract.vendor for contract in running}:
        coverage.cover_all(vendor=vendor, at=at)
        coverage.tell_of_gaps(vendor=vendor, at=at)
    for contract in _with_tokens():
        tokens.expire(contract=contract, at=at)
    # Once a day is enough, though local midnights come at every hour: what is measured asks the
    # terms by the customer's own date (`terms_on`). Only what is shown waits for the night.
    for contract in running:
        amending.bring_up_to_date(contract, at=at)
    warnings.warn_of_expiry(contracts=_with_tokens(), at=at)
    planning.plan_ahead(contracts=running, at=at)
    activities.tell_of_late(contracts=running, at=at)
    attestations.open_attestations(contracts=running, at=at)


def running_contracts(*, at: datetime) -> list[Contract]:
    """Return the vendor's contracts that run, or will within fifteen months' planning."""
    rows = Contract.objects.exclude(ends_on__lt=(at - A_DAY).date())
    return [row for row in _with_names(rows) if not _has_ended(row, at)]


def _has_ended(contract: Contract, at: datetime) -> bool:
    return contract.ends_on is not None and contract.ends_on < local_date(contract, at)


def _with_tokens() -> list[Contract]:
    bought = TokenMove.objects.filter(kind=TokenMove.Kind.PURCHASE)
    return list(_with_names(Contract.objects.filter(pk__in=bought.values("contract"))))


def _with_names(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    return rows.select_related("customer", "agreement", "vendor")
