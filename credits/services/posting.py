"""The one writer of ledgers: each key once, whoever comes first, with the contract's row locked."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from availability.models import MonthClosing
from contracts.models import Contract, Invoice
from contracts.services.amending import local_date
from credits.domain.ledger import SIGNS, LedgerKind, check_amount
from credits.models import Claim, LedgerEntry
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

THOUSANDTHS = 1000  # the finest unit of any currency


class Said(TypedDict, total=False):
    """What else an entry says."""

    amount: Money | None  # what it does to the balance; None: what its kind does with the figure
    clause: str
    derivation: Sequence[str]
    words: str
    document: str
    invoice: Invoice | None
    reverses: LedgerEntry | None
    closing: MonthClosing | None
    claim: Claim | None
    due_on: date | None
    on: date | None  # None: the customer's own date


@transaction.atomic
def post(
    *,
    contract: Contract,
    kind: LedgerKind,
    key: str,
    credit: str,
    month: Month,
    stated: Money,
    by: Membership | None = None,
    at: datetime,
    **said: Unpack[Said],
) -> LedgerEntry:
    """Write an entry into a contract's ledger; the same key again is the entry written first.

    :param stated: the figure the entry is about, rounded; never below zero.
    :param by: None is the portal itself.
    :raises Refusal: if the key stands for something else, or the amount does not fit the kind.
    """
    contract = Contract.objects.locked().select_related("customer").get(pk=contract.pk)
    if known := LedgerEntry.objects.filter(contract=contract, key=key).first():
        return _same(known, kind, stated)
    entry = entry_for(
        contract=contract,
        kind=kind,
        key=key,
        credit=credit,
        month=month,
        stated=stated,
        at=at,
        **said,
    )
    entry.by = by.person if by else None
    entry.save(force_insert=True)
    return entry


def entry_for(
    *,
    contract: Contract,
    kind: LedgerKind,
    key: str,
    credit: str,
    month: Month,
    stated: Money,
    at: datetime,
    **said: Unpack[Said],
) -> LedgerEntry:
    """Return an entry as it would be written, checked, so that many are written at once."""
    amount = said.pop("amount", None)
    effect = stated * (SIGNS[kind] or 0) if amount is None else amount
    check_amount(kind, stated.amount, effect.amount)
    on = said.pop("on", None) or local_date(contract, at)
    derivation = list(said.pop("derivation", ()))
    return LedgerEntry(
        vendor_id=contract.vendor_id,
        contract=contract,
        kind=kind.value,
        key=key,
        credit=credit,
        year=month.year,
        month=month.number,
        on=on,
        at=at,
        amount=exact_decimal(effect),
        stated=exact_decimal(stated),
        currency=stated.currency,
        derivation=derivation,
        **said,
    )


def exact_decimal(money: Money) -> Decimal:
    """Return a rounded amount as the decimal that is kept.

    :raises Refusal: if it was not rounded: nothing is lost here unseen.
    """
    figure = money.amount * THOUSANDTHS
    if figure.denominator != 1:
        raise Refusal("An amount is rounded before it is posted.", code="bad_amount")
    return Decimal(int(figure)) / THOUSANDTHS


def _same(known: LedgerEntry, kind: LedgerKind, stated: Money) -> LedgerEntry:
    if known.kind != kind or known.figure != stated:
        raise Refusal(
            "This key stands for another entry of the ledger already.", code="another_entry"
        )
    return known
