"""The register of credits: what is owed on all contracts, the nearest date first (HR-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Max, Min, Q, Sum, Value
from django.db.models.fields import DateField
from django.db.models.functions import Coalesce

from contracts.models import Contract
from credits.models import LedgerEntry
from credits.models.ledger import LedgerEntryQuerySet
from portal.kernel.money import Money
from portal.kernel.month import Month

ROWS = 50
NEVER = date(9999, 12, 31)
VIEWS = {
    "": "To be settled",
    "late": "Past their date",
    "over": "More settled than earned",
    "all": "All credits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One credit with what is left of it."""

    contract: Contract
    credit: str
    month: Month
    words: str
    left: Money
    earned: Money
    due_on: date | None
    is_late: bool
    first: int  # the key of its first entry, by which it is told from others of one date

    @property
    def source(self) -> str:
        """Which rule or claim it comes from."""
        return self.credit.partition("/")[2]

    @property
    def place(self) -> str:
        """Where it stands in the list."""
        return f"{self.due_on or NEVER}.{self.first}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this credit."""

    due: date
    first: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the place that an address names; None: the beginning."""
        day, _, first = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(first))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """Some credits of the register, and where the next page begins."""

    rows: Sequence[Owed]
    next: str = ""


def register_page(
    entries: LedgerEntryQuerySet, *, view: str, words: str, after: Place | None, today: date
) -> Page:
    """Return a page of the register in three queries, however many credits there are."""
    rows: Any = _grouped(entries, words)
    rows = rows.filter(_view(view, today))
    if after is not None:
        rows = rows.filter(Q(due__gt=after.due) | Q(due=after.due, first__gt=after.first))
    found = list(rows.order_by("due", "first")[: ROWS + 1])
    contracts = _contracts({row["contract_id"] for row in found})
    texts = dict(
        LedgerEntry.objects.filter(pk__in=[row["first"] for row in found]).values_list(
            "pk", "words"
        )
    )
    shown = [
        _owed(row, contracts[row["contract_id"]], texts.get(row["first"], ""), today)
        for row in found[:ROWS]
    ]
    return Page(shown, shown[-1].place if len(found) > ROWS else "")


def _grouped(entries: LedgerEntryQuerySet, words: str) -> Any:
    if words:
        entries = entries.filter(contract__customer__name__icontains=words)
    columns = "contract_id", "credit", "currency", "year", "month"
    earns = Q(kind__in=["accrued", "approved", "restated"])
    return (
        entries.order_by()
        .values(*columns)
        .annotate(
            owed=Sum("amount"),
            earned=Coalesce(Sum("amount", filter=earns), Value(0), output_field=_decimal()),
            due=Coalesce(Max("due_on"), Value(NEVER), output_field=DateField()),
            first=Min("pk"),
        )
    )


def _decimal() -> Any:
    return LedgerEntry._meta.get_field("amount").clone()


def _view(view: str, today: date) -> Q:
    if view == "all":
        return Q()
    if view == "over":
        return Q(owed__lt=0)
    return Q(owed__gt=0, due__lt=today) if view == "late" else Q(owed__gt=0)


def _contracts(keys: set[int]) -> dict[int, Contract]:
    rows = Contract.objects.filter(pk__in=keys).select_related("customer")
    return {one.pk: one for one in rows}


def _owed(row: Any, contract: Contract, words: str, today: date) -> Owed:
    due = None if row["due"] == NEVER else row["due"]
    left = Money(row["owed"], row["currency"])
    return Owed(
        contract=contract,
        credit=row["credit"],
        month=Month(row["year"], row["month"]),
        words=words,
        left=left,
        earned=Money(row["earned"], row["currency"]),
        due_on=due,
        is_late=bool(due and due < today and left.amount > 0),
        first=row["first"],
    )
