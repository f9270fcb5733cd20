"""The time strip: what is drawn for a clock, in which order and at which places."""

from datetime import timedelta

import pytest

from sla.domain.clock import Reading
from sla.domain.effects import Kind
from sla.strip import WIDTH, Strip, ahead, draw, past
from tests.sla.domain.lives import LONDON, it, london, read, reported

ZERO = timedelta(0)


def drawn(reading: Reading) -> Strip:
    return draw(reading, LONDON, "you")


def looks(strip: Strip) -> list[str]:
    return [stretch.piece.look for stretch in strip.stretches]


def texts(strip: Strip, row: str) -> list[str]:
    labels = [label for label in strip.wide if label.row == row]
    return [label.text for label in sorted(labels, key=lambda label: label.x)]


ASKED = (
    reported("14:00"),
    it(Kind.QUESTION_ASKED, "15:00", by="Marek"),
    it(Kind.CUSTOMER_REPLIED, "2026-03-03 11:00", by="Priya"),
)


def test_a_strip_runs_from_the_report_over_a_wait_and_a_night_to_the_due_instant() -> None:
    strip = drawn(read(*ASKED, at="2026-03-03 16:00"))

    assert looks(strip) == ["counted", "waiting", "counted", "left", "closed", "left"]
    assert [(mark.name, mark.at) for mark in strip.marks] == [
        ("now", london("2026-03-03 16:00")),
        ("due", london("2026-03-04 09:30")),
    ]


def test_its_words_say_when_and_who_is_waited_for() -> None:
    strip = drawn(read(*ASKED, at="2026-03-03 16:00"))

    assert texts(strip, "above") == ["reported Mon 14:00", "waiting for you", "now Tue 16:00"]
    assert texts(strip, "below") == ["due Wed 09:30"]


def test_now_within_a_night_does_not_part_it() -> None:
    strip = drawn(read(reported("16:00"), at="22:00"))

    assert looks(strip) == ["counted", "closed", "left"]
    assert (strip.stretches[1].piece.start, strip.stretches[1].piece.end) == (
        london("17:30"),
        london("2026-03-03 09:00"),
    )


def test_what_was_and_what_is_to_come_add_up_to_the_budget() -> None:
    reading = read(*ASKED, at="2026-03-03 16:00")

    was = sum((piece.counted for piece in past(reading)), ZERO)
    comes = sum((piece.counted for piece in ahead(reading)), ZERO)

    assert (was, was + comes) == (reading.spent, reading.budget)


def test_time_over_the_target_is_drawn_apart_and_counts_the_same() -> None:
    reading = read(reported("2026-03-02 09:00"), at="2026-03-02 17:30")

    strip = drawn(reading)

    assert looks(strip) == ["counted", "late"]
    assert strip.stretches[0].piece.end == london("17:00")
    assert sum((piece.counted for piece in past(reading)), ZERO) == reading.spent


def test_a_waiting_clock_shows_nothing_ahead() -> None:
    strip = drawn(read(*ASKED[:2], at="2026-03-03 09:00"))

    assert looks(strip) == ["counted", "waiting"]
    assert [mark.name for mark in strip.marks] == ["now"]


def test_a_stopped_clock_ends_where_it_stopped() -> None:
    strip = drawn(
        read(reported("10:00"), it(Kind.SOLUTION_PROVIDED, "11:00", by="Marek"), at="16:00")
    )

    assert looks(strip) == ["counted"]
    assert [(mark.name, mark.at) for mark in strip.marks] == [("stopped", london("11:00"))]


def test_a_report_just_made_is_all_ahead() -> None:
    strip = drawn(read(reported("2026-03-07 12:00"), at="2026-03-07 12:00"))

    assert looks(strip) == ["closed", "left"]
    assert strip.marks[0].x == strip.stretches[0].x


@pytest.mark.parametrize("at", ["09:00:01", "17:00", "2026-03-30 12:00"])
def test_stretches_follow_each_other_within_the_band(at: str) -> None:
    strip = drawn(read(reported("09:00", "slow"), at=at))

    ends = [stretch.x + stretch.width for stretch in strip.stretches]
    starts = [stretch.x for stretch in strip.stretches]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert starts[0] >= 0
    assert ends[-1] <= WIDTH
    assert all(0 <= mark.x <= WIDTH for mark in strip.marks)
