"""The vendor's contracts as a list: which of them, and what each row says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from contracts.account import standings_of
from contracts.commitments import commitments_of, held_on
from contracts.domain.fees import Fees
from contracts.domain.standing import GoodStanding
from contracts.models import Contract, Invoice
from contracts.models.contract import ContractQuerySet
from contracts.services.amending import local_date

SOON = timedelta(days=90)
VIEWS = {
    "": "All",
    "running": "Running",
    "ending": "Ending within 90 days",
    "standing": "Not in good standing",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A contract as a list shows it."""

    contract: Contract
    standing: GoodStanding
    fees: Fees
    on: date

    @property
    def days_left(self) -> int | None:
        """How many days it runs on after today, where that is soon; None: longer, or not at all."""
        ends_on = self.contract.ends_on
        if ends_on is None or not self.on <= ends_on <= self.on + SOON:
            return None
        return (ends_on - self.on).days

    @property
    def state(self) -> str:
        """Whether it is to come, running or over."""
        if self.on < self.contract.starts_on:
            return "to come"
        ends_on = self.contract.ends_on
        return "over" if ends_on is not None and ends_on < self.on else "running"


def chosen(rows: ContractQuerySet, *, view: str, words: str, today: date) -> ContractQuerySet:
    """Return the contracts of a view whose customer has these words in its name."""
    for word in words.split():
        rows = rows.filter(Q(customer__name__icontains=word) | Q(tier__icontains=word))
    if view == "running":
        return rows.active(today)
    if view == "ending":
        return rows.active(today).filter(ends_on__lte=today + SOON).order_by("ends_on", "pk")
    if view == "standing":
        overdue = Invoice.objects.overdue(today).order_by().values("contract")
        return rows.filter(Q(pk__in=overdue) | Q(ends_on__lt=today) | Q(starts_on__gt=today))
    return rows


def rows_of(contracts: Iterable[Contract], at: datetime) -> list[Row]:
    """Return what a list shows of contracts with their customers, in as many queries for any."""
    found = list(contracts)
    standings = standings_of(found, at)
    return [_row(contract, standings[contract.pk], at) for contract in found]


def _row(contract: Contract, standing: GoodStanding, at: datetime) -> Row:
    on = local_date(contract, at)
    held = held_on(commitments_of(contract), on)
    return Row(contract, standing, held.fees if held else Fees(), on)
