"""Entering invoices and what happens to them: paid, disputed, settled, cancelled (LU-09, PQ-07).

Both are written once. The contract's row is the lock: who records something about its invoices
waits for whoever else does.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from contracts.commitments import fees_on
from contracts.domain.fees import check_amount
from contracts.domain.standing import FROM, Fact, InvoiceState
from contracts.models import Contract, Invoice, InvoiceEvent
from contracts.services.amending import local_date
from contracts.services.releases import check_own
from contracts.services.said import LONGEST_LINE, one_line
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

# What a spreadsheet would take for a formula cannot begin a number.
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}")
MOST_AHEAD = timedelta(days=366)  # of a due date after the issue: more is a typing slip
ONE_DAY = timedelta(days=1)
NEEDS_WORDS = {Fact.DISPUTED, Fact.SETTLED, Fact.CANCELLED, Fact.WITHDRAWN}
SAYS: dict[InvoiceState | None, str] = {
    None: "is not issued yet",
    InvoiceState.OPEN: "is open",
    InvoiceState.DISPUTED: "is disputed",
    InvoiceState.PAID: "is paid",
    InvoiceState.CANCELLED: "is cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What an invoice says."""

    number: str
    period_from: date
    period_until: date
    issued_on: date
    amount: Decimal
    currency: str
    due_on: date | None = None  # None: as the contract's payment terms give

    def differences(self, known: Invoice) -> list[str]:
        """Return the names of what a known invoice of this number says otherwise."""
        names = ["period_from", "period_until", "issued_on", "amount", "currency"]
        if self.due_on is not None:
            names.append("due_on")
        return [name for name in names if getattr(self, name) != getattr(known, name)]


@transaction.atomic
def enter(
    *, by: Membership, contract: Contract, stated: Stated, key: str | None = None, at: datetime
) -> Invoice:
    """Enter an invoice, as issued on its day; the same key again is the same invoice.

    :raises Refusal: if `by` may not, its number is taken, or something it says cannot be; the
        code is the field's name.
    """
    require(by, Act.MANAGE_INVOICES)
    check_own(by, contract)
    contract = _locked(contract)
    if key and (known := Invoice.objects.filter(key=key).first()):
        return _same(known, contract, stated)
    if Invoice.objects.filter(number=stated.number).exists():
        raise _taken(stated)
    due_on = check(stated, contract, local_date(contract, at))
    invoice = row_of(stated, contract, due_on, by, at, key=key)
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError:  # entered at this moment for another contract, which is not locked
        raise _taken(stated) from None
    event_of(invoice, Fact.ISSUED, invoice.issued_on, by, at).save(force_insert=True)
    record("invoice entered", invoice, actor=by.person, at=at, after=said_of(invoice))
    return invoice


@transaction.atomic
def happen(
    *, by: Membership, invoice: Invoice, fact: Fact, on: date, words: str = "", at: datetime
) -> InvoiceEvent:
    """Record what happened to an invoice on a day.

    :raises Refusal: if `by` may not, it cannot happen to an invoice that stands where this one
        does, the day has not come or lies before what is recorded, or it is not said why.
    """
    require(by, Act.MANAGE_INVOICES)
    check_own(by, invoice)
    contract = _locked(invoice.contract)
    if fact in NEEDS_WORDS:
        words = one_line(words, "Say why: it stands beside the invoice.")
    today = local_date(contract, at)
    before = check_fact(invoice, fact, on, today)
    event = event_of(invoice, fact, on, by, at, words=" ".join(words.split())[:LONGEST_LINE])
    event.save(force_insert=True)
    record(
        f"invoice {event.get_kind_display().lower()}",
        invoice,
        actor=by.person,
        at=at,
        before={"state": before},
        after={"on": on.isoformat(), "why": event.words},
    )
    return event


def check(stated: Stated, contract: Contract, today: date) -> date:
    """Refuse what an invoice cannot say, and return when it is due.

    The contract's customer and commitments are read; many can be checked with these loaded.

    :raises Refusal: with the name of the field as its code.
    """
    if not NUMBER.fullmatch(stated.number):
        raise Refusal(
            "A number is up to 40 letters, digits, spaces and . / _ -, a letter or digit first.",
            code="number",
        )
    check_amount(stated.amount, stated.currency, "amount")
    if not stated.amount:
        raise Refusal("An invoice of nothing is none.", code="amount")
    if stated.period_until < stated.period_from:
        raise Refusal("The period ends before it begins.", code="period_until")
    if stated.issued_on > today:
        raise Refusal("The day of issue lies ahead; enter it when it has come.", code="issued_on")
    due_on = stated.due_on
    if due_on is None:
        due_on = stated.issued_on + ONE_DAY * fees_on(contract, stated.issued_on).payment_days
    if not stated.issued_on <= due_on <= stated.issued_on + MOST_AHEAD:
        raise Refusal("It is due within a year from its issue, not before it.", code="due_on")
    begins, ends = contract.starts_on, contract.ends_on
    if stated.period_until < begins or (ends and stated.period_from > ends):
        raise Refusal(
            f"The contract runs from {begins:%d %B %Y}"
            f"{f' to {ends:%d %B %Y}' if ends else ''}: it has no such period.",
            code="period_from",
        )
    return due_on


def check_fact(invoice: Invoice, fact: Fact, on: date, today: date) -> InvoiceState | None:
    """Refuse what cannot happen to an invoice, and return where it stood.

    :raises Refusal: with code `on` for a day that cannot be, `state` for anything else.
    """
    bill = invoice.bill
    last, _ = bill.facts[-1]
    state = bill.state(max(last, today))
    if state not in FROM[fact]:
        raise Refusal(f"Invoice {invoice} {SAYS[state]}: that cannot be recorded.", code="state")
    if on > today:
        raise Refusal("That day lies ahead; record it when it has come.", code="on")
    if on < last:
        raise Refusal(
            f"Something is recorded for {last:%d %B %Y} already; nothing can come before it.",
            code="on",
        )
    return state


def row_of(
    stated: Stated,
    contract: Contract,
    due_on: date,
    by: Membership,
    at: datetime,
    *,
    key: str | None = None,
) -> Invoice:
    """Return the row of an invoice, not yet stored."""
    return Invoice(
        vendor_id=contract.vendor_id,
        contract=contract,
        number=stated.number,
        period_from=stated.period_from,
        period_until=stated.period_until,
        issued_on=stated.issued_on,
        due_on=due_on,
        amount=stated.amount,
        currency=stated.currency,
        key=key,
        entered_at=at,
        entered_by=by.person,
    )


def event_of(
    invoice: Invoice, fact: Fact, on: date, by: Membership, at: datetime, *, words: str = ""
) -> InvoiceEvent:
    """Return the row of what happened, not yet stored."""
    return InvoiceEvent(
        vendor_id=invoice.vendor_id,
        invoice=invoice,
        kind=fact.value,
        on=on,
        words=words,
        recorded_at=at,
        recorded_by=by.person,
    )


def said_of(invoice: Invoice) -> dict[str, str]:
    """Return what the audit keeps of an invoice."""
    return {"number": invoice.number, "amount": str(invoice.money), "due": f"{invoice.due_on}"}


def _locked(contract: Contract) -> Contract:
    return Contract.objects.locked().select_related("customer", "vendor").get(pk=contract.pk)


def _taken(stated: Stated) -> Refusal:
    return Refusal(f"There is an invoice {stated.number} already.", code="number")


def _same(known: Invoice, contract: Contract, stated: Stated) -> Invoice:
    if known.contract_id != contract.pk or known.number != stated.number:
        raise _other(known)
    if stated.differences(known):
        raise _other(known)
    return known


def _other(known: Invoice) -> Refusal:
    return Refusal(
        f"This key was used before, for invoice {known} with other values.", code="key_reused"
    )
