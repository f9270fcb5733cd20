"""Quiet hours: when mail that can wait does wait, in the person's own zone (CO-08).

Edges follow the two rules of all service hours (`portal.kernel.wall_time`): one that the clocks
skip is the first instant after the gap; of one that comes twice, the quiet begins with the first
showing and ends with the second.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.wall_time import closing_instant, opening_instant

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day until another, each day; past midnight where it ends earlier."""

    starts: time
    ends: time
    zone: ZoneInfo

    def held_until(self, at: datetime) -> datetime:
        """Return when a mail of this instant may go out: at once, or when the quiet ends."""
        today = at.astimezone(self.zone).date()
        # A quiet that began yesterday may still last.
        for day in (today - DAY, today):
            starts, ends = self._on(day)
            if starts <= at < ends:
                return ends
        return at

    def _on(self, day: date) -> tuple[datetime, datetime]:
        last = day if self.starts < self.ends else day + DAY
        return (
            opening_instant(datetime.combine(day, self.starts), self.zone),
            closing_instant(datetime.combine(last, self.ends), self.zone),
        )
