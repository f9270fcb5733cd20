"""Whether a credit was claimed as the agreement asks: in time, complete, nothing owed (PQ-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.kernel.wall_time import closing_instant

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
SATURDAY = 5


class InvoiceGate(StrEnum):
    """Which invoices stand in the way of a credit."""

    PAST_DUE = "past_due_undisputed"
    ANY_UNPAID = "any_unpaid"
    NONE = "none"


class Trigger(StrEnum):
    """From what the days for claiming are counted."""

    OUTAGE_END = "outage_end"
    OUTAGE_START = "outage_start"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRules:
    """How a credit must be claimed."""

    zone: ZoneInfo
    trigger: Trigger = Trigger.OUTAGE_END
    business_days: int = 5
    holidays: Mapping[date, str]
    gate: InvoiceGate = InvoiceGate.PAST_DUE
    incomplete_is_none: bool = True  # an incomplete claim is none until it is complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What was filed, and which of the details asked for are missing."""

    key: str
    filed_at: datetime
    missing: tuple[str, ...] = ()
    outage: str = ""  # which it is about; empty: each of the month's


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice of the account: when it was issued, is due, and was paid or disputed."""

    key: str
    issued_at: datetime
    due_on: date
    paid_at: datetime | None = None
    is_disputed: bool = False

    def stands_in_the_way(self, at: datetime, rules: ClaimRules) -> bool:
        """This function will say whether it is outstanding at an instant (readings P30)."""
        if at < self.issued_at or (self.paid_at is not None and self.paid_at <= at):
            return False
        if rules.gate is InvoiceGate.ANY_UNPAID:
            return True
        is_past_due = at.astimezone(rules.zone).date() > self.due_on
        return rules.gate is InvoiceGate.PAST_DUE and is_past_due and not self.is_disputed


def deadline(event: datetime, rules: ClaimRules) -> datetime:
    """This function will return the last second in which a claim is in time.

    The day of the event is not counted; the last of the business days is, to its end.
    """
    day, left = event.astimezone(rules.zone).date(), rules.business_days
    while left:
        day += DAY
        if day.weekday() < SATURDAY and day not in rules.holidays:
            left -= 1
    midnight = datetime.combine(day + DAY, time(), None)  # a time on the wall
    return closing_instant(midnight, rules.zone) - SECOND


def is_in_time(filed: datetime, last: datetime) -> bool:
    """This function will say whether something came by the last second: all of it belongs to it."""
    return filed < last + SECOND


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """This function will sort claims by when they were filed: of two, the first one counts."""
    return sorted(claims, key=lambda one: (one.filed_at, one.key))


def blocking(
    filed: datetime, last: datetime, invoices: Sequence[Invoice], rules: ClaimRules
) -> list[Invoice]:
    """This function will return the invoices in the way, unless at some moment none was.

    Nothing comes out of the way but by being paid, so that these moments are all to look at.
    """
    paid = [one.paid_at for one in invoices if one.paid_at and filed <= one.paid_at <= last]
    found: list[Invoice] = []
    for at in [filed, *sorted(paid)]:
        found = [one for one in invoices if one.stands_in_the_way(at, rules)]
        if not found:
            return []
    return found


def judged(
    event: datetime, claims: Iterable[Claim], invoices: Sequence[Invoice], rules: ClaimRules
) -> tuple[str, ...]:
    """This function will return why no claim holds for an event; nothing: one does."""
    last = deadline(event, rules)
    reasons: list[str] = []
    for claim in in_order(claims):
        why = _why_not(claim, last, invoices, rules)
        if not why:
            return ()
        reasons += why
    return tuple(dict.fromkeys(reasons)) or ("no claim was filed",)


def _why_not(
    claim: Claim, last: datetime, invoices: Sequence[Invoice], rules: ClaimRules
) -> list[str]:
    reasons = []
    if claim.missing and rules.incomplete_is_none:
        reasons.append(f"claim incomplete: {', '.join(claim.missing)}")
    if not is_in_time(claim.filed_at, last):
        reasons.append(f"claim after deadline {last.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    elif owed := blocking(claim.filed_at, last, invoices, rules):
        named = ", ".join(one.key for one in owed)
        plural = "s" if len(owed) > 1 else ""
        reasons.append(f"outstanding invoice{plural} {named} through the claim deadline")
    return reasons
