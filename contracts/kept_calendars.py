"""Which calendars a vendor keeps, what they lack, and what each version decided (LU-02)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.domain.holidays import Decision, RegionCalendar
from contracts.models import CalendarVersion, Contract, Holiday, HolidayYear

AHEAD = 1  # a year is wanted before it begins: what is promised in December ends in January


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalendar:
    """A region's calendar in short."""

    region: str
    customers: int  # those with a contract that has not ended
    years: tuple[int, ...]
    newest: CalendarVersion | None
    missing: tuple[int, ...]  # years that clocks need and that were not copied


@dataclass(frozen=True, slots=True)
class Decided:
    """What a version says of a date, and what was said before it."""

    date: date
    name: str
    closes: bool
    before: Decision | None

    @property
    def words(self) -> str:
        """What it made of the date, in words."""
        if not self.closes:
            return f"{self.name}: a working day"
        if self.before is None or not self.before.closes:
            return f"{self.name}: a holiday"
        return f"{self.name}, before {self.before.name}"


def kept_calendars(*, at: datetime) -> list[KeptCalendar]:
    """Return the calendars of the vendor in scope: those in use, then what else is kept."""
    used, years, newest = customers_by_region(at=at), _years(), _newest()
    regions = sorted({*used, *newest}, key=lambda region: (region not in used, region))
    return [
        KeptCalendar(
            region=region,
            customers=used[region],
            years=tuple(sorted(years[region])),
            newest=newest.get(region),
            missing=missing_years(years[region], at) if region in used else (),
        )
        for region in regions
    ]


def customers_by_region(*, at: datetime) -> Counter[str]:
    """Count the customers whose contract has not ended, by the region of their holidays."""
    running = Contract.objects.exclude(ends_on__lt=at.date())
    pairs = running.order_by().values_list("customer", "customer__holiday_region").distinct()
    return Counter(region for _, region in pairs if region)


def missing_years(years: Iterable[int], at: datetime) -> tuple[int, ...]:
    """Return which of this year and the next is not among the years that were copied."""
    return tuple(year for year in range(at.year, at.year + AHEAD + 1) if year not in set(years))


def decided_by(version: CalendarVersion) -> list[Decided]:
    """Return what a version decided, in order of dates, with what was said before."""
    rows = Holiday.objects.filter(region=version.region, version__number__lte=version.number)
    before: dict[date, Decision] = {}
    found = []
    for row in rows.order_by("version__number", "date"):
        if row.version_id == version.pk:
            found.append(Decided(row.date, row.name, row.closes, before.get(row.date)))
        before[row.date] = Decision(row.version_id, row.date, row.name, row.closes)
    return found


def worked(calendar: RegionCalendar) -> Mapping[date, str]:
    """Return the dates that were holidays and were decided to be none, with their names."""
    last = {one.date: one for one in calendar.decisions}
    return {day: one.name for day, one in last.items() if not one.closes}


def _years() -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for region, year in HolidayYear.objects.values_list("region", "year"):
        found[region].append(year)
    return found


def _newest() -> Mapping[str, CalendarVersion]:
    return {row.region: row for row in CalendarVersion.objects.newest().select_related("made_by")}
