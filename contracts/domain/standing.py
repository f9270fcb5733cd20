"""In good standing: whether an agreement is active and its invoices are paid (LU-09, PQ-07).

An invoice is overdue from the day after its due date until the day on which it is paid; while it
is disputed it is not held against the customer (reading P30). All of it is asked for a day, in
the customer's own dates, and answered from facts that carry the day they are about, so that a day
long past can be asked for as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.money import Money

MOST_NAMED = 5  # invoices in a sentence


class Fact(StrEnum):
    """What can happen to an invoice."""

    ISSUED = "issued"
    PAID = "paid"
    DISPUTED = "disputed"
    SETTLED = "settled"  # the dispute is over, and the invoice is owed as it stands
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"  # a payment came back, or was recorded by mistake


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    OPEN = "open"
    DISPUTED = "disputed"
    PAID = "paid"
    CANCELLED = "cancelled"


LEADS_TO: Mapping[Fact, InvoiceState] = {
    Fact.ISSUED: InvoiceState.OPEN,
    Fact.PAID: InvoiceState.PAID,
    Fact.DISPUTED: InvoiceState.DISPUTED,
    Fact.SETTLED: InvoiceState.OPEN,
    Fact.CANCELLED: InvoiceState.CANCELLED,
    Fact.WITHDRAWN: InvoiceState.OPEN,
}

# From which states each can happen; an invoice begins with being issued.
FROM: Mapping[Fact, frozenset[InvoiceState]] = {
    Fact.ISSUED: frozenset(),
    Fact.PAID: frozenset({InvoiceState.OPEN, InvoiceState.DISPUTED}),
    Fact.DISPUTED: frozenset({InvoiceState.OPEN}),
    Fact.SETTLED: frozenset({InvoiceState.DISPUTED}),
    Fact.CANCELLED: frozenset({InvoiceState.OPEN, InvoiceState.DISPUTED}),
    Fact.WITHDRAWN: frozenset({InvoiceState.PAID}),
}


def possible(state: InvoiceState | None) -> list[Fact]:
    """This function will list what can happen to an invoice that stands in a state."""
    return [fact for fact, states in FROM.items() if state in states]


class InvoiceGate(StrEnum):
    """Which invoices count as outstanding (reading P30)."""

    PAST_DUE_UNDISPUTED = "past_due_undisputed"
    PAST_DUE = "past_due"  # also while they are disputed
    ANY_UNPAID = "any_unpaid"  # also before they are due


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice with what happened to it, in the order in which it was recorded."""

    number: str
    due_on: date
    amount: Money
    facts: tuple[tuple[date, Fact], ...]

    def state(self, on: date) -> InvoiceState | None:
        """This method will say where it stood on a day; None: it was not issued yet."""
        happened = [fact for day, fact in self.facts if day <= on]
        return LEADS_TO[happened[-1]] if happened else None

    def is_overdue(self, on: date) -> bool:
        """This method will say whether it was past due and undisputed on a day."""
        return self.is_outstanding(on, InvoiceGate.PAST_DUE_UNDISPUTED)

    def is_outstanding(self, on: date, gate: InvoiceGate) -> bool:
        """This method will say whether it was outstanding on a day, by a reading of that word."""
        state = self.state(on)
        owed = {InvoiceState.OPEN}
        if gate is not InvoiceGate.PAST_DUE_UNDISPUTED:
            owed.add(InvoiceState.DISPUTED)
        return state in owed and (gate is InvoiceGate.ANY_UNPAID or self.due_on < on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The days on which a contract runs, the last one included; None: until further notice."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodStanding:
    """Whether a contract was in good standing on a day, and if not, why: true when it was."""

    on: date
    is_active: bool
    outstanding: tuple[Bill, ...]
    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.reasons


def standing(
    *,
    running: Running,
    bills: Iterable[Bill],
    on: date,
    gate: InvoiceGate = InvoiceGate.PAST_DUE_UNDISPUTED,
) -> GoodStanding:
    """This function will say whether a contract was in good standing on a day, with the reasons."""
    counted = tuple(
        sorted(
            (bill for bill in bills if bill.is_outstanding(on, gate)),
            key=lambda bill: (bill.due_on, bill.number),
        )
    )
    ended = _not_running(running, on)
    reasons = [ended] if ended else []
    if counted:
        reasons.append(outstanding_in_words(counted))
    return GoodStanding(on=on, is_active=not ended, outstanding=counted, reasons=tuple(reasons))


def first_good_day(
    *,
    running: Running,
    bills: Iterable[Bill],
    since: date,
    until: date,
    gate: InvoiceGate = InvoiceGate.PAST_DUE_UNDISPUTED,
) -> date | None:
    """This function will find a day on which all conditions held together; None: there is none.

    So a claim is judged between its filing and its deadline (PQ-07, reading P30). Standing gets
    better only where the contract begins or something happens: no other day is looked at.
    """
    known = tuple(bills)
    days = {since, running.starts_on} | {day for bill in known for day, _ in bill.facts}
    for day in sorted(day for day in days if since <= day <= until):
        if standing(running=running, bills=known, on=day, gate=gate):
            return day
    return None


def outstanding_in_words(bills: tuple[Bill, ...]) -> str:
    """This function will name invoices that are outstanding, in a sentence."""
    named = [f"{bill.number} of {bill.amount}, due {_day(bill.due_on)}" for bill in bills]
    more = f", and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    what, verb = ("Invoice", "is") if len(bills) == 1 else ("Invoices", "are")
    return f"{what} {'; '.join(named[:MOST_NAMED])}{more}, {verb} not paid."


def _not_running(running: Running, on: date) -> str:
    if on < running.starts_on:
        return f"The contract starts on {_day(running.starts_on)} only."
    if running.ends_on is not None and running.ends_on < on:
        return f"The contract ended on {_day(running.ends_on)}."
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
