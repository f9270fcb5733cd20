"""What the stretches of a clock's life weigh, under one reading of severity changes.

A tally is a row of legs from the report to now (or to the stop), each counted on a calendar or
not at all. All figures are sums and searches over the row, so they cannot disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.domain.promise import Promise
from sla.domain.rules import Reopened, SeverityChange
from sla.domain.state import STOPPED, ClockState, Span, Standing

ZERO = timedelta(0)

type Promises = Mapping[str, Promise | None]  # by severity; None where nothing is promised


def promise_of(promises: Promises, severity: str | None) -> Promise | None:
    """This function will find what a severity is promised; unclassified, nothing yet.

    :raises Refusal: if there is no such severity.
    """
    if severity is None:
        return None
    if severity not in promises:
        raise Refusal(
            f"There is no severity {severity!r}; there is {', '.join(promises)}.",
            code="unknown_severity",
        )
    return promises[severity]


class Leg(NamedTuple):
    """A span with the calendar that counts in it, and how much that came to."""

    span: Span
    calendar: BusinessCalendar | None  # None: nothing counts here
    spent: timedelta


class Tally(NamedTuple):
    """A clock's life, counted."""

    legs: tuple[Leg, ...]
    budget: timedelta
    end: datetime  # now, or the stop
    goes_on: BusinessCalendar | None  # what counts from there on; None while it waits
    not_before: datetime  # when this budget came into force

    @property
    def spent(self) -> timedelta:
        """This property will return the business time used so far."""
        return sum((leg.spent for leg in self.legs), ZERO)

    @property
    def is_over(self) -> bool:
        """This property will say whether more than the budget is used; all of it still meets."""
        return self.spent > self.budget

    def instant_of(self, amount: timedelta) -> datetime | None:
        """This method will return the least instant by which `amount` was or will be used.

        A stopped clock answers as if it had run on. None: it waits, so nobody can know.

        :raises Refusal: if no open time is left in which to use it.
        """
        left = amount
        for leg in self.legs:
            if leg.calendar and left <= leg.spent:
                return max(leg.calendar.after(leg.span.start, left), self.not_before)
            left -= leg.spent
        return max(self.goes_on.after(self.end, left), self.not_before) if self.goes_on else None


def take(
    state: ClockState, promise: Promise, promises: Promises, reading: SeverityChange, at: datetime
) -> Tally:
    """This function will count a clock's life up to `at` under a reading of severity changes.

    `carry` counts each stretch on the hours of the severity it then had; `restate` counts all
    of them on the hours of the severity the clock has now.
    """
    is_carried = reading is SeverityChange.CARRY
    spans = state.spans(at)
    spans = _joined(spans if is_carried else _all_of(spans, promise.severity))
    waits = state.standing is Standing.AWAITING
    return Tally(
        legs=tuple(_leg(span, promises, state.rules.reopened) for span in spans),
        budget=promise.budget_from(state.reported_at, state.rules.business_day),
        end=state.since if state.is_stopped else at,
        goes_on=None if waits else promise.calendar,
        # A budget that is carried is not read back, so it cannot have run out before it was given.
        not_before=state.judged_since if is_carried else state.reported_at,
    )


def _leg(span: Span, promises: Promises, reopened: Reopened) -> Leg:
    promise = promise_of(promises, span.severity)
    runs = span.standing is Standing.RUNNING or (
        span.standing in STOPPED and reopened is Reopened.RUN
    )
    calendar = promise.counts_on if runs and promise else None
    if calendar is None:
        return Leg(span=span, calendar=None, spent=ZERO)
    return Leg(span=span, calendar=calendar, spent=calendar.between(span.start, span.end))


def _all_of(spans: Iterable[Span], severity: str) -> Iterator[Span]:
    return (
        span if span.severity == severity else span._replace(severity=severity) for span in spans
    )


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """This function will join neighbours that differ in nothing: one stretch, one line."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.standing, last.severity) == (span.standing, span.severity):
            joined[-1] = last._replace(end=span.end, ended_by=span.ended_by)
        else:
            joined.append(span)
    return tuple(joined)
