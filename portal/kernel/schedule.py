"""When a calendar is open by the clock on the wall: weekly windows, holidays, single dates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

from portal.kernel.refusal import Refusal
from portal.kernel.window import DAY, Window, covered_seconds

Hours = Sequence[Window]
NO_HOLIDAYS: Mapping[date, str] = MappingProxyType({})
NO_DATE_HOURS: Mapping[date, Hours] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was agreed, before any date is placed in time. Compared by value.

    Hours may change from a date on: `later` holds what was agreed then, in order of dates.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Window, ...]]
    holidays: Mapping[date, str]
    date_hours: Mapping[date, tuple[Window, ...]]
    later: "tuple[tuple[date, Schedule], ...]" = ()

    @classmethod
    def of(
        cls,
        zone: ZoneInfo | str,
        weekly: Mapping[int, Hours],
        holidays: Mapping[date, str],
        date_hours: Mapping[date, Hours],
    ) -> Self:
        """This function will copy what it is given, so that no caller can change it later."""
        if not all(day in range(7) for day in weekly):
            raise ValueError(f"Weekdays are 0 (Monday) to 6 (Sunday), not {sorted(weekly)}.")
        return cls(
            zone=known_zone(zone) if isinstance(zone, str) else zone,
            weekly={day: tuple(sorted(windows)) for day, windows in weekly.items()},
            holidays=dict(holidays),
            date_hours={day: tuple(sorted(windows)) for day, windows in date_hours.items()},
        )

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """This function will return the windows that open on a local date.

        A date's own hours win over everything, a holiday over the weekly hours.
        """
        hours = self.on(day) if self.later else self
        if day in hours.date_hours:
            return hours.date_hours[day]
        if day in hours.holidays:
            return ()
        return hours.weekly.get(day.weekday(), ())

    def on(self, day: date) -> "Schedule":
        """This function will return the hours agreed for a local date."""
        for since, agreed in reversed(self.later):
            if since <= day:
                return agreed
        return replace(self, later=()) if self.later else self

    def changing(self, later: Iterable[tuple[date, "Schedule"]]) -> "Schedule":
        """This function will return these hours until the first date, then the next ones'.

        :raises Refusal: if hours that rest at times are told in another zone.
        """
        return replace(self, later=tuple((since, self._like(other)) for since, other in later))

    def _like(self, other: "Schedule") -> "Schedule":
        if other.zone != self.zone and not other.is_always_open():
            raise Refusal(
                f"Hours in {self.zone.key} cannot go over into hours in {other.zone.key}.",
                code="two_zones",
            )
        return replace(other, zone=self.zone, later=())

    def is_empty(self) -> bool:
        """This function will tell whether no date whatever has a window."""
        if any(self.weekly.values()) or any(self.date_hours.values()):
            return False
        return all(agreed.is_empty() for _, agreed in self.later)

    def is_always_open(self) -> bool:
        """This function will tell whether the clocks never stop: no gap, no holiday."""
        if self.holidays or self.date_hours or self.later:
            return False
        return all(covered_seconds(self._of_date(day)) == DAY for day in range(7))

    def regular_day(self) -> timedelta:
        """This function will return the length of the most frequent open weekday (LU-14).

        Of lengths equally frequent the longer counts.
        """
        lengths = Counter(covered_seconds(windows) for windows in self.weekly.values() if windows)
        if not lengths:
            raise Refusal("A calendar without weekly hours has no business day.", code="no_hours")
        seconds, _ = max(lengths.items(), key=lambda item: (item[1], item[0]))
        return timedelta(seconds=seconds)

    def week(self) -> timedelta:
        """This function will return the weekly hours by the clock, the most there ever are."""
        own = timedelta(seconds=sum(map(covered_seconds, self.weekly.values())))
        return max([own, *(agreed.week() for _, agreed in self.later)])

    def single_dates(self) -> timedelta:
        """This function will return the hours of single dates by the clock."""
        own = timedelta(seconds=sum(map(covered_seconds, self.date_hours.values())))
        return sum((agreed.single_dates() for _, agreed in self.later), own)

    def _of_date(self, weekday: int) -> list[Window]:
        """This function will return a weekday's windows as far as they lie on that very date."""
        windows = self.weekly.get(weekday, ())
        return [Window(window.opens, min(window.end, DAY)) for window in windows]


def known_zone(name: str) -> ZoneInfo:
    """This function will look a zone up by its IANA name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise Refusal(f"{name!r} is not a time zone such as Europe/London.", code="zone") from None
