"""By when a credit is settled: on the next invoice, or by payment where none follows (HR-06)."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.month import Month


@dataclass(frozen=True, slots=True)
class Due:
    """How a month's credits are settled, and the last day for it."""

    by_payment: bool
    last_day: date

    @property
    def words(self) -> str:
        """This property will say so in a sentence."""
        until = f"{self.last_day.day} {self.last_day:%B %Y}"
        if self.by_payment:
            return f"No further invoice follows: to be paid by {until}."
        return f"Due on the next invoice; if none follows, to be paid by {until}."


def invoice_follows(month: Month, ends_on: date | None) -> bool:
    """This function will say whether an invoice comes after a month: not if the contract is over.

    :param ends_on: the contract's last day; None: it goes on.
    """
    return ends_on is None or ends_on > month.last_day


def due_of(month: Month, payment_days: int, *, further_invoice: bool) -> Due:
    """This function will say how and by when a month's credits are settled."""
    last = month.last_day + timedelta(days=payment_days)
    return Due(by_payment=not further_invoice, last_day=last)
