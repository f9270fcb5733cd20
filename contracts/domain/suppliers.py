"""Back-to-back agreements: what suppliers promise, beside what customers were promised (LU-24)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from portal.kernel.window import DAY, Window

HALF_HOUR = timedelta(minutes=30)
WEEK = timedelta(days=7)
ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Support:
    """The hours in which a supplier works: around the clock, or some days of the week."""

    zone: str
    weekdays: tuple[int, ...] = ()  # 0 is Monday; none: around the clock
    opens: int = 0  # minutes after midnight
    closes: int = 24 * 60

    def calendar(self) -> BusinessCalendar:
        """This function will return the hours as a calendar; no supplier's holidays are known.

        :raises Refusal: if a day would close before it opens.
        """
        if not self.weekdays:
            return BusinessCalendar.always()
        if not 0 <= self.opens < self.closes <= DAY // 60:
            raise Refusal("A supplier's day must close after it opens.", code="hours")
        window = Window(self.opens * 60, self.closes * 60)
        return BusinessCalendar(self.zone, dict.fromkeys(self.weekdays, (window,)))


@dataclass(frozen=True, slots=True)
class Promised:
    """An amount of time on a calendar."""

    calendar: BusinessCalendar
    amount: timedelta

    def due(self, since: datetime) -> datetime:
        """This function will return when it has passed, counted from an instant."""
        return self.calendar.after(since, self.amount)


def latest_excess(ours: Promised, theirs: Promised, from_day: date) -> timedelta:
    """This function will return by how much a supplier may be later than we promised, at worst.

    Both are counted from each half hour of a week without holidays: a shorter figure on shorter
    hours can still end later. Nothing at all where the supplier is never later.
    """
    start = datetime.combine(from_day, time(), UTC)
    reports = (start + place * HALF_HOUR for place in range(WEEK // HALF_HOUR))
    return max((theirs.due(at) - ours.due(at) for at in reports), default=ZERO)


def is_longer(excess: timedelta) -> bool:
    """This function will say whether a supplier's target lets us break our own promise."""
    return excess > ZERO


def spent_of(promised: Promised, asked_at: datetime, until: datetime) -> timedelta:
    """This function will return how much of a supplier's time is used up to an instant."""
    return promised.calendar.between(asked_at, max(asked_at, until))
