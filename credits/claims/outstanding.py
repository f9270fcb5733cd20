"""The invoices of a customer as the rules of claims read them (PQ-07, P30).

An invoice stands in the way in stretches: from its issue to its payment, and again when the
payment came back; while it is disputed it does not. Each stretch is one invoice to the rules,
which know nothing of disputes that begin and end.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from contracts.domain.standing import LEADS_TO, Bill, InvoiceState
from contracts.models import Invoice as InvoiceRow
from credits.domain.claims import Invoice
from portal.kernel.wall_time import first_instant

OWED = (InvoiceState.OPEN, InvoiceState.DISPUTED)


def invoices_of(customer_id: int, zone: ZoneInfo) -> list[Invoice]:
    """Return what a customer was ever billed, under whichever contract: the whole account."""
    rows = InvoiceRow.objects.filter(contract__customer=customer_id).prefetch_related("events")
    return [one for row in rows.order_by("pk") for one in stretches(row.bill, zone)]


def stretches(bill: Bill, zone: ZoneInfo) -> Iterator[Invoice]:
    """Yield the times in which an invoice was owed; a day counts from its first second."""
    last: tuple[date | None, None] = (None, None)
    for (since, fact), (until, _) in pairwise([*bill.facts, last]):
        state = LEADS_TO[fact] if fact else None
        if since is None or state not in OWED:
            continue
        yield Invoice(
            key=bill.number,
            issued_at=first_instant(since, zone),
            due_on=bill.due_on,
            paid_at=first_instant(until, zone) if until else None,
            is_disputed=state is InvoiceState.DISPUTED,
        )
