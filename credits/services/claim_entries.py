"""What claims write into the ledger: that they were filed, decided, and stated anew (PQ-06)."""

from collections.abc import Sequence
from datetime import datetime

from contracts.commitments import fees_on
from credits.claims.months import ClaimsMonth
from credits.domain.ledger import LedgerKind
from credits.models import Claim, LedgerEntry
from credits.services.posting import post
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.tenancy.models import Membership

EARNING = (LedgerKind.APPROVED, LedgerKind.RESTATED)


def credit_of(claim: Claim, month: Month) -> str:
    """Return the name of the credit that a claim is about."""
    return f"{month}/{claim}"


def enter_filed(claim: Claim, month: ClaimsMonth, at: datetime) -> None:
    """Enter a complete claim: it moves nothing yet.

    Where the contract names no currency nothing can ever be credited, and there is no entry.
    """
    currency = fees_on(claim.contract, month.month.first_day).currency
    if currency and not claim.missing:
        nothing = Money(0, currency)
        _post(claim, month, LedgerKind.CLAIMED, "/filed", nothing, by=None, at=at)


def enter_decision(
    claim: Claim,
    month: ClaimsMonth,
    amount: Money | None,
    *,
    by: Membership,
    derivation: Sequence[str] = (),
    at: datetime,
) -> None:
    """Enter what was decided, once: the amount that is owed; None: it was declined."""
    if amount is not None:
        _post(claim, month, LedgerKind.APPROVED, "", amount, by=by, derivation=derivation, at=at)
        return
    currency = fees_on(claim.contract, month.month.first_day).currency
    if currency:
        _post(claim, month, LedgerKind.DECLINED, "", Money(0, currency), by=by, at=at)


def enter_restated(
    claim: Claim, month: ClaimsMonth, amount: Money, *, derivation: Sequence[str], at: datetime
) -> None:
    """Enter the difference that a month stated anew makes to an approved claim, if it makes one."""
    more = amount - earned_by(claim, amount.currency)
    number = month.closing.number if month.closing else 0
    if more:
        stated = more if more.amount > 0 else -more
        key = f"/restated/{number}"
        _post(
            claim,
            month,
            LedgerKind.RESTATED,
            key,
            stated,
            amount=more,
            by=None,
            derivation=derivation,
            at=at,
        )


def earned_by(claim: Claim, currency: str) -> Money:
    """Return what a claim has earned by now."""
    rows = LedgerEntry.objects.filter(claim=claim, kind__in=EARNING)
    return sum((one.money for one in rows), Money(0, currency))


def _post(
    claim: Claim,
    month: ClaimsMonth,
    kind: LedgerKind,
    key: str,
    stated: Money,
    *,
    amount: Money | None = None,
    by: Membership | None,
    derivation: Sequence[str] = (),
    at: datetime,
) -> None:
    stated_in = month.terms.hour_credits or month.terms.claims
    post(
        contract=claim.contract,
        kind=kind,
        key=f"claim/{claim.pk}{key}",
        credit=credit_of(claim, month.month),
        month=month.month,
        stated=stated,
        amount=amount,
        clause=stated_in.clause.ref if stated_in else "",
        derivation=derivation,
        words=f"{claim} for {claim.outage}",
        closing=month.closing,
        claim=claim,
        due_on=month.basis.due_on,
        by=by,
        at=at,
    )
