"""What the API says of ledgers, months' credits and rights, field by field (CO-10)."""

from datetime import date, datetime
from typing import Any, TypedDict

from credits.figures import CreditFigure
from credits.models import LedgerEntry, TerminationRight
from credits.queries import CreditState
from portal.kernel.money import Money


class EntryShape(TypedDict):
    """An entry of a ledger; amounts are decimals as text."""

    id: int
    credit: str
    kind: str
    on: date
    at: datetime
    by: str | None
    figure: str
    change: str
    currency: str
    clause: str
    derivation: list[str]
    words: str
    document: str
    invoice: str | None
    reverses: int | None
    due_on: date | None


class StateShape(TypedDict):
    """Where one credit stands."""

    credit: str
    month: str
    name: str
    earned: str
    issued: str
    settled: str
    left: str
    currency: str
    due_on: date | None
    documents: list[str]


class FigureShape(TypedDict):
    """What a month earns by one rule; `amount` is null where it cannot be worked out."""

    credit: str
    name: str
    rule: str
    amount: str | None
    currency: str | None
    needs_claim: bool
    refusal: str
    clause: str
    inputs: list[list[str]]
    derivation: list[str]


class RightShape(TypedDict):
    """A right to terminate with its evidence."""

    id: int
    source: str
    month: str
    arose_at: datetime
    words: str
    clause: str
    evidence: dict[str, Any]
    ended: str | None


class ChronicShape(TypedDict):
    """How far a contract is from chronic failure, and its rights."""

    sentences: list[str]
    rights: list[RightShape]


def entry_data(one: LedgerEntry) -> EntryShape:
    """Return an entry's published fields, named one by one."""
    return {
        "id": one.pk,
        "credit": one.credit,
        "kind": one.kind,
        "on": one.on,
        "at": one.at,
        "by": one.by.name if one.by else None,
        "figure": _number(one.figure),
        "change": _number(one.money),
        "currency": one.currency,
        "clause": one.clause,
        "derivation": one.derivation,
        "words": one.words,
        "document": one.document,
        "invoice": one.invoice.number if one.invoice else None,
        "reverses": one.reverses_id,
        "due_on": one.due_on,
    }


def state_data(one: CreditState) -> StateShape:
    """Return where a credit stands."""
    account, currency = one.account, one.account.currency
    return {
        "credit": one.credit,
        "month": str(one.month),
        "name": one.name,
        "earned": _number(Money(account.earned, currency)),
        "issued": _number(Money(account.issued, currency)),
        "settled": _number(Money(account.settled, currency)),
        "left": _number(one.balance),
        "currency": currency,
        "due_on": one.due_on,
        "documents": one.documents,
    }


def figure_data(one: CreditFigure) -> FigureShape:
    """Return what a month earns by one rule."""
    return {
        "credit": one.credit,
        "name": one.name,
        "rule": one.rule,
        "amount": _number(one.amount) if one.amount is not None else None,
        "currency": one.amount.currency if one.amount is not None else None,
        "needs_claim": one.needs_claim,
        "refusal": one.refusal,
        "clause": one.clause.ref,
        "inputs": [list(pair) for pair in one.inputs],
        "derivation": list(one.derivation),
    }


def right_data(one: TerminationRight) -> RightShape:
    """Return a right to terminate."""
    return {
        "id": one.pk,
        "source": one.source,
        "month": str(one.of_month),
        "arose_at": one.arose_at,
        "words": one.words,
        "clause": one.clause,
        "evidence": one.evidence,
        "ended": one.end.kind if hasattr(one, "end") else None,
    }


def _number(money: Money) -> str:
    return str(money).partition(" ")[0]
