"""Service hours of an agreement become a calendar in the customer's zone (LU-02, PQ-09, HR-12)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts.domain.calendars import calendar_for
from portal.kernel.business_time import BusinessCalendar
from tests.contracts.vendors import terms_of

LONDON = "Europe/London"
EARLY_MAY = {date(2026, 5, 4): "Early May bank holiday"}


def instant(text: str, zone: str) -> datetime:
    """This function will return the instant of a wall clock's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def calendar_of(vendor: str, tier: str, severity: str, zone: str = LONDON) -> BusinessCalendar:
    """This function will return a customer's calendar in 2026, one holiday included."""
    hours = terms_of(vendor).hours(tier, severity)
    return calendar_for(hours, zone=zone, holidays=EARLY_MAY)


@pytest.mark.parametrize(
    ("tier", "severity", "hours"),
    [
        pytest.param("essentials", "1", 0, id="essentials-closes"),
        pytest.param("professional", "2", 0, id="professional-full-support-closes"),
        pytest.param("professional", "1", 12, id="professional-critical-runs"),
        pytest.param("premium", "1", 24, id="premium-critical-runs"),
    ],
)
def test_a_national_holiday_closes_what_lu_02_says_it_closes(
    tier: str, severity: str, hours: int
) -> None:
    calendar = calendar_of("lumeon", tier, severity)

    day = instant("2026-05-04 00:00", LONDON), instant("2026-05-05 00:00", LONDON)

    assert calendar.between(*day) == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Auckland"])
def test_lumeon_hours_are_read_in_the_customers_zone_lu_02(zone: str) -> None:
    calendar = calendar_of("lumeon", "essentials", "2", zone)

    assert calendar.is_open(instant("2026-05-05 09:00", zone))
    assert not calendar.is_open(instant("2026-05-05 17:30", zone))


@pytest.mark.parametrize(
    ("vendor", "severity", "opening", "zone"),
    [
        pytest.param("patientiq", "high", "2026-05-05 07:00", "America/Chicago", id="PQ-09"),
        pytest.param("healthy-roster", "high", "2026-05-05 08:00", "America/New_York", id="HR-12"),
    ],
)
def test_a_named_zone_wins_over_the_customers(
    vendor: str, severity: str, opening: str, zone: str
) -> None:
    calendar = calendar_of(vendor, "standard", severity, LONDON)
    opens = instant(opening, zone)

    assert calendar.is_open(opens)
    assert not calendar.is_open(opens - timedelta(seconds=1))


@pytest.mark.parametrize(("vendor", "hours"), [("patientiq", 12), ("healthy-roster", 10)])
def test_no_holiday_closes_where_none_is_named(vendor: str, hours: int) -> None:
    calendar = calendar_of(vendor, "standard", "high")

    midnight = instant("2026-05-04 00:00", "America/New_York")

    assert calendar.between(midnight, midnight + timedelta(days=1)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("vendor", "tier", "severity", "hours"),
    [
        pytest.param("lumeon", "essentials", "3", timedelta(hours=8, minutes=30), id="LU-14"),
        pytest.param("lumeon", "professional", "3", timedelta(hours=12), id="LU-14-pro"),
        pytest.param("healthy-roster", "standard", "medium", timedelta(hours=10), id="HR-11"),
    ],
)
def test_a_business_day_is_a_regular_days_length(
    vendor: str, tier: str, severity: str, hours: timedelta
) -> None:
    assert calendar_of(vendor, tier, severity).regular_day() == hours


def test_healthy_roster_critical_runs_on_a_sunday_night_hr_12() -> None:
    calendar = calendar_of("healthy-roster", "standard", "critical")

    assert calendar.is_open(instant("2026-05-03 03:00", "America/New_York"))
