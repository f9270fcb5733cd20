"""What whoever stands on a rung has promised to do, and by when (LU-22).

A duty is kept by an act, not by time: each has an instant by which it is due, and one before
that at which whoever owes it is reminded. The worked table is in docs/algorithms/desk-duties.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal

MOST_UPDATES = 20  # instants that a plan can name
LONGEST_RHYTHM = 240  # hours of service time between two updates
LEFT_WHEN_REMINDED = 4  # one part in so many of the time is left when somebody is reminded


class DutyKind(StrEnum):
    """What is owed on a level of the ladder."""

    CONTACT = "contact"  # speak with the customer
    PLAN = "plan"  # agree a rescue plan, or at the first level its timescales
    UPDATE = "update"  # tell the customer how it stands, as the plan agreed
    TARGET = "target"  # resolve the incident by the plan's target


# What is owed by whoever stands on one level ends there; updates were agreed with the customer.
OF_ONE_LEVEL = frozenset({DutyKind.CONTACT, DutyKind.PLAN, DutyKind.TARGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often the customer hears how it stands: every so many hours, or at agreed instants."""

    every: int | None = None  # hours of the incident's service time
    instants: tuple[datetime, ...] = ()

    def after(self, last: datetime, calendar: BusinessCalendar) -> datetime | None:
        """This method will return when the next update is due; None: no more are agreed.

        :raises Refusal: if the calendar does not open often enough.
        """
        if self.every is not None:
            return calendar.after(last, timedelta(hours=self.every))
        return min((one for one in self.instants if one > last), default=None)


def check_rhythm(rhythm: Rhythm, *, at: datetime, target: datetime) -> None:
    """This function will refuse updates that nobody could keep to.

    :raises Refusal: with code `rhythm`, in words for whoever makes the plan.
    """
    if (rhythm.every is None) == (not rhythm.instants):
        raise Refusal(
            "Say how the customer is kept informed: every so many hours, or at the times agreed; "
            "one of the two.",
            code="rhythm",
        )
    if rhythm.every is not None and not 1 <= rhythm.every <= LONGEST_RHYTHM:
        raise Refusal(f"Updates come every 1 to {LONGEST_RHYTHM} hours.", code="rhythm")
    if len(rhythm.instants) > MOST_UPDATES:
        raise Refusal(
            f"A plan names {MOST_UPDATES} updates at most; agree a rhythm in hours instead.",
            code="rhythm",
        )
    if any(not at < one <= target for one in rhythm.instants):
        raise Refusal("Each update lies ahead, and not after the plan's target.", code="rhythm")


def in_order(instants: Sequence[datetime]) -> tuple[datetime, ...]:
    """This function will return agreed instants in order, each once."""
    return tuple(sorted(set(instants)))


def reminder(calendar: BusinessCalendar, since: datetime, due: datetime) -> datetime | None:
    """This function will return when whoever owes a duty is reminded: a quarter of it is left.

    It is a quarter of the service time, so that nobody is reminded at night. None where no
    service time lies before it: there is nothing to be reminded ahead of.
    """
    left = calendar.between(since, due) / LEFT_WHEN_REMINDED
    if not left:
        return None
    return max(since, calendar.after(due, -_whole_seconds(left)))


def _whole_seconds(amount: timedelta) -> timedelta:
    return timedelta(seconds=amount // timedelta(seconds=1))
