"""Which maintenance counts as such: by notice, hours, days, sessions and the month's allotment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from availability.domain.facts import Maintenance, Outage
from availability.domain.policy import Kind, Measure, Policy
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.period import Period, Periods
from portal.kernel.window import DAY, Window

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)
SATURDAY = 5
NOTHING = Periods()


@dataclass(frozen=True, slots=True)
class Ruled:
    """A maintenance with what of it the rules permit, and why not the rest."""

    maintenance: Maintenance
    permitted: Periods
    why: str


@dataclass(frozen=True, slots=True)
class Permitted:
    """All maintenance of a month: what leaves the month, what is excused, what is downtime."""

    maintenance: Periods
    emergency: Periods
    broken: Periods  # broke the rules: downtime
    rulings: tuple[Ruled, ...]
    overflow: timedelta  # of otherwise permitted time, beyond the month's allotment


def permitted_in(
    month: Period, works: Iterable[Maintenance], outages: Sequence[Outage], policy: Policy
) -> Permitted:
    """This function will rule on each maintenance of a month, in order of time."""
    ordered = sorted(works, key=lambda work: (work.during.start, work.key))
    rulings = _rulings(ordered, outages, policy)
    within = Periods([month])
    chosen = [(ruled, ruled.permitted & within) for ruled in rulings]
    allowed = _allotted(chosen, policy, ordered)
    leaving, excused = NOTHING, NOTHING
    for ruled, periods in allowed:
        is_excused = ruled.maintenance.kind is Kind.EMERGENCY and not policy.emergency_leaves_month
        if is_excused:
            excused |= periods
        else:
            leaving |= periods
    if policy.measure is Measure.EVERY_WINDOW:
        leaving |= hours_of(policy).open_periods(month.start, month.end)
    down = Periods(work.during for work in ordered) & within
    pairs = zip(chosen, allowed, strict=True)
    overflow = sum((given.total() - kept.total() for (_, given), (_, kept) in pairs), ZERO)
    return Permitted(leaving, excused, down - leaving - excused, tuple(rulings), overflow)


def hours_of(policy: Policy) -> BusinessCalendar:
    """This function will return the window in which maintenance may be done, as a calendar."""
    weekly = dict.fromkeys(range(7), (policy.window,))
    return BusinessCalendar(policy.maintenance_zone, weekly, name="maintenance window")


def notice_until(start: datetime, policy: Policy) -> date | datetime:
    """This function will return the last moment for notice of work that starts at an instant.

    Business days: the last local date on which it may be given; elapsed hours: the instant.
    """
    if not policy.notice.business_days:
        return start - policy.notice.elapsed
    day = start.astimezone(policy.maintenance_zone).date()
    left = policy.notice.business_days
    while left:
        if is_business_day(day, policy):
            left -= 1
        day -= ONE_DAY
    return day


def is_business_day(day: date, policy: Policy) -> bool:
    """This function will say whether a date counts: Monday to Friday, no holiday."""
    return day.weekday() < SATURDAY and day not in policy.holidays


def _rulings(
    works: Iterable[Maintenance], outages: Sequence[Outage], policy: Policy
) -> list[Ruled]:
    sessions: dict[tuple[int, int], int] = {}
    found = []
    for work in works:
        if work.kind is Kind.EMERGENCY:
            found.append(_emergency(work, outages, policy))
            continue
        ruled = _scheduled(work, policy)
        if ruled.permitted and policy.sessions_per_week is not None:
            ruled = _in_week(ruled, sessions, policy)
        found.append(ruled)
    return found


def _scheduled(work: Maintenance, policy: Policy) -> Ruled:
    if policy.notice_is_condition and not _has_notice(work, policy):
        return Ruled(work, NOTHING, "notice missing or late")
    counted = work.announced if policy.measure is Measure.ANNOUNCED else None
    inside = _in_hours(counted or work.during, policy)
    if policy.only_weekends:
        inside &= _weekends(counted or work.during, policy)
    return Ruled(work, inside, f"in window {_minutes(inside)}")


def _emergency(work: Maintenance, outages: Sequence[Outage], policy: Policy) -> Ruled:
    if policy.emergency_requires_notice and not _has_notice(work, policy):
        return Ruled(work, NOTHING, "emergency, notice missing or late")
    if not _was_contacted(work, policy):
        return Ruled(work, NOTHING, "emergency, the customer was not promptly contacted")
    inside = Periods([work.during])
    if policy.emergency_needs_window:
        inside &= _in_hours(work.during, policy)
    # Who mends what is broken takes nothing down: an outage already running stays one.
    running = [one for one in outages if one.during.start < work.during.start]
    inside -= Periods(period for one in running for period in one.counted)
    return Ruled(work, inside, f"emergency, excused {_minutes(inside)}")


def _was_contacted(work: Maintenance, policy: Policy) -> bool:
    if policy.emergency_contact_within is None:
        return True
    latest = work.during.start + policy.emergency_contact_within
    return work.contacted_at is not None and work.contacted_at <= latest


def _has_notice(work: Maintenance, policy: Policy) -> bool:
    if work.notice_at is None:
        return not (policy.notice.business_days or policy.notice.elapsed)
    start = work.announced.start if work.announced else work.during.start
    latest = notice_until(min(start, work.during.start), policy)
    if isinstance(latest, datetime):
        return work.notice_at <= latest
    return work.notice_at.astimezone(policy.maintenance_zone).date() <= latest


def _in_week(ruled: Ruled, sessions: dict[tuple[int, int], int], policy: Policy) -> Ruled:
    """This function will let so many sessions of an ISO week through, the earliest first."""
    local = ruled.maintenance.during.start.astimezone(policy.maintenance_zone)
    week = local.isocalendar()[:2]
    sessions[week] = sessions.get(week, 0) + 1
    if policy.sessions_per_week is not None and sessions[week] > policy.sessions_per_week:
        return Ruled(ruled.maintenance, NOTHING, "another session in the same week")
    return ruled


def _in_hours(period: Period, policy: Policy) -> Periods:
    return hours_of(policy).open_periods(period.start, period.end)


def _weekends(period: Period, policy: Policy) -> Periods:
    """This function will return what of a period lies on Saturdays and Sundays, by the second."""
    whole = (Window(0, DAY),)
    weekend = BusinessCalendar(policy.maintenance_zone, {SATURDAY: whole, SATURDAY + 1: whole})
    return weekend.open_periods(period.start, period.end)


def _allotted(
    chosen: Sequence[tuple[Ruled, Periods]], policy: Policy, works: Iterable[Maintenance]
) -> list[tuple[Ruled, Periods]]:
    """This function will cut permitted time off where the month's allotment is used up."""
    if policy.allotment is None:
        return list(chosen)
    left = policy.allotment + sum((work.extension for work in works), ZERO)
    found = []
    used = NOTHING
    for ruled, periods in chosen:
        kept = _first(periods - used, left)
        left -= kept.total()
        used |= kept
        found.append((ruled, kept | (periods & used)))
    return found


def _first(periods: Periods, amount: timedelta) -> Periods:
    """This function will return the earliest part of periods that is no longer than an amount."""
    kept = []
    for period in periods:
        if amount <= ZERO:
            break
        end = min(period.end, period.start + amount)
        kept.append(Period(period.start, end))
        amount -= end - period.start
    return Periods(kept)


def _minutes(periods: Periods) -> str:
    seconds = int(periods.total().total_seconds())
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}m{rest:02}s" if rest else f"{minutes}m"
