"""What N business days come to, under each of the three readings (LU-14)."""

from datetime import timedelta
from fractions import Fraction

import pytest

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.refusal import Refusal
from sla.domain.clock import Outcome, Reading
from sla.domain.effects import Happening, Kind
from sla.domain.promise import Promise
from sla.domain.rules import BusinessDay, Rules
from tests.sla.domain.lives import ALWAYS, LONDON, OFFICE, hours, it, london, read, reported

NIGHTS = BusinessCalendar(LONDON, {day: (Window.parse("22:00", "06:00"),) for day in range(5)})
SHORT_FRIDAY = BusinessCalendar(
    LONDON,
    {day: (Window.parse("09:00", "17:00"),) for day in range(4)}
    | {4: (Window.parse("09:00", "12:00"),)},
)


def in_days(
    reading: BusinessDay,
    start: str,
    *events: Happening,
    at: str | None = None,
    days: Fraction = Fraction(2),
    calendar: BusinessCalendar = OFFICE,
) -> Reading:
    promise = Promise(severity="slow", calendar=calendar, amount=days, in_days=True)
    return read(
        reported(start, "slow"),
        *events,
        at=at or start,
        rules=Rules(business_day=reading, deduct_awaiting_customer=True),
        promises={"slow": promise},
    )


@pytest.mark.parametrize(
    ("reading", "start", "due"),
    [
        pytest.param(
            BusinessDay.DAY_LENGTH, "2026-03-02 10:00", "2026-03-04 10:00", id="length-monday"
        ),
        pytest.param(
            BusinessDay.DAY_LENGTH, "2026-03-06 16:00", "2026-03-10 16:00", id="length-friday"
        ),
        pytest.param(
            BusinessDay.DAY_LENGTH, "2026-03-07 12:00", "2026-03-10 17:30", id="length-saturday"
        ),
        pytest.param(
            BusinessDay.DAY_LENGTH, "2026-04-02 16:00", "2026-04-08 16:00", id="length-easter"
        ),
        pytest.param(
            BusinessDay.END_OF_DAY, "2026-03-02 10:00", "2026-03-04 17:30", id="end-monday"
        ),
        pytest.param(
            BusinessDay.END_OF_DAY, "2026-03-06 16:00", "2026-03-10 17:30", id="end-friday"
        ),
        pytest.param(
            BusinessDay.END_OF_DAY, "2026-03-07 12:00", "2026-03-10 17:30", id="end-saturday"
        ),
        pytest.param(
            BusinessDay.END_OF_DAY, "2026-03-02 20:00", "2026-03-04 17:30", id="end-evening"
        ),
        pytest.param(
            BusinessDay.END_OF_DAY, "2026-04-02 16:00", "2026-04-08 17:30", id="end-easter"
        ),
        pytest.param(
            BusinessDay.SAME_TIME, "2026-03-02 10:00", "2026-03-04 10:00", id="same-monday"
        ),
        pytest.param(
            BusinessDay.SAME_TIME, "2026-03-06 16:00", "2026-03-10 16:00", id="same-friday"
        ),
        pytest.param(
            BusinessDay.SAME_TIME, "2026-03-07 12:00", "2026-03-10 12:00", id="same-saturday"
        ),
        pytest.param(
            BusinessDay.SAME_TIME, "2026-03-27 16:00", "2026-03-31 16:00", id="same-spring-forward"
        ),
    ],
)
def test_two_business_days_run_to(reading: BusinessDay, start: str, due: str) -> None:
    assert in_days(reading, start).due_at == london(due)


def test_report_after_hours_at_the_same_time_is_due_by_the_close_before_it() -> None:
    # No service time lies between 17:30 and 20:00: whoever answers then is as much in time.
    clock = in_days(BusinessDay.SAME_TIME, "2026-03-02 20:00")
    night = in_days(
        BusinessDay.SAME_TIME,
        "2026-03-02 20:00",
        it(Kind.SOLUTION_PROVIDED, "2026-03-04 20:00"),
        at="2026-03-05 09:00",
    )

    assert clock.due_at == london("2026-03-04 17:30")
    assert night.outcome is Outcome.MET


def test_regular_day_is_a_length_however_long_the_days_on_the_way_are() -> None:
    clock = in_days(
        BusinessDay.DAY_LENGTH, "2026-03-05 09:00", days=Fraction(2), calendar=SHORT_FRIDAY
    )

    assert (clock.budget, clock.due_at) == (hours(16), london("2026-03-09 14:00"))


def test_end_of_day_follows_the_days_there_are() -> None:
    clock = in_days(
        BusinessDay.END_OF_DAY, "2026-03-05 09:00", days=Fraction(1), calendar=SHORT_FRIDAY
    )

    assert (clock.budget, clock.due_at) == (hours(11), london("2026-03-06 12:00"))


def test_service_day_that_runs_past_midnight_closes_on_the_next_date() -> None:
    clock = in_days(BusinessDay.END_OF_DAY, "2026-03-02 23:00", days=Fraction(1), calendar=NIGHTS)

    assert clock.due_at == london("2026-03-04 06:00")


def test_day_around_the_clock_is_twenty_four_hours() -> None:
    clock = in_days(BusinessDay.DAY_LENGTH, "2026-03-02 23:00", calendar=ALWAYS)

    assert (clock.budget, clock.due_at) == (timedelta(days=2), london("2026-03-04 23:00"))


@pytest.mark.parametrize("reading", BusinessDay)
def test_wait_of_an_hour_moves_the_deadline_by_an_hour_of_service(reading: BusinessDay) -> None:
    undisturbed = in_days(reading, "2026-03-02 10:00")
    waited = in_days(
        reading,
        "2026-03-02 10:00",
        it(Kind.AWAITING_CUSTOMER, "2026-03-02 11:00"),
        it(Kind.CUSTOMER_REPLIED, "2026-03-02 12:00"),
        at="2026-03-02 12:00",
    )

    assert waited.due_at is not None
    assert undisturbed.due_at is not None
    assert OFFICE.between(undisturbed.due_at, waited.due_at) == hours(1)


def test_half_a_day_is_half_its_length() -> None:
    clock = in_days(BusinessDay.DAY_LENGTH, "2026-03-02 09:00", days=Fraction(1, 2))

    assert clock.due_at == london("2026-03-02 13:15")


@pytest.mark.parametrize("reading", [BusinessDay.END_OF_DAY, BusinessDay.SAME_TIME])
def test_half_a_day_has_no_date(reading: BusinessDay) -> None:
    with pytest.raises(Refusal, match="1/2 business days cannot run to a time"):
        in_days(reading, "2026-03-02 09:00", days=Fraction(1, 2))


def test_calendar_that_never_opens_has_no_service_day() -> None:
    with pytest.raises(Refusal, match="no service day within a year"):
        in_days(BusinessDay.END_OF_DAY, "2026-03-02 09:00", calendar=BusinessCalendar(LONDON, {}))
