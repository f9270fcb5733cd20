"""The earliest minute at which planned work would keep every rule (PQ-03, HR-03).

A slot is compliant when none of the work would be downtime, nothing becomes downtime because of
it, its notice can still be given and it touches no other work. The search leaps from each start
that breaks a rule to the first one that could keep that rule, so that a quarter of a year is
looked through without trying each minute.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from availability.domain.down import Down
from availability.domain.facts import Maintenance
from availability.domain.maintenance import permitted_in
from availability.domain.plan import ZERO, Plan
from availability.domain.planner import has_bound, months_of, reckon, used_of
from availability.domain.policy import Measure, Policy
from availability.domain.sessions import Sessions
from availability.domain.weeks import permitted_sessions
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.month import Month
from portal.kernel.period import Period, Periods
from portal.kernel.wall_time import opening_instant
from portal.kernel.window import DAY, Window

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
SEARCHED = timedelta(days=90)
NEVER = SEARCHED * 2
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What one contract's rules have to be held against: its own works and outages."""

    policy: Policy
    works: tuple[Maintenance, ...]
    down: Down
    hours: Periods  # in which work counts as maintenance
    taken: Periods  # by other work
    begun: tuple[Maintenance, ...]  # other work whose sessions are permitted
    counts: Period | None = None  # in which the policy counts; None: always

    @classmethod
    def of(
        cls,
        policy: Policy,
        works: Sequence[Maintenance],
        down: Down,
        searched: Period,
        zones: Sequence[ZoneInfo] = (),
        counts: Period | None = None,
    ) -> Self:
        """This function will prepare what holds for every start in a period.

        :param zones: of the deployments that the work is done on.
        :param counts: in which the policy counts, where others do before or after it.
        """
        return cls(
            policy=policy,
            works=tuple(works),
            down=down,
            hours=_hours(policy, zones, searched),
            taken=Periods(work.announced or work.during for work in works),
            begun=tuple(permitted_sessions(works, down, policy)),
            counts=counts,
        )

    def touch(self, plan: Plan) -> bool:
        """This function will say whether some of the work would lie where the policy counts."""
        return self.counts is None or any(one.overlaps(self.counts) for one in plan.sessions)


def earliest_slot(
    plan: Plan, around: Iterable[Surroundings], at: datetime, *, within: timedelta = SEARCHED
) -> datetime | None:
    """This function will return the first whole minute from `at` on at which all rules are kept.

    :param around: of every contract that the work concerns, for each of its policies to come.
    :returns: None if there is no such minute that lies less than `within` ahead.
    """
    known = tuple(around)
    latest = at + within
    start = _whole_minute(at)
    while start < latest:
        moved = replace(plan.moved(start - plan.start), notice_at=at)
        following = max((_leap(moved, one) for one in known if one.touch(moved)), default=start)
        if following <= start:
            return start
        start = _whole_minute(following)
    return None


def is_compliant(plan: Plan, around: Surroundings) -> bool:
    """This function will say whether work keeps every rule of a contract: what a slot promises."""
    touches = any(Periods([one]) & around.taken for one in plan.sessions)
    if touches or not plan.is_noticed(around.policy):
        return False
    return not reckon(plan, around.policy, around.works, around.down).downtime


def _leap(plan: Plan, around: Surroundings) -> datetime:
    """This function will leap as far as the policy counts: behind it others may allow more."""
    start = _next(plan, around)
    return min(start, around.counts.end) if around.counts else start


def _next(plan: Plan, around: Surroundings) -> datetime:
    """This function will return the plan's start, or the next one that may keep the rules."""
    for step in (_after_notice, _into_hours, _past_others, _into_week, _into_allotment):
        start = step(plan, around)
        if start > plan.start:
            return start
    return plan.start


def _after_notice(plan: Plan, around: Surroundings) -> datetime:
    policy = around.policy
    if plan.is_noticed(policy):
        return plan.start
    if not policy.notice.business_days:
        return (plan.notice_at or plan.start) + policy.notice.elapsed
    return _next_day(plan.start, policy)  # days are counted: the next one may be late enough


def _into_hours(plan: Plan, around: Surroundings) -> datetime:
    wanted = (_counted(work, around.policy) for work in plan.works())
    return plan.start + max((_until_inside(one, around.hours) for one in wanted), default=ZERO)


def _until_inside(wanted: Period, hours: Periods) -> timedelta:
    """This function will return how much later a period would lie inside the hours."""
    for stretch in hours:
        start = max(wanted.start, stretch.start)
        if start + wanted.duration <= stretch.end:
            return start - wanted.start
    return NEVER


def _past_others(plan: Plan, around: Surroundings) -> datetime:
    later = ZERO
    for session in plan.sessions:
        for other in around.taken.near(session):
            later = max(later, other.end - session.start)
    return plan.start + later


def _into_week(plan: Plan, around: Surroundings) -> datetime:
    policy, own = around.policy, plan.works()
    if policy.sessions_per_week is None or policy.measure is Measure.EVERY_WINDOW:
        return plan.start
    sessions = Sessions(policy)
    ordered = sorted([*around.begun, *own], key=lambda work: work.during)
    if all([sessions.admits(work) for work in ordered]):  # noqa: C419 - each is to be counted
        return plan.start
    return min(_changes(plan, own, around))


def _changes(plan: Plan, own: Sequence[Maintenance], around: Surroundings) -> Iterator[datetime]:
    """This function will yield later starts at which the sessions of a week may be others."""
    yield _next_day(plan.start, around.policy)
    for work in own:
        yield plan.start + (_next_day(work.during.start, around.policy) - work.during.start)
        for other in around.begun:
            # Sessions that touch are one; and a week of seven days ends with its hour.
            edges = (
                other.during.end - work.during.start,
                other.during.start - work.during.end,
                other.during.start + ONE_WEEK - work.during.start,
            )
            yield from (plan.start + later for later in edges if later > ZERO)


def _next_day(at: datetime, policy: Policy) -> datetime:
    """This function will return the first instant of the next local day."""
    day = at.astimezone(policy.maintenance_zone).date() + ONE_DAY
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time
    return opening_instant(midnight, policy.maintenance_zone)


def _into_allotment(plan: Plan, around: Surroundings) -> datetime:
    if not has_bound(around.policy):
        return plan.start
    months = months_of(plan.sessions, around.policy)
    return plan.start + max(_out_of(month, plan, around) for month in months)


def _out_of(month: Month, plan: Plan, around: Surroundings) -> timedelta:
    """This function will return how much later a month's allotment may suffice."""
    policy, period = around.policy, month.within(around.policy.reporting_zone)
    works = plan.works()
    wanted = Periods(_counted(work, policy) for work in works) & Periods([period])
    if not wanted:
        return ZERO
    extension = sum((one.extension for one in works if one.during.overlaps(period)), ZERO)
    excess = wanted.total() - _left(period, around) - extension
    if excess <= ZERO:
        return ZERO
    # So much must slide past the month's end; what of it is not its last part takes longer.
    return period.end - max(one.end for one in wanted) + excess


def _left(period: Period, around: Surroundings) -> timedelta:
    unbound = replace(around.policy, allotment=None)
    known = permitted_in(period, around.works, around.down, unbound)
    extended = sum((one.maintenance.extension for one in known.rulings), ZERO)
    return max((around.policy.allotment or ZERO) + extended - used_of(known), ZERO)


def _hours(policy: Policy, zones: Sequence[ZoneInfo], searched: Period) -> Periods:
    """This function will return when work counts: in the window of all its deployments at once."""
    is_everything = policy.measure is Measure.EVERY_WINDOW
    by_place = policy.by_deployment and zones and not is_everything
    places = zones if by_place else (policy.maintenance_zone,)
    days = WEEKEND if policy.only_weekends and not is_everything else ()
    found = Periods([searched])
    for zone in places:
        nights = BusinessCalendar(zone, dict.fromkeys(range(7), (policy.window,)))
        found &= nights.open_periods(searched.start, searched.end)
        if days:
            # By each second's own date: Friday's window is not open after midnight alone.
            dates = BusinessCalendar(zone, dict.fromkeys(days, (Window(0, DAY),)))
            found &= dates.open_periods(searched.start, searched.end)
    return found


def _counted(work: Maintenance, policy: Policy) -> Period:
    announced = work.announced if policy.measure is Measure.ANNOUNCED else None
    return announced or work.during


def _whole_minute(at: datetime) -> datetime:
    return at if not at.second and not at.microsecond else at.replace(second=0) + MINUTE
