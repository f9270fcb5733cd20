"""The arithmetic under a clock: every stretch with its reason (CO-06)."""

from datetime import timedelta

from sla.domain.effects import Kind
from sla.domain.segments import Segment
from tests.sla.domain.lives import hours, it, london, read, reported

NOTHING = timedelta(0)
EASTER = "nights, holiday: Good Friday, weekend, holiday: Easter Monday"


def told(segments: tuple[Segment, ...]) -> list[tuple[str, timedelta]]:
    return [(str(segment), segment.counted) for segment in segments]


def test_every_stretch_is_told_with_its_reason_and_what_it_counted() -> None:
    clock = read(
        reported("2026-04-02 15:30"),
        it(Kind.AWAITING_CUSTOMER, "2026-04-07 11:15", by="Marek"),
        it(Kind.CUSTOMER_REPLIED, "2026-04-07 14:45", by="Priya"),
        at="2026-04-07 16:10",
    )

    assert told(clock.segments) == [
        ("running", hours(2)),
        (f"closed: {EASTER}", NOTHING),
        ("running", hours(2.25)),
        ("awaiting customer: asked by Marek, answered by Priya", NOTHING),
        ("running", timedelta(hours=1, minutes=25)),
    ]


def test_wait_is_one_stretch_however_many_nights_it_lasts() -> None:
    clock = read(
        reported("2026-03-02 09:00"),
        it(Kind.AWAITING_CUSTOMER, "2026-03-02 10:00"),
        at="2026-03-06 10:00",
    )

    assert told(clock.segments) == [("running", hours(1)), ("awaiting customer", NOTHING)]


def test_report_outside_hours_begins_with_a_closed_stretch() -> None:
    first, second = read(reported("2026-03-07 12:00"), at="2026-03-09 10:00").segments

    assert (first.start, first.end) == (london("2026-03-07 12:00"), london("2026-03-09 09:00"))
    assert (first.counted, second.counted) == (NOTHING, hours(1))


def test_arithmetic_ends_where_the_clock_stopped() -> None:
    clock = read(reported("09:00"), it(Kind.SOLUTION_PROVIDED, "10:00"), at="2026-03-06 10:00")

    assert [segment.end for segment in clock.segments] == [london("10:00")]


def test_clock_read_at_its_report_has_no_stretch_yet() -> None:
    assert read(reported("09:00"), at="09:00").segments == ()


def test_stand_that_was_reopened_names_who_solved_and_who_reopened() -> None:
    clock = read(
        reported("09:00"),
        it(Kind.SOLUTION_PROVIDED, "10:00", by="Marek"),
        it(Kind.REOPENED, "11:00", by="Priya"),
        at="12:00",
    )

    assert str(clock.segments[1]) == "stood solved: solved by Marek, reopened by Priya"
