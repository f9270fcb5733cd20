"""Days of notice, hours after a request, and when it is too late (HR-09, HR-13, PQ-03)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.obligations import (
    ObligationKind,
    after_hours,
    earliest_change,
    end_of,
    last_notice,
)
from tests.contracts.vendors import terms_of

LABOR_DAY = {date(2026, 9, 7)}
NEW_YORK = ZoneInfo("America/New_York")


def kind(vendor: str, key: str) -> ObligationKind:
    return next(one for one in terms_of(vendor).obligations if one.key == key)


@pytest.mark.parametrize(
    ("vendor", "key", "noticed_on", "earliest"),
    [
        pytest.param("healthy-roster", "data_centre", "2026-11-21", "2027-02-19", id="90-days"),
        pytest.param("healthy-roster", "contact_details", "2026-11-21", "2026-12-21", id="30-days"),
        pytest.param("healthy-roster", "contact_details", "2028-01-31", "2028-03-01", id="leap"),
        pytest.param("patientiq", "scheduled_maintenance", "2026-09-08", "2026-09-15", id="5-days"),
        pytest.param("patientiq", "scheduled_maintenance", "2026-09-02", "2026-09-10", id="labor"),
        pytest.param("patientiq", "scheduled_maintenance", "2026-09-12", "2026-09-18", id="sat"),
    ],
)
def test_the_day_of_notice_does_not_count_and_the_change_may_come_on_the_last(
    vendor: str, key: str, noticed_on: str, earliest: str
) -> None:
    found = earliest_change(kind(vendor, key), date.fromisoformat(noticed_on), LABOR_DAY)

    assert str(found) == earliest


@given(
    planned=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    key=st.sampled_from(["data_centre", "contact_details", "scheduled_maintenance"]),
)
def test_the_last_day_for_notice_is_in_time_and_the_next_is_late(planned: date, key: str) -> None:
    vendor = "patientiq" if key == "scheduled_maintenance" else "healthy-roster"
    of = kind(vendor, key)

    last = last_notice(of, planned, LABOR_DAY)

    assert earliest_change(of, last, LABOR_DAY) <= planned
    assert earliest_change(of, last + timedelta(1), LABOR_DAY) > planned


def test_hr_09_a_restore_is_due_24_elapsed_hours_later_across_the_change_of_clocks() -> None:
    asked = datetime(2026, 3, 7, 17, 0, tzinfo=NEW_YORK)  # clocks go forward in the night

    due = after_hours(asked, 24)

    assert due.at == datetime(2026, 3, 8, 22, 0, tzinfo=UTC)
    assert due.at.astimezone(NEW_YORK).hour == 18


def test_hr_09_the_last_second_is_in_time_and_the_next_is_late() -> None:
    due = after_hours(datetime(2026, 3, 2, 10, tzinfo=UTC), 24)

    assert not due.passed(due.at)
    assert due.passed(due.at + timedelta(seconds=1))


def test_a_day_ends_at_the_customers_midnight() -> None:
    due = end_of(date(2026, 11, 21), NEW_YORK)

    assert due.at == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert not due.passed(due.at - timedelta(seconds=1))
    assert due.passed(due.at)


def test_days_of_notice_are_written_as_people_say_them() -> None:
    assert kind("healthy-roster", "data_centre").days_written == "90 days"
    assert kind("patientiq", "scheduled_maintenance").days_written == "5 business days"
