"""What became of each outage in a month: counted, excused or outside, by the second."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from availability.domain.facts import Outage
from availability.domain.month import Availability
from availability.domain.spans import SECOND, span_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """One outage in one month; its seconds in the month are all in one of the columns."""

    outage: Outage
    in_month: int
    counted: int  # downtime
    partial: int = 0  # counted in part
    maintenance: int = 0
    emergency: int = 0
    excluded: int = 0
    uncounted: int = 0  # restricted use that the agreement does not count

    @property
    def reasons(self) -> tuple[str, ...]:
        """This property will return why some of it was excluded, as its decisions say."""
        return tuple(dict.fromkeys(one.reason for one in self.outage.exclusions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Whether an outage was over in time and lost no more data than agreed (PQ-05)."""

    restored: timedelta | None  # from its beginning; None: it goes on
    is_in_time: bool | None  # None: nothing was promised, or it goes on within its time
    lost: timedelta | None  # None: no loss was recorded
    is_little_lost: bool | None


def deductions(found: Availability, outages: Iterable[Outage]) -> Iterator[Deduction]:
    """This function will yield what each outage with a second in the month came to."""
    if found.period is None:
        return
    begins, ends = span_of(found.period)
    classes = found.classes
    for one in outages:
        since, until = span_of(one.during_by(found.policy.bounds))
        start, end = max(since, begins), min(until, ends)
        if start >= end:
            continue
        counted = classes.downtime.within(start, end)
        if counted == end - start:
            yield Deduction(outage=one, in_month=counted, counted=counted)
            continue
        seconds = {
            "partial": sum(spans.within(start, end) for _, spans in classes.partial),
            "maintenance": classes.maintenance.within(start, end),
            "emergency": classes.emergency.within(start, end),
            "excluded": classes.excluded.within(start, end),
        }
        rest = end - start - counted - sum(seconds.values())
        yield Deduction(
            outage=one, in_month=end - start, counted=counted, uncounted=rest, **seconds
        )


def recovery_of(outage: Outage, found: Availability) -> Recovery:
    """This function will hold an outage against the times within which it had to be over."""
    policy = found.policy
    over = outage.restored_at or (None if outage.is_running else outage.during.end)
    restored = (over or outage.during.end) - outage.during.start
    in_time = None if policy.restore_within is None else restored <= policy.restore_within
    if over is None and in_time:
        in_time = None  # nothing is lost yet
    lost = outage.data_lost.duration if outage.data_lost else None
    little = None
    if policy.lose_at_most is not None and over is not None:
        little = (lost or 0 * SECOND) <= policy.lose_at_most
    return Recovery(
        restored=None if over is None else restored,
        is_in_time=in_time,
        lost=lost,
        is_little_lost=little,
    )
