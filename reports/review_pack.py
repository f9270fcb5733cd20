"""The pack for a quarterly review: what the quarter saw, read from incidents and clocks (LU-05).

An incident counts by its latest state: one that was closed in the quarter and reopened since is
open. So in each row open before + raised - closed = open after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from contracts.domain.obligations import end_of
from contracts.models import Activity
from incidents.models import Incident
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.wall_time import first_instant
from portal.tenancy.models import Customer
from sla.figures import MonthlyFigures, figures_for
from sla.models import Clock
from sla.names import Names
from sla.outcomes import Outcomes
from sla.overdue import missed_unseen
from sla.trend import Trend, trend_to

MOST_OPEN = 50  # incidents listed as still open; the figures count all
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of the incidents of one severity, or of all, in a quarter."""

    name: str
    open_before: int
    raised: int
    closed: int
    open_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPack:
    """A quarter of one customer's service, up to the present while it still runs."""

    period: Period
    is_running: bool
    month: Month  # the last one of the trend
    history: list[History]
    total: History
    still_open: list[Incident]
    figures: MonthlyFigures
    trend: Trend


def pack_for(activity: Activity, at: datetime) -> ReviewPack | None:
    """Lay out the quarter of a review in the customer's own calendar; None before it begins.

    Whoever may see the activity sees all of it: it is of one customer.
    """
    customer = activity.contract.customer
    return pack_between(customer, activity.period_from, activity.due, at)


def pack_between(customer: Customer, first: date, last: date, at: datetime) -> ReviewPack | None:
    """Lay out what a customer's service saw between two days, both counted."""
    zone = ZoneInfo(customer.time_zone)
    begins = first_instant(first, zone)
    ends = end_of(last, zone).at
    if at <= begins:
        return None
    period = Period(begins, min(ends, at))
    month = Month.of(period.end - ONE_SECOND, zone)
    names = Names.on(last)
    clocks = Clock.objects.filter(incident__customer=customer)
    outcomes = Outcomes(clocks, missed_unseen(clocks, at))
    seen = Incident.objects.filter(customer=customer)
    history = list(history_of(seen, period, names.severities))
    still_open = seen.filter(open_just_before(period.end)).with_names().order_by("reported_at")
    return ReviewPack(
        period=period,
        is_running=at < ends,
        month=month,
        history=history,
        total=sum_of(history),
        still_open=list(still_open[:MOST_OPEN]),
        figures=figures_for(outcomes, month, period, names),
        trend=trend_to(outcomes, month, zone, names.terms.attainment_aim),
    )


def history_of(
    seen: QuerySet[Incident], period: Period, names: Mapping[str, str]
) -> Iterable[History]:
    """Yield what became of some incidents in a period, by severity, in one query."""
    rows = (
        seen.order_by()
        .values("severity")
        .annotate(
            before=Count("pk", filter=open_just_before(period.start)),
            raised=Count("pk", filter=inside("reported_at", period)),
            closed=Count("pk", filter=inside("closed_at", period)),
            after=Count("pk", filter=open_just_before(period.end)),
        )
    )
    found: dict[str, Mapping[str, Any]] = {row["severity"]: row for row in rows}
    # A severity of an earlier version of the agreement counts as well, under its own key.
    for key in (*names, *sorted(found.keys() - names.keys())):
        row = found.get(key, {})
        yield History(
            name=names.get(key, key),
            open_before=row.get("before", 0),
            raised=row.get("raised", 0),
            closed=row.get("closed", 0),
            open_after=row.get("after", 0),
        )


def open_just_before(at: datetime) -> Q:
    """Return the condition for incidents open just before an instant."""
    return Q(reported_at__lt=at) & (Q(closed_at=None) | Q(closed_at__gte=at))


def inside(column: str, period: Period) -> Q:
    """Return the condition for what lies in a period by one column."""
    return Q(**{f"{column}__gte": period.start, f"{column}__lt": period.end})


def sum_of(rows: Iterable[History]) -> History:
    """Return what became of the incidents of all severities."""
    known = list(rows)
    return History(
        name="All",
        open_before=sum(row.open_before for row in known),
        raised=sum(row.raised for row in known),
        closed=sum(row.closed for row in known),
        open_after=sum(row.open_after for row in known),
    )
