"""A contract's month: each second classified once, and the availability it comes to (PQ-01, HR-01).

The order is permitted scheduled maintenance, provider downtime (maintenance that broke its rules
included), permitted emergency maintenance, exclusion, available. Everything is whole seconds and
fractions, so that a month computed again is the same month.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from availability.domain.down import Down, down_by
from availability.domain.facts import Maintenance, Outage
from availability.domain.maintenance import Permitted, permitted_in
from availability.domain.policy import MinutesBasis, PartialMonth, Policy
from availability.domain.rounding import rounded
from availability.domain.spans import Spans, instant_of, second_of, span_of
from portal.kernel.month import Month
from portal.kernel.period import Period, Periods

PLACES = 10**6  # of a percent are written
DAY = 86_400
FIXED_MONTH = 30 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The seconds of a month, each in one class."""

    maintenance: Spans
    downtime: Spans
    partial: tuple[tuple[Fraction, Spans], ...]  # restricted use: counted in such a share
    emergency: Spans
    excluded: Spans
    available: Spans

    def seconds(self) -> dict[str, int]:
        """This function will return how long each class is; use counted in part is one more."""
        partial = sum(spans.total() for _, spans in self.partial)
        return {
            "maintenance": self.maintenance.total(),
            "downtime": self.downtime.total(),
            **({"partial": partial} if partial else {}),
            "emergency": self.emergency.total(),
            "excluded": self.excluded.total(),
            "available": self.available.total(),
        }


@dataclass(frozen=True, slots=True)
class Episode:
    """Unavailability without a break: records that overlap or touch are one."""

    during: Period
    pieces: Periods  # the downtime inside it, in whatever month

    @property
    def counted(self) -> timedelta:
        """This property will return how long it was down, net of what does not count."""
        return self.pieces.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What a month came to, with all that the figure is made of."""

    policy: Policy
    month: Month
    period: Period | None  # None: the contract had no second in it
    total: int
    classes: Classes
    permitted: Permitted
    down: int | Fraction  # seconds that count, by the agreement's way of rounding and weighing
    denominator: int  # the seconds in which the service had to be there

    @property
    def numerator(self) -> int | Fraction:
        """This property will return the seconds of them in which it was."""
        return max(self.denominator - self.down, 0)

    @property
    def percent(self) -> Fraction | None:
        """This property will return the availability; None: nothing was to be measured."""
        if self.denominator <= 0:
            return None
        return Fraction(self.numerator, self.denominator) * self.policy.multiplier

    @property
    def is_met(self) -> bool | None:
        """This property will say whether the target was reached: at exactly the target it is."""
        return None if self.percent is None else self.percent >= self.policy.target

    @property
    def is_missed(self) -> bool:
        """This property will say whether it was not; a month without a figure is not missed."""
        return self.is_met is False

    @property
    def allowed(self) -> int:
        """This property will return the whole seconds down with which the target is still met."""
        share = 1 - self.policy.target / self.policy.multiplier
        return max(int(self.denominator * share), 0)


def availability_of(
    month: Month,
    outages: Sequence[Outage],
    works: Iterable[Maintenance],
    policy: Policy,
    *,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Availability:
    """This function will classify a month of a contract and return what it came to.

    :param starts: the first instant of the service, where that lies in the month.
    :param ends: the instant at which it ended.
    """
    whole = month.within(policy.reporting_zone)
    active = Periods([whole]).clip(starts or whole.start, ends or whole.end)
    period = next(iter(active), None)
    down = down_by(outages, policy)
    permitted = permitted_in(whole, works, down, policy)
    classes = _classes(Spans.of(active), down, permitted, policy)
    return Availability(
        policy=policy,
        month=month,
        period=period,
        total=sum(end - start for start, end in Spans.of(active)),
        classes=classes,
        permitted=permitted,
        down=_down(classes, down.raw | permitted.broken, policy),
        denominator=_agreed_total(month, whole, period, policy)
        - _leaves(classes, permitted, policy),
    )


def _classes(active: Spans, down: Down, permitted: Permitted, policy: Policy) -> Classes:
    """This function will give each active second to the first class that claims it."""
    provider = down if policy.running_outage_wins else _without(down, permitted.emergency)
    claims = (
        permitted.maintenance,
        provider.full | permitted.broken,
        *(spans for _, spans in provider.shares),
        permitted.emergency,
        down.decided,
    )
    left, given = active, []
    for claim in claims:
        given.append(left & claim)
        left -= claim
    weights = [weight for weight, _ in provider.shares]
    return Classes(
        maintenance=given[0],
        downtime=given[1],
        partial=tuple(zip(weights, given[2:-2], strict=True)),
        emergency=given[-2],
        excluded=given[-1],
        available=left,
    )


def _without(down: Down, emergency: Spans) -> Down:
    """This function will let emergency maintenance hide outages: any fix is one (P6)."""
    shares = tuple((weight, spans - emergency) for weight, spans in down.shares)
    return Down(raw=down.raw, full=down.full - emergency, shares=shares, decided=down.decided)


def _down(classes: Classes, episodes: Spans, policy: Policy) -> int | Fraction:
    """This function will return the seconds that count, each episode rounded by itself (P17)."""
    found: int | Fraction = rounded(classes.downtime, episodes, policy.rounding)
    for weight, spans in classes.partial:
        found += weight * rounded(spans, episodes, policy.rounding)
    return found


def _leaves(classes: Classes, permitted: Permitted, policy: Policy) -> int:
    """This function will return the seconds in which the service need not have been there."""
    leaves = classes.maintenance.total()
    if policy.overflow_leaves_month:
        leaves += (permitted.over & (classes.downtime | classes.available)).total()
    if not policy.excluded_time_in_denominator:
        leaves += classes.emergency.total() + classes.excluded.total()
    return leaves


def _agreed_total(month: Month, whole: Period, period: Period | None, policy: Policy) -> int:
    """This function will return the length of the month by the agreement's way of counting."""
    is_whole = period == whole
    if period is None or (policy.partial_month is PartialMonth.LEFT_OUT and not is_whole):
        return 0
    if policy.basis is MinutesBasis.FIXED:
        return FIXED_MONTH
    counted = whole if policy.partial_month is PartialMonth.WHOLE_MONTH else period
    if policy.basis is MinutesBasis.NOMINAL and counted == whole:
        return month.last_day.day * DAY
    start, end = span_of(counted)
    return end - start


def episodes(
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    policy: Policy,
    month: Month,
    *,
    starts: datetime | None = None,
    ends: datetime | None = None,
    join_works: bool = True,
) -> Iterator[Episode]:
    """This function will yield the episodes that begin in a month, net of what does not count.

    An episode is whole: what of it lies in the next month is counted with it (PQ-06). What lies
    outside the service's term is not: one that was under way when it began begins with it.

    :param starts: the first instant of the service, whenever that was.
    :param ends: the instant at which it ended.
    :param join_works: whether maintenance that broke its rules begins and lengthens episodes.
    """
    whole = month.within(policy.reporting_zone)
    around = _with_what_crosses(whole, outages, works)
    down = down_by(outages, policy)
    permitted = permitted_in(around, works, down, policy)
    term = Spans.of(Periods([around]).clip(starts or around.start, ends or around.end))
    counted = _classes(term, down, permitted, policy).downtime
    for first, last in down.raw | permitted.broken if join_works else down.raw:
        begun = max(first, second_of(starts)) if starts else first
        if begun >= last or (ends and begun >= second_of(ends)):
            continue
        during = Period(instant_of(begun), instant_of(last))
        if whole.contains(during.start):
            yield Episode(during, (counted & Spans([(begun, last)])).periods())


def _with_what_crosses(
    whole: Period, outages: Iterable[Outage], works: Sequence[Maintenance]
) -> Period:
    """This function will widen a month so that no record that crosses its bounds is cut."""
    start = min([whole.start, *(one.during.start for one in works if one.during.overlaps(whole))])
    ends = [one.during.end for one in outages] + [one.during.end for one in works]
    return Period(start, max([whole.end, *ends]))


def seconds_of(spans: Spans) -> int:
    """This function will count the seconds of a class."""
    return spans.total()


def percent_text(percent: Fraction) -> str:
    """This function will write a percentage with six places, cut off and never rounded up."""
    whole, rest = divmod(percent * PLACES // 1, PLACES)
    return f"{whole}.{rest:06}"
