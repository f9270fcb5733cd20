"""A contract's month: each second classified once, and the availability it comes to (PQ-01, HR-01).

The order is permitted scheduled maintenance, provider downtime (maintenance that broke its rules
included), permitted emergency maintenance, exclusion, available. Everything is whole seconds and
fractions, so that a month computed again is the same month.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from availability.domain.facts import Maintenance, Outage
from availability.domain.maintenance import Permitted, permitted_in
from availability.domain.policy import MinutesBasis, Policy
from portal.kernel.month import Month
from portal.kernel.period import Period, Periods

SECOND = timedelta(seconds=1)
PLACES = 10**6  # of a percent are written
DAY = 86_400
FIXED_MONTH = 30 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The seconds of a month, each in one class."""

    maintenance: Periods
    downtime: Periods
    emergency: Periods
    excluded: Periods
    available: Periods

    def seconds(self) -> dict[str, int]:
        """This function will return how long each class is."""
        return {name: seconds_of(getattr(self, name)) for name in self.__slots__}


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

    @property
    def denominator(self) -> int:
        """This property will return the seconds in which the service had to be there."""
        seconds = self.classes.seconds()
        leaves = seconds["maintenance"]
        if not self.policy.excluded_time_in_denominator:
            leaves += seconds["emergency"] + seconds["excluded"]
        return self.agreed_total - leaves

    @property
    def agreed_total(self) -> int:
        """This property will return the length of the month by the agreement's way of counting."""
        if self.policy.basis is MinutesBasis.FIXED:
            return FIXED_MONTH
        if self.policy.basis is MinutesBasis.NOMINAL and self.is_whole:
            return self.month.last_day.day * DAY
        return self.total

    @property
    def is_whole(self) -> bool:
        """This property will say whether the contract had every second of the month."""
        return self.period == self.month.within(self.policy.reporting_zone)

    @property
    def numerator(self) -> int:
        """This property will return the seconds of them in which it was."""
        return self.denominator - seconds_of(self.classes.downtime)

    @property
    def percent(self) -> Fraction | None:
        """This property will return the availability; None: nothing was to be measured."""
        if not self.denominator:
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
    permitted = permitted_in(whole, works, outages, policy)
    classes = _classes(active, outages, permitted)
    return Availability(
        policy=policy,
        month=month,
        period=period,
        total=seconds_of(active),
        classes=classes,
        permitted=permitted,
    )


def _classes(active: Periods, outages: Iterable[Outage], permitted: Permitted) -> Classes:
    """This function will give each active second to the first class that claims it."""
    known = list(outages)
    provider = Periods(period for one in known for period in one.counted)
    decided = Periods(period for one in known for period in one.excluded)
    claims = (
        permitted.maintenance,
        provider | permitted.broken,
        permitted.emergency,
        decided,
    )
    left, given = active, []
    for claim in claims:
        given.append(left & claim)
        left -= claim
    return Classes(
        maintenance=given[0],
        downtime=given[1],
        emergency=given[2],
        excluded=given[3],
        available=left,
    )


def episodes(
    outages: Sequence[Outage], works: Sequence[Maintenance], policy: Policy, month: Month
) -> Iterator[Episode]:
    """This function will yield the episodes that begin in a month, net of what does not count.

    An episode is whole: what of it lies in the next month is counted with it (PQ-06).
    """
    whole = month.within(policy.reporting_zone)
    around = Period(whole.start, max([whole.end, *(one.during.end for one in outages)]))
    permitted = permitted_in(around, works, outages, policy)
    raw = Periods([*(one.during for one in outages), *permitted.broken])
    down = _classes(Periods([around]), outages, permitted).downtime
    for period in raw:
        if whole.contains(period.start):
            yield Episode(period, down.clip(period.start, period.end))


def seconds_of(periods: Periods) -> int:
    """This function will return the whole seconds in periods."""
    return periods.total() // SECOND


def percent_text(percent: Fraction) -> str:
    """This function will write a percentage with six places, cut off and never rounded up."""
    whole, rest = divmod(percent * PLACES // 1, PLACES)
    return f"{whole}.{rest:06}"
