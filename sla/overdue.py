"""Clocks that ran out since a worker last looked: a page must not wait for the next sweep."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.domain.targets import Milestone
from contracts.queries import Region
from portal.kernel.business_time import BusinessCalendar
from sla.models import Clock, ClockQuerySet, Outcome, Phase
from sla.readings import Days, holidays_for, promises_of, region_of

ZERO = timedelta(0)


def missed_unseen(clocks: ClockQuerySet, at: datetime) -> list[int]:
    """Return those of these clocks that are stored as open and have missed their promise.

    Between the due instant and the next opening all of a budget is used and no more, so that
    only a calendar can tell. With workers at their work there are hardly ever any of these.
    """
    rows = list(
        clocks.due(at)
        .filter(phase=Phase.RUNNING, outcome=Outcome.OPEN, due_at__lt=at)
        .select_related("incident__contract__agreement", "incident__customer")
        .defer("incident__contract__agreement__source")
    )
    holidays = holidays_for([clock.incident for clock in rows])
    return [clock.pk for clock in rows if time_over(clock, holidays, at) > ZERO]


def time_over(clock: Clock, holidays: Mapping[Region, Days], at: datetime) -> timedelta:
    """Return the service time by which a clock that is past its due instant is over.

    Its contract, agreement and customer must have been fetched with it.
    """
    if clock.phase != Phase.RUNNING or clock.due_at is None:
        return clock.spent - clock.budget  # it waits, or has stopped: no more is counted
    calendar = _calendar(clock, holidays[region_of(clock.incident)])
    return calendar.between(clock.due_at, max(at, clock.due_at))


def _calendar(clock: Clock, holidays: Days) -> BusinessCalendar:
    promise = promises_of(clock.incident, Milestone(clock.milestone), holidays)[clock.severity]
    return promise.calendar if promise else BusinessCalendar.always()
