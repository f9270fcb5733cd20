"""Which maintenance counts as such: by notice, hours, days, sessions and the month's allotment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain.down import Down
from availability.domain.facts import Maintenance
from availability.domain.policy import Kind, Measure, Policy
from availability.domain.sessions import Sessions
from availability.domain.spans import NOTHING, SECOND, Span, Spans, span_of
from availability.domain.windows import weekends_in, windows_in
from portal.kernel.period import Period

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Ruled:
    """A maintenance with what of it the rules permit, and why not the rest."""

    maintenance: Maintenance
    permitted: Spans
    why: str


@dataclass(frozen=True, slots=True)
class Permitted:
    """All maintenance of a month: what leaves the month, what is excused, what is downtime."""

    maintenance: Spans
    emergency: Spans
    broken: Spans  # broke the rules: downtime
    rulings: tuple[Ruled, ...]
    over: Spans  # otherwise permitted time beyond the month's allotment

    @property
    def overflow(self) -> timedelta:
        """This property will return how long that is."""
        return self.over.total() * SECOND


def permitted_in(
    month: Period, works: Iterable[Maintenance], down: Down, policy: Policy
) -> Permitted:
    """This function will rule on each maintenance of a month, in order of time.

    Works before the month are given too where sessions of a week are counted: they use it up.
    """
    ordered = sorted(works, key=_order)
    span = span_of(month)
    within = Spans([span])
    rulings = [one for one in _rulings(ordered, down, policy) if _touches(one, month)]
    chosen = [(ruled, ruled.permitted & within) for ruled in rulings]
    allowed = _allotted(chosen, policy)
    leaving, excused = NOTHING, NOTHING
    for ruled, spans in allowed:
        is_excused = ruled.maintenance.kind is Kind.EMERGENCY and not policy.emergency_leaves_month
        if is_excused:
            excused |= spans
        else:
            leaving |= spans
    if policy.measure is Measure.EVERY_WINDOW:
        leaving |= windows_in(span, policy.maintenance_zone, policy.window)
    taken_down = Spans.of(one.maintenance.during for one in rulings) & within
    broken = taken_down - leaving - excused
    over = _union(chosen) - leaving - excused if policy.allotment is not None else NOTHING
    return Permitted(leaving, excused, broken, tuple(rulings), over)


def _union(chosen: Iterable[tuple[Ruled, Spans]]) -> Spans:
    return Spans(span for _, spans in chosen for span in spans)


def _order(work: Maintenance) -> tuple[Period, str, Kind, str, str]:
    """This function will order works by time, and those of the same time always alike."""
    return work.during, work.key, work.kind, str(work.notice_at), str(work.contacted_at)


def _touches(ruled: Ruled, month: Period) -> bool:
    # The announced window may lie in the month although the work itself ran into the next.
    work = ruled.maintenance
    return work.during.overlaps(month) or bool(work.announced and work.announced.overlaps(month))


def zones_of(work: Maintenance, policy: Policy) -> tuple[ZoneInfo, ...]:
    """This function will return whose night counts: every deployment's that was down (P12)."""
    return (policy.by_deployment and work.zones) or (policy.maintenance_zone,)


def notice_until(start: datetime, policy: Policy, zone: ZoneInfo | None = None) -> date | datetime:
    """This function will return the last moment for notice of work that starts at an instant.

    Business days: the last local date on which it may be given; elapsed hours: the instant.

    :param zone: whose dates are counted, where it is not the agreement's.
    """
    if not policy.notice.business_days:
        return start - policy.notice.elapsed
    day = start.astimezone(zone or policy.maintenance_zone).date()
    left = policy.notice.business_days
    while left:
        if is_business_day(day, policy):
            left -= 1
        day -= ONE_DAY
    return day


def is_business_day(day: date, policy: Policy) -> bool:
    """This function will say whether a date counts: Monday to Friday, no holiday."""
    return day.weekday() < SATURDAY and day not in policy.holidays


def _rulings(works: Iterable[Maintenance], down: Down, policy: Policy) -> Iterator[Ruled]:
    sessions = Sessions(policy)
    for work in works:
        if work.kind is Kind.EMERGENCY:
            yield _emergency(work, down, policy)
            continue
        ruled = _scheduled(work, policy)
        if ruled.permitted and not sessions.admits(work):
            ruled = Ruled(work, NOTHING, "another session in the same week")
        yield ruled


def _scheduled(work: Maintenance, policy: Policy) -> Ruled:
    has_notice = _has_notice(work, policy)
    if policy.notice_is_condition and not has_notice and not _was_unexpected(work, policy):
        return Ruled(work, NOTHING, "notice missing or late")
    counted = work.announced if policy.measure is Measure.ANNOUNCED else None
    inside = _in_hours(span_of(counted or work.during), work, policy)
    if policy.notice_is_condition and not has_notice:
        said = f"no unavailability expected, so no notice: in window {_minutes(inside)}"
        return Ruled(work, inside, said)
    return Ruled(work, inside, f"in window {_minutes(inside)}")


def _emergency(work: Maintenance, down: Down, policy: Policy) -> Ruled:
    if policy.emergency_requires_notice and not _has_notice(work, policy):
        return Ruled(work, NOTHING, "emergency, notice missing or late")
    if policy.notice_is_condition and not _was_contacted(work, policy):
        return Ruled(work, NOTHING, "emergency, the customer was not promptly contacted")
    span = span_of(work.during)
    inside = Spans([span])
    if policy.emergency_needs_window:
        inside &= _windows(span, work, policy)
    if policy.emergency_only_outside:
        inside -= _windows(span, work, policy)
    if policy.running_outage_wins:
        # Who mends what is broken takes nothing down: while an outage runs it is one.
        inside -= down.full
    return Ruled(work, inside, f"emergency, excused {_minutes(inside)}")


def _was_contacted(work: Maintenance, policy: Policy) -> bool:
    if policy.emergency_contact_within is None:
        return True
    latest = work.during.start + policy.emergency_contact_within
    return work.contacted_at is not None and work.contacted_at <= latest


def _was_unexpected(work: Maintenance, policy: Policy) -> bool:
    """This function will say whether a record made before the work expects no outage (P8)."""
    if policy.unexpected_needs_notice or work.is_outage_expected:
        return False
    return work.recorded_at is not None and work.recorded_at < _begins(work)


def _has_notice(work: Maintenance, policy: Policy) -> bool:
    given = work.notice_at
    if not (policy.notice.business_days or policy.notice.elapsed):
        return True
    return given is not None and all(
        _in_time(given, _begins(work), policy, zone) for zone in zones_of(work, policy)
    )


def _in_time(notice: datetime, start: datetime, policy: Policy, zone: ZoneInfo) -> bool:
    latest = notice_until(start, policy, zone)
    if isinstance(latest, datetime):
        return notice <= latest
    return notice.astimezone(zone).date() <= latest


def _begins(work: Maintenance) -> datetime:
    return min(work.announced.start, work.during.start) if work.announced else work.during.start


def _in_hours(span: Span, work: Maintenance, policy: Policy) -> Spans:
    """This function will return what lies inside the hours and days, for every deployment."""
    inside = _windows(span, work, policy)
    if policy.only_weekends:
        for zone in zones_of(work, policy):
            inside &= weekends_in(span, zone)
    return inside


def _windows(span: Span, work: Maintenance, policy: Policy) -> Spans:
    inside = Spans([span])
    for zone in zones_of(work, policy):
        inside &= windows_in(span, zone, policy.window)
    return inside


def _allotted(chosen: Sequence[tuple[Ruled, Spans]], policy: Policy) -> list[tuple[Ruled, Spans]]:
    """This function will cut permitted time off where the month's allotment is used up."""
    if policy.allotment is None:
        return list(chosen)
    approved = sum((ruled.maintenance.extension for ruled, _ in chosen), ZERO)
    left = (policy.allotment + approved) // SECOND
    found = []
    used = NOTHING
    for ruled, spans in chosen:
        kept = _first(spans - used, left)
        left -= kept.total()
        used |= kept
        found.append((ruled, spans & used))
    return found


def _first(spans: Spans, amount: int) -> Spans:
    """This function will return the earliest seconds, no more than an amount."""
    kept = []
    for start, end in spans:
        if amount <= 0:
            break
        kept.append((start, min(end, start + amount)))
        amount -= end - start
    return Spans(kept)


def _minutes(spans: Spans) -> str:
    minutes, rest = divmod(spans.total(), 60)
    return f"{minutes}m{rest:02}s" if rest else f"{minutes}m"
