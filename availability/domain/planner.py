"""What work that is only planned comes to by one contract's rules (PQ-03, PQ-04, HR-03).

The planned work is put beside what is known of its months and ruled on like everything else. Why
a stretch is downtime is found by asking again with one rule at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from availability.domain.down import Down
from availability.domain.facts import Maintenance
from availability.domain.maintenance import Permitted, permitted_in
from availability.domain.plan import ZERO, Plan
from availability.domain.policy import Measure, Notice, Policy
from availability.domain.spans import SECOND, Spans
from availability.domain.weeks import permitted_sessions, same_week
from portal.kernel.month import Month
from portal.kernel.period import Period, Periods
from portal.kernel.window import DAY, Window


def always(_: Month) -> bool:
    """This function will let a policy count in every month."""
    return True


class Counts(StrEnum):
    """What a stretch of planned work counts as."""

    MAINTENANCE = "maintenance"
    EXCUSED = "excused"
    DOWNTIME = "downtime"


class Because(StrEnum):
    """Why a stretch counts as it does."""

    PERMITTED = "permitted"
    NOTICE = "notice"
    CONTACT = "contact"
    HOURS = "hours"
    WEEKEND = "weekend"
    RUNNING = "running"  # there was an outage
    SESSION = "session"
    ALLOTMENT = "allotment"


# What switches each rule off. Sessions and the allotment depend on other work: they come last.
OFF: Mapping[Because, Mapping[str, Any]] = {
    # None to give: were it no condition prompt contact would be none either (P7).
    Because.NOTICE: {"notice": Notice(), "emergency_requires_notice": False},
    Because.CONTACT: {"emergency_contact_within": None},
    Because.HOURS: {"window": Window(0, DAY), "emergency_only_outside": False},
    Because.WEEKEND: {"only_weekends": False},
    Because.RUNNING: {"running_outage_wins": False},
    Because.SESSION: {"sessions_per_week": None},
    Because.ALLOTMENT: {"allotment": None},
}
ALONE = (Because.NOTICE, Because.CONTACT, Because.HOURS, Because.WEEKEND, Because.RUNNING)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the work that counts as one thing for one reason."""

    during: Period
    counts: Counts
    because: Because


@dataclass(frozen=True, slots=True)
class Share:
    """What a month's allotment was, and what is left of it once the work is done."""

    month: Month
    allotment: timedelta
    before: timedelta  # used by other work
    used: timedelta  # by this work

    @property
    def left(self) -> timedelta:
        """This property will return what nobody has used."""
        return self.allotment - self.before - self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What the rules of one contract make of planned work."""

    stretches: tuple[Stretch, ...]
    knock_on: timedelta  # downtime that it makes of other work
    shares: tuple[Share, ...]  # of each month touched, where there is a bound
    sessions: int = 0  # of other work in the first session's week, where there is a bound

    def total(self, counts: Counts) -> timedelta:
        """This function will return how much of the work counts as something."""
        return sum((one.during.duration for one in self.stretches if one.counts is counts), ZERO)

    @property
    def downtime(self) -> timedelta:
        """This property will return what the work costs: its own downtime and others'."""
        return self.total(Counts.DOWNTIME) + self.knock_on

    @property
    def reasons(self) -> list[tuple[Because, timedelta]]:
        """This property will return why there is downtime, the most of it first."""
        found: dict[Because, timedelta] = {}
        for one in self.stretches:
            if one.counts is Counts.DOWNTIME:
                found[one.because] = found.get(one.because, ZERO) + one.during.duration
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def reckon(
    plan: Plan,
    policy: Policy,
    works: Sequence[Maintenance],
    down: Down,
    *,
    holds: Callable[[Month], bool] = always,
) -> Reckoning:
    """This function will say what each part of planned work counts as, beside what is known.

    :param works: other work in the months and weeks that the plan touches.
    :param holds: in which months the policy counts; nothing is said of others.
    """
    return reckon_works(plan.works(), policy, works, down, holds=holds)


def reckon_works(
    own: Sequence[Maintenance],
    policy: Policy,
    works: Sequence[Maintenance],
    down: Down,
    *,
    holds: Callable[[Month], bool] = always,
) -> Reckoning:
    """This function will say the same of work that is there: planned, going on or done."""
    touched = months_of([work.during for work in own], policy)
    stretches: list[Stretch] = []
    shares: list[Share] = []
    knock_on = ZERO
    for month in filter(holds, sorted({*touched, *_months_beside(own, works, policy)})):
        here = _Here.of(month, own, works, down, policy)
        stretches += here.stretches()
        knock_on += here.knock_on()
        if month in touched and has_bound(policy):
            shares.append(here.share(month))
    return Reckoning(
        stretches=tuple(stretches),
        knock_on=max(knock_on, ZERO),
        shares=tuple(shares),
        sessions=_sessions_beside(own, policy, works, down),
    )


def together(parts: Sequence[Reckoning]) -> Reckoning:
    """This function will join what policies that follow one another make of the same work."""
    if len(parts) == 1:
        return parts[0]
    stretches = [one for part in parts for one in part.stretches]
    return Reckoning(
        stretches=tuple(sorted(stretches, key=lambda one: one.during)),
        knock_on=sum((part.knock_on for part in parts), ZERO),
        shares=tuple(share for part in parts for share in part.shares),
        sessions=parts[0].sessions if parts else 0,
    )


def months_of(periods: Sequence[Period], policy: Policy) -> list[Month]:
    """This function will return the reporting months that periods in order of time touch."""
    if not periods:
        return []
    edges = (periods[0].start, max(one.end for one in periods) - SECOND)
    first, last = (Month.of(at, policy.reporting_zone) for at in edges)
    found = [first]
    while found[-1] < last:
        found.append(found[-1].plus(1))
    return found


def has_bound(policy: Policy) -> bool:
    """This function will say whether a month has only so much permitted maintenance."""
    return policy.allotment is not None and policy.measure is not Measure.EVERY_WINDOW


@dataclass(frozen=True, slots=True)
class _Here:
    """One month with the planned work and without it."""

    period: Period
    own: Sequence[Maintenance]
    works: Sequence[Maintenance]
    down: Down
    policy: Policy

    @classmethod
    def of(
        cls,
        month: Month,
        own: Sequence[Maintenance],
        works: Sequence[Maintenance],
        down: Down,
        policy: Policy,
    ) -> "_Here":
        period = month.within(policy.reporting_zone)
        return cls(period, own, works, down, policy)

    def stretches(self) -> list[Stretch]:
        """This function will tell the parts of the planned work in this month."""
        ruled = self._ruled(self.policy)
        down = Periods(work.during for work in self.own) & Periods([self.period])
        parts = [
            (down & ruled.maintenance.periods(), Counts.MAINTENANCE, Because.PERMITTED),
            (down & ruled.emergency.periods(), Counts.EXCUSED, Because.PERMITTED),
        ]
        left = down & ruled.broken.periods()
        for broken, because in self._faults(left):
            parts.append((left & broken, Counts.DOWNTIME, because))
            left -= broken
        found = [
            Stretch(part, counts, because) for periods, counts, because in parts for part in periods
        ]
        return sorted(found, key=lambda one: one.during)

    def knock_on(self) -> timedelta:
        """This function will return how much more of other work is downtime because of this."""
        others = Spans.of(work.during for work in self.works)
        alone, ruled = self._ruled(self.policy, with_own=False), self._ruled(self.policy)
        more = (ruled.broken & others).total() - (alone.broken & others).total()
        return more * SECOND

    def share(self, month: Month) -> Share:
        """This function will say how the month's allotment is used."""
        before, after = self._ruled(self.policy, with_own=False), self._ruled(self.policy)
        extended = sum((one.maintenance.extension for one in after.rulings), ZERO)
        used, total = used_of(before), used_of(after)
        return Share(month, (self.policy.allotment or ZERO) + extended, used, total - used)

    def _faults(self, left: Periods) -> Iterator[tuple[Periods, Because]]:
        """This function will yield what breaks which rule, the first rule first."""
        if not left:
            return
        for because in ALONE:
            others = [OFF[one] for one in OFF if one is not because]
            yield self._ruled(_relaxed(self.policy, others)).broken.periods(), because
        unbound = self._ruled(_relaxed(self.policy, [OFF[Because.ALLOTMENT]]))
        yield unbound.broken.periods(), Because.SESSION
        yield left, Because.ALLOTMENT

    def _ruled(self, policy: Policy, *, with_own: bool = True) -> Permitted:
        works = [*self.works, *self.own] if with_own else self.works
        return permitted_in(self.period, works, self.down, policy)


def used_of(permitted: Permitted) -> timedelta:
    """This function will return how much of a month's allotment is used."""
    return (permitted.maintenance | permitted.emergency).total() * SECOND


def _relaxed(policy: Policy, changes: Iterable[Mapping[str, Any]]) -> Policy:
    merged: dict[str, Any] = {}
    for one in changes:
        merged |= one
    return replace(policy, **merged)


def _months_beside(
    own: Sequence[Maintenance], works: Sequence[Maintenance], policy: Policy
) -> set[Month]:
    """This function will return the months of other work in the weeks around the planned one."""
    week = timedelta(days=7)
    return {
        Month.of(work.during.start, policy.reporting_zone)
        for work in works
        if any(abs(work.during.start - one.during.start) <= week for one in own)
    }


def _sessions_beside(
    own: Sequence[Maintenance], policy: Policy, works: Sequence[Maintenance], down: Down
) -> int:
    begun = permitted_sessions(works, down, policy)
    start = own[0].during.start if own else None
    return sum(start is not None and same_week(work.during.start, start, policy) for work in begun)
