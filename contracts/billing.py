"""What can be done about an invoice, by the nouns of its addresses, for pages and the API alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.domain.standing import LEADS_TO, Fact, InvoiceState, possible
from contracts.models import Invoice, InvoiceEvent

# The noun of an address, what it records, and what its button says.
NOUNS: Mapping[str, tuple[Fact, str]] = {
    "payment": (Fact.PAID, "Record the payment"),
    "dispute": (Fact.DISPUTED, "Record a dispute"),
    "settlement": (Fact.SETTLED, "Record that the dispute is settled"),
    "withdrawal": (Fact.WITHDRAWN, "Withdraw the payment"),
    "cancellation": (Fact.CANCELLED, "Cancel the invoice"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An invoice as a list shows it."""

    invoice: Invoice
    state: InvoiceState | None
    is_overdue: bool


def shown(invoices: Iterable[Invoice], on: date) -> list[Shown]:
    """Return invoices that know their last fact (`with_last_fact`) with where they stand."""
    rows = []
    for invoice in invoices:
        last = invoice.last_fact  # type: ignore[attr-defined]  # annotated by the query that fetched it
        state = LEADS_TO[Fact(last)] if last else None
        overdue = state is InvoiceState.OPEN and invoice.due_on < on
        rows.append(Shown(invoice, state, overdue))
    return rows


def deeds_for(invoice: Invoice, on: date) -> dict[str, str]:
    """Return the nouns that fit where an invoice stands, with their buttons."""
    able = possible(invoice.bill.state(on))
    return {noun: said for noun, (fact, said) in NOUNS.items() if fact in able}


def history_of(invoice: Invoice) -> list[InvoiceEvent]:
    """Return what happened to an invoice, the latest first."""
    return list(invoice.events.select_related("recorded_by").order_by("-on", "-pk"))
