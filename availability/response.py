"""A month's response times by day: requests added up, in the reporting zone's days (HR-05, H17)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Q

from availability.domain.month import Availability
from availability.domain.response_time import MILLISECONDS, Day, Limit
from availability.models import Component, Sample, SampleDay
from availability.queries import MonthFacts
from availability.serving import serving
from availability.terms import limit_for
from portal.kernel.month import Month
from portal.kernel.period import Period

ONE_DAY = timedelta(days=1)

type Sums = dict[date, tuple[int, int]]  # milliseconds and requests, by day


def response_days(
    months: Sequence[tuple[MonthFacts, Availability]],
) -> dict[int, tuple[Day, ...]]:
    """Return each day of a month with its average, by contract, where one was promised.

    The contracts are one vendor's and the month is one; the number of queries is the same
    however many they are, but for what is left out of the averages: what several leave out alike
    is read once.
    """
    promised = [(facts, found) for facts, found in months if facts.terms.response_time]
    if not promised:
        return {}
    month = promised[0][0].month
    served = serving(facts.contract.pk for facts, _ in promised)
    components = list(Component.objects.with_service())
    sums = _sums(month, {facts.terms.zone for facts, _ in promised})
    days: dict[int, tuple[Day, ...]] = {}
    left_out = _LeftOut()
    for facts, found in promised:
        keys = [
            one.pk
            for one in components
            if served.serves(one, facts.contract.pk, month.first_day, month.last_day)
        ]
        own = _added(sums.get((facts.terms.zone, key), {}) for key in keys)
        out = left_out.of(facts, found, keys) if own else {}
        days[facts.contract.pk] = _days(facts, _less(own, out))
    return days


def _sums(month: Month, zones: Iterable[str]) -> Mapping[tuple[str, int], Sums]:
    rows = SampleDay.objects.days(month.first_day, month.last_day).filter(zone__in=list(zones))
    found: dict[tuple[str, int], Sums] = defaultdict(dict)
    for zone, component, day, total, requests in rows.order_by().values_list(
        "zone", "component_id", "day", "total_ms", "requests"
    ):
        found[zone, component][day] = total, requests
    return found


def _added(parts: Iterable[Sums]) -> Sums:
    total: Sums = {}
    for part in parts:
        for day, (milliseconds, requests) in part.items():
            known = total.get(day, (0, 0))
            total[day] = known[0] + milliseconds, known[1] + requests
    return total


class _LeftOut:
    """What was measured in maintenance and excluded time, as long as it is kept."""

    def __init__(self) -> None:
        self._read: dict[Hashable, Sums] = {}

    def of(self, facts: MonthFacts, found: Availability, keys: Sequence[int]) -> Sums:
        """Return it by day; contracts that leave out the same share what was read."""
        classes = found.classes
        periods = (classes.maintenance | classes.emergency | classes.excluded).periods()
        if not periods or not keys:
            return {}
        same = facts.zone, tuple(periods), tuple(keys)
        if same not in self._read:
            self._read[same] = _measured(facts.zone, periods, keys)
        return self._read[same]


def _measured(zone: ZoneInfo, periods: Iterable[Period], keys: Sequence[int]) -> Sums:
    during = reduce(or_, (Q(at__gte=one.start, at__lt=one.end) for one in periods))
    rows = Sample.objects.filter(during, component__in=keys, milliseconds__isnull=False)
    total: Sums = {}
    for at, milliseconds, requests in rows.values_list("at", "milliseconds", "requests"):
        day = at.astimezone(zone).date()
        known = total.get(day, (0, 0))
        total[day] = known[0] + (milliseconds or 0), known[1] + requests
    return total


def _less(own: Sums, out: Sums) -> Sums:
    return {
        day: (total - out[day][0], requests - out[day][1]) if day in out else (total, requests)
        for day, (total, requests) in own.items()
    }


def _days(facts: MonthFacts, sums: Sums) -> tuple[Day, ...]:
    terms = facts.terms.response_time
    if terms is None:
        return ()
    limit = limit_for(terms)
    first, last = facts.month.first_day, min(facts.month.last_day, _today(facts, facts.zone))
    length = (last - first).days + 1
    return tuple(_day(first + place * ONE_DAY, sums, limit) for place in range(length))


def _today(facts: MonthFacts, zone: ZoneInfo) -> date:
    return facts.at.astimezone(zone).date()


def _day(on: date, sums: Sums, limit: Limit) -> Day:
    """Return a day's average; a day without samples neither fails nor passes."""
    total, requests = sums.get(on, (0, 0))
    if requests <= 0:
        return Day(on, None, fails=False)
    mean = Fraction(total, requests * MILLISECONDS)
    return Day(on, mean, limit.fails(mean))
