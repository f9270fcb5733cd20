"""Settling credits: on a credit note, applied to an invoice, paid out, taken back (HR-06, PQ-08).

The contract's row is the lock, so that two people never settle the same balance twice; a key that
comes again, from a button pressed twice, is the entry that was written first.
"""

from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum

from contracts.domain.standing import InvoiceState
from contracts.models import Contract, Invoice
from contracts.services.amending import local_date, terms_on
from contracts.services.releases import check_own
from contracts.services.said import one_line
from credits import telling
from credits.domain.ledger import LedgerKind, check_issue, check_reversal, check_settle
from credits.models import LedgerEntry
from credits.queries import CreditState, state_of
from credits.services.numbers import next_note
from credits.services.posting import post
from portal.audit.models import record
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

Kind = LedgerKind


@transaction.atomic
def issue_note(
    *, by: Membership, contract: Contract, credit: str, key: str, at: datetime
) -> LedgerEntry:
    """Issue a credit note over all of a credit that stands on none yet; it gets the next number.

    :raises Refusal: if `by` may not, there is no such credit, or nothing to issue.
    """
    contract, state = _locked(by, contract, credit)
    if known := _known(contract, Kind.ISSUED, key):
        return known
    check_issue(state.account)
    entry = post(
        contract=contract,
        kind=Kind.ISSUED,
        key=_key(Kind.ISSUED, key),
        credit=credit,
        month=state.month,
        stated=state.account.to_issue,
        clause=_clause(state),
        document=next_note(contract.vendor_id),
        words=state.name,
        by=by,
        at=at,
    )
    telling.tell_of_note(entry, at=at)
    return _recorded("credit note issued", entry, by)


@transaction.atomic
def apply_to_invoice(
    *,
    by: Membership,
    contract: Contract,
    credit: str,
    invoice: Invoice,
    amount: Money,
    key: str,
    at: datetime,
) -> LedgerEntry:
    """Set an issued credit, or a part of it, against an invoice of the contract.

    :raises Refusal: if `by` may not, it is more than the credit or the invoice has left, or the
        invoice is another contract's, in another currency, paid or cancelled.
    """
    contract, state = _locked(by, contract, credit)
    if known := _known(contract, Kind.APPLIED, key, amount):
        return known
    check_settle(state.account, amount)
    invoice = Invoice.objects.get(pk=invoice.pk)  # its contract is locked, and with it the sum
    _check_invoice(contract, invoice, amount, local_date(contract, at))
    entry = post(
        contract=contract,
        kind=Kind.APPLIED,
        key=_key(Kind.APPLIED, key),
        credit=credit,
        month=state.month,
        stated=amount,
        clause=_clause(state),
        invoice=invoice,
        words=f"Set against invoice {invoice.number}",
        by=by,
        at=at,
    )
    return _recorded("credit applied", entry, by)


@transaction.atomic
def pay_out(
    *,
    by: Membership,
    contract: Contract,
    credit: str,
    amount: Money,
    on: date,
    words: str,
    key: str,
    at: datetime,
) -> LedgerEntry:
    """Record that an issued credit, or a part of it, was paid to the customer.

    :param words: by which payment, as the customer reads it.
    :raises Refusal: if `by` may not, it is more than is left, or the day lies ahead.
    """
    contract, state = _locked(by, contract, credit)
    if known := _known(contract, Kind.PAID, key, amount):
        return known
    said = one_line(words, "Say by which payment: the customer reads it.")
    check_settle(state.account, amount)
    if not state.month.first_day <= on <= local_date(contract, at):
        raise Refusal("The payment's day lies after the month began, and not ahead.", code="on")
    entry = post(
        contract=contract,
        kind=Kind.PAID,
        key=_key(Kind.PAID, key),
        credit=credit,
        month=state.month,
        stated=amount,
        clause=_clause(state),
        words=said,
        on=on,
        by=by,
        at=at,
    )
    return _recorded("credit paid out", entry, by)


@transaction.atomic
def reverse(*, by: Membership, entry: LedgerEntry, words: str, at: datetime) -> LedgerEntry:
    """Take back a credit note, an application or a payment: another row says the opposite.

    :raises Refusal: if `by` may not, it was reversed, no reason is given, or a credit note is
        settled already.
    """
    contract, state = _locked(by, entry.contract, entry.credit, entry.currency)
    said = one_line(words, "Say why it is taken back: it stands in the statement.")
    entry = LedgerEntry.objects.select_related("reverses").get(pk=entry.pk)
    kind = LedgerKind(entry.kind)
    check_reversal(kind, is_reversed=LedgerEntry.objects.filter(reverses=entry).exists())
    if kind is Kind.ISSUED and state.account.issued - entry.figure.amount < state.account.settled:
        raise Refusal(
            "What stands on this credit note was applied or paid: take that back first.",
            code="settled",
        )
    made = post(
        contract=contract,
        kind=Kind.REVERSED,
        key=f"reversal/{entry.pk}",
        credit=entry.credit,
        month=state.month,
        stated=entry.figure,
        amount=-entry.money,
        clause=entry.clause,
        document=entry.document,
        invoice=entry.invoice,
        reverses=entry,
        words=said,
        by=by,
        at=at,
    )
    return _recorded("credit entry reversed", made, by)


@transaction.atomic
def offset(
    *, by: Membership, contract: Contract, credit: str, words: str, key: str, at: datetime
) -> LedgerEntry:
    """Note that a credit counts towards a claim for loss or damage; the balance stays (PQ-08).

    :raises Refusal: if `by` may not, there is no such credit, or no claim is named.
    """
    contract, state = _locked(by, contract, credit)
    if known := _known(contract, Kind.OFFSET, key):
        return known
    said = one_line(words, "Say against which claim for damages it counts.")
    stated = Money(max(state.account.earned, Fraction(0)), state.account.currency)
    entry = post(
        contract=contract,
        kind=Kind.OFFSET,
        key=_key(Kind.OFFSET, key),
        credit=credit,
        month=state.month,
        stated=stated,
        clause=_offset_clause(contract, state) or _clause(state),
        words=said,
        by=by,
        at=at,
    )
    return _recorded("credit offset", entry, by)


def _locked(
    by: Membership, contract: Contract, credit: str, currency: str = ""
) -> tuple[Contract, CreditState]:
    """Lock a contract and return it with where one of its credits stands."""
    require(by, Act.DECIDE_CREDITS)
    check_own(by, contract)
    rows = Contract.objects.locked().select_related("customer", "vendor")
    contract = rows.get(pk=contract.pk)
    state = state_of(contract, credit, currency)
    if state is None:
        raise Refusal(f"{contract.customer} has no credit {credit}.", code="no_credit")
    return contract, state


def _known(
    contract: Contract, kind: LedgerKind, key: str, amount: Money | None = None
) -> LedgerEntry | None:
    """Return the entry that a key wrote before.

    :raises Refusal: if it was about another amount.
    """
    found = LedgerEntry.objects.filter(contract=contract, key=_key(kind, key)).first()
    if found is not None and amount is not None and found.figure != amount:
        raise Refusal("This was sent before with another amount.", code="another_entry")
    return found


def _check_invoice(contract: Contract, invoice: Invoice, amount: Money, on: date) -> None:
    if invoice.contract_id != contract.pk:
        raise Refusal(f"{invoice} is not an invoice of this contract.", code="invoice")
    state = invoice.bill.state(on)
    if state not in (InvoiceState.OPEN, InvoiceState.DISPUTED):
        raise Refusal(
            f"{invoice} is {state or 'not issued yet'}: choose an open one.", code="invoice"
        )
    rows = LedgerEntry.objects.filter(invoice=invoice, kind__in=(Kind.APPLIED, Kind.REVERSED))
    applied = -Money(rows.aggregate(sum=Sum("amount"))["sum"] or 0, amount.currency)
    left = invoice.money - applied
    if left < amount:
        raise Refusal(
            f"Of {invoice} over {invoice.money} only {left} are left: {amount} are more.",
            code="beyond_invoice",
        )


def _offset_clause(contract: Contract, state: CreditState) -> str:
    """Return where the month's agreement says that credits are offset; empty if it does not."""
    settlement = terms_on(contract, state.month.last_day).agreement.terms.settlement
    return settlement.clause.ref if settlement and settlement.offsets_damages else ""


def _clause(state: CreditState) -> str:
    return next((one.clause for one in state.entries if one.clause), "")


def _key(kind: LedgerKind, key: str) -> str:
    return f"{kind}/{key}"[:120]


def _recorded(verb: str, entry: LedgerEntry, by: Membership) -> LedgerEntry:
    after = {"credit": entry.credit, "amount": str(entry.figure), "document": entry.document}
    record(verb, entry, actor=by.person, at=entry.at, after=after, reason=entry.words)
    return entry
