"""The hours of the night in which maintenance may be done, in whole seconds.

Windows are worked out once for each zone and month and kept: a run over many contracts asks for
the same nights again and again.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

from availability.domain.spans import NOTHING, Span, Spans, instant_of
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.month import Month
from portal.kernel.window import DAY, Window

EVERY_DAY = tuple(range(7))
WEEKEND = (5, 6)
WHOLE_DAY = Window(0, DAY)
UTC = ZoneInfo("UTC")
KEPT = 4096  # months of windows: some decades in several zones


def windows_in(span: Span, zone: ZoneInfo, window: Window) -> Spans:
    """This function will return what of a stretch lies in a daily window of a zone."""
    return _in(span, zone, window, EVERY_DAY)


def weekends_in(span: Span, zone: ZoneInfo) -> Spans:
    """This function will return what of a stretch lies on Saturdays and Sundays, by the second."""
    return _in(span, zone, WHOLE_DAY, WEEKEND)


def _in(span: Span, zone: ZoneInfo, window: Window, days: tuple[int, ...]) -> Spans:
    start, end = span
    if end <= start:
        return NOTHING
    month, last = (Month.of(instant_of(at), UTC) for at in span)
    found: list[Span] = []
    while month <= last:
        found += [
            (max(since, start), min(until, end))
            for since, until in _in_month(month, zone, window, days)
            if since < end and until > start
        ]
        month = month.plus(1)
    return Spans(found)


@lru_cache(maxsize=KEPT)
def _in_month(
    month: Month, zone: ZoneInfo, window: Window, days: tuple[int, ...]
) -> tuple[Span, ...]:
    within = month.within(UTC)
    return tuple(Spans.of(_calendar(zone, window, days).open_periods(within.start, within.end)))


@lru_cache(maxsize=KEPT)
def _calendar(zone: ZoneInfo, window: Window, days: tuple[int, ...]) -> BusinessCalendar:
    return BusinessCalendar(zone, dict.fromkeys(days, (window,)), name="maintenance window")
