"""Calendars of a region: copied year by year, and changed by people from a date on (LU-02).

Nothing is overwritten: each copy and each change is a version, so that a figure once told can
be computed again on the calendar by which it was told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from contracts.changes import calendar_changed
from contracts.models import CalendarVersion, Holiday, HolidayYear
from contracts.regions import holidays_of
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, require

YEARS_BEHIND, YEARS_AHEAD = 1, 2  # of the year in which holidays are copied
LONGEST_NAME, LONGEST_REASON = 120, 300  # characters


@dataclass(frozen=True, slots=True)
class Change:
    """A date that is to close the service hours, or not to close them any more."""

    date: date
    name: str
    closes: bool = True


def cover_holidays(*, vendor: Vendor, region: str, at: datetime) -> int:
    """Copy a region's holidays for the years around `at` that are not copied yet."""
    years = set(range(at.year - YEARS_BEHIND, at.year + YEARS_AHEAD + 1))
    if not region or not _missing(vendor, region, years):  # asked with every report
        return 0
    return copy_holidays(vendor=vendor, region=region, years=years, at=at)


@transaction.atomic
def copy_holidays(
    *,
    vendor: Vendor,
    region: str,
    years: Iterable[int],
    at: datetime,
    by: Membership | None = None,
) -> int:
    """Copy a region's holidays into dated rows, each year once; return how many days.

    What a person decided of a date before its year was copied stays as decided. A year of which
    no holiday is known is not copied: it is a gap, and never a year without holidays.

    :raises Refusal: if the region is unknown, or `by` may not, or asks for such a year.
    """
    if by is not None:
        require(by, Act.EDIT_CALENDARS)
    wanted = set(years)
    if not _missing(vendor, region, wanted):
        return 0
    _queue_up(vendor)
    missing = _missing(vendor, region, wanted)
    if not missing:
        return 0
    found = holidays_of(region, missing)
    missing = _known(region, missing, found, by)
    if not missing:
        return 0
    decided = set(Holiday.objects.filter(region=region).values_list("date", flat=True))
    changes = [
        Change(day, name[:LONGEST_NAME])
        for day, name in found.items()
        if day.year in missing and day not in decided
    ]
    reason = f"Public holidays of {', '.join(map(str, missing))} copied."
    since = date(missing[0], 1, 1)
    by_whom = _person(by)
    _add(vendor, region, changes, years=missing, since=since, reason=reason, by=by_whom, at=at)
    return len(changes)


@transaction.atomic
def change_calendar(
    *, by: Membership, region: str, changes: Sequence[Change], reason: str, at: datetime
) -> CalendarVersion:
    """Make a version of a region's calendar with these dates changed.

    :raises Refusal: if `by` may not, the region has no calendar, nothing would change, a date
        comes twice or without a name, or no reason is given.
    """
    require(by, Act.EDIT_CALENDARS)
    words = " ".join(reason.split())
    if not words:
        raise Refusal("Say why the calendar changes: it stands in its history.", code="no_reason")
    if len(words) > LONGEST_REASON:
        raise Refusal(f"The reason may have {LONGEST_REASON} characters.", code="too_long")
    _queue_up(by.vendor)
    checked = checked_changes(region, changes)
    since = min(change.date for change in checked)
    return _add(by.vendor, region, checked, since=since, reason=words, by=by.person, at=at)


def checked_changes(region: str, changes: Sequence[Change]) -> list[Change]:
    """Return the changes that make a difference to the newest version, names tidied.

    :raises Refusal: as `change_calendar` says.
    """
    if not CalendarVersion.objects.filter(region=region).exists():
        raise Refusal(f"No calendar is kept for {region!r}.", code="no_region")
    dates = [change.date for change in changes]
    twice = sorted({day for day in dates if dates.count(day) > 1})
    if twice:
        raise Refusal(f"{twice[0]:%d %B %Y} is changed twice.", code="twice")
    known = {
        row.date: row for row in Holiday.objects.filter(region=region).order_by("version_id", "pk")
    }
    tidy = [Change(one.date, _name(one, known.get(one.date)), one.closes) for one in changes]
    different = [one for one in tidy if _differs(one, known.get(one.date))]
    if not different:
        raise Refusal("Nothing would change: the calendar says so already.", code="no_change")
    return different


def _name(change: Change, known: Holiday | None) -> str:
    name = " ".join(change.name.split()) or (known.name if known else "")
    if not name:
        raise Refusal(
            f"Name the holiday on {change.date:%d %B %Y}: explanations show it.", code="no_name"
        )
    if len(name) > LONGEST_NAME:
        raise Refusal(f"A name may have {LONGEST_NAME} characters: {name[:40]}…", code="too_long")
    return name


def _differs(change: Change, known: Holiday | None) -> bool:
    if known is None:
        return change.closes
    return (known.closes, known.name) != (change.closes, change.name)


def _missing(vendor: Vendor, region: str, years: set[int]) -> list[int]:
    copied = HolidayYear.objects.filter(vendor=vendor, region=region, year__in=years)
    return sorted(years - set(copied.values_list("year", flat=True)))


def _known(
    region: str, years: list[int], found: Mapping[date, str], by: Membership | None
) -> list[int]:
    known = {day.year for day in found}
    unknown = [year for year in years if year not in known]
    if unknown and by is not None:
        raise Refusal(f"No holidays of {unknown[0]} are known for {region!r}.", code="no_year")
    return [year for year in years if year in known]


def _queue_up(vendor: Vendor) -> None:
    """Lock the vendor, so that versions are made one after the other and their keys rise."""
    Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)


def _add(
    vendor: Vendor,
    region: str,
    changes: Iterable[Change],
    *,
    years: Iterable[int] = (),
    since: date,
    reason: str,
    by: Person | None,
    at: datetime,
) -> CalendarVersion:
    last = CalendarVersion.objects.filter(vendor=vendor, region=region).order_by("number").last()
    version = CalendarVersion.objects.create(
        vendor=vendor,
        region=region,
        number=last.number + 1 if last else 1,
        since=since,
        reason=reason[:LONGEST_REASON],
        made_at=at,
        made_by=by,
    )
    rows = [
        Holiday(
            vendor=vendor,
            version=version,
            region=region,
            date=change.date,
            name=change.name,
            closes=change.closes,
        )
        for change in changes
    ]
    Holiday.objects.bulk_create(rows)
    # Before anybody follows: clocks that wait for a year are read again only once by a version.
    HolidayYear.objects.bulk_create(
        [HolidayYear(vendor=vendor, version=version, region=region, year=year) for year in years]
    )
    after = {"region": region, "number": version.number, "reason": version.reason}
    record("calendar changed", version, actor=by, at=at, after=after)
    calendar_changed(version)
    return version


def _person(by: Membership | None) -> Person | None:
    return by.person if by else None
