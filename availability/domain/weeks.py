"""Which sessions use up a week, and whether two compete for its places (HR-03, H5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from availability.domain.down import Down
from availability.domain.facts import Maintenance
from availability.domain.maintenance import permitted_in
from availability.domain.policy import Kind, Policy, Week
from portal.kernel.period import Period


def permitted_sessions(
    works: Sequence[Maintenance], down: Down, policy: Policy
) -> list[Maintenance]:
    """This function will return the works that use up the sessions of a week."""
    if policy.sessions_per_week is None or not works:
        return []
    first, last = min(work.during.start for work in works), max(work.during.end for work in works)
    ruled = permitted_in(Period(first, last), works, down, replace(policy, allotment=None))
    counted = (one.maintenance for one in ruled.rulings if one.permitted)
    return [work for work in counted if work.kind is Kind.SCHEDULED]


def same_week(one: datetime, other: datetime, policy: Policy) -> bool:
    """This function will say whether two sessions compete for the places of one week."""
    if policy.week is Week.SEVEN_DAYS:
        return abs(one - other) < timedelta(days=7)
    return _week_began(one, policy) == _week_began(other, policy)


def _week_began(at: datetime, policy: Policy) -> date:
    day = at.astimezone(policy.maintenance_zone).date()
    passed = day.isoweekday() % 7 if policy.week is Week.SUNDAY else day.weekday()
    return day - timedelta(days=passed)
