"""Clocks that ran out since a worker last looked: a page must not wait for the next sweep."""

from datetime import datetime, timedelta

from contracts.domain.targets import Milestone
from portal.kernel.business_time import BusinessCalendar
from sla.basis import Basis, basis_of
from sla.models import Clock, ClockQuerySet, Outcome, Phase

ZERO = timedelta(0)


def missed_unseen(clocks: ClockQuerySet, at: datetime) -> list[int]:
    """Return those of these clocks that are stored as open and have missed their promise.

    Between the due instant and the next opening all of a budget is used and no more, so that
    only a calendar can tell. With workers at their work there are hardly ever any of these.
    """
    rows = list(
        clocks.due(at)
        .filter(phase=Phase.RUNNING, outcome=Outcome.OPEN, due_at__lt=at)
        .select_related("incident__agreement", "incident__customer")
        .defer("incident__agreement__source")
    )
    basis = basis_of([clock.incident for clock in rows])
    return [clock.pk for clock in rows if time_over(clock, basis, at) > ZERO]


def time_over(clock: Clock, basis: Basis, at: datetime) -> timedelta:
    """Return the service time by which a clock that is past its due instant is over.

    Its contract, agreement and customer must have been fetched with it.
    """
    if clock.phase != Phase.RUNNING or clock.due_at is None:
        return clock.spent - clock.budget  # it waits, or has stopped: no more is counted
    calendar = calendar_of(clock, basis)
    return calendar.between(clock.due_at, max(at, clock.due_at))


def calendar_of(clock: Clock, basis: Basis) -> BusinessCalendar:
    """Return the calendar on which a clock counts, by the version it was read by."""
    plan = basis.plan_of(clock.incident, clock.calendar_id)
    promise = plan.promises[Milestone(clock.milestone)][clock.severity]
    return promise.calendar if promise else BusinessCalendar.always()
